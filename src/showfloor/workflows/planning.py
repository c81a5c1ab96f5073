"""Planning and verifying: from the design's files, or from what a workspace has learned."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from showfloor import plan, verify
from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import RolloutProblem
from showfloor.errors import DataError, UsageError
from showfloor.plan.remedies import with_ways_out
from showfloor.plan.types import PlanResult, WarmStart
from showfloor.storage import Workspace
from showfloor.storage.plan_files import CERTIFICATE, check_digests, read_plan, write_plan
from showfloor.storage.problem_files import read_problem
from showfloor.storage.reasons_file import ReasonRow, write_reasons
from showfloor.storage.stopwatch import Stopwatch
from showfloor.verify.types import Verification
from showfloor.workflows.about import read_about
from showfloor.workflows.documents import (
    DOCUMENTS,
    documents_before,
    facts_of_files,
    facts_of_workspace,
    write_plan_documents,
)
from showfloor.workflows.keeping import Kept, keep, needed, version_of
from showfloor.workflows.learning import OPTIONS_FILE, PROGRAMME_FILE, LearnFound
from showfloor.workflows.progress import UNKNOWN_SHARE, Report

INPUTS = "inputs"
PREVIOUS_FILE = "previous.csv"
"""An earlier plan.csv among the inputs of a plan that departs from it."""
WAY_OUT_SECONDS, WAY_OUT_GAP = 10.0, 1e-3
"""How long and how exactly the plan of each way out of an infeasible programme is looked for."""
EXPORTED = ("stores", "closures", "areas")
"""Tables of the ledger that a plan reads."""


@dataclass(frozen=True, slots=True)
class ProblemPaths:
    """Where the files of a rollout problem lie; those with a default may be missing."""

    programme: Path
    stores: Path
    options: Path
    closures: Path | None = None
    areas: Path | None = None
    previous: Path | None = None
    """An earlier plan.csv, from which departing costs `change_cost`."""
    change_cost: float | None = None
    """Currency a store; None: 0 in a plan, what the certificate states in a check."""

    def named(self) -> Mapping[str, Path]:
        """Return the files that are there, by the names that the certificate uses."""
        every = {
            "programme": self.programme,
            "stores": self.stores,
            "closures": self.closures,
            "options": self.options,
            "areas": self.areas,
            "previous": self.previous,
        }
        return {name: path for name, path in every.items() if path is not None}

    def read(self, trading_days: TradingDays, certified_cost: float = 0.0) -> RolloutProblem:
        """Read the problem; DataError or ProgrammeError says what is wrong and where.

        `certified_cost` is the cost of a change where none is stated here.
        """
        return read_problem(
            self.programme,
            self.stores,
            self.closures,
            self.options,
            self.areas,
            trading_days=trading_days,
            previous=self.previous,
            change_cost=certified_cost if self.change_cost is None else self.change_cost,
        )


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """How a plan is to be made."""

    seed: int = 0
    time_limit: float = 60.0
    gap: float = 1e-4
    draws: int = 0
    """Draws of the margins that say how sure the plan is; 0: none."""
    common: float = 0.5
    """Share of the margins' variance that stores of one kind share for a format."""


def plan_from_files(
    paths: ProblemPaths,
    out: Path,
    asked: PlanAsked,
    *,
    trading_days: TradingDays | None = None,
    report: Report | None = None,
    documents: bool = False,
) -> PlanResult:
    """Plan on files alone; write the plan, its holdout, prices and certificate to `out`.

    With `documents` also the workbook and the calendars, to `out`/documents; calendars that lie
    there from the plan before are continued.
    """
    watch = Stopwatch()
    problem, result = plan_written(
        paths, out, asked, trading_days=trading_days, report=report, watch=watch
    )
    if documents:
        folder = out.joinpath(DOCUMENTS)
        with watch.step("documents"):
            facts = facts_of_files(problem, watch.started_at)
            write_plan_documents(folder, result, problem, facts, before=folder)
    return result


def plan_written(
    paths: ProblemPaths,
    out: Path,
    asked: PlanAsked,
    *,
    trading_days: TradingDays | None,
    report: Report | None,
    watch: Stopwatch,
    warm: WarmStart | None = None,
) -> tuple[RolloutProblem, PlanResult]:
    """Read a problem from its files, plan it, and write the plan to `out`; return both."""
    with watch.step("read"):
        problem = paths.read(trading_days or TradingDays())
    with watch.step("plan"):
        result = plan.plan_rollout(
            problem,
            seed=asked.seed,
            time_limit=asked.time_limit,
            gap=asked.gap,
            progress=(lambda step: report(step.says, UNKNOWN_SHARE)) if report else None,
            warm=warm,
        )
    if asked.draws:
        with watch.step("draws"):
            result = _with_draws(problem, result, asked, report)
    if result.conflict is not None:
        with watch.step("ways out"):
            result = with_ways_out(
                problem,
                result,
                plan=lambda loosened: plan.plan_rollout(
                    loosened, seed=asked.seed, time_limit=WAY_OUT_SECONDS, gap=WAY_OUT_GAP
                ),
            )
    with watch.step("write"):
        certificate = write_plan(
            out,
            result.areas,
            result.holdout,
            result.certificate,
            paths.named(),
            conflict=result.conflict.rules if result.conflict else (),
            drawn=result.drawn,
        )
        write_reasons(out, _reason_rows(result))
    return problem, replace(result, certificate=certificate)


def _with_draws(
    problem: RolloutProblem, result: PlanResult, asked: PlanAsked, report: Report | None
) -> PlanResult:
    """Return the result with how sure its choices are."""
    found = plan.plan_uncertainty(
        problem,
        result.areas,
        frozenset(holding.store_id for holding in result.holdout),
        result.certificate,
        plan.Draws(asked.draws, asked.seed, asked.common),
        progress=(lambda share: report("draws", share)) if report else None,
    )
    return replace(result, uncertainty=found)


def _reason_rows(result: PlanResult) -> tuple[ReasonRow, ...]:
    reasons = result.reasons
    shares = plan.shares_of_draws(result.uncertainty, (reason.store_id for reason in reasons))
    return tuple(
        ReasonRow(
            store_id=reason.store_id,
            verdict=reason.verdict,
            best_format_id=reason.best_format_id,
            best_start_week=reason.best_start_week,
            best_value=reason.best_value,
            best_reduced_value=reason.best_reduced_value,
            margin_to_flip=reason.margin_to_flip,
            because=reason.because,
            share_of_draws=shares[reason.store_id],
        )
        for reason in reasons
    )


def verify_files(paths: ProblemPaths, folder: Path) -> Verification:
    """Verify a plan's folder against its inputs, with nothing but these files.

    A file that differs from the certified one is named even where it can no longer be read.
    """
    if not folder.joinpath(CERTIFICATE).exists():
        raise DataError(
            f"{folder} holds no {CERTIFICATE}; name the folder that `showfloor plan --out` wrote"
        )
    changed = check_digests(folder, paths.named())
    try:
        stored = read_plan(folder)
        proof = stored.certificate
        problem = paths.read(TradingDays(proof.trading_days), proof.change_cost)
    except DataError as reason:
        differing = ", ".join(name for name, _, _ in changed)
        if not changed:
            raise
        raise DataError(
            f"{reason}\nThese files differ from the certified ones: {differing}"
        ) from None
    return verify.verify_plan(
        problem,
        stored.areas,
        stored.holdout,
        stored.certificate,
        drawn=stored.drawn,
        changed_files=changed,
    )


def run_plan(
    workspace: Workspace, asked: PlanAsked, *, report: Report | None = None
) -> Kept[PlanResult]:
    """Plan from the latest learned options and the ledger's stores; keep inputs and plan.

    The run also keeps the plan's workbook and calendars, which continue the plan before.
    """
    learned = needed(workspace, "learn", LearnFound, "learn")
    version = version_of(workspace, learned.record)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(dir=workspace.root) as scratch:
        folder = Path(scratch)
        inputs = folder.joinpath(INPUTS)
        inputs.mkdir()
        for table in EXPORTED:
            workspace.ledger.export_csv(table, inputs.joinpath(f"{table}.csv"), version)
        _copy(workspace.root.joinpath(PROGRAMME_FILE), inputs.joinpath(PROGRAMME_FILE))
        _copy(learned.folder.joinpath(OPTIONS_FILE), inputs.joinpath(OPTIONS_FILE))
        days = TradingDays(workspace.config.trading_days)
        problem, result = plan_written(
            paths_in(inputs), folder, asked, trading_days=days, report=report, watch=watch
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
        return keep(
            workspace,
            "plan",
            result,
            parameters={"asked": asked, "learn_run": learned.record.run_id},
            version=version,
            seed=asked.seed,
            watch=watch,
            summary=plan_summary(result),
            files={
                str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()
            },
        )


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def plan_summary(result: PlanResult) -> dict[str, object]:
    """Return what the list of runs shows of a plan."""
    proof = result.certificate
    return {
        "status": proof.status,
        "areas": len(result.areas),
        "objective": proof.objective,
        "upper_bound": proof.upper_bound,
        "solver_bound": proof.solver_bound,
        "gap": proof.gap,
    }


def paths_in(inputs: Path) -> ProblemPaths:
    """Return the problem's files in a plan run's folder of inputs."""
    previous = inputs.joinpath(PREVIOUS_FILE)
    return ProblemPaths(
        programme=inputs.joinpath(PROGRAMME_FILE),
        stores=inputs.joinpath("stores.csv"),
        options=inputs.joinpath(OPTIONS_FILE),
        closures=inputs.joinpath("closures.csv"),
        areas=inputs.joinpath("areas.csv"),
        previous=previous if previous.exists() else None,
    )


def run_verify(workspace: Workspace) -> Kept[Verification]:
    """Verify the latest plan of a workspace from the files that its run kept."""
    planned = needed(workspace, "plan", PlanResult, "plan")
    watch = Stopwatch()
    with watch.step("verify"):
        verdict = verify_files(paths_in(planned.folder.joinpath(INPUTS)), planned.folder)
    return keep(
        workspace,
        "verify",
        verdict,
        parameters={"plan_run": planned.record.run_id},
        watch=watch,
        summary={"status": verdict.status, "findings": len(verdict.findings)},
    )


def problem_of(planned: Kept[PlanResult]) -> RolloutProblem:
    """Read the problem that a kept plan was made for."""
    days = TradingDays(planned.result.certificate.trading_days)
    cost = planned.result.certificate.change_cost
    return paths_in(planned.folder.joinpath(INPUTS)).read(days, cost)


def required(path: Path | None, option: str) -> Path:
    """Return `path`; UsageError names the option that is missing."""
    if path is None:
        raise UsageError(
            f"{option} is missing: on files alone, --programme, --stores and --options are needed, "
            "and the plan's folder (plan: --out DIR, verify: DIR); in a workspace none of them"
        )
    return path
