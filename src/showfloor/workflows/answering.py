"""Why one store: from a workspace's latest plan, or from a plan's folder and its inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from showfloor import plan
from showfloor.domain.calendars import TradingDays
from showfloor.plan import PlanResult, StoreAnswer, StoreReason, StoreVerdict
from showfloor.storage import Workspace
from showfloor.storage.plan_files import read_plan
from showfloor.storage.reasons_file import ReasonRow, read_reasons
from showfloor.workflows.keeping import needed
from showfloor.workflows.planning import ProblemPaths, problem_of


def why_in_workspace(workspace: Workspace, store_id: str) -> StoreAnswer:
    """Return why a store is in the workspace's latest plan or not."""
    planned = needed(workspace, "plan", PlanResult, "plan")
    result = planned.result
    shares = plan.shares_of_draws(result.uncertainty, [store_id])
    return plan.why_store(
        problem_of(planned),
        result.areas,
        result.reasons,
        result.certificate,
        store_id,
        share=shares[store_id],
    )


def why_from_files(paths: ProblemPaths, folder: Path, store_id: str) -> StoreAnswer:
    """Return why a store is in the plan of a folder or not; DataError where files are missing."""
    stored, rows = read_plan(folder), read_reasons(folder)
    proof = stored.certificate
    problem = paths.read(TradingDays(proof.trading_days), proof.change_cost)
    answer = plan.why_store(
        problem,
        stored.areas,
        tuple(_reason(row) for row in rows),
        proof,
        store_id,
    )
    row = next(row for row in rows if row.store_id == store_id)
    return replace(answer, share=row.share_of_draws)


def _reason(row: ReasonRow) -> StoreReason:
    return StoreReason(
        store_id=row.store_id,
        verdict=cast("StoreVerdict", row.verdict),
        best_format_id=row.best_format_id,
        best_start_week=row.best_start_week,
        best_value=row.best_value,
        best_reduced_value=row.best_reduced_value,
        margin_to_flip=row.margin_to_flip,
        because=row.because,
    )
