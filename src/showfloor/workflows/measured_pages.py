"""Kept measurements of areas to be listed and shown, and what a manufacturer may see of its own."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from showfloor.domain.runs import RunRecord
from showfloor.errors import ShowfloorError
from showfloor.measure.own_effects import OwnEffects, Span, own_effects
from showfloor.measure.types_areas import AreasFound
from showfloor.present.types import ReportContent, TitleFacts
from showfloor.standing.manufacturer_names import MANUFACTURER_NAMES, manufacturer_names
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.result_json import decode, encode
from showfloor.workflows.about import read_about
from showfloor.workflows.keeping import SOFTWARE, result_of
from showfloor.workflows.kept_runs import kept_runs, run_of
from showfloor.workflows.measuring_areas import AREAS

__all__ = [
    "MeasuredRun",
    "OwnEffects",
    "Span",
    "measured_content",
    "measured_run",
    "measured_runs",
    "measured_stamp",
    "own_effects_in",
    "own_effects_of_runs",
]
KEPT_RUNS = 64
"""Measurements that a process holds ready."""


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredRun:
    """A kept measurement with what it found; equal to itself alone."""

    record: RunRecord
    found: AreasFound

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.record.run_id


def measured_runs(workspace: Workspace) -> Sequence[MeasuredRun]:
    """Return every measurement of areas that can be read, newest first."""
    ids = measured_stamp(workspace)
    found = [_run(workspace.root, run_id) for run_id in ids]
    return [run for run in found if run is not None]


def measured_run(workspace: Workspace, run_id: str) -> MeasuredRun | None:
    """Return one measurement; None where there is none of that id, or it is damaged."""
    record = run_of(workspace, run_id)
    return _run(workspace.root, run_id) if record and record.kind == AREAS else None


def measured_stamp(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of all measurements, newest first: another one changes them."""
    return tuple(run.run_id for run in kept_runs(workspace) if run.kind == AREAS)


def measured_content(workspace: Workspace, run: MeasuredRun) -> ReportContent:
    """Return a measurement as the report's content."""
    about, config = read_about(workspace), workspace.config
    facts = TitleFacts(
        workspace=config.name,
        currency=config.currency,
        revenue_includes_vat=config.vat == "with",
        ledger_version=run.record.ledger_version,
        generated_at=run.record.started_at,
        software=SOFTWARE,
        run_ids=MappingProxyType({AREAS: run.run_id}),
        statements=about.statements,
        time_zone=config.time_zone,
    )
    return ReportContent(
        facts,
        areas=run.found,
        focus_manufacturer_id=run.found.manufacturer_id,
        manufacturer_names={
            **_names(workspace.root, run.record.ledger_version),
            **(about.manufacturer_names or {}),
        },
    )


def own_effects_of_runs(
    workspace: Workspace, manufacturer_id: str
) -> Mapping[str, Mapping[str, Any]]:
    """Return what a manufacturer may see of each measurement of its areas, as JSON by run id."""
    return {
        run.run_id: encode(own_effects(run.found))
        for run in measured_runs(workspace)
        if run.found.manufacturer_id == manufacturer_id
    }


def own_effects_in(document: Mapping[str, Any]) -> OwnEffects:
    """Return what `own_effects_of_runs` gave; DataError where it is something else."""
    return decode(OwnEffects, document)


@functools.lru_cache(maxsize=4)
def _names(root: Path, number: int | None) -> Mapping[str, str]:
    """Return the names of the manufacturers of a ledger version; none where it is gone."""
    workspace = open_workspace(root)
    if number is None:
        return {}
    try:
        with workspace.ledger.engine(workspace.ledger.version(number)) as engine:
            return manufacturer_names(engine.run(MANUFACTURER_NAMES))
    except ShowfloorError:
        return {}


@functools.lru_cache(maxsize=KEPT_RUNS)
def _run(root: Path, run_id: str) -> MeasuredRun | None:
    workspace = open_workspace(root)
    try:
        kept = result_of(workspace, workspace.runs.read(run_id), AreasFound)
    except ShowfloorError:
        return None
    return MeasuredRun(kept.record, kept.result)
