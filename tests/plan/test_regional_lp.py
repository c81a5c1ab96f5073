"""The relaxation of a region: another solver's value, valid prices, splits on and off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Split
from showfloor.plan.regional import columns_at
from showfloor.plan.regional_bound import RegionalBound
from showfloor.plan.regional_lp import CLOSE, RegionalLp

few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


@pytest.fixture(scope="module", params=[True, False], ids=["with spillover", "without"])
def middling(regions, request):
    problem = regions.instance(70, 20, 5, spillover=request.param, rules="holdout pace")
    _, dual, prices = regions.priced(problem)
    return regions.regional_at(dual, prices)


def regions_in(regional):
    return range(len(regional.whole))


def lp_of(regional, region, share=1.0):
    """Return the relaxation over a share of the region's options, drawn at random."""
    grid = regional.dual.grid
    store, form, start = np.nonzero(np.isfinite(grid.value))
    rng = np.random.default_rng(region)
    at = (grid.region[store] == region) & (rng.random(len(store)) < share)
    likely = columns_at(regional, store[at], form[at], start[at])
    cuts = tuple(cut for cut in regional.dual.rows.cuts if cut.region == region)
    return RegionalLp(regional, region, RegionalBound(regional, region, cuts), likely)


def rows_by_hand(regional, of):
    """Return crew rows of the hulls and cuts: entries by option, and limits."""
    dual, grid = regional.dual, regional.dual.grid
    crews = dual.rows.crew_rows
    rows = []
    for row in np.flatnonzero(crews.region == of.region):
        entries = {}
        for option in range(len(of.store)):
            offset = int(crews.week[row]) - of.start[option]
            if 0 <= offset < grid.crew_days.shape[1]:
                days = grid.crew_days[of.form[option], offset]
                weight = float(crews.weights[row][crews.days == days].sum())
                if weight:
                    entries[option] = weight
        rows.append((entries, float(crews.limit[row])))
    for cut in dual.rows.cuts:
        if cut.region == of.region:
            weight = {
                (int(s), int(f), int(t)): float(w)
                for s, f, t, w in zip(cut.store, cut.form, cut.start, cut.weight, strict=True)
            }
            entries = {}
            for option, store in enumerate(of.store):
                own = store if store in cut.store else -1
                key = (own, of.form[option], of.start[option])
                if key in weight:
                    entries[option] = weight[key]
            rows.append((entries, float(cut.limit)))
    return rows


def test_the_root_over_all_options_is_worth_what_another_solver_finds(middling, regions):
    for region in regions_in(middling):
        of = regions.region_of(middling, region)
        if not of.store:
            continue
        expected = regions.best_of_region(of, whole=False, rows=rows_by_hand(middling, of))
        part = lp_of(middling, region).solved(())
        assert part.value == pytest.approx(expected, rel=1e-7, abs=1e-3)


def test_let_in_as_prices_ask_options_come_to_the_same_bound_as_all_of_them(middling):
    # A tree's exact losses may bound better than the relaxation; nothing may bound worse.
    for region in regions_in(middling):
        everything, some = lp_of(middling, region), lp_of(middling, region, share=0.2)
        whole, part = everything.solved(()), some.solved(())
        slack = 10 * CLOSE * max(1.0, abs(whole.value)) + 1e-3
        assert part.bound <= whole.value + slack
        assert whole.bound <= whole.value + slack
        assert whole.bound <= middling.whole[region] + slack


def test_a_parts_bound_is_recomputed_and_never_below_the_regions_best(middling, regions):
    for region in regions_in(middling):
        best = regions.best_of_region(regions.region_of(middling, region))
        lp = lp_of(middling, region, share=0.3)
        part = lp.solved(())
        assert part.bound == lp.bounded.bound(part.own)
        assert part.bound >= best - 1e-3


def first_split(lp, regional):
    """Return a split that counts the region's options of the first half of the weeks."""
    grid = regional.dual.grid
    name = sorted({s.region or "" for s in grid.network.stores})[lp.bounded.region]
    return Split("", name, "", 0, grid.weeks // 2, 1, at_most=True)


def test_both_sides_of_a_split_together_are_worth_the_whole(middling, regions):
    for region in regions_in(middling):
        of = regions.region_of(middling, region)
        best = regions.best_of_region(of)
        lp = lp_of(middling, region)
        root = lp.solved(())
        row = lp.row_of(first_split(lp, middling))
        assert lp.row_of(first_split(lp, middling)) == row
        sides = [lp.solved(((row, at_most),)) for at_most in (True, False)]
        assert max(side.bound for side in sides) >= best - 1e-3
        for side in sides:
            assert side.value <= root.value + 1e-3
        # Switched off again, the relaxation is what it was.
        assert lp.solved(()).value == pytest.approx(root.value, abs=1e-3)


@few
@given(seeds)
def test_parts_of_tiny_regions_bound_every_choice_on_their_side(tiny, regions, seed):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 4), seed)
    if regional.bound < -1e20:
        return
    grid = regional.dual.grid
    for region in regions_in(regional):
        of = regions.region_of(regional, region)
        lp = lp_of(regional, region)
        split = first_split(lp, regional)
        row = lp.row_of(split)
        early = {option: of.start[option] < grid.weeks // 2 for option in range(len(of.store))}
        for at_most, limit in ((True, 1), (False, 2)):
            best = regions.listed_best(of, counted=early, sides=(at_most, limit))
            assert lp.solved(((row, at_most),)).bound >= best - 1e-6


def test_trying_a_side_leaves_everything_as_it_was_and_tells_what_solving_it_would(middling):
    for region in regions_in(middling):
        lp = lp_of(middling, region)
        row = lp.row_of(first_split(lp, middling))
        _, value = lp.shares(())
        for at_most in (True, False):
            with pytest.MonkeyPatch.context() as patch:
                # With steps enough; a trial that is cut short only guides the choice of splits.
                patch.setattr("showfloor.plan.regional_lp.TRIED", 100_000)
                tried = lp.tried(row, at_most)
            assert lp.shares(())[1] == pytest.approx(value, abs=1e-6)
            assert tried == pytest.approx(lp.shares(((row, at_most),))[1], rel=1e-7, abs=1e-3)
            lp.switch(())


def test_shares_name_the_splits_that_divide_them(middling):
    for region in regions_in(middling):
        lp = lp_of(middling, region)
        shares, _ = lp.shares(())
        assert len(shares) == len(lp.named.store)
        for candidate in lp.candidates(shares):
            counted = lp._counted(candidate.split)
            at = np.searchsorted(lp.bounded.stores, lp.named.store)
            total = float(shares[counted[at, lp.named.format, lp.named.start]].sum())
            assert candidate.split.count < total < candidate.split.count + 1
