"""The problem as dense arrays for compiled kernels: what every option is worth and uses.

Axes: S stores in the order of sorted ids, F formats, T start weeks, H weeks to the end of the
longest counted life. An option's first selling week is its start week plus its format's length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import compiled
from showfloor.plan.holdout import Stratum, drawn_at_random, obliged_stores, strata
from showfloor.plan.network import (
    Bools,
    Floats,
    Ints,
    Network,
    chosen_share_of_capex,
    other_party,
    season_factors,
)
from showfloor.plan.options import (
    allowed_options,
    keeping_first_supply,
    keeping_holdout,
    keeping_promises,
    late_enough,
)
from showfloor.plan.previous import build_change
from showfloor.plan.rules import (
    budget_weeks,
    crew_capacity,
    distinct_days,
    region_index,
    supply_weeks,
)

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Grid:
    """One programme as arrays. Money in currency of week 0; weeks are programme week numbers."""

    network: Network
    value: Floats
    """[S, F, T] what an option counts: its value, changed by the previous plan, less what it loses
    beside fixed areas. -inf where rules that concern one store alone forbid it, or one such
    installation needs more crew-days than a week of its region has."""
    constant: float
    """What the objective has beside the options' values: the cost of leaving the previous plan at
    every store that it gave an area (an option that keeps it earns that back)."""
    capex: Floats
    """[S, F]"""
    region: Places
    """[S] place in `regions_of(network)`."""
    length: Places
    """[F] weeks of installation."""
    crew_days: Places
    """[F, longest installation], 0 beyond a format's length."""
    obliged: Bools
    """[S] stores without a fixed area that must get one (promises, waves)."""
    fixed: Bools
    """[S] stores with a fixed area; they have no options."""
    held: Bools
    """[S] stores drawn into a random holdout; their early options are -inf already."""
    strata: tuple[Stratum, ...]
    stratum: Places
    """[S] place of the stratum in which an optimised holdout may choose the store, else -1."""
    stratum_keep: Floats
    """[strata] stores an optimised holdout must choose; empty for a random draw or none."""
    late: Bools
    """[F, T] whether an option sells late enough for a held store."""
    other: Floats
    """[S, F, T] value to the other party, 0 where there is no option; [0, 0, 0] where the
    programme has no other_at_least."""
    other_at_least: float
    """0 where the programme has none."""
    budget_end: Places
    """[steps] start weeks before this one count; the last step counts all."""
    budget_amount: Floats
    """[steps] cumulative."""
    supply_format: Places
    supply_end: Places
    """[supply steps] start weeks before this one count."""
    supply_units: Floats
    quota_region: Places
    """[quotas] place in `regions_of(network)`; -1 for a region without stores."""
    quota_at_least: Floats
    pace_week: Places
    """[pace steps] areas with this first selling week or an earlier one count."""
    pace_at_most: Floats
    capacity: Places
    """[regions, crew weeks] crew-days; [0, 0] where crews are unlimited."""
    too_large: Floats
    """[regions, crew weeks, K] by distinct crew-days: the largest value of an option that is -inf
    only because it needs that many crew-days in that week and region; -inf where there is none."""
    pair: Ints
    """[P] place in the programme's list; pairs of two stores without fixed areas, loss > 0."""
    pair_a: Places
    pair_b: Places
    """[P] stores, both with an option."""
    pair_prefix: Floats
    """[P, H + 1] loss in the weeks before each week: with first selling weeks a and b the pair
    loses max(0, prefix[min(a, b) + life] - prefix[max(a, b)])."""
    wave: Places
    """[S] the wave that lists the store, else -1."""
    wave_end: Places
    """[waves] first selling week in which the wave no longer holds back later ones; 0 for the last
    wave, at most `weeks` + longest installation."""
    fixed_selling: Places
    """[S] first selling week of a store's fixed areas; 0 where there are none."""
    life: int

    @property
    def stores(self) -> int:
        """Number of stores."""
        return int(self.value.shape[0])

    @property
    def weeks(self) -> int:
        """Number of start weeks."""
        return int(self.value.shape[2])

    @property
    def selling_weeks(self) -> int:
        """Number of programme weeks, from 0 on, in which an area may first sell."""
        return self.weeks + int(self.length.max(initial=0))

    @property
    def late_from(self) -> int:
        """First selling week, 0 or later, that is late enough for a held store."""
        programme = self.network.programme
        if programme.holdout is None:
            return 0
        return max(0, -((programme.start - programme.holdout.no_sales_before).days // 7))


def build_grid(network: Network, seed: int = 0, *, held: Bools | None = None) -> Grid:
    """Return the problem as arrays; the seed draws a random holdout before anything is planned.

    `held` [S] puts an earlier draw in the seed's place.
    """
    programme = network.programme
    allowed = allowed_options(network)
    groups = strata(network, allowed)
    if held is None:
        held = drawn_at_random(network, groups, seed)
    kept = keeping_promises(network, keeping_first_supply(network, allowed))
    kept = keeping_holdout(network, kept, held)
    fixed = np.zeros(len(network.stores), dtype=np.bool_)
    fixed[list(network.fixed)] = True
    value = dense_values(network, kept)
    change = build_change(network)
    change.add_to(value)
    too_large = _take_too_large(network, value)
    kept &= np.isfinite(value)
    pairs = _take_fixed_losses(network, fixed, value)
    optimised = programme.holdout is not None and programme.holdout.draw == "optimised"
    stratum = np.full(len(network.stores), -1, dtype=np.int32)
    for index, group in enumerate(groups if optimised else ()):
        stratum[list(group.eligible)] = index
    capacity = crew_capacity(network)
    least = programme.other_at_least
    supplies, regions = supply_weeks(network), _region_places(network)
    return Grid(
        network=network,
        value=value,
        constant=change.constant,
        capex=network.capex,
        region=region_index(network).astype(np.int32),
        length=np.array([f.weeks_to_install for f in network.formats], dtype=np.int32),
        crew_days=_crew_days(network),
        obliged=obliged_stores(network) & ~fixed,
        fixed=fixed,
        held=held,
        strata=groups,
        stratum=stratum,
        stratum_keep=np.array([float(g.keep) for g in groups] if optimised else []),
        late=late_enough(network),
        other=np.zeros((0, 0, 0)) if least is None else _other_values(network, kept),
        other_at_least=0.0 if least is None else least,
        budget_end=np.array(budget_weeks(network), dtype=np.int32),
        budget_amount=np.cumsum(np.array([step.amount for step in programme.budget])),
        supply_format=np.array([form for form, _ in supplies], dtype=np.int32),
        supply_end=np.array([end for _, end in supplies], dtype=np.int32),
        supply_units=np.array([float(step.units) for step in programme.supply]),
        quota_region=np.array(
            [regions.get(quota.region, -1) for quota in programme.quotas], dtype=np.int32
        ),
        quota_at_least=np.array([float(quota.at_least) for quota in programme.quotas]),
        pace_week=np.array(
            [network.weeks_through(step.selling_by) - 1 for step in programme.pace], dtype=np.int32
        ),
        pace_at_most=np.array([float(step.at_most) for step in programme.pace]),
        capacity=np.zeros((0, 0), dtype=np.int32)
        if capacity is None
        else capacity.astype(np.int32),
        too_large=too_large,
        pair=pairs.place,
        pair_a=pairs.a,
        pair_b=pairs.b,
        pair_prefix=pairs.prefix,
        wave=_wave_of(network),
        wave_end=_wave_ends(network),
        fixed_selling=_fixed_selling(network),
        life=programme.area_life_weeks,
    )


def _region_places(network: Network) -> dict[str, int]:
    names = sorted({store.region or "" for store in network.stores})
    return {name: index for index, name in enumerate(names)}


def _crew_days(network: Network) -> Places:
    longest = max(item.weeks_to_install for item in network.formats)
    days = np.zeros((len(network.formats), longest), dtype=np.int32)
    for index, item in enumerate(network.formats):
        days[index, : item.weeks_to_install] = item.crew_days
    return days


def _take_too_large(network: Network, value: Floats) -> Floats:
    """Put -inf where one installation needs more than a week has; return what that takes away."""
    capacity, days = crew_capacity(network), distinct_days(network)
    regions = len(_region_places(network))
    largest = np.full((regions, network.programme.crew_weeks, len(days)), -np.inf)
    if capacity is None:
        return largest
    region, weeks = region_index(network), network.programme.weeks
    for form, item in enumerate(network.formats):
        for offset, number in enumerate(item.crew_days):
            short = capacity[:, offset : offset + weeks] < number
            if not short.any():
                continue
            kind = days.index(number)
            for place in np.flatnonzero(short.any(axis=1)):
                own = np.flatnonzero(region == place)
                into = largest[place, offset : offset + weeks, kind]
                best = np.where(
                    short[place], value[own, form].max(axis=0, initial=-np.inf), -np.inf
                )
                np.maximum(into, best, out=into)
                value[own[:, None], form, np.flatnonzero(short[place])[None, :]] = -np.inf
    return largest


def _wave_of(network: Network) -> Places:
    wave = np.full(len(network.stores), -1, dtype=np.int32)
    for index, item in enumerate(network.programme.waves):
        wave[[network.place[store_id] for store_id in item.store_ids]] = index
    return wave


def _wave_ends(network: Network) -> Places:
    programme = network.programme
    never = programme.weeks + max(item.weeks_to_install for item in network.formats)
    ends = np.zeros(len(programme.waves), dtype=np.int32)
    for index, wave in enumerate(programme.waves[:-1]):
        ends[index] = never
        if wave.release_on is not None:
            released = -((programme.start - wave.release_on).days // 7)
            ends[index] = min(never, max(0, released))
    return ends


def _fixed_selling(network: Network) -> Places:
    selling = np.zeros(len(network.stores), dtype=np.int32)
    for store in network.fixed:
        selling[store] = network.fixed_selling_week(store)
    return selling


class _Worth(NamedTuple):
    """What values are made of; a tuple, so that a kernel can take it whole."""

    margin: Floats
    """[S, F]"""
    worth: Floats
    """[profiles, F, T] what a margin of one a week is worth."""
    profile: Ints
    """[S]"""
    capex: Floats
    """[S, F]"""
    due: Floats
    """[F, T] share of the capex times its discount."""


@compiled
def _fill_values(value: Floats, kept: Bools, of: _Worth, missing: float) -> None:
    """Write margin x worth - capex x due for kept options [S, F, T], else `missing`."""
    stores, formats, weeks = value.shape
    for s in range(stores):
        for f in range(formats):
            for t in range(weeks):
                if kept[s, f, t]:
                    gain = of.margin[s, f] * of.worth[of.profile[s], f, t]
                    value[s, f, t] = gain - of.due[f, t] * of.capex[s, f]
                else:
                    value[s, f, t] = missing


def dense_values(
    network: Network, kept: Bools, *, other: bool = False, missing: float = -np.inf
) -> Floats:
    """Return [S, F, T]: the discounted values of the kept options, `missing` elsewhere.

    `other` asks for the party whose value is not maximised.
    """
    programme = network.programme
    party = other_party(programme.value_for) if other else programme.value_for
    value = np.full(kept.shape, missing)
    if party is None:
        return value
    due = np.array(
        [
            chosen_share_of_capex(party, item.manufacturer_pays)
            * network.discount[: programme.weeks]
            for item in network.formats
        ]
    )
    worth = _Worth(
        network.other_margin if other else network.margin,
        worth_by_profile(network),
        network.profile,
        network.capex,
        due,
    )
    _fill_values(value, kept, worth, missing)
    return value


def worth_by_profile(network: Network) -> Floats:
    """Return [profiles, F, T]: what a margin of one a week is worth by start week."""
    programme, life = network.programme, network.programme.area_life_weeks
    first = np.unique(network.profile, return_index=True)[1]
    weekly = network.open_share[first] * network.discount * season_factors(network)
    total = np.concatenate([np.zeros((len(weekly), 1)), np.cumsum(weekly, axis=1)], axis=1)
    starts = np.arange(programme.weeks)
    worth = np.zeros((len(weekly), len(network.formats), programme.weeks))
    for index, item in enumerate(network.formats):
        selling = starts + item.weeks_to_install
        own: Floats = total[:, selling + life] - total[:, selling]
        for age, share in enumerate(item.ramp[:life]):
            own = own - (1.0 - share) * weekly[:, selling + age]
        worth[:, index, :] = own
    return worth


def _other_values(network: Network, kept: Bools) -> Floats:
    return dense_values(network, kept, other=True, missing=0.0)


@dataclass(frozen=True, slots=True)
class _Pairs:
    place: Ints
    a: Places
    b: Places
    prefix: Floats


def _take_fixed_losses(network: Network, fixed: Bools, value: Floats) -> _Pairs:
    """Take losses beside fixed areas off `value`; return the pairs of two stores with options."""
    able: Bools = np.isfinite(value.max(axis=(1, 2), initial=-np.inf))
    rows: list[tuple[int, int, int, float]] = []
    for index, pair in enumerate(network.programme.spillover):
        a, b = network.place[pair.store_a], network.place[pair.store_b]
        if pair.loss_per_week == 0 or (fixed[a] and fixed[b]):
            continue
        if fixed[a] or fixed[b]:
            _take_fixed_loss(network, value, b if fixed[a] else a, index)
        elif able[a] and able[b]:
            rows.append((index, a, b, pair.loss_per_week))
    prefix = np.zeros((len(rows), network.horizon + 1))
    if rows:
        place = np.array([row[:3] for row in rows], dtype=np.int64)
        # Block by block, so that no second array of this size is needed.
        for low in range(0, len(rows), 4096):
            part = place[low : low + 4096]
            share = np.minimum(network.open_share[part[:, 1]], network.open_share[part[:, 2]])
            loss = np.array([row[3] for row in rows[low : low + 4096]])
            np.cumsum(
                loss[:, None] * network.discount * share, axis=1, out=prefix[low : low + 4096, 1:]
            )
    else:
        place = np.zeros((0, 3), dtype=np.int64)
    return _Pairs(place[:, 0], place[:, 1].astype(np.int32), place[:, 2].astype(np.int32), prefix)


def _take_fixed_loss(network: Network, value: Floats, store: int, index: int) -> None:
    """Take off a store's options what they lose beside the fixed area of their pair's other."""
    pair = network.programme.spillover[index]
    a, b = network.place[pair.store_a], network.place[pair.store_b]
    other = b if store == a else a
    share = np.minimum(network.open_share[a], network.open_share[b])
    loss = pair.loss_per_week * network.discount * share * network.sells(other)
    total = np.concatenate([[0.0], np.cumsum(loss)])
    life = network.programme.area_life_weeks
    for form, item in enumerate(network.formats):
        selling = np.arange(network.programme.weeks) + item.weeks_to_install
        value[store, form] -= total[selling + life] - total[selling]


def codes_of_options(
    grid: Grid, store: Ints | Places, form: Ints | Places, start: Ints | Places
) -> Ints:
    """Return one number an option [n], rising by store, format and start week."""
    formats, weeks = grid.value.shape[1:]
    codes: Ints = (store.astype(np.int64) * formats + form) * weeks + start
    return codes


def options_of_codes(grid: Grid, codes: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the stores, formats and start weeks of such numbers."""
    formats, weeks = grid.value.shape[1:]
    store, rest = np.divmod(codes, formats * weeks)
    form, start = np.divmod(rest, weeks)
    return store, form, start
