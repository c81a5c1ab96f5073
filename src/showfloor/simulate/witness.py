"""A plan built shop by shop as early as crews allow, around which feasible rules are drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from showfloor.domain.money import to_cents
from showfloor.domain.programme import Format, Programme
from showfloor.domain.stores import Store


@dataclass(frozen=True, slots=True)
class WitnessArea:
    """One area of the witness; weeks are programme week numbers."""

    store_id: str
    format_id: str
    start_week: int
    selling_week: int
    capex: float


class Witness:
    """Places shops one after the other in the first week with free crews; never moves one.

    `earliest` is by shop the first week number from which crews may work there without a break;
    shops in `taken` get nothing. The format is the smallest that fits, by crew-days, then capex.
    """

    def __init__(
        self,
        programme: Programme,
        stores: Sequence[Store],
        earliest: Mapping[str, int],
        taken: Collection[str],
    ) -> None:
        self.programme = programme
        self.areas: list[WitnessArea] = []
        self._by_store: dict[str, WitnessArea] = {}
        self._frozen_weeks = _frozen_weeks(programme)
        self._stores = {store.store_id: store for store in stores}
        self._earliest = earliest
        self._taken = set(taken)
        crews = programme.crews or ()
        self._free = {crew.region: list(crew.crew_days) for crew in crews}

    def place(
        self, store_id: str, *, sells_from: int = 0, format_ids: Collection[str] = ()
    ) -> bool:
        """Give the shop an area that sells in week `sells_from` or later; False if none fits."""
        store = self._stores[store_id]
        if store_id in self._taken or store.kind == "online" or store.region is None:
            return False
        item = self._smallest(store, format_ids)
        if item is None:
            return False
        first = max(self._earliest[store_id], sells_from - item.weeks_to_install, 0)
        free = self._free.get(store.region, [0] * self.programme.crew_weeks)
        frozen = self._frozen_weeks.get(store.region, self._frozen_weeks[""])
        for week in range(first, self.programme.weeks):
            days = range(week, week + item.weeks_to_install)
            if any(frozen[w] for w in days):
                continue
            if all(free[w] >= item.crew_days[w - week] for w in days):
                for w in days:
                    free[w] -= item.crew_days[w - week]
                self._keep(store, item, week)
                return True
        return False

    def selling_week(self, store_id: str) -> int:
        """Return the first selling week of a placed shop."""
        return self._by_store[store_id].selling_week

    def format_of(self, store_id: str) -> str:
        """Return the format of a placed shop."""
        return self._by_store[store_id].format_id

    def capex_through(self, week: int) -> float:
        """Return the capex of all areas that start in `week` or earlier."""
        return sum(area.capex for area in self.areas if area.start_week <= week)

    def built_through(self, format_id: str, week: int) -> int:
        """Return how many areas of a format start in `week` or earlier."""
        return sum(a.format_id == format_id and a.start_week <= week for a in self.areas)

    def _smallest(self, store: Store, format_ids: Collection[str]) -> Format | None:
        space = store.area_space_m2 or 0.0
        fitting = [
            item
            for item in self.programme.formats
            if item.footprint_m2 <= space and (not format_ids or item.format_id in format_ids)
        ]
        return min(fitting, key=_work_and_cost, default=None)

    def _keep(self, store: Store, item: Format, week: int) -> None:
        capex = to_cents(item.capex * store.capex_factor)
        selling = week + item.weeks_to_install
        area = WitnessArea(store.store_id, item.format_id, week, selling, capex)
        self.areas.append(area)
        self._by_store[store.store_id] = area
        self._taken.add(store.store_id)


def _work_and_cost(item: Format) -> tuple[int, float]:
    return sum(item.crew_days), item.capex


def _frozen_weeks(programme: Programme) -> dict[str, list[bool]]:
    """Return by region whether a freeze holds on any day of each crew week; "" elsewhere."""
    named = {region for freeze in programme.freezes for region in freeze.regions}
    weeks = range(programme.crew_weeks)
    return {
        region: [_is_frozen(programme, region, week) for week in weeks] for region in {*named, ""}
    }


def _is_frozen(programme: Programme, region: str, week: int) -> bool:
    monday = programme.start + timedelta(weeks=week)
    days = [monday + timedelta(days=day) for day in range(7)]
    return any(
        any(freeze.from_date <= day < freeze.to_date for day in days)
        for freeze in programme.freezes
        if not freeze.regions or region in freeze.regions
    )
