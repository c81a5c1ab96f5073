"""Which kept plan is behind a manufacturer's areas, and from which sales it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from showfloor import measure
from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import PlannedArea
from showfloor.domain.runs import RunRecord
from showfloor.domain.stores import Area
from showfloor.errors import DataError, LedgerError
from showfloor.measure.types_choice import PlanBehind
from showfloor.storage import Workspace
from showfloor.storage.plan_files import PLAN, read_plan
from showfloor.storage.planned_file import read_planned_areas
from showfloor.storage.programme_file import read_programme
from showfloor.storage.reasons_file import REASONS, read_reasons
from showfloor.workflows.planning import INPUTS, paths_in

PLAN_RUN = "plan"


def plan_behind(
    workspace: Workspace, manufacturer_id: str, areas: Sequence[Area]
) -> tuple[PlanBehind | None, tuple[str, ...]]:
    """Return the kept plan that most of the manufacturer's areas come from; None without one.

    Its options were made by a `learn` run, whose baseline is the window of sales that the choice of
    stores looked at. Beside it sentences on plans that can no longer be read: they are passed over.
    """
    notes: list[str] = []
    plans: list[tuple[RunRecord, Sequence[PlannedArea]]] = []
    for record in sorted(workspace.runs.list(PLAN_RUN), key=lambda record: record.run_id):
        try:
            if _of_manufacturer(workspace, record, manufacturer_id):
                plans.append((record, _planned(workspace, record)))
        except DataError as reason:
            notes.append(_unread(record, reason))
    opened = [area for area in areas if area.manufacturer_id == manufacturer_id]
    place = measure.plan_behind([planned for _, planned in plans], opened)
    if place is None:
        return None, tuple(notes)
    record, _ = plans[place]
    try:
        return _read(workspace, record), tuple(notes)
    except DataError as reason:
        return None, (*notes, _unread(record, reason))


def _unread(record: RunRecord, reason: DataError) -> str:
    said = str(reason).splitlines()[0]
    return f"the plan {record.run_id} cannot be read and counts as unknown: {said}"


def _folder(workspace: Workspace, record: RunRecord) -> Path:
    return workspace.runs.path(record.run_id)


def _of_manufacturer(workspace: Workspace, record: RunRecord, manufacturer_id: str) -> bool:
    programme = paths_in(_folder(workspace, record).joinpath(INPUTS)).programme
    if not programme.is_file():
        return False
    return read_programme(programme).manufacturer_id == manufacturer_id


def _planned(workspace: Workspace, record: RunRecord) -> tuple[PlannedArea, ...]:
    path = _folder(workspace, record).joinpath(PLAN)
    return read_planned_areas(path) if path.is_file() else ()


def _read(workspace: Workspace, record: RunRecord) -> PlanBehind:
    folder = _folder(workspace, record)
    stored = read_plan(folder)
    days = TradingDays(stored.certificate.trading_days)
    problem = paths_in(folder.joinpath(INPUTS)).read(days, stored.certificate.change_cost)
    learned = str(record.parameters.get("learn_run") or "")
    scored_from, scored_to = _window(workspace, learned)
    return PlanBehind(
        run_id=record.run_id,
        areas=stored.areas,
        options=problem.options,
        drawn=stored.drawn,
        scored_from=scored_from,
        scored_to=scored_to,
        scored_by=learned,
        scores=_scores(folder),
    )


def _scores(folder: Path) -> dict[str, float]:
    """Return each store's value after the plan's prices; none where the plan did not keep them."""
    if not folder.joinpath(REASONS).is_file():
        return {}
    return {row.store_id: row.best_reduced_value for row in read_reasons(folder)}


def _window(workspace: Workspace, learned: str) -> tuple[date | None, date | None]:
    """Return the baseline of the run that made the options; unknown where that run is gone."""
    try:
        found = workspace.runs.read(learned).result if learned else {}
    except LedgerError:
        found = {}
    begin, end = (found.get(name) for name in ("baseline_from", "baseline_to"))
    if not (isinstance(begin, str) and isinstance(end, str)):
        return None, None
    return date.fromisoformat(begin), date.fromisoformat(end)
