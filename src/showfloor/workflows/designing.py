"""Designing: what a plan lets one detect, and the plan that lets one detect enough."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from showfloor import measure, present, standing
from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.domain.programme import Programme
from showfloor.domain.programme_text import programme_toml
from showfloor.domain.stores import Closure, Store
from showfloor.errors import UsageError
from showfloor.measure.design_types import (
    DesignFound,
    DesignPoint,
    History,
    Noise,
    RolloutDesign,
    Starts,
)
from showfloor.measure.types_outcomes import Scale
from showfloor.plan.types import PlanResult, WarmStart, warm_start_of
from showfloor.present.types import TitleFacts
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.document_files import read_documents, write_documents
from showfloor.storage.history_file import HistoryColumns, read_history_columns
from showfloor.storage.planned_file import read_planned_areas
from showfloor.storage.problem_files import read_areas, read_stores
from showfloor.storage.result_json import encode
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.documents import facts_of_files, facts_of_workspace
from showfloor.workflows.keeping import Kept, keep, needed, version_of
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.planning import (
    INPUTS,
    PlanAsked,
    ProblemPaths,
    paths_in,
    plan_written,
    problem_of,
)
from showfloor.workflows.progress import UNKNOWN_SHARE, Report, silent

DESIGN = "design"
FRONTIER = "frontier"
SOLVED = ("optimal", "feasible")
UNITS = "units"
NO_LIMIT = float("nan")


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """Where the weeks before the rollout lie, and how their columns are called."""

    path: Path
    columns: HistoryColumns
    week_zero: date | None = None

    def read(self) -> History:
        """Read the history; DataError or PanelError says what is wrong with it."""
        columns = read_history_columns(self.path, self.columns, week_zero=self.week_zero)
        return measure.history_from_columns(
            columns["store_id"], columns["week"], columns["outcome"]
        )


@dataclass(frozen=True, slots=True)
class DesignAsked:
    """What is to be designed: measured on which Monday, how fine, along how many plans."""

    on: date | None = None
    """None: the programme's measured_on."""
    mde_at_most: float | None = None
    """None: the programme's own, if it has one."""
    points: int = 0
    """Plans on the frontier of value against detectability; 0: only what the limit needs."""
    plan: PlanAsked = field(default_factory=PlanAsked)
    history_from: date | None = None
    """In a workspace: the first day of the history; None: the ledger's first full week."""
    scale: Scale = "per_cent"
    """In which the areas will be measured."""


@dataclass(frozen=True, slots=True)
class Designed:
    """What was found, or the programme's conflict where there is no plan at all."""

    found: DesignFound | None
    plan: PlanResult | None = None
    """The chosen plan; None where a given plan was only measured."""


def design_of_files(
    history: HistoryFile,
    planned: Path,
    on: date,
    *,
    areas: Path | None = None,
    stores: Path | None = None,
    scale: Scale = "per_cent",
) -> DesignFound:
    """Say what a plan.csv lets one detect on the Monday `on`.

    `areas`: stores where an area stands already, which are left out. `stores`: those that there
    are; without it the history's and the plan's. `scale`: in which the areas will be measured.
    """
    new = read_planned_areas(planned)
    known = measure.stores_with_sales_floor(read_stores(stores)) if stores else None
    standing_areas = measure.standing_stores(read_areas(areas)) if areas else ()
    weeks = history.read()
    noise = measure.noise_of(weeks, new, stores=known, standing=standing_areas, in_scale=scale)
    starts = measure.starts_of(noise, new, standing=standing_areas)
    design = measure.with_held_out(measure.design_of(noise, starts, on), weeks, noise, starts)
    return DesignFound(on, design, history.columns.outcome)


def design_files(found: DesignFound, facts: TitleFacts) -> dict[str, bytes]:
    """Return the finding as JSON, tables and a page in both languages, by file name."""
    document = json.dumps(encode(found), ensure_ascii=False, allow_nan=False, indent=1)
    return {"design.json": document.encode(), **present.design_pages(found, facts)}


def plan_measurably(
    paths: ProblemPaths,
    out: Path,
    history: HistoryFile,
    asked: DesignAsked,
    *,
    trading_days: TradingDays | None = None,
    report: Report | None = None,
) -> Designed:
    """Plan on files alone so that the effect can be measured; write everything to `out`.

    `out` gets the chosen plan with its certificate and the programme (with the pace) that it is
    certified for, every other plan under frontier/, and the finding itself. The chosen plan is the
    most valuable one that meets the limit, else the most telling one.
    """
    days = trading_days or TradingDays()
    watch = Stopwatch()
    problem = paths.read(days)
    search = _Search(
        paths=paths,
        problem=problem,
        out=out,
        asked=_completed(asked, problem.programme),
        days=days,
        report=report or silent,
        outcome=history.columns.outcome,
    )
    designed = search.run(history.read)
    if designed.found is not None:
        facts = facts_of_files(problem, watch.started_at)
        write_documents(out, design_files(designed.found, facts))
    return designed


def _completed(asked: DesignAsked, programme: Programme) -> DesignAsked:
    """Fill what was not asked for from the programme's [experiment]; UsageError without a date."""
    stated = programme.experiment
    on = asked.on or (stated.measured_on if stated else None)
    if on is None:
        raise UsageError(
            "on which Monday is the effect to be measured? Name it with --on, or in the "
            "programme's [experiment] as measured_on"
        )
    limit = asked.mde_at_most
    if limit is None and stated is not None:
        limit = stated.mde_at_most
    return replace(asked, on=on, mde_at_most=limit)


@dataclass(frozen=True, slots=True)
class _Made:
    """One plan on the way, what it lets one detect, and its point."""

    result: PlanResult
    design: RolloutDesign
    point: DesignPoint


@dataclass(slots=True)
class _Search:
    """Plans of one programme at several paces, each written with its certificate."""

    paths: ProblemPaths
    problem: RolloutProblem
    out: Path
    asked: DesignAsked
    days: TradingDays
    report: Report
    outcome: str
    made: list[_Made] = field(default_factory=list)

    @property
    def on(self) -> date:
        """The Monday of measuring."""
        if self.asked.on is None:
            raise UsageError("no date of measuring was named")
        return self.asked.on

    @property
    def limit(self) -> float:
        """The MDE asked for; NaN for none."""
        return NO_LIMIT if self.asked.mde_at_most is None else self.asked.mde_at_most

    def run(self, history: Callable[[], History]) -> Designed:
        """Make the plans and return the finding with the chosen one."""
        best, folder = self._planned(self.problem.programme, 0)
        if best.certificate.status not in SOLVED:
            return Designed(None, best)
        weeks = history()
        noise = _noise(self.problem, weeks, best.areas, self.asked.scale)
        self._add(0.0, best, folder, noise)
        family = measure.pace_family(
            noise,
            _starts(self.problem, noise, best.areas),
            best.areas,
            self.problem.programme,
            self.on,
        )

        def try_strength(strength: float) -> None:
            paced = measure.slowed(self.problem.programme, measure.pace_at(family, strength))
            result, place = self._planned(paced, len(self.made), self._nearest(strength))
            self._add(strength, result, place, noise)

        if self.asked.mde_at_most is not None:
            limit = self.asked.mde_at_most
            while (strength := measure.next_strength(self._points(), limit)) is not None:
                try_strength(strength)
        if self.asked.points:
            for strength in measure.frontier_strengths(self.asked.points):
                if strength not in {made.point.strength for made in self.made}:
                    try_strength(strength)
        return self._finished(family.slower_is_better, weeks, noise)

    def _finished(self, slower_is_better: bool, weeks: History, noise: Noise) -> Designed:
        chosen = measure.choice(self._points(), self.limit)
        made = next(item for item in self.made if item.point is chosen)
        write_documents(self.out, read_documents(self.out.joinpath(made.point.folder)))
        starts = _starts(self.problem, noise, made.result.areas)
        design = measure.with_held_out(made.design, weeks, noise, starts, seed=self.asked.plan.seed)
        found = measure.frontier_found(
            self._points(), design, on=self.on, outcome=self.outcome, limit=self.limit
        )
        return Designed(replace(found, slower_is_better=slower_is_better), made.result)

    def _points(self) -> list[DesignPoint]:
        return [made.point for made in self.made]

    def _nearest(self, strength: float) -> WarmStart | None:
        """Return the plan of the nearest pace and its prices, to start from."""
        near = measure.nearest_strength(self._points(), strength)
        return None if near < 0 else warm_start_of(self.made[near].result)

    def _planned(
        self, programme: Programme, place: int, warm: WarmStart | None = None
    ) -> tuple[PlanResult, str]:
        """Plan the programme in a folder of its own, with the programme file beside the plan."""
        name = f"{FRONTIER}/{place:02d}"
        folder = self.out.joinpath(name)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder.joinpath(PROGRAMME_FILE)
        file.write_text(programme_toml(programme), encoding="utf-8")
        self.report(f"plan {place}", UNKNOWN_SHARE)
        paths = replace(self.paths, programme=file)
        _, result = plan_written(
            paths,
            folder,
            self.asked.plan,
            trading_days=self.days,
            report=self.report,
            watch=Stopwatch(),
            warm=warm,
        )
        return result, name

    def _add(self, strength: float, result: PlanResult, folder: str, noise: Noise) -> None:
        design = measure.design_of(noise, _starts(self.problem, noise, result.areas), self.on)
        proof, at = result.certificate, design.at
        point = DesignPoint(
            strength=strength,
            status=proof.status,
            areas=len(result.areas),
            value=proof.objective,
            upper_bound=proof.upper_bound,
            gap=proof.gap,
            se=at.se,
            mde=at.mde,
            folder=folder,
            reason=at.reason,
        )
        if result.draw_cost is not None:
            point = replace(point, drawn_share=result.draw_cost.share)
        self.made.append(_Made(result, design, point))


def _noise(
    problem: RolloutProblem, history: History, areas: tuple[PlannedArea, ...], scale: Scale
) -> Noise:
    return measure.noise_of(
        history,
        areas,
        stores=measure.stores_with_sales_floor(problem.stores),
        standing=_standing(problem),
        in_scale=scale,
    )


def _starts(problem: RolloutProblem, noise: Noise, areas: tuple[PlannedArea, ...]) -> Starts:
    return measure.starts_of(noise, areas, standing=_standing(problem))


def _standing(problem: RolloutProblem) -> frozenset[str]:
    return measure.standing_stores(problem.areas, problem.programme.manufacturer_id)


def run_design(
    workspace: Workspace, asked: DesignAsked, *, report: Report | None = None
) -> tuple[Kept[DesignFound] | None, Designed]:
    """Say what the latest plan lets one detect; where asked, plan so that it lets one enough.

    The history is the programme's manufacturer's units a store and week in the ledger version that
    the plan was made on. Plans are made where a limit or a frontier is asked for. Nothing is kept
    where the programme has no plan at all.
    """
    planned = needed(workspace, "plan", PlanResult, "plan")
    version = version_of(workspace, planned.record)
    problem = problem_of(planned)
    asked = _completed(asked, problem.programme)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(dir=workspace.root) as scratch:
        folder = Path(scratch)
        search = _Search(
            paths=paths_in(planned.folder.joinpath(INPUTS)),
            problem=problem,
            out=folder,
            asked=asked,
            days=TradingDays(workspace.config.trading_days),
            report=report or silent,
            outcome=UNITS,
        )

        def history() -> History:
            return ledger_history(
                workspace,
                version,
                problem.programme.manufacturer_id,
                problem.stores,
                problem.closures,
                begins=asked.history_from,
            )

        with watch.step("design"):
            if asked.mde_at_most is not None or asked.points:
                designed = search.run(history)
            else:
                designed = _only_measured(search, planned.result, history)
        if designed.found is None:
            return None, designed
        facts = facts_of_workspace(workspace, planned.record, version, watch.started_at)
        write_documents(folder, design_files(designed.found, facts))
        at = designed.found.design.at
        kept = keep(
            workspace,
            DESIGN,
            designed.found,
            parameters={"asked": asked, "plan_run": planned.record.run_id},
            version=version,
            seed=asked.plan.seed,
            watch=watch,
            summary={"on": designed.found.on, "se": at.se, "mde": at.mde},
            files={
                str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()
            },
        )
        return kept, designed


def _only_measured(
    search: _Search, planned: PlanResult, history: Callable[[], History]
) -> Designed:
    weeks = history()
    noise = _noise(search.problem, weeks, planned.areas, search.asked.scale)
    starts = _starts(search.problem, noise, planned.areas)
    design = measure.design_of(noise, starts, search.on)
    design = measure.with_held_out(design, weeks, noise, starts, seed=search.asked.plan.seed)
    return Designed(DesignFound(search.on, design, search.outcome))


def ledger_history(
    workspace: Workspace,
    version: LedgerVersion,
    manufacturer_id: str,
    stores: Sequence[Store],
    closures: Sequence[Closure],
    *,
    begins: date | None = None,
) -> History:
    """Return a manufacturer's units a store and full week, from `begins` or the first on."""
    with workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        period = standing.period_asked(sales, begins or sales.first)
        from_date, to_date = measure.full_weeks(*period, TradingDays(workspace.config.trading_days))
        columns = engine.run(
            measure.DESIGN_HISTORY.with_parameters(
                manufacturer_id=manufacturer_id, from_date=from_date, to_date=to_date
            )
        )
    return measure.history_of_ledger(columns, stores, closures)
