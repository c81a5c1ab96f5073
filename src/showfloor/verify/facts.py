"""The problem in arrays: stores by row, formats, weeks, fixed areas, what each store must do."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from showfloor.domain.calendars import monday_of, monday_of_week, season_index, week_number
from showfloor.domain.money import to_cents
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import Party, Programme, Promise
from showfloor.domain.stores import Area
from showfloor.errors import DataError, ProgrammeError
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.earlier import EarlierPlan, read_earlier
from showfloor.verify.openings import Openings, list_openings

FOR_EVER = 10**9


@dataclass(frozen=True, slots=True)
class OtherParty:
    """Whose value other_at_least demands, and what an area earns and costs that party."""

    name: Party
    margin: Floats
    """[S, F] a week; NaN where there is no option row."""
    capex_share: Floats
    """[F]."""
    at_least: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the programme and the stores say, indexed once; no decision is in it."""

    problem: RolloutProblem
    programme: Programme
    row: dict[str, int]
    """Store id to row."""
    column: dict[str, int]
    """Format id to column."""
    horizon: int
    discount: Floats
    """[W] what a euro in week w is worth in week 0."""
    season: Floats
    """[W]."""
    margin: Floats
    """[S, F] margin a week of the chosen party; NaN where there is no option row."""
    capex: Floats
    """[S, F] rounded to cents, both parties."""
    capex_share: Floats
    """[F] the chosen party's share."""
    other: OtherParty | None
    """The party that other_at_least is about; None without that rule."""
    fixed: dict[str, tuple[Area, ...]]
    """Store id to this manufacturer's areas that still sell at or after the start."""
    first_selling: dict[str, int]
    """Store id to the first selling week number of its fixed areas; may be negative."""
    promises: dict[str, Promise]
    wave_of: dict[str, int]
    """Store id to its wave's place in the programme."""
    excluded: frozenset[str]
    regions: tuple[str, ...]
    """Sorted; "" for stores without one."""
    region_of: Ints
    """[S] each store's place in `regions`."""
    openings: Openings
    earlier: EarlierPlan | None
    """None without an earlier plan."""

    @property
    def obliged(self) -> frozenset[str]:
        """Stores that must have an area: promised, or listed in a wave."""
        return frozenset(self.promises) | frozenset(self.wave_of)

    @property
    def selling_weeks(self) -> int:
        """V: first selling weeks are 0 .. V - 1."""
        return self.horizon - self.programme.area_life_weeks + 1

    @property
    def fixed_rows(self) -> frozenset[int]:
        """Rows of the stores with a fixed area."""
        return frozenset(self.row[store] for store in self.fixed if store in self.row)

    def region(self, row: int) -> str | None:
        """Return the region of the store in this row."""
        return self.problem.stores[row].region


def gather_facts(problem: RolloutProblem) -> Facts:
    """Index a problem; DataError where an option's margin is missing or no number.

    ProgrammeError where other_at_least is stated and there is no other party.
    """
    programme = problem.programme
    row = {store.store_id: place for place, store in enumerate(problem.stores)}
    column = {item.format_id: place for place, item in enumerate(programme.formats)}
    longest = max(item.weeks_to_install for item in programme.formats)
    horizon = programme.weeks - 1 + longest + programme.area_life_weeks
    weeks = np.arange(horizon)
    fixed = _fixed_areas(problem)
    regions, region_of = _regions(problem)
    return Facts(
        problem=problem,
        programme=programme,
        row=row,
        column=column,
        horizon=horizon,
        discount=(1.0 + programme.discount_rate) ** (-weeks / 52.0),
        season=_season(programme, horizon),
        margin=_margins(problem, row, column, programme.value_for),
        capex=_capex(problem),
        capex_share=_capex_shares(programme, programme.value_for),
        other=_other_party(problem, row, column),
        fixed=fixed,
        first_selling={
            store: min(week_number(monday_of(area.selling_from), programme.start) for area in areas)
            for store, areas in fixed.items()
        },
        promises={promise.store_id: promise for promise in programme.promises},
        wave_of={
            store: place for place, wave in enumerate(programme.waves) for store in wave.store_ids
        },
        excluded=frozenset(programme.excluded_stores),
        regions=regions,
        region_of=region_of,
        openings=list_openings(problem, horizon),
        earlier=read_earlier(problem, row, column, fixed),
    )


def first_selling_weeks_of(facts: Facts) -> Ints:
    """Return [F, T] the first selling week of each format and start week."""
    lengths = np.array([item.weeks_to_install for item in facts.programme.formats])
    weeks: Ints = lengths[:, None] + np.arange(facts.programme.weeks)[None, :]
    return weeks


def _regions(problem: RolloutProblem) -> tuple[tuple[str, ...], Ints]:
    names = sorted({store.region or "" for store in problem.stores})
    place = {name: number for number, name in enumerate(names)}
    of_store = [place[store.region or ""] for store in problem.stores]
    return tuple(names), np.array(of_store, dtype=np.int64)


def fixed_selling_weeks(facts: Facts, store_id: str) -> Flags:
    """Return [W] whether a fixed area of the store sells in the week; all False without one."""
    selling = np.zeros(facts.horizon, dtype=np.bool_)
    start = facts.programme.start
    for area in facts.fixed.get(store_id, ()):
        first = week_number(monday_of(area.selling_from), start)
        end = FOR_EVER
        if area.selling_to is not None:
            end = week_number(monday_of(area.selling_to), start)
        selling[max(first, 0) : max(end, 0)] = True
    return selling


def _season(programme: Programme, horizon: int) -> Floats:
    if not programme.season:
        return np.ones(horizon)
    places = [season_index(monday_of_week(week, programme.start)) for week in range(horizon)]
    return np.asarray(programme.season, dtype=np.float64)[places]


def _other_party(
    problem: RolloutProblem, row: dict[str, int], column: dict[str, int]
) -> OtherParty | None:
    programme = problem.programme
    if programme.other_at_least is None:
        return None
    if programme.value_for == "joint":
        raise ProgrammeError("other_at_least: there is no other party, value_for = 'joint'")
    name: Party = "manufacturer" if programme.value_for == "retailer" else "retailer"
    return OtherParty(
        name=name,
        margin=_margins(problem, row, column, name),
        capex_share=_capex_shares(programme, name),
        at_least=programme.other_at_least,
    )


def _margin_of(option: OptionMargin, party: Party) -> float:
    retailer, manufacturer = option.retailer_margin_per_week, option.manufacturer_margin_per_week
    if party == "retailer":
        margin = retailer
    elif manufacturer is None:
        margin = float("nan")
    else:
        margin = manufacturer if party == "manufacturer" else retailer + manufacturer
    if not math.isfinite(margin):
        raise DataError(
            f"option {option.store_id}, {option.format_id}: its margin for {party} is not a number"
        )
    return margin


def _margins(
    problem: RolloutProblem, row: dict[str, int], column: dict[str, int], party: Party
) -> Floats:
    margins = np.full((len(row), len(column)), np.nan)
    options = problem.options
    rows = np.array([row.get(option.store_id, -1) for option in options], dtype=np.int64)
    columns = np.array([column.get(option.format_id, -1) for option in options], dtype=np.int64)
    for unknown in np.flatnonzero((rows < 0) | (columns < 0))[:1]:
        option = options[unknown]
        raise DataError(f"option {option.store_id}, {option.format_id}: unknown name")
    places, first = np.unique(rows * len(column) + columns, return_index=True)
    if len(places) < len(options):
        option = options[int(np.setdiff1d(np.arange(len(options)), first)[0])]
        raise DataError(f"option {option.store_id}, {option.format_id}: stands twice")
    margins[rows, columns] = [_margin_of(option, party) for option in options]
    return margins


def _capex(problem: RolloutProblem) -> Floats:
    factors, back = np.unique(
        np.array([store.capex_factor for store in problem.stores], dtype=np.float64),
        return_inverse=True,
    )
    table = [
        [to_cents(item.capex * float(factor)) for item in problem.programme.formats]
        for factor in factors
    ]
    return np.asarray(table, dtype=np.float64).reshape(
        len(factors), len(problem.programme.formats)
    )[back]


def _capex_shares(programme: Programme, party: Party) -> Floats:
    paid = np.array([item.manufacturer_pays for item in programme.formats], dtype=np.float64)
    if party == "retailer":
        return 1.0 - paid
    return paid if party == "manufacturer" else np.ones_like(paid)


def _fixed_areas(problem: RolloutProblem) -> dict[str, tuple[Area, ...]]:
    programme = problem.programme
    fixed: defaultdict[str, list[Area]] = defaultdict(list)
    for area in problem.areas:
        ended = area.selling_to is not None and area.selling_to <= programme.start
        if area.manufacturer_id == programme.manufacturer_id and not ended:
            fixed[area.store_id].append(area)
    return {store: tuple(areas) for store, areas in fixed.items()}
