"""The draw among near-ties: cells, the order that the seed gives, probabilities, what it cost."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from showfloor.domain.plan import DrawnStore, PlannedArea
from showfloor.verify.facts import Facts
from showfloor.verify.types import Finding

TOLERANCE = 1e-9

Slot = tuple[date, str]
"""An area to hand out: start week and format id; they are handed out in this order."""


def check_draw(
    facts: Facts,
    drawn: Sequence[DrawnStore],
    areas: Sequence[PlannedArea],
    *,
    seed: int,
    findings: list[Finding],
) -> None:
    """Note a draw that is not the seed's, moves areas out of a cell, or is not in the plan."""
    rule = facts.programme.experiment
    if drawn and (rule is None or rule.cost_at_most is None):
        says = "stores are drawn, the programme has no [experiment] with cost_at_most"
        findings.append(Finding("experiment", "draw", says))
    for store_id, count in Counter(item.store_id for item in drawn).items():
        if count > 1:
            says = f"stands {count} times in the draw, may stand in one cell"
            findings.append(Finding("experiment", store_id, says))
        if store_id not in facts.row:
            findings.append(Finding("experiment", store_id, "there is no such store"))
    cells: defaultdict[str, list[DrawnStore]] = defaultdict(list)
    for item in drawn:
        cells[item.cell].append(item)
    for cell, members in sorted(cells.items()):
        _check_cell(cell, members, seed, findings)
    _check_plan(drawn, areas, findings)


def _check_cell(
    cell: str, members: Sequence[DrawnStore], seed: int, findings: list[Finding]
) -> None:
    planned = [_slot(item.planned_start_week, item.planned_format_id) for item in members]
    got = [_slot(item.start_week, item.format_id) for item in members]
    if Counter(planned) != Counter(got):
        says = "hands out other areas than the plan before the draw had"
        findings.append(Finding("experiment", f"cell {cell}", says))
    slots = sorted(slot for slot in planned if slot is not None)
    order = sorted(members, key=lambda item: _rank(seed, item))
    handed: list[Slot | None] = [*slots, *([None] * (len(members) - len(slots)))]
    share = Counter(planned)
    for item, slot in zip(order, handed, strict=True):
        found = _slot(item.start_week, item.format_id)
        if found != slot:
            says = f"seed {seed} draws {_said(slot)}, found {_said(found)}"
            findings.append(Finding("experiment", item.store_id, says))
        probability = share[found] / len(members)
        if not abs(item.probability - probability) <= TOLERANCE:
            says = f"probability {item.probability:g}, must be {probability:g}"
            findings.append(Finding("experiment", item.store_id, says))


def _rank(seed: int, item: DrawnStore) -> str:
    return hashlib.sha256(f"{seed}:{item.cell}:{item.store_id}".encode()).hexdigest()


def _slot(start_week: date | None, format_id: str | None) -> Slot | None:
    if start_week is None or format_id is None:
        return None
    return start_week, format_id


def _said(slot: Slot | None) -> str:
    return "no area" if slot is None else f"{slot[1]} from {slot[0]}"


def _check_plan(
    drawn: Sequence[DrawnStore], areas: Sequence[PlannedArea], findings: list[Finding]
) -> None:
    """Note each drawn store whose area in the plan is not the one that it drew."""
    planned: defaultdict[str, set[Slot]] = defaultdict(set)
    for area in areas:
        planned[area.store_id].add((area.start_week, area.format_id))
    for item in drawn:
        for format_id, week in (
            (item.planned_format_id, item.planned_start_week),
            (item.format_id, item.start_week),
        ):
            if (format_id is None) != (week is None):
                findings.append(
                    Finding("experiment", item.store_id, "has a format or a week, must have both")
                )
        slot = _slot(item.start_week, item.format_id)
        if planned[item.store_id] != (set() if slot is None else {slot}):
            has = ", ".join(_said(one) for one in sorted(planned[item.store_id])) or "no area"
            says = f"drew {_said(slot)}, has {has} in the plan"
            findings.append(Finding("experiment", item.store_id, says))


def areas_before(
    areas: Iterable[PlannedArea], drawn: Sequence[DrawnStore]
) -> tuple[tuple[str, str, date], ...]:
    """Return (store, format, start week) of the plan before the draw."""
    moved = {item.store_id for item in drawn}
    kept = [
        (area.store_id, area.format_id, area.start_week)
        for area in areas
        if area.store_id not in moved
    ]
    planned = [
        (item.store_id, item.planned_format_id, item.planned_start_week)
        for item in drawn
        if item.planned_format_id is not None and item.planned_start_week is not None
    ]
    return (*kept, *planned)


def check_cost(
    facts: Facts, cost: float, upper_bound: float, *, tolerance: float, findings: list[Finding]
) -> None:
    """Note a draw that gave up more than the programme's share of the bound."""
    rule = facts.programme.experiment
    if rule is None or rule.cost_at_most is None:
        return
    most = rule.cost_at_most * max(1.0, abs(upper_bound))
    if not cost <= most + tolerance:
        says = f"the draw cost {cost:.2f}, at most {most:.2f} is allowed"
        findings.append(Finding("experiment", "cost_at_most", says))


def count_draw(drawn: Sequence[DrawnStore]) -> Mapping[str, int]:
    """Return how many stores each cell has."""
    return Counter(item.cell for item in drawn)
