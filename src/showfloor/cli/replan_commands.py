"""The command that re-plans what is not committed yet."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    AsOfOption,
    GapOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import money, print_json, print_table, progress, say
from showfloor.cli.plan_commands import (
    SOLVED,
    AreasOption,
    ClosuresOption,
    OptionsOption,
    OutOption,
    ProgrammeOption,
    StoresOption,
    problem_paths,
    show_plan,
)
from showfloor.domain.stores import Closure
from showfloor.errors import UsageError
from showfloor.plan.replan_difference import ReplanFound
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.planning import PlanAsked, required
from showfloor.workflows.replanning import (
    ReplanAsked,
    replan_from_files,
    run_replan,
)

ROWS_SHOWN = 40


def replan(
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Folder of the last plan (its --out).")
    ] = None,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    out: OutOption = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Plan from the Monday on or after this day."),
    ] = None,
    change_cost: Annotated[
        float, typer.Option(help="What each store that departs from the last plan costs.", min=0.0)
    ] = 0.0,
    slipped: Annotated[
        list[str] | None,
        typer.Option(help="STORE=DATE: not begun, can be built from that day; may repeat."),
    ] = None,
    closed: Annotated[
        list[str] | None,
        typer.Option(help="STORE or REGION=FROM..TO: closed on these days; may repeat."),
    ] = None,
    seed: SeedOption = 0,
    time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Plan anew what is not committed yet, and say store by store what changes and why.

    What stands, is being built or was announced stays. In a workspace:
    `showfloor replan --workspace shops --today 2021-04-07 --change-cost 250`. On files alone:
    `showfloor replan --plan plan --programme P.toml --stores S.csv --options O.csv --out plan2
    --today 2021-04-07 --change-cost 250 --slipped bonn=2021-05-03`
    """
    what = ReplanAsked(
        (today or datetime.now().astimezone()).date(),
        change_cost,
        tuple(_slipped(word) for word in slipped or ()),
        tuple(_closed(word) for word in closed or ()),
    )
    asked = PlanAsked(seed, time_limit, gap)
    with progress("replan") as report:
        named = (plan, programme, stores, closures, options, areas, out)
        if all(item is None for item in named):
            kept, compared = run_replan(
                open_workspace(workspace, as_of), asked, what, report=report
            )
            result, found, place = kept.result, compared.result, kept.folder
        else:
            refuse_with_files(workspace, "--plan", as_of)
            paths = problem_paths(programme, stores, closures, options, areas)
            place = required(out, "--out")
            refuse_a_file(place)
            last = required(plan, "--plan")
            result, found = replan_from_files(paths, last, place, asked, what, report=report)
    if as_json:
        print_json({"folder": str(place), "replan": encode(found), "plan": encode(result)})
    else:
        show_plan(result, place)
        show_difference(found)
    return 0 if result.certificate.status in SOLVED else 1


def _slipped(word: str) -> tuple[str, date]:
    store, mark, day = word.rpartition("=")
    if not mark or not store:
        raise UsageError(f"--slipped {word}: write STORE=DATE, for example bonn=2021-05-03")
    return store, _day(day, "--slipped", word)


def _closed(word: str) -> Closure:
    where, mark, span = word.rpartition("=")
    first, dots, last = span.partition("..")
    if not mark or not where or not dots:
        raise UsageError(
            f"--closed {word}: write STORE=FROM..TO (TO is the first open day), for example "
            "bonn=2021-04-08..2021-05-03"
        )
    begins, ends = _day(first, "--closed", word), _day(last, "--closed", word)
    if ends <= begins:
        raise UsageError(f"--closed {word}: {ends} is not after {begins}")
    return Closure(where, begins, ends, "closed")


def _day(text: str, option: str, word: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {word}: {text!r} is not a date (write 2021-03-31)") from None


def show_difference(found: ReplanFound) -> None:
    """Print what became of every store whose decision changed, with the reason."""
    say(
        f"Planned from {found.start} on; committed: {len(found.committed)} areas; departing from "
        f"the last plan: {found.departing} stores, {money(found.change_cost)} each"
    )
    for note in found.notes:
        say(f"  {note}")
    changed = [row for row in found.changes if row.change not in {"committed", "kept"}]
    if changed:
        print_table(
            "Changes",
            ("store", "change", "before", "after", "why"),
            [
                (
                    row.store_id,
                    row.change,
                    _shown(row.before_format_id, row.before_start_week),
                    _shown(row.after_format_id, row.after_start_week),
                    row.because,
                )
                for row in changed[:ROWS_SHOWN]
            ],
        )
    if len(changed) > ROWS_SHOWN:
        say(f"  and {len(changed) - ROWS_SHOWN} more in difference.csv")


def _shown(format_id: str | None, week: date | None) -> str:
    return "none" if format_id is None or week is None else f"{format_id} from {week}"
