"""How much of every limit a set of areas uses, and which limits one more area would break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from showfloor.plan.evaluation import TOLERANCE
from showfloor.plan.network import Network
from showfloor.plan.rules import budget_weeks, pace_weeks, supply_weeks

Decision = tuple[int, int]
"""Place of the format, and the start week."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One upper limit: budget step, region's week of crews, supply step, step of the pace."""

    kind: str
    """budget, crews, supply, pace"""
    name: str
    """Region or format; "" for budget and pace."""
    day: date
    """The step's date, or the week's Monday."""


@dataclass(slots=True)
class LimitUse:
    """What areas use of every limit, kept as areas come and go."""

    network: Network
    amount: dict[Limit, float]
    """What is there of each limit."""
    used: defaultdict[Limit, float] = field(default_factory=lambda: defaultdict(float))
    users: defaultdict[Limit, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    """By limit: stores and what each uses."""

    def add(self, decisions: Mapping[int, Decision]) -> None:
        """Count the areas of a plan."""
        for store, decision in decisions.items():
            for limit, amount in uses(self.network, store, decision):
                self.used[limit] += amount
                self.users[limit][store] = amount

    def broken_by(self, store: int, decision: Decision) -> list[Limit]:
        """Return the limits that would not hold if the store had this area, not its own."""
        broken = []
        for limit, amount in uses(self.network, store, decision):
            before = self.users[limit].get(store, 0.0)
            if self.used[limit] - before + amount > self.amount[limit] + TOLERANCE:
                broken.append(limit)
        return broken


def limits_of(network: Network) -> dict[Limit, float]:
    """Return what is there of every limit; crews of a region without an entry are 0."""
    programme = network.programme
    found: dict[Limit, float] = {}
    total = 0.0
    for step in programme.budget:
        total += step.amount
        found[Limit("budget", "", step.through)] = total
    for delivery in programme.supply:
        found[Limit("supply", delivery.format_id, delivery.week)] = float(delivery.units)
    for pace in programme.pace:
        found[Limit("pace", "", pace.selling_by)] = float(pace.at_most)
    if programme.crews is not None:
        stated = {crew.region: crew.crew_days for crew in programme.crews}
        nothing = (0,) * programme.crew_weeks
        for region in {store.region or "" for store in network.stores}:
            for week, days in enumerate(stated.get(region, nothing)):
                found[Limit("crews", region, network.monday(week))] = float(days)
    return found


def uses(network: Network, store: int, decision: Decision) -> Iterator[tuple[Limit, float]]:
    """Yield what one area uses of each limit."""
    form, start = decision
    programme, item = network.programme, network.formats[form]
    for step, end in zip(programme.budget, budget_weeks(network), strict=True):
        if start < end:
            yield Limit("budget", "", step.through), float(network.capex[store, form])
    for delivery, (own, end) in zip(programme.supply, supply_weeks(network), strict=True):
        if own == form and start < end:
            yield Limit("supply", item.format_id, delivery.week), 1.0
    for pace, last in zip(programme.pace, pace_weeks(network), strict=True):
        if start + item.weeks_to_install <= last:
            yield Limit("pace", "", pace.selling_by), 1.0
    if programme.crews is not None:
        region = network.stores[store].region or ""
        for offset, days in enumerate(item.crew_days):
            if days:
                yield Limit("crews", region, network.monday(start + offset)), float(days)
