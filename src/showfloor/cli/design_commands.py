"""The command that says what a rollout will let one measure, and plans one that lets one enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from showfloor.cli.design_options import (
    ChooseOption,
    EveryOption,
    ExcludeOption,
    FixOption,
    FromOption,
    FrontierOption,
    HistoryFromOption,
    IncludeOption,
    MdeOption,
    OnOption,
    OutcomeOption,
    PanelOption,
    PlanOption,
    ScaleOption,
    StoresOption,
    StoresWords,
    TimeOption,
    UnitOption,
    WavesOption,
    WeekZeroOption,
    listed_file,
    refuse_beside_stores,
    scale_of,
    stores_asked,
)
from showfloor.cli.options import (
    HERE,
    AsOfOption,
    GapOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    day_of,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import Report, print_json, progress, say
from showfloor.cli.plan_commands import (
    AreasOption,
    ClosuresOption,
    OptionsOption,
    OutOption,
    ProgrammeOption,
    problem_paths,
    show_plan,
)
from showfloor.cli.showing_designs import show_design
from showfloor.errors import UsageError
from showfloor.measure.rollout_design_stores import StoresAsked
from showfloor.storage import open_workspace
from showfloor.storage.history_file import HistoryColumns
from showfloor.storage.result_json import encode
from showfloor.workflows.designing import (
    DesignAsked,
    Designed,
    HistoryFile,
    design_of_files,
    plan_measurably,
    run_design,
)
from showfloor.workflows.designing_stores import design_of_stores, run_design_of_stores
from showfloor.workflows.planning import PlanAsked, required


@dataclass(frozen=True, slots=True)
class _Files:
    """What the call names: the weeks before, a plan's files, the folder to write, a workspace."""

    history: HistoryFile | None
    plan: Path | None
    programme: Path | None
    stores: str | None
    closures: Path | None
    options: Path | None
    areas: Path | None
    out: Path | None
    workspace: Path
    as_of: str | None

    @property
    def of_a_plan(self) -> tuple[tuple[str, object], ...]:
        """Options that speak of a plan, with what they name."""
        return (
            ("--plan", self.plan),
            ("--programme", self.programme),
            ("--closures", self.closures),
            ("--options", self.options),
            ("--areas", self.areas),
        )

    @property
    def table(self) -> Path | None:
        """stores.csv, where --stores names that."""
        return None if self.stores is None else Path(self.stores)


def design(
    panel: PanelOption = None,
    unit: UnitOption = "store_id",
    time: TimeOption = "week",
    outcome: OutcomeOption = "units",
    week_zero: WeekZeroOption = None,
    stores: StoresOption = None,
    begins: FromOption = None,
    waves: WavesOption = None,
    every: EveryOption = 4,
    choose: ChooseOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    fix: FixOption = None,
    plan: PlanOption = None,
    on: OnOption = None,
    mde: MdeOption = None,
    frontier: FrontierOption = 0,
    programme: ProgrammeOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    out: OutOption = None,
    seed: SeedOption = 0,
    time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    history_from: HistoryFromOption = None,
    scale: ScaleOption = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say which effect a rollout lets one detect, and plan one that lets one detect enough.

    Stores that are chosen already: `showfloor design --panel weeks.csv --stores s1,s2,s3,s4,s5,s6
    --from 2021-03-01`; or to be drawn: `--choose 40 --from 2021-03-01 --waves 3`.

    The latest plan of a workspace: `showfloor design --on 2021-09-27 --workspace shops`. A plan on
    files: `showfloor design --panel weeks.csv --plan plan/plan.csv --on 2021-09-27`. A plan to be
    made: `showfloor design --panel weeks.csv --programme P.toml --stores S.csv --options O.csv
    --on 2021-09-27 --mde 0.5 --frontier 9 --out design`
    """
    history = _history(panel, HistoryColumns(unit, time, outcome), week_zero)
    files = _Files(
        history, plan, programme, stores, closures, options, areas, out, workspace, as_of
    )
    words = StoresWords(begins, stores, waves, every, choose, include, exclude, fix)
    measured = scale_of(scale)
    day, since = day_of(on, "--on"), day_of(history_from, "--history-from")
    if begins is None:
        words.refuse_without_from()
        asked = DesignAsked(day, mde, frontier, PlanAsked(seed, time_limit, gap), since, measured)
        with progress("design") as report:
            designed, place = _of_a_plan(files, asked, report)
    else:
        refuse_beside_stores((*files.of_a_plan, ("--frontier", frontier or None)))
        question = stores_asked(words, through=day, effect=mde, seed=seed, scale=measured)
        with progress("design") as report:
            designed, place = _of_stores(files, question, since, report)
    return _shown(designed, place, as_json=as_json)


def _history(panel: Path | None, columns: HistoryColumns, zero: str | None) -> HistoryFile | None:
    week_zero = day_of(zero, "--week-zero")
    return None if panel is None else HistoryFile(panel, columns, week_zero)


def _of_stores(
    files: _Files, asked: StoresAsked, since: date | None, report: Report
) -> tuple[Designed, Path | None]:
    """Design from stores and dates. since: the first day of a workspace's history."""
    listed = listed_file(files.stores)
    if files.history is None:
        workspace = open_workspace(files.workspace, files.as_of)
        kept = run_design_of_stores(workspace, asked, listed=listed, begins=since, report=report)
        return Designed(kept.result), kept.folder
    refuse_with_files(files.workspace, "--panel", files.as_of)
    if files.out is not None:
        refuse_a_file(files.out)
    found = design_of_stores(files.history, asked, listed=listed, out=files.out, report=report)
    return Designed(found), files.out


def _of_a_plan(files: _Files, asked: DesignAsked, report: Report) -> tuple[Designed, Path | None]:
    """Measure a plan that there is, or plan so that it can be measured."""
    paths = (files.programme, files.table, files.closures, files.options, files.areas)
    if files.history is None:
        if any(path is not None for path in (*paths, files.plan, files.out)):
            raise UsageError("--panel is missing: files need the weeks before the rollout")
        kept, designed = run_design(
            open_workspace(files.workspace, files.as_of), asked, report=report
        )
        return designed, kept.folder if kept else None
    refuse_with_files(files.workspace, "--panel", files.as_of)
    if files.plan is not None:
        if asked.on is None:
            raise UsageError("--on is missing: name the Monday of the last week that counts")
        found = design_of_files(
            files.history,
            files.plan,
            asked.on,
            areas=files.areas,
            stores=files.table,
            scale=asked.scale,
        )
        return Designed(found), None
    problem = problem_paths(*paths)
    place = required(files.out, "--out")
    refuse_a_file(place)
    return plan_measurably(problem, place, files.history, asked, report=report), place


def _shown(designed: Designed, place: Path | None, *, as_json: bool) -> int:
    found = designed.found
    if as_json:
        folder = str(place) if place else None
        print_json({"folder": folder, "design": encode(found)})
    elif found is None:
        if designed.plan is not None and place is not None:
            show_plan(designed.plan, place)
        say("There is no plan, so there is nothing to measure.")
    else:
        show_design(found)
        if place is not None:
            say(f"Written to {place}")
    return 1 if found is None or found.met is False else 0
