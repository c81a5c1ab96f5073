"""The problem as arrays: stores sorted by id, weeks counted from the start, open shares, access.

Axes: S stores, F formats (sorted by id), H weeks from 0 to the end of the longest counted life.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.calendars import monday_of, monday_of_week, season_index, week_number
from showfloor.domain.money import to_cents
from showfloor.domain.plan import PreviousChoice, RolloutProblem
from showfloor.domain.programme import Format, Party, Programme
from showfloor.domain.stores import Closure, Store
from showfloor.errors import DataError, ProgrammeError, nearest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DAYS_WITHOUT_ACCESS_ALLOWED = 3


@dataclass(frozen=True, slots=True)
class FixedArea:
    """An area of the programme's manufacturer that stands or is committed."""

    format_id: str
    selling_week: int
    """Week number of its first selling week; negative before the programme's start."""
    ends_week: int | None
    """First week without sales; None means that it stays."""

    def sells_in(self, week: int) -> bool:
        """Say whether the area sells in a week."""
        return self.selling_week <= week and (self.ends_week is None or week < self.ends_week)


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that the planner computes from, in the order of sorted ids."""

    problem: RolloutProblem
    stores: tuple[Store, ...]
    place: dict[str, int]
    formats: tuple[Format, ...]
    horizon: int
    discount: Floats
    """[H]"""
    open_share: Floats
    """[S, H] share of the week's trading days on which the store trades."""
    profile: Ints
    """[S] stores with the same number have the same row of `open_share`; 0, 1, ..."""
    access: Bools
    """[S, weeks + longest installation - 1] whether crews may work."""
    margin: Floats
    """[S, F] the chosen party's margin a week; NaN without an option row."""
    other_margin: Floats
    """[S, F] the other party's; NaN where it is not stated."""
    capex: Floats
    """[S, F] rounded to cents."""
    fixed: dict[int, tuple[FixedArea, ...]]
    """By store: the manufacturer's areas that still sell at the start or later."""

    @property
    def programme(self) -> Programme:
        """The programme that is planned."""
        return self.problem.programme

    def monday(self, week: int) -> date:
        """Return the Monday of a programme week."""
        return monday_of_week(week, self.programme.start)

    def week_of(self, day: date) -> int:
        """Return the programme week that holds a day."""
        return week_number(monday_of(day), self.programme.start)

    def weeks_through(self, day: date) -> int:
        """Return how many of the weeks 0, 1, ... have a Monday on or before `day` (never < 0)."""
        return max(0, (day - self.programme.start).days // 7 + 1)

    def sells(self, store: int) -> Bools:
        """Return [H]: whether a fixed area of the store sells in the week."""
        areas = self.fixed.get(store, ())
        weeks = range(self.horizon)
        return np.array([any(a.sells_in(w) for a in areas) for w in weeks], dtype=np.bool_)

    def fixed_selling_week(self, store: int) -> int:
        """Return the first selling week of a store's fixed areas."""
        return min(area.selling_week for area in self.fixed[store])


def chosen_share_of_capex(party: Party, manufacturer_pays: float) -> float:
    """Return the share of the capex that a party bears; both together bear all."""
    if party == "joint":
        return 1.0
    return manufacturer_pays if party == "manufacturer" else 1.0 - manufacturer_pays


def other_party(party: Party) -> Party | None:
    """Return whose value is reported beside the maximised one; None where both are in it."""
    if party == "joint":
        return None
    return "manufacturer" if party == "retailer" else "retailer"


def build_network(problem: RolloutProblem) -> Network:
    """Check that all names agree and return the problem as arrays.

    Raises ProgrammeError where the programme, an option, a closure or an area names something
    unknown, where a margin is missing that the chosen party needs, where rows repeat, or where
    other_at_least asks for another party and there is none; DataError where an option does not
    state the other party's margin that other_at_least needs.
    """
    programme = problem.programme
    stores = tuple(sorted(problem.stores, key=lambda store: store.store_id))
    place = {store.store_id: index for index, store in enumerate(stores)}
    if len(place) != len(stores):
        raise ProgrammeError("stores: a store_id appears twice; every store needs one row")
    formats = tuple(sorted(programme.formats, key=lambda item: item.format_id))
    _check_names(problem, place)
    _check_freezes(programme)
    _check_crews(programme)
    _check_previous(problem)
    longest = max(item.weeks_to_install for item in formats)
    horizon = programme.weeks - 1 + longest + programme.area_life_weeks
    profiles = _open_and_access(problem, stores, place, horizon)
    margin, other = _margins(problem, place, formats)
    _check_other_margins(problem)
    return Network(
        problem=problem,
        stores=stores,
        place=place,
        formats=formats,
        horizon=horizon,
        discount=(1.0 + programme.discount_rate) ** (-np.arange(horizon) / 52.0),
        open_share=profiles.open_share[profiles.of_store],
        profile=profiles.of_store,
        access=profiles.access[profiles.of_store, : programme.crew_weeks],
        margin=margin,
        other_margin=other,
        capex=_capex(stores, formats),
        fixed=_fixed_areas(problem, place),
    )


def season_factors(network: Network) -> Floats:
    """Return [H] the season's factor of each week; 1 throughout where none is stated."""
    season = network.programme.season
    if not season:
        return np.ones(network.horizon)
    return np.array([season[season_index(network.monday(w))] for w in range(network.horizon)])


def _check_names(problem: RolloutProblem, place: dict[str, int]) -> None:
    programme = problem.programme
    format_ids = {item.format_id for item in programme.formats}
    named: list[tuple[str, Iterable[str]]] = [
        ("promises", [p.store_id for p in programme.promises]),
        ("exclude.stores", programme.excluded_stores),
        ("holdout.stores", () if programme.holdout is None else programme.holdout.stores),
        ("options", [o.store_id for o in problem.options]),
        ("closures", [c.store_id for c in problem.closures]),
        ("areas", [a.store_id for a in problem.areas]),
        ("previous plan", [c.store_id for c in _previous_choices(problem)]),
    ]
    named += [(f"waves '{wave.name}'", wave.store_ids) for wave in programme.waves]
    named += [("spillover", (pair.store_a, pair.store_b)) for pair in programme.spillover]
    for where, ids in named:
        for name in ids:
            if name not in place:
                raise ProgrammeError(f"{where}: unknown store '{name}'{nearest(name, place)}")
    formats_named: list[tuple[str, Iterable[str]]] = [
        ("options", [o.format_id for o in problem.options]),
        ("supply", [s.format_id for s in programme.supply]),
        ("previous plan", [c.format_id for c in _previous_choices(problem)]),
    ]
    formats_named += [(f"promise {p.store_id}", p.format_ids) for p in programme.promises]
    for where, ids in formats_named:
        for name in ids:
            if name not in format_ids:
                hint = nearest(name, format_ids)
                raise ProgrammeError(f"{where}: unknown format '{name}'{hint}")
    for pair in programme.spillover:
        if pair.store_a == pair.store_b:
            raise ProgrammeError(f"spillover: '{pair.store_a}' is paired with itself; name two")


def _check_freezes(programme: Programme) -> None:
    for freeze in programme.freezes:
        if freeze.from_date >= freeze.to_date:
            raise ProgrammeError(
                f"freeze {freeze.from_date}: to_date {freeze.to_date} must be later; it is the "
                "first day after the freeze"
            )


def _previous_choices(problem: RolloutProblem) -> tuple[PreviousChoice, ...]:
    return () if problem.previous is None else problem.previous.choices


def _check_previous(problem: RolloutProblem) -> None:
    seen: set[str] = set()
    for choice in _previous_choices(problem):
        where = f"previous plan: store '{choice.store_id}'"
        if choice.store_id in seen:
            raise ProgrammeError(f"{where} appears twice; give it one decision")
        if choice.start_week.weekday():
            raise ProgrammeError(
                f"{where}: start_week {choice.start_week} is a {choice.start_week:%A}, a week is "
                "named by its Monday"
            )
        seen.add(choice.store_id)
    cost = 0.0 if problem.previous is None else problem.previous.change_cost
    if not (math.isfinite(cost) and cost >= 0):
        raise ProgrammeError(f"previous plan: change_cost {cost} must be a number, 0 or more")


def _check_crews(programme: Programme) -> None:
    seen: set[str] = set()
    for crew in programme.crews or ():
        if crew.region in seen:
            raise ProgrammeError(f"crews: region '{crew.region}' appears twice; give it one entry")
        seen.add(crew.region)
        if len(crew.crew_days) != programme.crew_weeks:
            raise ProgrammeError(
                f"crews {crew.region}: {len(crew.crew_days)} weeks given, "
                f"{programme.crew_weeks} needed (weeks + longest installation - 1)"
            )


def _margins(
    problem: RolloutProblem, place: dict[str, int], formats: tuple[Format, ...]
) -> tuple[Floats, Floats]:
    party = problem.programme.value_for
    column = {item.format_id: index for index, item in enumerate(formats)}
    chosen = np.full((len(place), len(formats)), math.nan)
    other = np.full((len(place), len(formats)), math.nan)
    seen: set[tuple[str, str]] = set()
    for row in problem.options:
        where = f"options: store '{row.store_id}', format '{row.format_id}'"
        if (row.store_id, row.format_id) in seen:
            raise ProgrammeError(f"{where} appears twice; give one margin")
        seen.add((row.store_id, row.format_id))
        retailer, manufacturer = row.retailer_margin_per_week, row.manufacturer_margin_per_week
        if party != "retailer" and manufacturer is None:
            raise ProgrammeError(f"{where} has no manufacturer margin; value_for = '{party}'")
        both = (retailer, math.nan if manufacturer is None else manufacturer)
        wanted = {"retailer": both[0], "manufacturer": both[1], "joint": sum(both)}[party]
        if not math.isfinite(wanted):
            raise ProgrammeError(f"{where}: margin {wanted} is no number of currency a week")
        cell = place[row.store_id], column[row.format_id]
        chosen[cell] = wanted
        other[cell] = {"retailer": both[1], "manufacturer": both[0], "joint": math.nan}[party]
    return chosen, other


def _check_other_margins(problem: RolloutProblem) -> None:
    programme = problem.programme
    if programme.other_at_least is None:
        return
    other = other_party(programme.value_for)
    if other is None:
        raise ProgrammeError(
            "programme: other_at_least with value_for = 'joint': there is no other party"
        )
    for row in problem.options:
        margin = row.retailer_margin_per_week
        if other == "manufacturer":
            stated = row.manufacturer_margin_per_week
            margin = math.nan if stated is None else stated
        if not math.isfinite(margin):
            raise DataError(
                f"options: store '{row.store_id}', format '{row.format_id}' has no "
                f"{other}_margin_per_week; other_at_least needs it for every option"
            )


def _fixed_areas(
    problem: RolloutProblem, place: dict[str, int]
) -> dict[int, tuple[FixedArea, ...]]:
    start = problem.programme.start
    fixed: dict[int, tuple[FixedArea, ...]] = {}
    for area in sorted(problem.areas, key=lambda a: (a.store_id, a.selling_from, a.area_id)):
        if area.manufacturer_id != problem.programme.manufacturer_id:
            continue
        if area.selling_to is not None and area.selling_to <= start:
            continue
        ends = None
        if area.selling_to is not None:
            ends = week_number(monday_of(area.selling_to), start)
        selling = week_number(monday_of(area.selling_from), start)
        store = place[area.store_id]
        fixed[store] = (*fixed.get(store, ()), FixedArea(area.format_id, selling, ends))
    return fixed


def _capex(stores: tuple[Store, ...], formats: tuple[Format, ...]) -> Floats:
    """Return [S, F] capex to cents; each distinct factor is rounded once."""
    factors, of_store = np.unique([store.capex_factor for store in stores], return_inverse=True)
    amounts = [[to_cents(f.capex * float(factor)) for f in formats] for factor in factors]
    return np.array(amounts).reshape(len(factors), len(formats))[of_store]


@dataclass(frozen=True, slots=True)
class _Profiles:
    """Distinct courses of opening [N]; most stores share the one without any closure."""

    of_store: Ints
    """[S]"""
    open_share: Floats
    """[N, H]"""
    access: Bools
    """[N, H] whether crews may work."""


Opening = tuple[date | None, date | None, tuple[tuple[date, date, bool], ...]]
"""When a store opened and closed for good, and its closures (from, to, crews may work)."""


def _open_and_access(
    problem: RolloutProblem, stores: tuple[Store, ...], place: dict[str, int], horizon: int
) -> _Profiles:
    """Return open shares and crew access by distinct openings and closures."""
    trading = problem.trading_days
    start = problem.programme.start
    days = np.array(
        [trading.of_week(start + timedelta(weeks=week)) for week in range(horizon)],
        dtype="datetime64[D]",
    ).reshape(horizon, len(trading.weekdays))
    closures: dict[int, list[Closure]] = {}
    for closure in problem.closures:
        closures.setdefault(place[closure.store_id], []).append(closure)
    seen: dict[Opening, int] = {}
    of_store = np.zeros(len(stores), dtype=np.int64)
    for index, store in enumerate(stores):
        own = tuple((c.from_date, c.to_date, c.crew_access) for c in closures.get(index, ()))
        opening = (store.opened_on, store.closed_on, own)
        of_store[index] = seen.setdefault(opening, len(seen))
    open_share = np.ones((len(seen), horizon))
    access = np.ones((len(seen), horizon), dtype=np.bool_)
    for opening, row in seen.items():
        closed, barred = _closed_and_barred(days, opening)
        open_share[row] = 1.0 - closed.mean(axis=1)
        access[row] = barred.sum(axis=1) <= DAYS_WITHOUT_ACCESS_ALLOWED
    return _Profiles(of_store, open_share, access)


def _closed_and_barred(days: npt.NDArray[np.datetime64], opening: Opening) -> tuple[Bools, Bools]:
    """Return for trading days [H, days a week] whether sales and whether crews are shut out."""
    opened_on, closed_on, closures = opening
    gone = np.zeros(days.shape, dtype=np.bool_)
    if opened_on is not None:
        gone |= days < np.datetime64(opened_on)
    if closed_on is not None:
        gone |= days >= np.datetime64(closed_on)
    closed, barred = gone.copy(), gone.copy()
    for from_date, to_date, crew_access in closures:
        covered = (days >= np.datetime64(from_date)) & (days < np.datetime64(to_date))
        closed |= covered
        if not crew_access:
            barred |= covered
    return closed, barred
