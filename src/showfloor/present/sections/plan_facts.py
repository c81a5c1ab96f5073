"""Figures of a plan that several sections show: capex by area, states of stores, regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from showfloor.domain.calendars import monday_of_week, week_number
from showfloor.domain.money import to_cents
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.domain.stores import Store
from showfloor.plan.draws_types import shares_of_draws
from showfloor.plan.types import PlanResult, ScarceThing, StoreReason
from showfloor.present.charts.map import State
from showfloor.present.sections.setting import Setting


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its problem, and what can be read off both by store."""

    setting: Setting
    problem: RolloutProblem
    plan: PlanResult
    planned: Mapping[str, PlannedArea]
    reasons: Mapping[str, StoreReason]
    held: frozenset[str]
    standing: frozenset[str]
    promised: frozenset[str]
    shares: Mapping[str, float]
    """Share of the draws of margins in which each store is chosen; NaN where nothing was drawn."""

    @property
    def held_then_planned(self) -> int:
        """How many shops are held back first and get an area afterwards."""
        return len(self.held & set(self.planned))

    @property
    def shops(self) -> int:
        """How many shops there are, the online shop left out."""
        return len([store for store in self.problem.stores if store.kind != "online"])

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to show (it may be one without areas)."""
        return self.plan.certificate.status in ("optimal", "feasible")

    def state(self, store_id: str) -> State:
        """Return the store's state on the map."""
        if store_id in self.planned:
            if store_id in self.promised:
                return "promised"
            return "later" if store_id in self.held else "planned"
        if store_id in self.standing:
            return "standing"
        return "holdout" if store_id in self.held else "not_planned"

    def store_of(self, store_id: str) -> Store | None:
        """Return the store, or None where the problem does not hold it."""
        return self.setting.stores.get(store_id)

    def capex(self, area: PlannedArea) -> float:
        """Return the area's capex, rounded to cents as the budget counts it."""
        return self.capex_of(area.store_id, area.format_id)

    def capex_of(self, store_id: str, format_id: str) -> float:
        """Return what a format costs in a store, rounded to cents as the budget counts it."""
        store = self.store_of(store_id)
        factor = store.capex_factor if store is not None else 1.0
        return to_cents(self.problem.programme.format(format_id).capex * factor)

    def region_of(self, store_id: str) -> str:
        """Return the store's region code, or an empty text."""
        store = self.store_of(store_id)
        return (store.region or "") if store is not None else ""

    def week_of(self, monday: date) -> int:
        """Return the programme's week number of a Monday."""
        return week_number(monday, self.problem.programme.start)

    def mondays(self) -> tuple[date, ...]:
        """Return the Mondays of every week in which crews may work, cut after the last work."""
        programme = self.problem.programme
        last = 0
        for area in self.plan.areas:
            last = max(last, self.week_of(area.selling_week))
        weeks = max(min(programme.crew_weeks, max(last + 2, 8)), 1)
        return tuple(monday_of_week(week, programme.start) for week in range(weeks))

    def crew_use(self) -> Mapping[tuple[str, int], int]:
        """Return crew-days used by region code and programme week."""
        use: Counter[tuple[str, int]] = Counter()
        for area in self.plan.areas:
            first = self.week_of(area.start_week)
            days = self.problem.programme.format(area.format_id).crew_days
            for offset, needed in enumerate(days):
                use[self.region_of(area.store_id), first + offset] += needed
        return use

    def of_kind(self, kind: str) -> tuple[ScarceThing, ...]:
        """Return the scarce things of one kind, in the plan's order."""
        return tuple(thing for thing in self.plan.scarce if thing.kind == kind)

    def value_for(self) -> str:
        """Return the party whose value is maximised, in words."""
        return self.setting.language.say(f"party.{self.problem.programme.value_for}")


def plan_facts(setting: Setting) -> PlanFacts | None:
    """Return the plan's facts, or None where there is no plan."""
    plan, problem = setting.content.plan, setting.content.problem
    if plan is None or problem is None:
        return None
    programme = problem.programme
    start = programme.start
    standing = frozenset(
        area.store_id
        for area in problem.areas
        if area.manufacturer_id == programme.manufacturer_id
        and (area.selling_to is None or area.selling_to > start)
    )
    promised = {promise.store_id for promise in programme.promises}
    promised.update(store_id for wave in programme.waves for store_id in wave.store_ids)
    return PlanFacts(
        setting,
        problem,
        plan,
        {area.store_id: area for area in plan.areas},
        {reason.store_id: reason for reason in plan.reasons},
        frozenset(holding.store_id for holding in plan.holdout),
        standing,
        frozenset(promised),
        shares_of_draws(plan.uncertainty, (store.store_id for store in problem.stores)),
    )
