"""The command that says who sells what here, whether it grows, why, and in how many stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from showfloor.cli import standing_options as options
from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption, day_of
from showfloor.cli.output import print_json, progress, say
from showfloor.cli.standing_options import one_of
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
    same_holidays: bool


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
        same_holidays=asked.same_holidays,
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
        frozenset({"--silent-days", "--even-weeks", "--same-holidays"}),
    ),
    "why": _Question(
        lambda workspace, asked: run_why_it_moved(workspace, _growth(asked)),
        show_movement,
        frozenset({"--silent-days", "--manufacturer", "--same-holidays"}),
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
    question: options.QuestionArgument = "league",
    from_date: options.FromOption = None,
    to_date: options.ToOption = None,
    period: options.PeriodOption = None,
    category: options.CategoryOption = None,
    region: options.RegionOption = None,
    channel: options.ChannelOption = None,
    kind: options.KindOption = None,
    by: options.ByOption = "revenue",
    against: options.AgainstOption = None,
    rank_intervals: options.RankIntervalsOption = False,
    manufacturer: options.ManufacturerOption = None,
    silent_days: options.SilentDaysOption = False,
    even_weeks: options.EvenWeeksOption = False,
    same_holidays: options.SameHolidaysOption = False,
    csv: options.CsvOption = None,
    xlsx: options.XlsxOption = None,
    language: options.LanguageOption = "en",
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
    days = {"from_date": day_of(from_date, "--from"), "to_date": day_of(to_date, "--to")}
    asked = _Asked(
        days={**days, "period": period},
        scope=StoreScope(category, region, one_of(channel, options.CHANNELS, "--channel"), kind),
        by=one_of(by, MEASURES, "--by") or by,
        against=one_of(against, AGAINST, "--against"),
        rank_intervals=rank_intervals,
        manufacturer=manufacturer,
        silent_days=silent_days,
        even_weeks=even_weeks,
        same_holidays=same_holidays,
    )
    one_of(language, options.LANGUAGES, "--language")
    kept = _answered(question, asked, workspace, as_of)
    _copy(kept, csv, "csv")
    _copy(kept, xlsx, f"{language}.xlsx")
    _show(question, kept, as_json=as_json)
    return 0


def _answered(question: str, asked: _Asked, workspace: Path, as_of: str | None) -> Kept[Any]:
    chosen = _question(question)
    _refuse_others(question, asked)
    with progress("standing"):
        return chosen.run(open_workspace(workspace, as_of), asked)


def _show(question: str, kept: Kept[Any], *, as_json: bool) -> None:
    if as_json:
        print_json({"run": kept.record.run_id, kept.record.kind: encode(kept.result)})
        return
    QUESTIONS[question].show(kept.result)
    say(f"The page: {kept.folder / kept.record.kind}.en.html (German: .de.html)")


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
        "--same-holidays": asked.same_holidays,
    }
    for option, is_given in given.items():
        if is_given and option not in QUESTIONS[name].options:
            takers = [other for other, found in QUESTIONS.items() if option in found.options]
            raise UsageError(f"{option} is of `standing {' or '.join(takers)}`, not of {name}")


def _copy(kept: Kept[Any], target: Path | None, ending: str) -> None:
    """Copy a file of the answer's run to where it is asked for, if it is."""
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((kept.folder / f"{kept.record.kind}.{ending}").read_bytes())
