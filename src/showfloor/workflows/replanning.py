"""Re-planning: on files or in a workspace, from the last plan and what is known today."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from showfloor.domain.calendars import TradingDays
from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import Programme
from showfloor.domain.stores import Closure
from showfloor.errors import UsageError
from showfloor.plan.replan import EarlierPlan, Events, Replan, derive_replan, with_events
from showfloor.plan.replan_difference import ReplanFound, plan_difference
from showfloor.plan.replan_limits import Commitment
from showfloor.plan.replan_warm import warm_start
from showfloor.plan.types import PlanResult
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.plan_files import read_plan
from showfloor.storage.programme_file import read_programme
from showfloor.storage.replan_files import (
    COMMITTED,
    read_committed,
    write_committed,
    write_difference,
    write_previous,
    write_problem,
)
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import read_about
from showfloor.workflows.documents import (
    DOCUMENTS,
    documents_before,
    facts_of_workspace,
    write_plan_documents,
)
from showfloor.workflows.keeping import Kept, keep, needed
from showfloor.workflows.learning import OPTIONS_FILE, PROGRAMME_FILE, LearnFound
from showfloor.workflows.plan_runs import files_in, plan_to_continue
from showfloor.workflows.planning import (
    EXPORTED,
    INPUTS,
    PREVIOUS_FILE,
    PlanAsked,
    ProblemPaths,
    paths_in,
    plan_summary,
    plan_written,
    problem_of,
)
from showfloor.workflows.progress import Report


@dataclass(frozen=True, slots=True)
class ReplanAsked:
    """What a re-plan starts from: a day, what a change costs, and what has happened."""

    today: date
    change_cost: float
    """Currency a store that departs from the rest of the last plan."""
    slipped: tuple[tuple[str, date], ...] = ()
    """Stores whose installation has not begun, and the day from which it can."""
    closures: tuple[Closure, ...] = ()
    """Further closures; `store_id` may be a region."""


def replan_from_files(
    paths: ProblemPaths,
    last: Path,
    out: Path,
    asked: PlanAsked,
    what: ReplanAsked,
    *,
    report: Report | None = None,
) -> tuple[PlanResult, ReplanFound]:
    """Re-plan on files: `paths` as they are today, `last` the last plan's folder.

    The programme is the one that was first stated: what earlier plans used is taken off here. `out`
    gets the plan, its inputs, the committed areas and the difference, so that `verify` and the next
    re-plan need nothing else.
    """
    if out.resolve() == last.resolve():
        raise UsageError(f"--out {out} is the last plan's folder; choose another")
    stored = read_plan(last)
    base = paths.read(TradingDays(stored.certificate.trading_days))
    earlier = EarlierPlan(
        stored.areas, stored.holdout, read_committed(last.joinpath(COMMITTED), Commitment)
    )
    watch = Stopwatch()
    own = last.joinpath(INPUTS, PROGRAMME_FILE)
    before = _Before(read_programme(own) if own.exists() else base.programme, stored.certificate)
    _, result, found = _replanned(
        base, earlier, out, asked, what, before=before, report=report, watch=watch
    )
    return result, found


@dataclass(frozen=True, slots=True)
class _Before:
    """What the last plan was made for, and its certificate: where the search starts."""

    programme: Programme
    proof: Certificate


def _replanned(
    base: RolloutProblem,
    earlier: EarlierPlan,
    out: Path,
    asked: PlanAsked,
    what: ReplanAsked,
    *,
    before: _Before,
    report: Report | None,
    watch: Stopwatch,
) -> tuple[RolloutProblem, PlanResult, ReplanFound]:
    slipped = dict(what.slipped)
    with watch.step("derive"):
        known = with_events(base, Events(slipped, what.closures))
        replan = derive_replan(
            known,
            earlier,
            today=what.today,
            change_cost=what.change_cost,
            slipped=frozenset(slipped),
            seed=asked.seed,
        )
        inputs = out.joinpath(INPUTS)
        write_problem(inputs, replan.problem, _remarks(replan, what))
        write_previous(inputs.joinpath(PREVIOUS_FILE), replan.kept_rest)
    paths = replace(paths_in(inputs), change_cost=what.change_cost)
    problem, result = plan_written(
        paths,
        out,
        asked,
        trading_days=base.trading_days,
        report=report,
        watch=watch,
        warm=warm_start(replan, before.programme, before.proof),
    )
    with watch.step("compare"):
        found = _found(replace(replan, problem=problem), result, what)
        write_committed(out.joinpath(COMMITTED), replan.committed)
        write_difference(out, found.changes, found)
    return problem, result, found


def _remarks(replan: Replan, what: ReplanAsked) -> list[str]:
    return [
        f"Derived by a re-plan on {what.today}: the programme less what committed areas use.",
        *replan.notes,
    ]


def _found(replan: Replan, result: PlanResult, what: ReplanAsked) -> ReplanFound:
    solved = result.certificate.status in {"optimal", "feasible"}
    return ReplanFound(
        today=what.today,
        start=replan.problem.programme.start,
        change_cost=what.change_cost,
        departing=result.departing,
        committed=replan.committed,
        changes=plan_difference(replan, result.areas, result.holdout) if solved else (),
        notes=replan.notes,
    )


def _as_of_today(
    workspace: Workspace, folder: Path, learned: Kept[LearnFound], version: LedgerVersion
) -> RolloutProblem:
    """Lay out what is known today in a new folder, and return the problem that it states."""
    folder.mkdir()
    for table in EXPORTED:
        workspace.ledger.export_csv(table, folder.joinpath(f"{table}.csv"), version)
    for name, source in (
        (PROGRAMME_FILE, workspace.root.joinpath(PROGRAMME_FILE)),
        (OPTIONS_FILE, learned.folder.joinpath(OPTIONS_FILE)),
    ):
        folder.joinpath(name).write_bytes(source.read_bytes())
    return paths_in(folder).read(TradingDays(workspace.config.trading_days))


def run_replan(
    workspace: Workspace,
    asked: PlanAsked,
    what: ReplanAsked,
    *,
    last_run: str | None = None,
    report: Report | None = None,
) -> tuple[Kept[PlanResult], Kept[ReplanFound]]:
    """Re-plan from the plan that holds, the latest options and the latest version of the ledger.

    The approved plan holds, or the latest while none is approved; `last_run` names another plan's
    run to start from. Keeps a plan run, which verify and report take like any other, and a replan
    run beside it.
    """
    last = plan_to_continue(workspace, last_run)
    learned = needed(workspace, "learn", LearnFound, "learn")
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(dir=workspace.root) as scratch:
        folder = Path(scratch, "plan")
        base = _as_of_today(workspace, Path(scratch, "today"), learned, version)
        earlier = EarlierPlan(
            last.result.areas,
            last.result.holdout,
            read_committed(last.folder.joinpath(COMMITTED), Commitment),
        )
        before = _Before(problem_of(last).programme, last.result.certificate)
        problem, result, found = _replanned(
            base, earlier, folder, asked, what, before=before, report=report, watch=watch
        )
        with watch.step("documents"):
            write_plan_documents(
                folder.joinpath(DOCUMENTS),
                result,
                problem,
                facts_of_workspace(workspace, learned.record, version, watch.started_at),
                about=read_about(workspace),
                before=documents_before(workspace, Path(INPUTS, PROGRAMME_FILE), problem),
            )
        kept = keep(
            workspace,
            "plan",
            result,
            parameters={
                "asked": asked,
                "replan": what,
                "learn_run": learned.record.run_id,
                "before": last.record.run_id,
            },
            version=version,
            seed=asked.seed,
            watch=watch,
            summary=plan_summary(result),
            files=files_in(folder),
        )
    found = replace(found, plan_run=kept.record.run_id, before_run=last.record.run_id)
    compared = keep(
        workspace,
        "replan",
        found,
        parameters={"replan": what, "plan_run": kept.record.run_id},
        version=version,
        watch=watch,
        summary={"changes": len(found.changes), "departing": found.departing},
    )
    return kept, compared
