"""What a region's own prices prove: the dual's share at the dual's prices, and always enough."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.plan.regional_bound import OwnPrices, RegionalBound, SplitSide

few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def bounded_of(regional, region):
    cuts = tuple(cut for cut in regional.dual.rows.cuts if cut.region == region)
    return RegionalBound(regional, region, cuts)


def own_of_dual(regional, bounded):
    """Return the dual's prices of a region's own rows; shares of pairs become sums by week."""
    dual, region = regional.dual, bounded.region
    rows, grid, prices = dual.rows, dual.grid, regional.prices
    crew = np.flatnonzero(rows.crew_rows.region == region)
    cuts = np.flatnonzero([cut.region == region for cut in rows.cuts])
    theta = np.zeros((len(bounded.pairs), grid.pair_prefix.shape[1] - 1))
    shares = prices[rows.span("theta")].reshape(rows.block_end.shape)
    for nth, pair in enumerate(rows.outside.tolist()):
        for row in np.flatnonzero(bounded.pairs == pair):
            begin = 0
            for share, end in zip(shares[nth], rows.block_end[nth].tolist(), strict=True):
                theta[row, begin:end] = share * np.diff(grid.pair_prefix[pair])[begin:end]
                begin = max(begin, end)
    return OwnPrices(crew, prices[rows.span("crew")][crew], prices[rows.span("cut")][cuts], theta)


def any_own(regional, bounded, seed):
    """Return random prices of a region's own rows, about half of them 0."""
    rng = np.random.default_rng([seed, bounded.region])
    grid = bounded.grid
    crew = np.flatnonzero(regional.dual.rows.crew_rows.region == bounded.region)
    weekly = np.diff(grid.pair_prefix[bounded.pairs], axis=1)
    coin = rng.random(weekly.shape) < 0.5

    def some(count):
        return rng.exponential(30.0, count) * (rng.random(count) < 0.5)

    return OwnPrices(
        crew, some(len(crew)), some(len(bounded.cuts)), weekly * rng.random(weekly.shape) * coin
    )


@few
@given(seeds)
def test_at_the_duals_prices_a_region_is_worth_its_part_of_the_duals_bound(tiny, regions, seed):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 7), seed)
    bounds = [bounded_of(regional, region) for region in range(len(regional.whole))]
    proven = np.array([bounded.bound(own_of_dual(regional, bounded)) for bounded in bounds])
    if regional.bound < -1e20:  # an obliged store without an option
        assert proven.min() == -np.inf
        return
    assert proven == pytest.approx(regional.whole, rel=1e-7, abs=1e-5)
    assert np.all(proven >= regional.whole - 1e-9)


@few
@given(seeds)
def test_any_own_prices_prove_no_less_than_the_best_choices(tiny, regions, seed):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    for region in range(len(regional.whole)):
        bounded = bounded_of(regional, region)
        best = regions.listed_best(regions.region_of(regional, region))
        for nth in range(3):
            assert bounded.bound(any_own(regional, bounded, seed + nth)) >= best - 1e-6


@few
@given(seeds)
def test_a_bound_is_the_sum_of_limits_and_the_best_choices_of_trees(tiny, regions, seed):
    # Listed store by store: what is left of every choice's worth after its own prices, and what
    # pairs of the forest lose.
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    grid, crews = dual.grid, dual.rows.crew_rows
    for region in range(len(regional.whole)):
        bounded = bounded_of(regional, region)
        own = any_own(regional, bounded, seed)
        of = regions.region_of(regional, region)
        paid = {}
        for option in range(len(of.store)):
            charge = 0.0
            for row, price in zip(own.crew, own.crew_price, strict=True):
                offset = int(crews.week[row]) - of.start[option]
                if 0 <= offset < grid.crew_days.shape[1]:
                    days = grid.crew_days[of.form[option], offset]
                    charge += price * float(crews.weights[row][crews.days == days].sum())
            key = (of.store[option], of.form[option], of.start[option])
            for cut, price in zip(bounded.cuts, own.cut_price, strict=True):
                entries = list(zip(cut.store, cut.form, cut.start, cut.weight, strict=True))
                listed = key[0] in cut.store
                mine = (key[0] if listed else -1, *key[1:])
                charge += price * sum(int(w) for s, f, t, w in entries if (s, f, t) == mine)
            for theta, pair in zip(own.theta, bounded.pairs, strict=True):
                if key[0] in (grid.pair_a[pair], grid.pair_b[pair]):
                    sells = of.selling(option)
                    charge += float(theta[sells : sells + grid.life].sum())
            paid[option] = charge
        limits = float(own.crew_price @ crews.limit[own.crew]) + float(own.theta.sum())
        limits += sum(p * c.limit for p, c in zip(own.cut_price, bounded.cuts, strict=True))
        exact = set(np.flatnonzero(dual.forest.exact).tolist())
        expected = limits + regions.listed_best(of, paid=paid, pairs=exact, crews=False)
        assert bounded.bound(own) == pytest.approx(expected, rel=1e-7, abs=1e-5)


@few
@given(seeds, st.floats(0.0, 80.0))
def test_a_side_bounds_the_best_choice_on_its_side(tiny, regions, seed, price):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 4), seed)
    if regional.bound < -1e20:
        return
    rng = np.random.default_rng(seed)
    for region in range(len(regional.whole)):
        bounded = bounded_of(regional, region)
        of = regions.region_of(regional, region)
        counted = rng.random(bounded.worth.shape) < 0.5
        inside = {
            option: bool(
                counted[
                    np.searchsorted(bounded.stores, of.store[option]),
                    of.form[option],
                    of.start[option],
                ]
            )
            for option in range(len(of.store))
        }
        own = any_own(regional, bounded, seed)
        for at_most, limit in ((True, 1), (False, 2)):
            best = regions.listed_best(of, counted=inside, sides=(at_most, limit))
            side = SplitSide(counted, float(limit), at_most, price)
            assert bounded.bound(own, (side,)) >= best - 1e-6
