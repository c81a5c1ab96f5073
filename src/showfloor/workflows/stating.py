"""The statement of a month in a workspace: the kept plan beside the kept measurement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from showfloor import measure
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.domain.runs import RunRecord
from showfloor.domain.stores import Store
from showfloor.errors import DataError, WorkspaceError
from showfloor.measure.types_areas import AreasFound
from showfloor.measure.types_statement import MonthlyStatement
from showfloor.plan.types import PlanResult
from showfloor.present.statement_documents import statement_files
from showfloor.present.types import TitleFacts
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import read_about
from showfloor.workflows.approved_plans import once_approved
from showfloor.workflows.keeping import SOFTWARE, Kept, keep, latest, result_of
from showfloor.workflows.learning import LearnFound
from showfloor.workflows.measuring_areas import AREAS, ledger_of
from showfloor.workflows.planning import problem_of
from showfloor.workflows.progress import Report, silent
from showfloor.workflows.standing import StandingFound

STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class StatementMade:
    """A month's statement, the stores that it names, and the facts that frame it."""

    statement: MonthlyStatement
    stores: tuple[Store, ...]
    facts: TitleFacts


def run_statement(
    workspace: Workspace,
    month: date,
    *,
    today: date | None = None,
    report: Report | None = None,
) -> Kept[StatementMade]:
    """Set a month's promises beside what was measured; keep the run with its pages and tables.

    DataError or WorkspaceError says what is missing: a kept plan, a kept measurement of the plan's
    manufacturer, a month that both speak of.
    """
    say = report or silent
    watch = Stopwatch()
    with watch.step("read"):
        planned = _plans(workspace)
        newest = planned[0]
        maker = newest.problem.programme.manufacturer_id
        measured = _measured(workspace, maker)
        say("reading the ledger", 0.1)
        question, ledger = ledger_of(workspace, measured)
    say("settling the month", 0.5)
    with watch.step("settle"):
        statement = measure.monthly_statement(
            month,
            [(item.problem, item.areas) for item in planned],
            question,
            ledger,
            measured.result,
            manufacturer_rate=_manufacturer_rate(workspace, newest.record),
            today=today or datetime.now(UTC).date(),
        )
    made = StatementMade(
        statement,
        tuple(ledger.stores),
        _facts(workspace, (newest.record, measured.record), watch.started_at),
    )
    with watch.step("draw"):
        names = manufacturer_names(workspace)
        files = statement_files(made.statement, made.stores, made.facts, names=names)
    return keep(
        workspace,
        STATEMENT,
        made,
        parameters={
            "month": month,
            "plan_run": newest.record.run_id,
            "measure_run": measured.record.run_id,
        },
        watch=watch,
        summary={
            "month": f"{month:%Y-%m}",
            "promised": statement.retailer.promised,
            "realised": statement.retailer.realised.estimate,
        },
        files=files,
    )


@dataclass(frozen=True, slots=True)
class _Planned:
    record: RunRecord
    problem: RolloutProblem
    areas: tuple[PlannedArea, ...]


def _plans(workspace: Workspace) -> list[_Planned]:
    """Return the kept plans of the newest one's programme, newest first.

    Once a plan was approved, only what was approved was promised, the last approval first.
    """
    found: list[_Planned] = []
    for record in _promising(workspace):
        kept = result_of(workspace, record, PlanResult)
        if not kept.result.areas:
            continue
        problem = problem_of(kept)
        maker = problem.programme.manufacturer_id
        if not found or found[0].problem.programme.manufacturer_id == maker:
            found.append(_Planned(record, problem, tuple(kept.result.areas)))
    if not found:
        raise WorkspaceError(
            f"{workspace.root} has kept no plan with areas, so nothing was promised; make one with "
            "`showfloor plan`"
        )
    return found


def _promising(workspace: Workspace) -> list[RunRecord]:
    kept = {record.run_id: record for record in reversed(workspace.runs.list("plan"))}
    approved = [kept[run_id] for run_id in once_approved(workspace) if run_id in kept]
    return approved or list(kept.values())


def _measured(workspace: Workspace, manufacturer_id: str) -> Kept[AreasFound]:
    """Return the newest measurement of all areas of the plan's manufacturer."""
    others: set[str] = set()
    for kept in _measurements(workspace):
        if kept.result.manufacturer_id == manufacturer_id:
            return kept
        others.add(kept.result.manufacturer_id)
    if others:
        raise DataError(
            f"the kept plan is for '{manufacturer_id}', and what was measured are the areas of "
            f"{', '.join(sorted(others))}; measure with `showfloor measure --manufacturer "
            f"{manufacturer_id}`"
        )
    raise WorkspaceError(
        f"{workspace.root} has kept no measurement of all areas of '{manufacturer_id}', so nothing "
        "is known of what they earned; make one with `showfloor measure`"
    )


def _measurements(workspace: Workspace) -> Iterator[Kept[AreasFound]]:
    """Yield the kept measurements of areas of all formats, newest first."""
    for record in reversed(workspace.runs.list(AREAS)):
        kept = result_of(workspace, record, AreasFound)
        if not kept.result.format_id:
            yield kept


def _manufacturer_rate(workspace: Workspace, planned: RunRecord) -> float | None:
    """Return the manufacturer's rate that the plan's options were made with; None if unknown."""
    wanted = planned.parameters.get("learn_run")
    record = next((r for r in workspace.runs.list("learn") if r.run_id == wanted), None)
    if record is None:
        return None
    return result_of(workspace, record, LearnFound).result.options.manufacturer_margin_rate


def manufacturer_names(workspace: Workspace) -> dict[str, str]:
    """Return manufacturers' shown names by id, as the latest standing and the workspace say."""
    kept = latest(workspace, "standing", StandingFound)
    tables = kept.result.tables if kept else ()
    names = {row.manufacturer_id: row.name for table in tables for row in table.rows}
    return {**names, **(read_about(workspace).manufacturer_names or {})}


def _facts(workspace: Workspace, records: tuple[RunRecord, ...], made_at: datetime) -> TitleFacts:
    return TitleFacts(
        workspace=workspace.config.name,
        currency=workspace.config.currency,
        revenue_includes_vat=workspace.config.vat == "with",
        ledger_version=records[1].ledger_version,
        generated_at=made_at,
        software=SOFTWARE,
        run_ids={record.kind: record.run_id for record in records},
        statements=read_about(workspace).statements,
        time_zone=workspace.config.time_zone,
    )
