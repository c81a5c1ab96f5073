"""Reporting: the latest run of each kind, joined into one page in two languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from showfloor import present
from showfloor.domain.runs import RunRecord
from showfloor.measure.design_types import DesignFound
from showfloor.measure.types import DisplayEffect
from showfloor.measure.types_areas import AreasFound
from showfloor.plan.obligation_prices import ObligationsFound
from showfloor.plan.replan_difference import ReplanFound
from showfloor.plan.scenarios import Comparison
from showfloor.plan.types import PlanResult
from showfloor.present.standing_documents import standing_workbooks
from showfloor.present.types import (
    LANGUAGES,
    Bilingual,
    Expectation,
    ReportContent,
    StaggeredReport,
    TitleFacts,
)
from showfloor.standing import DistributionFound, LikeForLikeFound, MovementFound
from showfloor.storage import Workspace
from showfloor.storage.programme_file import read_programme
from showfloor.storage.stopwatch import Stopwatch
from showfloor.verify.types import Verification
from showfloor.workflows.about import About, read_about
from showfloor.workflows.approved_plans import plan_in_force
from showfloor.workflows.designing import DESIGN
from showfloor.workflows.designing_stores import DESIGN_STORES
from showfloor.workflows.keeping import SOFTWARE, Kept, keep, latest, result_of
from showfloor.workflows.learning import DISPLAY, PROGRAMME_FILE, LearnFound
from showfloor.workflows.measuring_areas import AREAS
from showfloor.workflows.planning import problem_of
from showfloor.workflows.standing import StandingFound
from showfloor.workflows.standing_distribution import DISTRIBUTION
from showfloor.workflows.standing_growth import LIKE_FOR_LIKE, WHY_IT_MOVED

T = TypeVar("T")
ROLLOUT = "measure-rollout"
EXPECTATIONS = "expectations"


@dataclass(frozen=True, slots=True)
class Expected:
    """Known figures beside those that were found."""

    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ReportWritten:
    """The files of a report, by name, in the run's folder."""

    files: tuple[str, ...]


def run_report(workspace: Workspace) -> Kept[ReportWritten]:
    """Write the report of the plan that holds and of the latest runs besides.

    HTML in both languages, JSON, and CSV tables. Its time is that of what it shows, so that the
    same runs always give the same bytes.
    """
    watch = Stopwatch()
    with watch.step("gather"):
        content = gather(workspace)
    with watch.step("draw"):
        files = files_of(content)
    return keep(
        workspace,
        "report",
        ReportWritten(tuple(sorted(files))),
        parameters={"runs": content.facts.run_ids},
        watch=watch,
        summary={"files": sorted(files)},
        files=files,
    )


def files_of(content: ReportContent) -> dict[str, bytes | Path]:
    """Return the report's files by name: pages, JSON, tables, and the workbooks of standing."""
    files: dict[str, bytes | Path] = {
        present.HTML_NAME.format(language=language): present.report(
            content, language=language
        ).encode()
        for language in LANGUAGES
    }
    document = json.dumps(present.report_json(content), ensure_ascii=False, allow_nan=False)
    files["report.json"] = document.encode()
    for name, table in present.report_tables(content).items():
        files[f"tables/{name}.csv"] = table.encode()
    return {**files, **standing_workbooks(content)}


def gather(workspace: Workspace) -> ReportContent:
    """Read the latest run of each kind; a kind without a run is shown as an empty state.

    The plan is the approved one, or the latest while none is approved; what was asked about a plan
    is shown where it is about this one.
    """
    standing = latest(workspace, "standing", StandingFound)
    display = latest(workspace, DISPLAY, DisplayEffect)
    rollout = latest(workspace, ROLLOUT, StaggeredReport)
    measured = latest(workspace, AREAS, AreasFound)
    learned = latest(workspace, "learn", LearnFound)
    planned = plan_in_force(workspace)
    verified = _of_plan(workspace, "verify", Verification, planned)
    expected = latest(workspace, EXPECTATIONS, Expected)
    designed = _of_plan(workspace, DESIGN, DesignFound, planned)
    designed = designed or latest(workspace, DESIGN_STORES, DesignFound)
    replanned = _of_plan(workspace, "replan", ReplanFound, planned)
    compared = _of_plan(workspace, "what-if", Comparison, planned)
    obliged = _of_plan(workspace, "obligations", ObligationsFound, planned)
    growth = latest(workspace, LIKE_FOR_LIKE, LikeForLikeFound)
    moved = latest(workspace, WHY_IT_MOVED, MovementFound)
    spread = latest(workspace, DISTRIBUTION, DistributionFound)
    about = read_about(workspace)
    shown = (
        standing,
        growth,
        moved,
        spread,
        display,
        rollout,
        measured,
        learned,
        planned,
        verified,
        designed,
    )
    asked = (replanned, compared, obliged)
    records = [item.record for item in (*shown, *asked) if item is not None]
    return ReportContent(
        facts=_facts(workspace, records, about),
        standing=standing.result.tables if standing else (),
        monthly=standing.result.monthly if standing else None,
        expectations=expected.result.expectations if expected else (),
        display=display.result if display else None,
        staggered=rollout.result if rollout else None,
        like_for_like=growth.result if growth else None,
        movement=moved.result if moved else None,
        distribution=spread.result if spread else None,
        areas=measured.result if measured else None,
        lifts=learned.result.lifts if learned else None,
        prior_statement=_prior(learned.result) if learned else None,
        options=learned.result.options if learned else None,
        problem=problem_of(planned) if planned else None,
        plan=planned.result if planned else None,
        verification=verified.result if verified else None,
        design=designed.result if designed else None,
        replan=replanned.result if replanned else None,
        comparison=compared.result if compared else None,
        obligations=obliged.result if obliged else None,
        focus_manufacturer_id=_focus(workspace, planned),
        manufacturer_names=about.manufacturer_names or {},
    )


def _of_plan(
    workspace: Workspace, kind: str, result_type: type[T], planned: Kept[PlanResult] | None
) -> Kept[T] | None:
    """Return the latest run of a kind that speaks of a plan; one of another plan is not shown."""
    if planned is None:
        return None
    about = planned.record.run_id
    found = [one for one in workspace.runs.list(kind) if one.parameters.get("plan_run") == about]
    if not found:
        return None
    return result_of(workspace, max(found, key=lambda one: one.run_id), result_type)


def _focus(workspace: Workspace, planned: Kept[PlanResult] | None) -> str | None:
    """Return whom the programme speaks of; the past's programme is the one that was planned."""
    if workspace.as_of is not None and planned is not None:
        return problem_of(planned).programme.manufacturer_id
    path = workspace.root.joinpath(PROGRAMME_FILE)
    return read_programme(path).manufacturer_id if path.is_file() else None


def _facts(workspace: Workspace, records: Sequence[RunRecord], about: About) -> TitleFacts:
    newest = max(workspace.ledger.versions(), key=lambda item: item.number, default=None)
    published = [newest.committed_at] if newest else []
    times = [*published, *(record.started_at for record in records)]
    return TitleFacts(
        workspace=workspace.config.name,
        currency=workspace.config.currency,
        revenue_includes_vat=workspace.config.vat == "with",
        ledger_version=newest.number if newest else None,
        generated_at=next(iter(sorted(times, reverse=True)), datetime.now(UTC)),
        software=SOFTWARE,
        run_ids={record.kind: record.run_id for record in records},
        statements=about.statements,
        time_zone=workspace.config.time_zone,
    )


def _prior(found: LearnFound) -> Bilingual | None:
    if not found.rests_on_prior:
        return None
    return Bilingual(en=found.prior_source, de=found.prior_source_de or found.prior_source)
