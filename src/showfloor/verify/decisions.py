"""The plan's rows: known names, planning weeks, allowed options, values; one area a store."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.plan import PlannedArea
from showfloor.verify.facts import Facts
from showfloor.verify.freezes import freezes_of
from showfloor.verify.survey import OptionFacts, Place, Survey
from showfloor.verify.types import Finding

VALUE_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the plan in numbers; its option exists, whether or not it is allowed."""

    store_id: str
    row: int
    column: int
    start: int
    selling: int
    value: float
    """As recomputed, not as claimed."""
    capex: float
    other: float = 0.0
    """Value to the other party; 0 without other_at_least."""

    @property
    def place(self) -> Place:
        """Row, format column and start week."""
        return self.row, self.column, self.start


def place_of(facts: Facts, store_id: str, format_id: str, start_week: date) -> Place | None:
    """Return an option's place, or None where it is none of the planning weeks."""
    row, column = facts.row.get(store_id), facts.column.get(format_id)
    days = (start_week - facts.programme.start).days
    if row is None or column is None or days % 7 or not 0 <= days < 7 * facts.programme.weeks:
        return None
    return row, column, days // 7


def read_decisions(
    facts: Facts, survey: Survey, areas: Sequence[PlannedArea], findings: list[Finding]
) -> tuple[Decision, ...]:
    """Return the rows that name an option of the planning weeks; note all that is wrong."""
    decisions = []
    for store_id, count in Counter(area.store_id for area in areas).items():
        if count > 1:
            findings.append(
                Finding("one_area_a_store", store_id, f"has {count} areas in the plan, may have 1")
            )
    for area in areas:
        decision = _read_decision(facts, survey, area, findings)
        if decision is not None:
            decisions.append(decision)
            _check_allowed(facts, survey.options[decision.place], decision, findings)
            _check_value(area, decision, findings)
    return tuple(decisions)


def _read_decision(
    facts: Facts, survey: Survey, area: PlannedArea, findings: list[Finding]
) -> Decision | None:
    row, column = facts.row.get(area.store_id), facts.column.get(area.format_id)
    if row is None or column is None:
        unknown = f"store {area.store_id!r}" if row is None else f"format {area.format_id!r}"
        findings.append(Finding("eligibility", area.store_id, f"no {unknown} in the problem"))
        return None
    item = facts.programme.formats[column]
    start = _week(facts, area, findings)
    if start is None:
        return None
    claimed_wait = (area.selling_week - area.start_week).days
    if claimed_wait != 7 * item.weeks_to_install:
        findings.append(
            Finding(
                "eligibility",
                area.store_id,
                f"selling_week {area.selling_week} is {claimed_wait} days after start_week"
                f" {area.start_week}, {item.format_id} takes {7 * item.weeks_to_install}",
            )
        )
    return decision_at(facts, survey.options[row, column, start], (row, column, start))


def decision_at(facts: Facts, option: OptionFacts, place: Place) -> Decision:
    """Return the decision for one option."""
    row, column, start = place
    return Decision(
        store_id=facts.problem.stores[row].store_id,
        row=row,
        column=column,
        start=start,
        selling=start + facts.programme.formats[column].weeks_to_install,
        value=option.value,
        capex=float(facts.capex[row, column]),
        other=option.other,
    )


def _week(facts: Facts, area: PlannedArea, findings: list[Finding]) -> int | None:
    start, weeks = facts.programme.start, facts.programme.weeks
    try:
        week = week_number(area.start_week, start)
    except ValueError:
        says = f"start_week {area.start_week} is no Monday of a programme week"
        findings.append(Finding("eligibility", area.store_id, says))
        return None
    if not 0 <= week < weeks:
        says = f"start_week {area.start_week} is week {week}, planning weeks are 0 to {weeks - 1}"
        findings.append(Finding("eligibility", area.store_id, says))
        return None
    return week


def _check_allowed(
    facts: Facts, option: OptionFacts, decision: Decision, findings: list[Finding]
) -> None:
    if decision.store_id in facts.excluded:
        findings.append(Finding("exclude", decision.store_id, "is excluded and has an area"))
    elif not option.allowed:
        _note_not_allowed(facts, decision, findings)
    if not option.delivered:
        item = facts.programme.formats[decision.column]
        findings.append(
            Finding(
                "supply",
                decision.store_id,
                f"{item.format_id} starts in week {decision.start}, before its first delivery",
            )
        )


def _note_not_allowed(facts: Facts, decision: Decision, findings: list[Finding]) -> None:
    frozen = freezes_of(facts, decision.row, decision.start, decision.selling)
    if frozen:
        dates = ", ".join(f"{freeze.from_date} to {freeze.to_date}" for freeze in frozen)
        says = (
            f"installs in weeks {decision.start} to {decision.selling - 1}, in the freeze {dates}"
        )
        findings.append(Finding("freeze", decision.store_id, says))
    reason = _why_not(facts, decision)
    if reason or not frozen:
        findings.append(Finding("eligibility", decision.store_id, reason or "is not allowed"))


def _why_not(facts: Facts, decision: Decision) -> str:
    """Return the first reason but a freeze for which an option is not allowed, or an empty text."""
    store = facts.problem.stores[decision.row]
    item = facts.programme.formats[decision.column]
    space = store.area_space_m2
    reasons = (
        (
            math.isnan(facts.margin[decision.row, decision.column]),
            f"there is no option row for {item.format_id}",
        ),
        (store.kind == "online", "is an online shop"),
        (decision.store_id in facts.fixed, "has a standing or committed area already"),
        (space is None, "has no area_space_m2"),
        (
            space is not None and item.footprint_m2 > space,
            f"{item.format_id} needs {item.footprint_m2:g} m2, it has {space}",
        ),
    )
    return next((text for holds, text in reasons if holds), "") or _why_not_then(facts, decision)


def _why_not_then(facts: Facts, decision: Decision) -> str:
    """Return why the weeks of an installation are not allowed, or an empty text."""
    ready = facts.problem.stores[decision.row].ready_on
    start = facts.programme.start
    if ready is not None and 7 * decision.start < (ready - start).days:
        return f"is ready on {ready}, the installation starts in week {decision.start}"
    access = facts.openings.access[facts.openings.pattern[decision.row]]
    weeks = range(decision.start, decision.selling)
    without = ", ".join(str(week) for week in weeks if not access[week])
    return f"crews have no access in week {without}" if without else ""


def _check_value(area: PlannedArea, decision: Decision, findings: list[Finding]) -> None:
    if not abs(area.value - decision.value) <= VALUE_TOLERANCE:
        findings.append(
            Finding(
                "value",
                area.store_id,
                f"claimed {area.value:.2f}, recomputed {decision.value:.2f}",
            )
        )


def values_of(decisions: Sequence[Decision]) -> list[float]:
    """Return the recomputed values of the rows."""
    return [decision.value for decision in decisions]


def first_selling_weeks(decisions: Sequence[Decision]) -> dict[str, int]:
    """Return store id to first selling week; the earliest where a store stands twice."""
    first: dict[str, int] = {}
    for decision in decisions:
        first[decision.store_id] = min(
            decision.selling, first.get(decision.store_id, decision.selling)
        )
    return first


def starts_by_week(
    facts: Facts, decisions: Sequence[Decision]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return [F, T] how many installations of each format start in each week."""
    counts = np.zeros((len(facts.programme.formats), facts.programme.weeks), dtype=np.int64)
    for decision in decisions:
        counts[decision.column, decision.start] += 1
    return counts
