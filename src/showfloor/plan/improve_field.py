"""What the search for better plans stands on: a plan's exact use of every limit, change by change.

`Field` never changes: what every option is worth and every limit. `Standing` is one plan with what
it uses of each limit. The compiled functions place and lift one store's area in O(its limits).
Weeks are programme weeks; money is week 0 currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import inner, lean
from showfloor.plan.grid import Grid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = 1 << 30
"""Stands for the first selling week of a store without an area."""
PENALTY = 3.0
"""An obligation's penalty as a multiple of the largest option's value."""
ROUNDING = 1e-5
"""Currency by which a sum of cents may seem to pass a limit."""


class Field(NamedTuple):
    """What a plan is made of. S stores, F formats, T start weeks, R regions, W crew weeks."""

    profit: Floats
    """[S, F, T]; -inf where there is no option."""
    capex: Floats
    """[S, F]"""
    region: Ints
    length: Ints
    """[F] weeks of installation"""
    crew: Ints
    """[F, longest] crew-days by week of the installation, 0 beyond its length"""
    capacity: Ints
    """[R, W]"""
    budget_end: Ints
    """[K] a step counts start weeks before its end"""
    budget_limit: Floats
    supply_format: Ints
    """[Q] steps of deliveries"""
    supply_end: Ints
    supply_limit: Ints
    pace_last: Ints
    """[P] a step counts first selling weeks up to its last"""
    pace_limit: Ints
    quota_least: Ints
    """[R] areas that a region must get"""
    other: Floats
    """[S, F, T] value to the other party; [0, 0, 0] where nothing is asked of it"""
    other_least: Floats
    """[1]"""
    obliged: Bools
    stratum: Ints
    """[S] -1 where an optimised holdout may not choose the store"""
    early_limit: Ints
    """[strata] eligible stores that may sell early, so that enough are left to hold"""
    late: Bools
    """[F, T] sells late enough for a held store"""
    pair_first: Ints
    """[S + 1] spans of each store's entries in `pair_partner` and `pair_place`"""
    pair_partner: Ints
    pair_place: Ints
    pair_total: Floats
    """[pairs, H + 1] sums of the weekly loss before each week"""
    life: int
    wave_first: Ints
    """[waves + 1] spans in `wave_store`"""
    wave_store: Ints
    wave_release: Ints
    in_wave: Bools
    penalty: float
    """Currency for an obliged store without an area, or an area that a quota lacks"""
    other_penalty: float
    """Currency a unit of the other party's value that is lacking"""
    budget_price: Floats
    """[K] dual prices: what the search takes some unspent budget to be worth"""
    supply_price: Floats
    pace_price: Floats


class Standing(NamedTuple):
    """One plan, and what it uses."""

    form: Ints
    """[S] -1 without an area"""
    start: Ints
    selling: Ints
    """[S] NEVER without an area; a standing area's own week, which no function changes"""
    crew_used: Ints
    budget_used: Floats
    supply_used: Ints
    pace_used: Ints
    quota_used: Ints
    early_used: Ints
    other_used: Floats
    """[1]"""
    head: Ints
    """[R, T] first store of those that start in a region and week, -1 where none does"""
    following: Ints
    """[S] the next of them, -1 at the end"""
    before: Ints
    """[S] the one before, -1 at the head"""
    missing: Ints
    """[1] obliged stores without an area"""
    loss: Floats
    """[S] how far the store's present choice is below its best at the dual's prices"""
    spare: Floats
    """[2] budget (currency), and deliveries or pace (units), up to which slack counts at its price,
    so that a search at a high temperature need not fill every limit to the brim"""


@dataclass(frozen=True, slots=True)
class TotalPrices:
    """Dual prices of the limits that all stores share, each in its rule's order."""

    budget: Floats
    supply: Floats
    pace: Floats
    other: float
    """Currency a unit of the other party's value; 0 where nothing is asked of it."""


def field_of(grid: Grid, prices: TotalPrices) -> Field:
    """Return what a search stands on."""
    whole = np.int64
    stores, formats, _ = grid.value.shape
    regions = int(grid.region.max(initial=-1)) + 1
    unlimited = np.full((regions, grid.weeks + grid.crew_days.shape[1]), NEVER, dtype=whole)
    capacity = grid.capacity.astype(whole) if grid.capacity.size else unlimited
    least = np.zeros(regions, dtype=whole)
    for region, at_least in zip(grid.quota_region, grid.quota_at_least, strict=True):
        if region >= 0:
            least[region] = max(least[region], int(at_least))
    eligible = np.bincount(grid.stratum[grid.stratum >= 0], minlength=len(grid.stratum_keep))
    first, partner, place_of = _neighbours(grid, stores)
    waves = [np.flatnonzero(grid.wave == wave) for wave in range(len(grid.wave_end))]
    finite = grid.value.max(axis=(1, 2), initial=-np.inf)
    largest = float(np.abs(finite[np.isfinite(finite)]).max(initial=1.0))
    return Field(
        profit=grid.value,
        capex=np.ascontiguousarray(grid.capex).reshape(stores, formats),
        region=grid.region.astype(whole),
        length=grid.length.astype(whole),
        crew=grid.crew_days.astype(whole),
        capacity=capacity,
        budget_end=grid.budget_end.astype(whole),
        budget_limit=grid.budget_amount.copy(),
        supply_format=grid.supply_format.astype(whole),
        supply_end=grid.supply_end.astype(whole),
        supply_limit=grid.supply_units.astype(whole),
        pace_last=grid.pace_week.astype(whole),
        pace_limit=grid.pace_at_most.astype(whole),
        quota_least=least,
        other=grid.other,
        other_least=np.array([grid.other_at_least]),
        obliged=grid.obliged,
        stratum=grid.stratum.astype(whole),
        early_limit=(eligible - grid.stratum_keep).astype(whole),
        late=grid.late,
        pair_first=first,
        pair_partner=partner,
        pair_place=place_of,
        pair_total=grid.pair_prefix,
        life=grid.life,
        wave_first=np.cumsum([0, *(len(wave) for wave in waves)]).astype(whole),
        wave_store=np.concatenate([np.zeros(0, dtype=whole), *waves]).astype(whole),
        wave_release=grid.wave_end.astype(whole),
        in_wave=grid.wave >= 0,
        penalty=PENALTY * largest,
        other_penalty=PENALTY * max(1.0, prices.other),
        budget_price=np.asarray(prices.budget, dtype=np.float64),
        supply_price=np.asarray(prices.supply, dtype=np.float64),
        pace_price=np.asarray(prices.pace, dtype=np.float64),
    )


def _neighbours(grid: Grid, stores: int) -> tuple[Ints, Ints, Ints]:
    """Return spans [S + 1] by store, and its partners and pairs in them."""
    store = np.concatenate([grid.pair_a, grid.pair_b]).astype(np.int64)
    partner = np.concatenate([grid.pair_b, grid.pair_a]).astype(np.int64)
    pair = np.tile(np.arange(len(grid.pair_a)), 2)
    order = np.argsort(store, kind="stable")
    first = np.searchsorted(store[order], np.arange(stores + 1))
    return first.astype(np.int64), partner[order], pair[order].astype(np.int64)


def fixed_selling_of(grid: Grid) -> Ints:
    """Return [S] the first selling week of standing areas, NEVER where none stands."""
    weeks: Ints = np.where(grid.fixed, grid.fixed_selling.astype(np.int64), NEVER)
    return weeks


def empty_standing(field: Field, fixed_selling: Ints) -> Standing:
    """Return the empty plan; `fixed_selling` [S] is NEVER where no area stands."""
    stores, _, weeks = field.profit.shape
    regions = len(field.capacity)
    return Standing(
        form=np.full(stores, -1, dtype=np.int64),
        start=np.full(stores, -1, dtype=np.int64),
        selling=fixed_selling.copy(),
        crew_used=np.zeros_like(field.capacity),
        budget_used=np.zeros(len(field.budget_limit)),
        supply_used=np.zeros(len(field.supply_limit), dtype=np.int64),
        pace_used=np.zeros(len(field.pace_limit), dtype=np.int64),
        quota_used=np.zeros(regions, dtype=np.int64),
        early_used=np.zeros(len(field.early_limit), dtype=np.int64),
        other_used=np.zeros(1),
        head=np.full((regions, weeks), -1, dtype=np.int64),
        following=np.full(stores, -1, dtype=np.int64),
        before=np.full(stores, -1, dtype=np.int64),
        missing=np.array([int(field.obliged.sum())], dtype=np.int64),
        loss=np.zeros(stores),
        spare=np.zeros(2),
    )


@inner
def keeps_waves(field: Field, standing: Standing) -> bool:
    """Say whether every placed store of a later wave waits for all of the earlier ones."""
    waves = len(field.wave_release)
    for wave in range(waves - 1):
        latest = -NEVER
        for place in range(field.wave_first[wave], field.wave_first[wave + 1]):
            latest = max(latest, standing.selling[field.wave_store[place]])
        for place in range(field.wave_first[wave + 1], field.wave_first[waves]):
            sells = standing.selling[field.wave_store[place]]
            if sells < latest and sells < field.wave_release[wave]:
                return False
    return True


@inner
def fits_crews(field: Field, standing: Standing, store: int, form: int, start: int) -> bool:
    """Say whether the region's crews have the days for one more installation."""
    region = field.region[store]
    for offset in range(field.length[form]):
        used = standing.crew_used[region, start + offset] + field.crew[form, offset]
        if field.crew[form, offset] > 0 and used > field.capacity[region, start + offset]:
            return False
    return True


@inner
def fits_totals(field: Field, standing: Standing, store: int, form: int, start: int) -> bool:
    """Say whether budget, deliveries, pace, holdout and waves allow one more area."""
    capex = field.capex[store, form]
    for step in range(len(field.budget_end)):
        if (
            start < field.budget_end[step]
            and standing.budget_used[step] + capex > field.budget_limit[step] + ROUNDING
        ):
            return False
    for step in range(len(field.supply_end)):
        if (
            field.supply_format[step] == form
            and start < field.supply_end[step]
            and standing.supply_used[step] >= field.supply_limit[step]
        ):
            return False
    selling = start + field.length[form]
    for step in range(len(field.pace_last)):
        if selling <= field.pace_last[step] and standing.pace_used[step] >= field.pace_limit[step]:
            return False
    stratum = field.stratum[store]
    if (
        stratum >= 0
        and not field.late[form, start]
        and standing.early_used[stratum] >= field.early_limit[stratum]
    ):
        return False
    if field.in_wave[store]:
        standing.selling[store] = selling
        kept = keeps_waves(field, standing)
        standing.selling[store] = NEVER
        return kept
    return True


@inner
def fits(field: Field, standing: Standing, store: int, form: int, start: int) -> bool:
    """Say whether a store without an area may get this one."""
    if field.profit[store, form, start] == -np.inf:
        return False
    if not fits_crews(field, standing, store, form, start):
        return False
    return fits_totals(field, standing, store, form, start)


@inner
def profit_beside(field: Field, standing: Standing, store: int, form: int, start: int) -> float:
    """Return an option's profit less what its store and the plan's others then lose by pairs."""
    value = field.profit[store, form, start]
    selling = start + field.length[form]
    for entry in range(field.pair_first[store], field.pair_first[store + 1]):
        other = standing.selling[field.pair_partner[entry]]
        if other < NEVER:
            later = max(selling, other)
            end = min(selling, other) + field.life
            if end > later:
                place = field.pair_place[entry]
                value -= field.pair_total[place, end] - field.pair_total[place, later]
    return float(value)


@inner
def _slack_worth(field: Field, standing: Standing, store: int, form: int, start: int) -> float:
    """Return what the slack is taken to be worth that an option would use up."""
    worth, capex = 0.0, field.capex[store, form]
    for step in range(len(field.budget_end)):
        if start < field.budget_end[step]:
            slack = field.budget_limit[step] - standing.budget_used[step]
            if slack - capex < standing.spare[0]:
                used = min(slack, standing.spare[0]) - (slack - capex)
                worth += field.budget_price[step] * used
    for step in range(len(field.supply_end)):
        if field.supply_format[step] == form and start < field.supply_end[step]:
            slack = field.supply_limit[step] - standing.supply_used[step]
            if slack - 1.0 < standing.spare[1]:
                worth += field.supply_price[step] * (min(slack, standing.spare[1]) - (slack - 1.0))
    for step in range(len(field.pace_last)):
        if start + field.length[form] <= field.pace_last[step]:
            slack = field.pace_limit[step] - standing.pace_used[step]
            if slack - 1.0 < standing.spare[1]:
                worth += field.pace_price[step] * (min(slack, standing.spare[1]) - (slack - 1.0))
    return worth


@inner
def gain(field: Field, standing: Standing, store: int, form: int, start: int) -> float:
    """Return what placing the option adds: its profit less new losses, and obligations it meets."""
    value = profit_beside(field, standing, store, form, start)
    if field.obliged[store]:
        value += field.penalty
    region = field.region[store]
    if standing.quota_used[region] < field.quota_least[region]:
        value += field.penalty
    if len(field.other) > 0:
        least, used = field.other_least[0], standing.other_used[0]
        more = used + field.other[store, form, start]
        value += field.other_penalty * (min(least, more) - min(least, used))
    if standing.spare[0] > 0.0:
        value -= _slack_worth(field, standing, store, form, start)
    return value


@inner
def _count(field: Field, standing: Standing, store: int, by: int) -> None:
    """Add a store's area to what is used (by = 1), or take it off (by = -1)."""
    form, start, region = standing.form[store], standing.start[store], field.region[store]
    for offset in range(field.length[form]):
        standing.crew_used[region, start + offset] += by * field.crew[form, offset]
    for step in range(len(field.budget_end)):
        if start < field.budget_end[step]:
            standing.budget_used[step] += by * field.capex[store, form]
    for step in range(len(field.supply_end)):
        if field.supply_format[step] == form and start < field.supply_end[step]:
            standing.supply_used[step] += by
    for step in range(len(field.pace_last)):
        if start + field.length[form] <= field.pace_last[step]:
            standing.pace_used[step] += by
    standing.quota_used[region] += by
    stratum = field.stratum[store]
    if stratum >= 0 and not field.late[form, start]:
        standing.early_used[stratum] += by
    if len(field.other) > 0:
        standing.other_used[0] += by * field.other[store, form, start]
    if field.obliged[store]:
        standing.missing[0] -= by


@inner
def place(field: Field, standing: Standing, store: int, form: int, start: int) -> None:
    """Give a store without an area this one."""
    standing.form[store] = form
    standing.start[store] = start
    standing.selling[store] = start + field.length[form]
    _count(field, standing, store, 1)
    region = field.region[store]
    head = standing.head[region, start]
    standing.following[store] = head
    standing.before[store] = -1
    if head >= 0:
        standing.before[head] = store
    standing.head[region, start] = store


@inner
def lift(field: Field, standing: Standing, store: int) -> None:
    """Take a store's area out of the plan."""
    start = standing.start[store]
    _count(field, standing, store, -1)
    standing.form[store] = -1
    standing.start[store] = -1
    standing.selling[store] = NEVER
    before, following = standing.before[store], standing.following[store]
    if following >= 0:
        standing.before[following] = before
    if before >= 0:
        standing.following[before] = following
    else:
        standing.head[field.region[store], start] = following


@lean
def objective_of_standing(field: Field, standing: Standing) -> float:
    """Return the sum of profits less the losses of pairs, without penalties."""
    total = 0.0
    for store in range(len(standing.form)):
        form, start = standing.form[store], standing.start[store]
        if form < 0:
            continue
        total += field.profit[store, form, start]
        for entry in range(field.pair_first[store], field.pair_first[store + 1]):
            partner = field.pair_partner[entry]
            other = standing.selling[partner]
            if partner < store or other == NEVER:
                continue
            selling = standing.selling[store]
            later = max(selling, other)
            end = min(selling, other) + field.life
            if end > later:
                place = field.pair_place[entry]
                total -= field.pair_total[place, end] - field.pair_total[place, later]
    return total


@lean
def keeps_obligations(field: Field, standing: Standing) -> bool:
    """Say whether every obliged store, quota and the other party got what they must."""
    if standing.missing[0] > 0:
        return False
    for region in range(len(field.quota_least)):
        if standing.quota_used[region] < field.quota_least[region]:
            return False
    if len(field.other) > 0:
        return bool(standing.other_used[0] >= field.other_least[0] - ROUNDING)
    return True


def copy_of(standing: Standing) -> Standing:
    """Return the same plan in arrays of its own."""
    return standing._replace(**{name: getattr(standing, name).copy() for name in standing._fields})


def restore(standing: Standing, kept: Standing) -> None:
    """Make a plan what an earlier copy of it was."""
    for name in standing._fields:
        getattr(standing, name)[...] = getattr(kept, name)
