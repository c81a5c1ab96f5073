"""Slow, obvious counterparts of the planner for tests: every plan of a tiny programme, one by one.

Written from the programme's meaning alone; nothing is imported from the planner.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from showfloor.domain.plan import RolloutProblem

Choice = tuple[str, int]


@dataclass(frozen=True)
class Best:
    objective: float
    plan: dict[str, Choice]
    plans: int


class ByHand:
    """Everything about one problem, computed day by day and euro by euro."""

    def __init__(self, problem: RolloutProblem, seed: int = 0) -> None:
        self.problem, self.seed = problem, seed
        self.programme = problem.programme
        self.stores = {s.store_id: s for s in problem.stores}
        self.formats = {f.format_id: f for f in self.programme.formats}
        self.margins = {(o.store_id, o.format_id): o for o in problem.options}
        self.fixed = {}
        for area in problem.areas:
            ours = area.manufacturer_id == self.programme.manufacturer_id
            if ours and (area.selling_to is None or area.selling_to > self.programme.start):
                self.fixed[area.store_id] = area

    def monday(self, week: int) -> date:
        return self.programme.start + timedelta(days=7 * week)

    def week(self, day: date) -> int:
        monday = day - timedelta(days=day.weekday())
        return (monday - self.programme.start).days // 7

    def discount(self, week: int) -> float:
        return (1 + self.programme.discount_rate) ** (-week / 52)

    def open_days(self, store_id: str, week: int, *, crews: bool) -> tuple[int, int]:
        """Return days that are open (or have access), and trading days, of one week."""
        store = self.stores[store_id]
        days = self.problem.trading_days.of_week(self.monday(week))
        good = 0
        for day in days:
            shut = store.opened_on is not None and day < store.opened_on
            shut = shut or (store.closed_on is not None and day >= store.closed_on)
            for closure in self.problem.closures:
                inside = closure.from_date <= day < closure.to_date
                if closure.store_id == store_id and inside:
                    shut = shut or not (crews and closure.crew_access)
            good += not shut
        return good, len(days)

    def open_share(self, store_id: str, week: int) -> float:
        good, days = self.open_days(store_id, week, crews=False)
        return good / days

    def allowed(self, store_id: str, format_id: str, start: int) -> bool:
        store, item = self.stores[store_id], self.formats[format_id]
        if (store_id, format_id) not in self.margins or store_id in self.fixed:
            return False
        if store_id in self.programme.excluded_stores or store.kind == "online":
            return False
        if store.area_space_m2 is None or item.footprint_m2 > store.area_space_m2:
            return False
        for week in range(start, start + len(item.crew_days)):
            if store.ready_on is not None and self.monday(week) < store.ready_on:
                return False
            good, days = self.open_days(store_id, week, crews=True)
            if days - good > 3 or self.frozen(store_id, week):
                return False
        return True

    def frozen(self, store_id: str, week: int) -> bool:
        days = [self.monday(week) + timedelta(days=d) for d in range(7)]
        region = self.stores[store_id].region
        return any(
            freeze.from_date <= day < freeze.to_date
            and (not freeze.regions or region in freeze.regions)
            for freeze in self.programme.freezes
            for day in days
        )

    def capex(self, store_id: str, format_id: str) -> float:
        amount = self.formats[format_id].capex * self.stores[store_id].capex_factor
        return float(Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN))

    def value(self, store_id: str, format_id: str, start: int, party: str | None = None) -> float:
        item, row = self.formats[format_id], self.margins[(store_id, format_id)]
        party = party or self.programme.value_for
        margin, share = row.retailer_margin_per_week, 1 - item.manufacturer_pays
        if party == "manufacturer":
            margin, share = row.manufacturer_margin_per_week, item.manufacturer_pays
        if party == "joint":
            margin, share = margin + row.manufacturer_margin_per_week, 1.0
        selling = start + len(item.crew_days)
        total = -share * self.discount(start) * self.capex(store_id, format_id)
        for age in range(self.programme.area_life_weeks):
            week = selling + age
            ramp = item.ramp[age] if age < len(item.ramp) else 1.0
            iso = min(self.monday(week).isocalendar().week, 52)
            season = self.programme.season[iso - 1] if self.programme.season else 1.0
            total += self.discount(week) * season * ramp * self.open_share(store_id, week) * margin
        return total

    def other_value(self, plan: dict[str, Choice]) -> float:
        others = {"retailer": "manufacturer", "manufacturer": "retailer"}
        party = others[self.programme.value_for]
        return sum(self.value(s, f, t, party) for s, (f, t) in plan.items())

    def held(self) -> set[str]:
        holdout = self.programme.holdout
        if holdout is None:
            return set()
        obliged = {p.store_id for p in self.programme.promises}
        obliged |= {s for w in self.programme.waves for s in w.store_ids}
        strata: dict[tuple, list[str]] = {}
        for store_id, store in self.stores.items():
            starts = range(self.programme.weeks)
            if any(self.allowed(store_id, f, t) for f in self.formats for t in starts):
                key = tuple(getattr(store, by) for by in holdout.by)
                strata.setdefault(key, [])
                if store_id not in obliged:
                    strata[key].append(store_id)
        held = set()
        for members in strata.values():
            lots = {m: hashlib.sha256(f"{self.seed}:{m}".encode()).hexdigest() for m in members}
            named = [m for m in sorted(members, key=lots.get) if m in holdout.stores]
            drawn = [m for m in sorted(members, key=lots.get) if m not in holdout.stores]
            held |= set([*named, *drawn][: holdout.keep])
        return held

    def strata_can_hold(self, plan: dict[str, Choice]) -> bool:
        """Say whether an optimised holdout finds enough late or empty stores in every stratum."""
        holdout = self.programme.holdout
        obliged = {p.store_id for p in self.programme.promises}
        obliged |= {s for w in self.programme.waves for s in w.store_ids}
        free: dict[tuple, int] = {}
        eligible: dict[tuple, int] = {}
        for store_id, store in self.stores.items():
            starts = range(self.programme.weeks)
            if store_id in obliged or not any(
                self.allowed(store_id, f, t) for f in self.formats for t in starts
            ):
                continue
            key = tuple(getattr(store, by) for by in holdout.by)
            eligible[key] = eligible.get(key, 0) + 1
            late = store_id not in plan or self.sells_late(plan[store_id])
            free[key] = free.get(key, 0) + late
        return all(free[k] >= min(holdout.keep, eligible[k]) for k in eligible)

    def selling(self, choice: Choice) -> int:
        return choice[1] + len(self.formats[choice[0]].crew_days)

    def sells_late(self, choice: Choice) -> bool:
        return self.monday(self.selling(choice)) >= self.programme.holdout.no_sales_before

    def choices(self, store_id: str) -> list[Choice | None]:
        starts = range(self.programme.weeks)
        found = [(f, t) for f in self.formats for t in starts if self.allowed(store_id, f, t)]
        return [None, *found]

    def broken(self, plan: dict[str, Choice]) -> str:
        """Return the first rule that a plan breaks, or an empty string."""
        programme = self.programme
        capex = {s: self.capex(s, f) for s, (f, _) in plan.items()}
        total = 0.0
        for index, step in enumerate(programme.budget):
            total += step.amount
            last = index == len(programme.budget) - 1
            inside = [s for s, (_, t) in plan.items() if last or self.monday(t) <= step.through]
            if sum(capex[s] for s in inside) > total + 1e-6:
                return "budget"
        if programme.crews is not None:
            use: dict[tuple, int] = {}
            for store_id, (format_id, start) in plan.items():
                for offset, days in enumerate(self.formats[format_id].crew_days):
                    key = (self.stores[store_id].region, start + offset)
                    use[key] = use.get(key, 0) + days
            capacity = {c.region: c.crew_days for c in programme.crews}
            for (region, week), days in use.items():
                if days > (capacity[region][week] if region in capacity else 0):
                    return "crews"
        return self.broken_count(plan) or self.broken_obligation(plan)

    def broken_count(self, plan: dict[str, Choice]) -> str:
        programme = self.programme
        for format_id, start in plan.values():
            steps = [s for s in programme.supply if s.format_id == format_id]
            if steps and self.monday(start) < steps[0].week:
                return "supply"
        for step in programme.supply:
            later = [
                s.week
                for s in programme.supply
                if s.format_id == step.format_id and s.week > step.week
            ]
            end = min(later, default=date.max)
            inside = [1 for f, t in plan.values() if f == step.format_id and self.monday(t) < end]
            if len(inside) > step.units:
                return "supply"
        for step in programme.pace:
            selling = [self.monday(self.selling(choice)) for choice in plan.values()]
            if sum(day <= step.selling_by for day in selling) > step.at_most:
                return "pace"
        return ""

    def broken_obligation(self, plan: dict[str, Choice]) -> str:
        programme = self.programme
        first = {s: self.monday(self.selling(c)) for s, c in plan.items()}
        formats = {s: f for s, (f, _) in plan.items()}
        for store_id, area in self.fixed.items():
            first[store_id] = area.selling_from - timedelta(days=area.selling_from.weekday())
            formats[store_id] = area.format_id
        if self.breaks_a_promise(first, formats):
            return "promise"
        if self.breaks_a_wave(first):
            return "wave"
        for quota in programme.quotas:
            if sum(self.stores[s].region == quota.region for s in plan) < quota.at_least:
                return "quota"
        least = programme.other_at_least
        if least is not None and self.other_value(plan) < least:
            return "other"
        holdout = programme.holdout
        if holdout is not None and holdout.draw == "random":
            if any(s in plan and not self.sells_late(plan[s]) for s in self.held()):
                return "holdout"
        elif holdout is not None and not self.strata_can_hold(plan):
            return "holdout"
        return ""

    def breaks_a_promise(self, first: dict[str, date], formats: dict[str, str]) -> bool:
        for promise in self.programme.promises:
            if promise.store_id not in first or first[promise.store_id] > promise.selling_by:
                return True
            if promise.format_ids and formats[promise.store_id] not in promise.format_ids:
                return True
        return False

    def breaks_a_wave(self, first: dict[str, date]) -> bool:
        waves = self.programme.waves
        if any(s not in first for wave in waves for s in wave.store_ids):
            return True
        for index, wave in enumerate(waves):
            later = [s for other in waves[index + 1 :] for s in other.store_ids]
            for i, j in itertools.product(wave.store_ids, later):
                released = wave.release_on is not None and first[j] >= wave.release_on
                if first[i] > first[j] and not released:
                    return True
        return False

    def losses(self, plan: dict[str, Choice]) -> float:
        total = 0.0
        life = self.programme.area_life_weeks
        for pair in self.programme.spillover:
            a, b = pair.store_a, pair.store_b
            if a in self.fixed and b in self.fixed:
                continue
            for week in range(self.programme.weeks + 10 + life):
                if self.sells(plan, a, week) and self.sells(plan, b, week):
                    share = min(self.open_share(a, week), self.open_share(b, week))
                    total += pair.loss_per_week * self.discount(week) * share
        return total

    def sells(self, plan: dict[str, Choice], store_id: str, week: int) -> bool:
        if store_id in self.fixed:
            area = self.fixed[store_id]
            ended = area.selling_to is not None and week >= self.week(area.selling_to)
            return week >= self.week(area.selling_from) and not ended
        if store_id not in plan:
            return False
        selling = self.selling(plan[store_id])
        return selling <= week < selling + self.programme.area_life_weeks

    def objective(self, plan: dict[str, Choice]) -> float:
        worth = sum(self.value(s, f, t) for s, (f, t) in plan.items())
        return worth - self.losses(plan) - self.cost_of_change(plan)

    def departing(self, plan: dict[str, Choice]) -> list[str]:
        """Return the stores whose decision differs from the earlier plan's."""
        if self.problem.previous is None:
            return []
        before = {c.store_id: (c.format_id, c.start_week) for c in self.problem.previous.choices}
        now = {s: (f, self.monday(t)) for s, (f, t) in plan.items()}
        return [s for s in self.stores if s not in self.fixed and before.get(s) != now.get(s)]

    def cost_of_change(self, plan: dict[str, Choice]) -> float:
        previous = self.problem.previous
        return 0.0 if previous is None else previous.change_cost * len(self.departing(plan))

    def best(self) -> Best | None:
        """Return the best of all plans that keep every rule; None where there is none."""
        names = [s for s in self.stores if s not in self.fixed]
        lists = [self.choices(s) for s in names]
        values = {
            (s, c): self.value(s, *c) for s, cs in zip(names, lists, strict=True) for c in cs if c
        }
        best, count = None, 0
        for picked in itertools.product(*lists):
            plan = {s: c for s, c in zip(names, picked, strict=True) if c is not None}
            if self.broken(plan):
                continue
            count += 1
            value = sum(values[item] for item in plan.items())
            if best is not None and value <= best.objective:
                continue
            value -= self.losses(plan) + self.cost_of_change(plan)
            if best is None or value > best.objective:
                best = Best(value, plan, count)
        return best
