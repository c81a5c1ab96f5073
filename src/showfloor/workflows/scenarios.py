"""What if: plan scenarios beside the plan as it is, on files or in a workspace."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from showfloor import plan
from showfloor.domain.calendars import TradingDays
from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import Holding, RolloutProblem
from showfloor.errors import DataError
from showfloor.plan.obligation_prices import (
    ObligationCost,
    ObligationEffort,
    ObligationsFound,
    obligation_costs,
)
from showfloor.plan.scenarios import Comparison, Scenario, compare_scenarios, scenario_problem
from showfloor.plan.types import PlanResult, WarmStart, warm_start_of
from showfloor.storage import Workspace
from showfloor.storage.comparison_files import write_comparison
from showfloor.storage.plan_files import read_plan, write_plan
from showfloor.storage.replan_files import write_problem
from showfloor.storage.scenarios_file import read_scenarios
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep, needed
from showfloor.workflows.plan_runs import files_in, plan_of_run
from showfloor.workflows.planning import (
    INPUTS,
    PREVIOUS_FILE,
    PlanAsked,
    ProblemPaths,
    paths_in,
    problem_of,
)
from showfloor.workflows.progress import UNKNOWN_SHARE, Report

AS_IT_IS = "as-it-is"
WHAT_IF = "what-if"


@dataclass(frozen=True, slots=True)
class ObligationsAsked:
    """How far to look for what obligations cost."""

    plan: PlanAsked = field(default_factory=PlanAsked)
    """How each plan without a rule is made; the seed is that of the plan asked about."""
    planned: int = 5
    """So many of the dearest are planned anew."""
    seconds: float = 300.0
    """For everything together."""


def scenarios_asked(words: Sequence[str], path: Path | None) -> tuple[Scenario, ...]:
    """Return the scenarios of a file and those stated in words, each of which is its own name.

    Several changes of one scenario are separated by semicolons.
    """
    named = () if path is None else read_scenarios(path)
    stated = [(text, tuple(part.strip() for part in text.split(";"))) for text in words]
    return tuple(Scenario(name, changes) for name, changes in (*named, *stated))


def what_if_files(
    paths: ProblemPaths,
    out: Path,
    scenarios: Sequence[Scenario],
    asked: PlanAsked,
    *,
    report: Report | None = None,
) -> Comparison:
    """Plan the problem as it is and under each scenario; write all plans and the comparison."""
    problem = paths.read(TradingDays())
    _problems(problem, scenarios)
    base = _planned(problem, asked, "as it is", report)
    _written(out.joinpath(AS_IT_IS), problem, base, paths.previous)
    return _compared(
        problem, base, out, scenarios, asked=asked, previous=paths.previous, report=report
    )


def run_what_if(
    workspace: Workspace,
    scenarios: Sequence[Scenario],
    asked: PlanAsked,
    *,
    last_run: str | None = None,
    report: Report | None = None,
) -> Kept[Comparison]:
    """Plan scenarios beside a workspace's latest plan; keep the comparison with every plan.

    `last_run` names another plan's run to compare with.
    """
    last = plan_of_run(workspace, last_run)
    problem = problem_of(last)
    _problems(problem, scenarios)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(dir=workspace.root) as scratch:
        folder = Path(scratch)
        with watch.step("scenarios"):
            found = _compared(
                problem,
                last.result,
                folder,
                scenarios,
                asked=asked,
                previous=paths_in(last.folder.joinpath(INPUTS)).previous,
                report=report,
            )
        return keep(
            workspace,
            WHAT_IF,
            found,
            parameters={"asked": asked, "scenarios": scenarios, "plan_run": last.record.run_id},
            watch=watch,
            seed=asked.seed,
            summary={"scenarios": [item.name for item in scenarios]},
            files=files_in(folder),
        )


def obligations_from_files(
    paths: ProblemPaths,
    folder: Path,
    asked: ObligationsAsked,
    *,
    report: Report | None = None,
    stop: Callable[[], bool] | None = None,
) -> ObligationsFound:
    """Return what obligations cost in a plan's folder.

    `stop` is asked whether to end with what there is; what was not reached says so.
    """
    stored = read_plan(folder)
    proof = stored.certificate
    problem = paths.read(TradingDays(proof.trading_days), proof.change_cost)
    return ObligationsFound(_costs(problem, proof, stored.holdout, asked, report=report, stop=stop))


def run_obligations(
    workspace: Workspace,
    asked: ObligationsAsked,
    *,
    report: Report | None = None,
    stop: Callable[[], bool] | None = None,
) -> Kept[ObligationsFound]:
    """Keep what the obligations of a workspace's latest plan cost, as far as it was reached."""
    last = needed(workspace, "plan", PlanResult, "plan")
    watch = Stopwatch()
    with watch.step("obligations"):
        proof = last.result.certificate
        costs = _costs(
            problem_of(last), proof, last.result.holdout, asked, report=report, stop=stop
        )
        found = ObligationsFound(costs, last.record.run_id)
    return keep(
        workspace,
        "obligations",
        found,
        parameters={"asked": asked, "plan_run": last.record.run_id},
        watch=watch,
        summary={"obligations": len(costs), "not_reached": len(found.unpriced)},
    )


def _costs(
    problem: RolloutProblem,
    proof: Certificate,
    holdout: Sequence[Holding],
    asked: ObligationsAsked,
    *,
    report: Report | None,
    stop: Callable[[], bool] | None,
) -> tuple[ObligationCost, ...]:
    def planned(freed: RolloutProblem, seconds: float) -> PlanResult:
        return plan.plan_rollout(
            freed,
            seed=proof.seed,
            time_limit=seconds,
            gap=asked.plan.gap,
            stop=stop,
        )

    effort = ObligationEffort(
        planned,
        asked.planned,
        seconds=asked.seconds,
        plan_seconds=asked.plan.time_limit,
        stop=stop,
        tell=report,
    )
    return obligation_costs(problem, proof, holdout, effort)


def _problems(problem: RolloutProblem, scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that cannot be understood before any plan is made."""
    if not scenarios:
        raise DataError("no scenario is stated; use --scenario or --scenarios")
    for scenario in scenarios:
        scenario_problem(problem, scenario)


def _compared(
    problem: RolloutProblem,
    base: PlanResult,
    out: Path,
    scenarios: Sequence[Scenario],
    *,
    asked: PlanAsked,
    previous: Path | None,
    report: Report | None,
) -> Comparison:
    results: list[tuple[Scenario, PlanResult]] = []
    warm = warm_start_of(base)
    for place, scenario in enumerate(scenarios, start=1):
        changed = scenario_problem(problem, scenario)
        result = _planned(changed, asked, scenario.name, report, warm)
        _written(out.joinpath(f"scenario-{place}"), changed, result, previous)
        results.append((scenario, result))
    found = compare_scenarios(problem, base, results)
    write_comparison(out, found.outcomes, found)
    return found


def _planned(
    problem: RolloutProblem,
    asked: PlanAsked,
    name: str,
    report: Report | None,
    warm: WarmStart | None = None,
) -> PlanResult:
    return plan.plan_rollout(
        problem,
        seed=asked.seed,
        time_limit=asked.time_limit,
        gap=asked.gap,
        progress=(lambda step: report(f"{name}: {step.says}", UNKNOWN_SHARE)) if report else None,
        warm=warm,
    )


def _written(
    folder: Path, problem: RolloutProblem, result: PlanResult, previous: Path | None
) -> None:
    """Write a scenario's inputs and plan, so that it can be verified like any other."""
    inputs = folder.joinpath(INPUTS)
    write_problem(inputs, problem, ("A scenario of a comparison.",))
    if previous is not None:
        inputs.joinpath(PREVIOUS_FILE).write_bytes(previous.read_bytes())
    write_plan(
        folder,
        result.areas,
        result.holdout,
        result.certificate,
        paths_in(inputs).named(),
        conflict=result.conflict.rules if result.conflict else (),
        drawn=result.drawn,
    )
