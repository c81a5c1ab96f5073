"""The command that says what a rollout will let one measure, and plans one that lets one enough."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    GapOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import (
    money,
    number,
    per_cent,
    print_json,
    print_table,
    progress,
    say,
    scientific,
)
from showfloor.cli.plan_commands import (
    AreasOption,
    ClosuresOption,
    OptionsOption,
    OutOption,
    ProgrammeOption,
    StoresOption,
    problem_paths,
    show_plan,
)
from showfloor.errors import UsageError
from showfloor.measure.design_types import DesignFound
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
from showfloor.workflows.planning import PlanAsked, required

SHOWN_WEEKS = 12
"""Rows of the table by week that a terminal shows: about so many, evenly."""


def design(
    panel: Annotated[
        Path | None, typer.Option(help="The weeks before, CSV or Parquet: a row a store and week.")
    ] = None,
    unit: Annotated[str, typer.Option(help="Column of the stores.")] = "store_id",
    time: Annotated[str, typer.Option(help="Column of the weeks: Mondays, or numbers.")] = "week",
    outcome: Annotated[str, typer.Option(help="Column of the outcome.")] = "units",
    week_zero: Annotated[
        str | None, typer.Option(help="The Monday of week 0, where weeks are numbers.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(help="plan.csv of a plan that is only to be measured.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="Monday of the last week that counts; else measured_on.")
    ] = None,
    mde: Annotated[
        float | None,
        typer.Option(help="Smallest effect to be detectable; else mde_at_most.", min=0),
    ] = None,
    frontier: Annotated[
        int, typer.Option(help="Plans from the fastest to the slowest, 9 or more.", min=0)
    ] = 0,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    out: OutOption = None,
    seed: SeedOption = 0,
    time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    history_from: Annotated[
        str | None, typer.Option(help="In a workspace: first day of the weeks before.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Say which effect a rollout lets one detect, and plan one that lets one detect enough.

    The latest plan of a workspace: `showfloor design --on 2021-09-27 --workspace shops`. A plan on
    files: `showfloor design --panel weeks.csv --plan plan/plan.csv --on 2021-09-27`. A plan to be
    made: `showfloor design --panel weeks.csv --programme P.toml --stores S.csv --options O.csv
    --on 2021-09-27 --mde 0.5 --frontier 9 --out design`
    """
    day = _day(on, "--on")
    asked = DesignAsked(
        on=day,
        mde_at_most=mde,
        points=frontier,
        plan=PlanAsked(seed, time_limit, gap),
        history_from=_day(history_from, "--history-from"),
    )
    history = HistoryColumns(unit, time, outcome)
    with progress("design") as report:
        if panel is None:
            given = (plan, programme, stores, closures, options, areas, out)
            if any(path is not None for path in given):
                raise UsageError("--panel is missing: files need the weeks before the rollout")
            kept, designed = run_design(open_workspace(workspace), asked, report=report)
            place = kept.folder if kept else None
        else:
            refuse_with_files(workspace, "--panel")
            weeks = HistoryFile(panel, history, _day(week_zero, "--week-zero"))
            if plan is not None:
                designed = _measured(weeks, plan, day, areas=areas, stores=stores)
                place = None
            else:
                paths = problem_paths(programme, stores, closures, options, areas)
                place = required(out, "--out")
                refuse_a_file(place)
                designed = plan_measurably(paths, place, weeks, asked, report=report)
    return _shown(designed, place, as_json=as_json)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is '{text}'; write a date as 2021-03-01") from None


def _measured(
    history: HistoryFile, plan: Path, on: date | None, *, areas: Path | None, stores: Path | None
) -> Designed:
    if on is None:
        raise UsageError("--on is missing: name the Monday of the last week that counts")
    return Designed(design_of_files(history, plan, on, areas=areas, stores=stores))


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


def show_design(found: DesignFound) -> None:
    """Print what could be detected by week, the plans that were made, and what was assumed."""
    at, level = found.design.at, found.design.level
    share = per_cent(found.design.relative_mde)
    say(
        f"On {found.on}: smallest detectable effect {_effect(at.mde)} {found.outcome} a store and "
        f"week ({share} of the mean {_effect(level)}), standard error {_effect(at.se)}"
    )
    if at.reason:
        say(f"  unknown: {at.reason}")
    weeks = found.design.by_week
    every = max(len(weeks) // SHOWN_WEEKS, 1)
    print_table(
        "By week",
        ("measured after", "treated", "compared", "standard error", "smallest effect"),
        [
            (str(w.on), str(w.treated), str(w.compared), _effect(w.se), _effect(w.mde))
            for w in weeks[::-1][::every][::-1]
        ],
    )
    if found.points:
        _show_points(found)
    for note in found.design.notes:
        say(f"  {note}")


def _show_points(found: DesignFound) -> None:
    print_table(
        "Plans",
        ("", "slowed", "areas", "value", "certified bound", "gap", "gives up at most",
         "smallest effect", "drawn"),
        [
            (
                "chosen" if point is found.point else "",
                per_cent(point.strength, 0),
                str(point.areas),
                money(point.value),
                money(point.upper_bound),
                scientific(point.gap),
                money(point.price),
                _effect(point.mde),
                per_cent(point.drawn_share),
            )
            for point in found.points
        ],
    )  # fmt: skip
    if found.slower_is_better is False:
        say("  A slower rollout would not be measurable any better than the best plan.")
    if found.met is not None:
        limit, finest = _effect(found.mde_at_most), found.finest
        reached = _effect(finest.mde) if finest else "–"
        say(
            f"  The limit of {limit} is kept."
            if found.met
            else f"  The limit of {limit} cannot be met: the finest of these plans reaches "
            f"{reached}."
        )


def _effect(value: float) -> str:
    return number(value, 4)


__all__ = ["design", "show_design"]
