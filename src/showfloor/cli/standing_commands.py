"""The command that says who sells what here, whether it grows, why, and in how many stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption, day_of
from showfloor.cli.output import print_json, progress, say
from showfloor.cli.standing_shown import (
    show_distribution,
    show_league,
    show_like_for_like,
    show_movement,
)
from showfloor.errors import UsageError, nearest
from showfloor.standing import AGAINST, MEASURES, StoreScope
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import Kept
from showfloor.workflows.standing import StandingAsked, run_standing
from showfloor.workflows.standing_distribution import DistributionAsked, run_distribution
from showfloor.workflows.standing_growth import GrowthAsked, run_like_for_like, run_why_it_moved

CHANNELS = ("store", "online")
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of the command, read."""

    days: dict[str, Any]
    """from_date, to_date, period."""
    scope: StoreScope
    by: str
    against: str | None
    rank_intervals: bool
    manufacturer: str | None
    silent_days: bool
    even_weeks: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing that standing answers; options: those that it alone, or not every one, takes."""

    run: Callable[[Workspace, _Asked], Kept[Any]]
    show: Callable[[Any], None]
    options: frozenset[str]


def _league(workspace: Workspace, asked: _Asked) -> Kept[Any]:
    return run_standing(
        workspace,
        StandingAsked(
            **asked.days,
            categories=(asked.scope.category,),
            region=asked.scope.region,
            channel=asked.scope.channel,
            kind=asked.scope.kind,
            ranked_by=asked.by,
            against=asked.against,
            rank_intervals=asked.rank_intervals,
        ),
    )


def _growth(asked: _Asked) -> GrowthAsked:
    return GrowthAsked(
        **asked.days,
        scope=asked.scope,
        manufacturer_id=asked.manufacturer,
        silent_days_count=asked.silent_days,
        even_weeks_only=asked.even_weeks,
    )


QUESTIONS: dict[str, _Question] = {
    "league": _Question(
        _league,
        lambda found: show_league(found.tables[0]),
        frozenset({"--by", "--against", "--rank-intervals"}),
    ),
    "like-for-like": _Question(
        lambda workspace, asked: run_like_for_like(workspace, _growth(asked)),
        show_like_for_like,
        frozenset({"--silent-days", "--even-weeks"}),
    ),
    "why": _Question(
        lambda workspace, asked: run_why_it_moved(workspace, _growth(asked)),
        show_movement,
        frozenset({"--silent-days", "--manufacturer"}),
    ),
    "distribution": _Question(
        lambda workspace, asked: run_distribution(
            workspace, DistributionAsked(**asked.days, scope=asked.scope)
        ),
        show_distribution,
        frozenset(),
    ),
}


def standing(
    question: Annotated[
        str, typer.Argument(help="league, like-for-like, why, or distribution.")
    ] = "league",
    from_date: Annotated[str | None, typer.Option("--from", help="First day, ISO.")] = None,
    to_date: Annotated[
        str | None, typer.Option("--to", help="Day after the last, ISO; default: a full year.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="2021, 2021-Q1, -03, -W12; week, month, quarter, year, ytd, mat."),
    ] = None,
    category: Annotated[str | None, typer.Option(help="One category only.")] = None,
    region: Annotated[str | None, typer.Option(help="One region only.")] = None,
    channel: Annotated[str | None, typer.Option(help="store or online.")] = None,
    kind: Annotated[str | None, typer.Option(help="One kind of store only.")] = None,
    by: Annotated[
        str, typer.Option(help="league: revenue, units, list_value or margin.")
    ] = "revenue",
    against: Annotated[
        str | None, typer.Option(help="league: weekday (52 weeks before) or date (a year before).")
    ] = None,
    rank_intervals: Annotated[
        bool,
        typer.Option("--rank-intervals", help="league: ranks that missing stores leave open."),
    ] = False,
    manufacturer: Annotated[
        str | None, typer.Option(help="why: whose change; none: everybody's.")
    ] = None,
    silent_days: Annotated[
        bool,
        typer.Option("--silent-days", help="like-for-like, why: days without a sale are open."),
    ] = False,
    even_weeks: Annotated[
        bool,
        typer.Option("--even-weeks", help="like-for-like: leave out weeks with other holidays."),
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="Also write the table to this CSV file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write all tables to this file.")] = None,
    language: Annotated[str, typer.Option(help="Of the XLSX file: en or de.")] = "en",
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say who sells what here, whether it grows like for like, why, and in how many stores.

    Example: `showfloor standing like-for-like --period 2021-Q1 --workspace shops`

    `league` ranks the manufacturers. `like-for-like` compares days on which a store was open with
    those 52 weeks before. `why` splits the change into its reasons and names who took share from
    whom. `distribution` counts and weighs the stores that sell a manufacturer.
    """
    chosen = _question(question)
    asked = _Asked(
        days={
            "from_date": day_of(from_date, "--from"),
            "to_date": day_of(to_date, "--to"),
            "period": period,
        },
        scope=StoreScope(category, region, _one_of(channel, CHANNELS, "--channel"), kind),
        by=_one_of(by, MEASURES, "--by") or by,
        against=_one_of(against, AGAINST, "--against"),
        rank_intervals=rank_intervals,
        manufacturer=manufacturer,
        silent_days=silent_days,
        even_weeks=even_weeks,
    )
    _refuse_others(question, asked)
    _one_of(language, LANGUAGES, "--language")
    with progress("standing"):
        kept = chosen.run(open_workspace(workspace, as_of), asked)
    for target, ending in ((csv, "csv"), (xlsx, f"{language}.xlsx")):
        if target is not None:
            _copy(kept.folder / f"{kept.record.kind}.{ending}", target)
    if as_json:
        print_json({"run": kept.record.run_id, kept.record.kind: encode(kept.result)})
        return 0
    chosen.show(kept.result)
    say(f"The page: {kept.folder / kept.record.kind}.en.html (German: .de.html)")
    return 0


def _question(name: str) -> _Question:
    if name not in QUESTIONS:
        raise UsageError(
            f"standing does not answer '{name}'{nearest(name, QUESTIONS)}; it answers "
            f"{', '.join(QUESTIONS)}"
        )
    return QUESTIONS[name]


def _refuse_others(name: str, asked: _Asked) -> None:
    """Raise UsageError for an option that another question takes and this one would not heed."""
    given = {
        "--by": asked.by != "revenue",
        "--against": asked.against is not None,
        "--rank-intervals": asked.rank_intervals,
        "--manufacturer": asked.manufacturer is not None,
        "--silent-days": asked.silent_days,
        "--even-weeks": asked.even_weeks,
    }
    for option, is_given in given.items():
        if is_given and option not in QUESTIONS[name].options:
            takers = [other for other, found in QUESTIONS.items() if option in found.options]
            raise UsageError(f"{option} is of `standing {' or '.join(takers)}`, not of {name}")


def _one_of(value: str | None, choices: Sequence[str], option: str) -> str | None:
    if value is None or value in choices:
        return value
    raise UsageError(f"{option} is '{value}'; it is one of {', '.join(choices)}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
