"""Standing as pages ask it: what can be asked of the newest version, and answers that are kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from showfloor import standing
from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError
from showfloor.present.types import ReportContent, TitleFacts
from showfloor.standing.offered_periods import periods_offered
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.programme_file import read_programme
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import ABOUT_FILE, read_about
from showfloor.workflows.keeping import SOFTWARE
from showfloor.workflows.kept_answers import Asked, kept_answer
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.shown_version import shown_number
from showfloor.workflows.standing import StandingAsked, StandingFound, league_tables
from showfloor.workflows.standing_distribution import (
    DistributionAsked,
    distribution_of,
    metres_of_formats,
)
from showfloor.workflows.standing_growth import GrowthAsked, like_for_like_of, why_it_moved_of

Question = Literal["standing", "like-for-like", "why-it-moved", "distribution"]
Found = (
    StandingFound | standing.LikeForLikeFound | standing.MovementFound | standing.DistributionFound
)
KEPT_PAGES = 128
"""Answers that a process holds ready, over all versions."""
NOT_ASKED = frozenset({"(none)", "(unknown)"})
"""Categories and regions that are none."""


@dataclass(frozen=True, slots=True)
class StandingChoices:
    """What standing can be asked for on a ledger version; periods by name, the first one usual."""

    version: int
    periods: tuple[str, ...]
    categories: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingWanted:
    """A period by its name, and a category and region of the choices; None means all."""

    period: str
    category: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StandingAnswer:
    """An answer as the report's content, or why the data give none; equal to itself alone."""

    version: int
    content: ReportContent
    refusal: str = ""


def standing_choices(workspace: Workspace) -> StandingChoices | None:
    """Return what can be asked of the version that pages show; None while it has no sales."""
    number = shown_number(workspace)
    found = _choices(workspace.root, number) if number else None
    return found if found is not None and found.periods else None


def standing_answer(
    workspace: Workspace, question: Question, wanted: StandingWanted
) -> StandingAnswer:
    """Return what the version shown answers; the same object until what it rests on changes."""
    number = shown_number(workspace)
    return _answer(workspace.root, number, question, wanted, _stamps(workspace.root))


def keep_first_answers(workspace: Workspace, number: int) -> None:
    """Keep what each page of standing shows at first of a version."""
    choices = _choices(workspace.root, number)
    if choices.periods:
        first = StandingWanted(choices.periods[0])
        for question in _ASKED:
            _answer(workspace.root, number, question, first, _stamps(workspace.root))


def standing_state(workspace: Workspace) -> tuple[int, ...]:
    """Return what all answers follow from: the version shown, and the files beside the ledger."""
    return shown_number(workspace), *_stamps(workspace.root)


def _stamps(root: Path) -> tuple[int, ...]:
    """Return when the files beside the ledger were written that an answer's words rest on."""
    paths = (root.joinpath(name) for name in (ABOUT_FILE, PROGRAMME_FILE))
    return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)


@functools.lru_cache(maxsize=4)
def _choices(root: Path, number: int) -> StandingChoices:
    workspace = open_workspace(root)

    def choose() -> StandingChoices:
        with workspace.ledger.engine(workspace.ledger.version(number)) as engine:
            sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
            periods = periods_offered(sales)
            if not periods:
                return StandingChoices(number, (), (), ())
            found = standing.scopes(
                engine.run(standing.sales_by_manufacturer(*standing.months_covered(sales)))
            )
        return StandingChoices(number, periods, _named(found.categories), _named(found.regions))

    return kept_answer(workspace, Asked("choices", number), StandingChoices, choose)


def _named(values: tuple[standing.ScopeValue, ...]) -> tuple[str, ...]:
    return tuple(one.value for one in values if one.value not in NOT_ASKED)


@functools.lru_cache(maxsize=KEPT_PAGES)
def _answer(
    root: Path, number: int, question: Question, wanted: StandingWanted, _stamps: tuple[int, ...]
) -> StandingAnswer:
    workspace = open_workspace(root)
    ask, kind = _ASKED[question]
    metres = metres_of_formats(workspace) if question == "distribution" else None

    def answer() -> Found:
        with workspace.ledger.engine(workspace.ledger.version(number)) as engine:
            return ask(engine, wanted, workspace.config.trading_days, metres)

    try:
        asked = Asked(question, number, (wanted, metres, workspace.config.trading_days))
        found = kept_answer(workspace, asked, kind, answer)
    except DataError as refusal:
        return StandingAnswer(number, _content(workspace, number, {}), str(refusal))
    return StandingAnswer(number, _content(workspace, number, _shown(found)))


def _league(
    engine: QueryRunner, wanted: StandingWanted, days: tuple[int, ...], _metres: object
) -> StandingFound:
    asked = StandingAsked(
        period=wanted.period,
        categories=(wanted.category,),
        region=wanted.region,
        rank_intervals=True,
    )
    return league_tables(engine, asked, Stopwatch(), days)


def _like_for_like(
    engine: QueryRunner, wanted: StandingWanted, days: tuple[int, ...], _metres: object
) -> standing.LikeForLikeFound:
    return like_for_like_of(engine, GrowthAsked(period=wanted.period, scope=_scope(wanted)), days)


def _why_it_moved(
    engine: QueryRunner, wanted: StandingWanted, days: tuple[int, ...], _metres: object
) -> standing.MovementFound:
    return why_it_moved_of(engine, GrowthAsked(period=wanted.period, scope=_scope(wanted)), days)


def _distribution(
    engine: QueryRunner,
    wanted: StandingWanted,
    days: tuple[int, ...],
    metres: dict[str, float] | None,
) -> standing.DistributionFound:
    asked = DistributionAsked(period=wanted.period, scope=_scope(wanted))
    return distribution_of(engine, asked, days, metres)


_ASKED: Mapping[Question, tuple[Callable[..., Found], type[Found]]] = MappingProxyType(
    {
        "standing": (_league, StandingFound),
        "like-for-like": (_like_for_like, standing.LikeForLikeFound),
        "why-it-moved": (_why_it_moved, standing.MovementFound),
        "distribution": (_distribution, standing.DistributionFound),
    }
)
"""What answers each question, and what it answers with."""


def _scope(wanted: StandingWanted) -> standing.StoreScope:
    return standing.StoreScope(category=wanted.category, region=wanted.region)


def _shown(found: Found) -> dict[str, Any]:
    match found:
        case StandingFound():
            return {"standing": found.tables, "monthly": found.monthly}
        case standing.LikeForLikeFound():
            return {"like_for_like": found}
        case standing.MovementFound():
            return {"movement": found}
        case _:
            return {"distribution": found}


def _content(workspace: Workspace, number: int, shown: dict[str, Any]) -> ReportContent:
    about, config = read_about(workspace), workspace.config
    facts = TitleFacts(
        workspace=config.name,
        currency=config.currency,
        revenue_includes_vat=config.vat == "with",
        ledger_version=number,
        generated_at=workspace.ledger.version(number).committed_at,
        software=SOFTWARE,
        statements=about.statements,
        time_zone=config.time_zone,
    )
    programme = workspace.root.joinpath(PROGRAMME_FILE)
    focus = read_programme(programme).manufacturer_id if programme.is_file() else None
    return ReportContent(
        facts,
        focus_manufacturer_id=focus,
        manufacturer_names=about.manufacturer_names or {},
        **shown,
    )
