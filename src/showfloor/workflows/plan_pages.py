"""Pages of plans: every kept plan run with its check, what one is made of, and two compared."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.runs import RunRecord
from showfloor.errors import ShowfloorError, UsageError
from showfloor.measure.design_types import DesignFound
from showfloor.plan.obligation_prices import ObligationsFound
from showfloor.plan.plans_compared import compare_plans
from showfloor.plan.replan_difference import ReplanFound
from showfloor.plan.replan_limits import Commitment
from showfloor.plan.scenarios import Comparison
from showfloor.plan.slips import SlipBreak, SlipFound, slip_breaks
from showfloor.plan.types import PlanResult
from showfloor.present.types import ReportContent
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.programme_file import read_programme
from showfloor.storage.replan_files import COMMITTED, read_committed
from showfloor.storage.stopwatch import Stopwatch
from showfloor.verify.types import Verification
from showfloor.workflows.designing import DESIGN
from showfloor.workflows.keeping import Kept, keep, result_of
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.planning import INPUTS, paths_in, problem_of, verify_files
from showfloor.workflows.programme_overview import programme_content

__all__ = [
    "SOLVED",
    "InstallationPlan",
    "PlanRow",
    "SlipBreak",
    "SlipFound",
    "changed_files",
    "compared_plans",
    "digests_of",
    "installations_of",
    "kept_plans",
    "plan_content",
    "plan_row",
    "slip_consequences",
    "verify_plan_run",
]

SOLVED = ("optimal", "feasible")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One kept plan run, as a list shows it. Money in week 0 currency, NaN where there is none."""

    run_id: str
    made_at: datetime
    programme_id: str
    manufacturer_id: str
    status: str
    areas: int
    objective: float
    upper_bound: float
    gap: float
    seed: int | None
    is_replan: bool
    verdict: str
    """PASS or FAIL of the latest check of this run, or empty where nobody has checked it."""
    verify_run: str

    @property
    def has_plan(self) -> bool:
        """Whether a plan was found (it may be one without areas)."""
        return self.status in SOLVED


@dataclass(frozen=True, slots=True)
class InstallationPlan:
    """One installation as a plan and those before it decided, with what a store must prepare."""

    store_id: str
    store_name: str
    city: str
    region: str
    format_id: str
    start_week: date
    selling_week: date
    footprint_m2: float
    """NaN for a format that the programme no longer has."""
    crew_days: tuple[int, ...]


def kept_plans(workspace: Workspace) -> tuple[PlanRow, ...]:
    """Return every kept plan run, the newest first; each is read once while no run is added."""
    return _plans(workspace.root, _runs(workspace.root))


def plan_row(workspace: Workspace, run_id: str) -> PlanRow | None:
    """Return one kept plan run, or None where there is none of that name."""
    return next((row for row in kept_plans(workspace) if row.run_id == run_id), None)


def plan_content(workspace: Workspace, run_id: str) -> ReportContent:
    """Return a plan with its problem, its check and what was asked about it; UsageError if none."""
    _required(workspace, run_id)
    return _content(workspace.root, run_id, _runs(workspace.root))


def installations_of(workspace: Workspace, run_id: str) -> tuple[InstallationPlan, ...]:
    """Return every installation of a plan and of those it continues, by start week and store."""
    _required(workspace, run_id)
    return _installations(workspace.root, run_id)


def digests_of(workspace: Workspace, run_id: str) -> Mapping[str, str]:
    """Return the SHA-256 of every file that a run keeps, by name."""
    return workspace.runs.read(run_id).files


def changed_files(workspace: Workspace, run_id: str) -> tuple[str, ...]:
    """Return the run's files that are missing or no longer what was kept."""
    folder = workspace.runs.path(run_id)
    return tuple(
        name
        for name, digest in digests_of(workspace, run_id).items()
        if not folder.joinpath(name).is_file() or sha256_of_file(folder.joinpath(name)) != digest
    )


def verify_plan_run(workspace: Workspace, run_id: str) -> Kept[Verification]:
    """Check a kept plan from its own files, and keep the verdict; UsageError if there is none."""
    _required(workspace, run_id)
    folder = workspace.runs.path(run_id)
    watch = Stopwatch()
    with watch.step("verify"):
        verdict = verify_files(paths_in(folder.joinpath(INPUTS)), folder)
    return keep(
        workspace,
        "verify",
        verdict,
        parameters={"plan_run": run_id},
        watch=watch,
        summary={"status": verdict.status, "findings": len(verdict.findings)},
    )


def compared_plans(workspace: Workspace, before: str, after: str) -> ReportContent:
    """Return the later plan's content with every store's difference to the earlier, and its reason.

    The earlier decision is put back into the later plan. UsageError where a run is none or has no
    plan, or where the two are of different programmes.
    """
    rows = [_required(workspace, run_id) for run_id in (before, after)]
    for row in rows:
        if not row.has_plan:
            raise UsageError(f"run {row.run_id} found no plan, so that nothing can be compared")
    if rows[0].programme_id != rows[1].programme_id:
        raise UsageError(
            f"run {before} plans {rows[0].programme_id}, run {after} {rows[1].programme_id}; "
            "compare plans of one programme"
        )
    content = _content(workspace.root, after, _runs(workspace.root))
    return replace(content, replan=_compared(workspace.root, before, after))


def slip_consequences(
    workspace: Workspace, run_id: str, *, store_id: str, format_id: str, ready_from: date
) -> SlipFound:
    """Return what breaks if a store's installation slips and everything else stays.

    Promises and waves are those of the programme as it was first stated.
    """
    _required(workspace, run_id)
    planned = _planned(workspace.root, run_id)
    problem = _problem(workspace.root, run_id)
    path = workspace.root.joinpath(PROGRAMME_FILE)
    if path.is_file():
        stated = read_programme(path)
        if stated.programme_id == problem.programme.programme_id:
            programme = replace(problem.programme, promises=stated.promises, waves=stated.waves)
            problem = replace(problem, programme=programme)
    return slip_breaks(
        problem,
        planned.result.areas,
        store_id=store_id,
        format_id=format_id,
        ready_from=ready_from,
    )


def _required(workspace: Workspace, run_id: str) -> PlanRow:
    row = plan_row(workspace, run_id)
    if row is None:
        raise UsageError(
            f"{workspace.root} has no plan run {run_id!r}; `showfloor runs` lists them"
        )
    return row


def _runs(root: Path) -> tuple[str, ...]:
    """Return the names of all runs: what is made from runs holds until one is added or removed."""
    return tuple(sorted(path.name for path in root.joinpath("runs").glob("[!.]*")))


@functools.lru_cache(maxsize=4096)
def _record(root: Path, run_id: str) -> RunRecord:
    return open_workspace(root).runs.read(run_id)


@functools.lru_cache(maxsize=4)
def _plans(root: Path, runs: tuple[str, ...]) -> tuple[PlanRow, ...]:
    records = [_record(root, run_id) for run_id in runs if _is_whole(root, run_id)]
    checks = {
        str(record.parameters.get("plan_run")): record
        for record in records
        if record.kind == "verify"
    }
    found = [
        _row(root, record, checks.get(record.run_id))
        for record in reversed(records)
        if record.kind == "plan"
    ]
    return tuple(row for row in found if row is not None)


def _is_whole(root: Path, run_id: str) -> bool:
    return root.joinpath("runs", run_id, "record.json").is_file()


def _row(root: Path, record: RunRecord, check: RunRecord | None) -> PlanRow | None:
    """Return a run's row; None where its programme can no longer be read."""
    programme_file = root.joinpath("runs", record.run_id, INPUTS, PROGRAMME_FILE)
    try:
        programme = read_programme(programme_file)
    except (ShowfloorError, OSError):
        return None
    said = record.result
    return PlanRow(
        run_id=record.run_id,
        made_at=record.started_at,
        programme_id=programme.programme_id,
        manufacturer_id=programme.manufacturer_id,
        status=str(said.get("status", "")),
        areas=int(said.get("areas") or 0),
        objective=_number(said.get("objective")),
        upper_bound=_number(said.get("upper_bound")),
        gap=_number(said.get("gap")),
        seed=record.seed,
        is_replan="replan" in record.parameters,
        verdict=str(check.result.get("status", "")) if check else "",
        verify_run=check.run_id if check else "",
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


@functools.lru_cache(maxsize=8)
def _planned(root: Path, run_id: str) -> Kept[PlanResult]:
    return result_of(open_workspace(root), _record(root, run_id), PlanResult)


@functools.lru_cache(maxsize=8)
def _problem(root: Path, run_id: str) -> RolloutProblem:
    return problem_of(_planned(root, run_id))


def _about(root: Path, kind: str, run_id: str, runs: tuple[str, ...]) -> RunRecord | None:
    """Return the latest run of a kind that speaks of a plan run."""
    found = None
    for name in runs:
        if f"-{kind}-" in name and _is_whole(root, name):
            record = _record(root, name)
            if record.kind == kind and record.parameters.get("plan_run") == run_id:
                found = record
    return found


@functools.lru_cache(maxsize=4)
def _content(root: Path, run_id: str, runs: tuple[str, ...]) -> ReportContent:
    workspace = open_workspace(root)
    base = programme_content(workspace)
    planned = _planned(root, run_id)
    problem = _problem(root, run_id)
    about = {
        kind: _about(root, kind, run_id, runs)
        for kind in ("verify", DESIGN, "replan", "what-if", "obligations")
    }
    verified, designed, replanned, compared, obliged = about.values()
    learned = planned.record.parameters.get("learn_run")
    run_ids = {
        "plan": run_id,
        **({"learn": str(learned)} if learned else {}),
        **{kind: record.run_id for kind, record in about.items() if record is not None},
    }
    return replace(
        base,
        facts=replace(
            base.facts,
            run_ids=run_ids,
            ledger_version=planned.record.ledger_version,
            generated_at=planned.record.started_at,
        ),
        problem=problem,
        plan=planned.result,
        verification=result_of(workspace, verified, Verification).result if verified else None,
        design=result_of(workspace, designed, DesignFound).result if designed else None,
        replan=result_of(workspace, replanned, ReplanFound).result if replanned else None,
        comparison=result_of(workspace, compared, Comparison).result if compared else None,
        obligations=result_of(workspace, obliged, ObligationsFound).result if obliged else None,
        focus_manufacturer_id=problem.programme.manufacturer_id,
    )


@functools.lru_cache(maxsize=16)
def _installations(root: Path, run_id: str) -> tuple[InstallationPlan, ...]:
    planned, problem = _planned(root, run_id), _problem(root, run_id)
    decided = {area.store_id: area for area in _committed(root, run_id)}
    for new in planned.result.areas:
        decided[new.store_id] = Commitment(
            new.store_id, new.format_id, new.start_week, new.selling_week
        )
    stores = {store.store_id: store for store in problem.stores}
    formats = {item.format_id: item for item in problem.programme.formats}
    found = []
    for store_id, area in decided.items():
        store, form = stores.get(store_id), formats.get(area.format_id)
        found.append(
            InstallationPlan(
                store_id,
                store.name if store else store_id,
                (store.city if store else None) or "",
                (store.region if store else None) or "",
                area.format_id,
                area.start_week,
                area.selling_week,
                form.footprint_m2 if form else float("nan"),
                form.crew_days if form else (),
            )
        )
    return tuple(sorted(found, key=lambda item: (item.start_week, item.store_id)))


def _committed(root: Path, run_id: str) -> tuple[Commitment, ...]:
    return read_committed(_planned(root, run_id).folder.joinpath(COMMITTED), Commitment)


@functools.lru_cache(maxsize=8)
def _compared(root: Path, before: str, after: str) -> ReplanFound:
    later = _planned(root, after).result
    found = compare_plans(
        _problem(root, after),
        _planned(root, before).result.areas,
        later.areas,
        later.holdout,
        committed=_committed(root, after),
    )
    return replace(found, plan_run=after, before_run=before)
