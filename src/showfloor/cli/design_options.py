"""Options of the command that says what a rollout will let one measure, and how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import day_of
from showfloor.errors import UsageError
from showfloor.measure.rollout_design_stores import StoresAsked, waves_from
from showfloor.measure.types_outcomes import SCALES, Scale

PanelOption = Annotated[
    Path | None, typer.Option(help="The weeks before, CSV or Parquet: a row a store and week.")
]
UnitOption = Annotated[str, typer.Option(help="Column of the stores.")]
TimeOption = Annotated[str, typer.Option(help="Column of the weeks: Mondays, or numbers.")]
OutcomeOption = Annotated[str, typer.Option(help="Column of the outcome.")]
WeekZeroOption = Annotated[
    str | None, typer.Option(help="The Monday of week 0, where weeks are numbers.")
]
PlanOption = Annotated[
    Path | None, typer.Option(help="plan.csv of a plan that is only to be measured.")
]
OnOption = Annotated[
    str | None, typer.Option(help="Monday of the last week that counts; else measured_on.")
]
MdeOption = Annotated[
    float | None, typer.Option(help="Smallest effect to be detectable; else mde_at_most.", min=0)
]
FrontierOption = Annotated[
    int, typer.Option(help="Plans from the fastest to the slowest, 9 or more.", min=0)
]
StoresOption = Annotated[
    str | None,
    typer.Option(help="stores.csv; with --from the stores that get an area: a file, or ID,ID,…"),
]
FromOption = Annotated[
    str | None, typer.Option("--from", help="Monday from which the first area sells.")
]
WavesOption = Annotated[
    str | None, typer.Option(help="Number of waves, or their Mondays: 2021-03-01,2021-03-29.")
]
EveryOption = Annotated[int, typer.Option(help="Weeks from one wave to the next.", min=1, max=520)]
ChooseOption = Annotated[
    int | None, typer.Option(help="Draw so many stores, among --stores if that is given.", min=1)
]
IncludeOption = Annotated[str | None, typer.Option(help="Stores that get an area: ID,ID,…")]
ExcludeOption = Annotated[
    str | None, typer.Option(help="Stores that get none, and are compared with: ID,ID,…")
]
FixOption = Annotated[
    str | None, typer.Option(help="Stores with the Monday of their own: ID:2021-03-01,…")
]
ScaleOption = Annotated[
    str | None,
    typer.Option(help="per_cent or levels: how the areas will be measured; without it: per_cent."),
]
HistoryFromOption = Annotated[
    str | None, typer.Option(help="In a workspace: first day of the weeks before.")
]
MOST_WAVES = 200


def store_names(text: str | None, option: str) -> tuple[str, ...]:
    """Return the stores of a list with commas; UsageError for an empty name."""
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise UsageError(f"{option} '{text}' names an empty store; write ID,ID")
    return names


def listed_file(text: str | None) -> Path | None:
    """Return the file that --stores names, or None where it lists the stores itself."""
    if text is None or "," in text:
        return None
    path = Path(text)
    looks_so = path.suffix.lower() in {".csv", ".txt"} or len(path.parts) > 1
    return path if looks_so or path.exists() else None


@dataclass(frozen=True, slots=True)
class StoresWords:
    """What the call says of stores and dates, as it was written; None where it says nothing."""

    begins: str | None
    stores: str | None
    waves: str | None
    every: int
    choose: int | None
    include: str | None
    exclude: str | None
    fix: str | None

    def refuse_without_from(self) -> None:
        """Raise UsageError where an option needs --from, which is missing."""
        for name in ("waves", "choose", "include", "exclude", "fix"):
            if getattr(self, name) is not None:
                raise UsageError(
                    f"--{name} needs --from: the Monday from which the first area sells"
                )


def scale_of(word: str | None) -> Scale:
    """Return the scale that --scale names; UsageError for another word."""
    for known in SCALES:
        if word in (None, known):
            return known
    raise UsageError(f"--scale '{word}' is neither {' nor '.join(SCALES)}")


def stores_asked(
    words: StoresWords,
    *,
    through: date | None,
    effect: float | None,
    seed: int,
    scale: Scale,
) -> StoresAsked:
    """Return the question that --from and the options beside it put."""
    first = day_of(words.begins, "--from")
    if first is None:
        raise UsageError("--from is missing")
    if words.stores is None and words.choose is None and not (words.include or words.fix):
        raise UsageError(
            "--from needs the stores that get an area (--stores), or how many (--choose)"
        )
    fixed, without = _fixed(words.fix)
    return StoresAsked(
        waves=_waves(first, words.waves, words.every),
        given=() if listed_file(words.stores) else store_names(words.stores, "--stores"),
        choose=words.choose,
        include=(*store_names(words.include, "--include"), *without),
        exclude=store_names(words.exclude, "--exclude"),
        fixed=fixed,
        through=through,
        effect=effect,
        seed=seed,
        scale=scale,
    )


def _waves(first: date, text: str | None, every: int) -> tuple[date, ...]:
    if text is None:
        return (first,)
    if text.strip().isdigit():
        number = int(text)
        if not 1 <= number <= MOST_WAVES:
            raise UsageError(f"--waves is {number}; there are 1 to {MOST_WAVES}")
        return waves_from(first, number, every)
    days = [day_of(part.strip(), "--waves") for part in text.split(",")]
    waves = tuple(day for day in days if day is not None)
    if min(waves) != first:
        raise UsageError(f"--waves begins on {min(waves)} and --from on {first}; name one Monday")
    return waves


def _fixed(text: str | None) -> tuple[dict[str, date], tuple[str, ...]]:
    """Return the stores of --fix with a Monday, and those without one."""
    fixed: dict[str, date] = {}
    without: list[str] = []
    for part in store_names(text, "--fix"):
        store, colon, day = part.rpartition(":")
        if not colon:
            without.append(part)
            continue
        found = day_of(day, f"--fix {store}")
        if not store or found is None or store in fixed:
            raise UsageError(f"--fix '{text}': name each store once, as ID:2021-03-01")
        fixed[store] = found
    return fixed, tuple(without)


def refuse_beside_stores(named: Sequence[tuple[str, object]]) -> None:
    """Raise UsageError where an option that speaks of a plan stands beside --from."""
    for option, value in named:
        if value is not None:
            raise UsageError(
                f"--from designs from stores and dates, {option} speaks of a plan; name one or "
                "the other"
            )
