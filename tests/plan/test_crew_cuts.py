"""Crew cuts hold for every plan, close what the hull leaves open, are charged alike everywhere."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf, Prices
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import CrewCapacity, Format, Promise
from showfloor.plan import plan_rollout
from showfloor.plan.answers import scarce_things
from showfloor.plan.bound import prove_bound
from showfloor.plan.construct import reduced_values
from showfloor.plan.crew_cuts import CrewCut, capacity_of, cuts_of, cuts_paid, largest_sum
from showfloor.plan.crew_cuts_violated import violated_cuts
from showfloor.plan.dual import Shares, ascend, build_dual, polish, price_units
from showfloor.plan.dual_prices import named_prices, price_vector
from showfloor.plan.dual_tighten import tighten
from showfloor.plan.evaluation import taken_options
from showfloor.plan.experiment_price import price_of_plan
from showfloor.plan.grid import build_grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import build_network
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan

few = settings(
    settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


def grid_of(problem):
    return build_grid(build_network(problem), 0)


def any_shares(grid, seed):
    """Return random shares of all options, as if late passes had chosen so."""
    rng = np.random.default_rng(seed)
    store, form, start = np.nonzero(np.isfinite(grid.value))
    share = rng.choice([0.0, 0.25, 0.5, 1.0], len(store))
    places = (column.astype(np.int32) for column in (store, form, start))
    return Shares(*places, share)


def limited(tiny, seed):
    """Return a tiny problem with few crews in every region."""
    problem = tiny.tiny_problem(seed, stores=4)
    days = np.random.default_rng([3, seed]).integers(0, 5, (2, tiny.WEEKS + 1)).tolist()
    crews = tuple(CrewCapacity(f"R{place}", tuple(own)) for place, own in enumerate(days, start=1))
    return replace(problem, programme=replace(problem.programme, crews=crews))


@few
@given(seeds)
def test_a_cut_holds_for_every_set_of_installations_that_crews_allow(tiny, seed):
    grid = grid_of(limited(tiny, seed))
    cuts = violated_cuts(grid, any_shares(grid, seed))
    options = [
        [None, *zip(*np.nonzero(np.isfinite(grid.value[store])), strict=True)]
        for store in range(grid.stores)
    ]
    for plan in itertools.product(*options):
        used = np.zeros_like(grid.capacity)
        for store, option in enumerate(plan):
            if option is not None:
                form, start = option
                for week, days in enumerate(grid.crew_days[form, : grid.length[form]]):
                    used[grid.region[store], start + week] += days
        if (used > grid.capacity).any():
            continue
        for cut in cuts:
            assert taken_weight(grid, cut, plan) <= cut.limit


def taken_weight(grid, cut, plan):
    weight = {
        (int(s), int(f), int(t)): int(w)
        for s, f, t, w in zip(cut.store, cut.form, cut.start, cut.weight, strict=True)
    }
    total = 0
    for store, option in enumerate(plan):
        if option is not None and grid.region[store] == cut.region:
            own = store if store in cut.store else -1
            total += weight.get((own, int(option[0]), int(option[1])), 0)
    return total


@few
@given(seeds)
def test_the_limit_of_a_cut_is_the_largest_sum_by_trying_everything(tiny, seed):
    grid = grid_of(limited(tiny, seed))
    for cut in violated_cuts(grid, any_shares(grid, seed))[:3]:
        capacity = capacity_of(grid, cut).tolist()
        entries = []
        for store, form, start, weight in zip(
            cut.store, cut.form, cut.start, cut.weight, strict=True
        ):
            days = [
                int(grid.crew_days[form, week - start]) if 0 <= week - start < 2 else 0
                for week in range(cut.first, cut.first + cut.weeks)
            ]
            entries.append((int(store), days, int(weight)))
        assert largest_by_hand(entries, capacity, frozenset()) == cut.limit


def largest_by_hand(entries, left, used):
    best = 0
    for store, days, weight in entries:
        rest = [a - b for a, b in zip(left, days, strict=True)]
        if min(rest) >= 0 and store not in used and weight > 0:
            beside = used if store < 0 else used | {store}
            best = max(best, weight + largest_by_hand(entries, rest, beside))
    return best


def dual_with_cuts(tiny, seed):
    grid = grid_of(limited(tiny, seed))
    return build_dual(grid, violated_cuts(grid, any_shares(grid, seed)))


def random_prices(dual, seed):
    rng = np.random.default_rng(seed)
    size = price_units(dual) * rng.exponential(1.0, len(dual.rows.limit))
    vector = size * (rng.random(len(size)) < 0.5)
    return np.clip(vector, dual.rows.floor, dual.rows.ceiling)


@few
@given(seeds)
def test_any_prices_of_cuts_bound_the_best_of_all_plans(tiny, by_hand, seed):
    best = by_hand(limited(tiny, seed)).best()
    if best is None:
        return
    dual = dual_with_cuts(tiny, seed)
    for nth in range(3):
        prices = random_prices(dual, [seed, nth])
        assert dual.evaluate(prices).bound >= best.objective - 1e-6
        assert prove_bound(dual.grid, Leaf(named_prices(dual, prices))) >= best.objective


@few
@given(seeds)
def test_the_certificate_proves_the_bound_of_the_pass_with_cuts(tiny, seed):
    dual = dual_with_cuts(tiny, seed)
    prices = random_prices(dual, seed)
    bound, named = dual.evaluate(prices).bound, named_prices(dual, prices)
    if bound < -1e20:  # an obliged store without an option: nothing to prove
        return
    assert prove_bound(dual.grid, Leaf(named)) == pytest.approx(bound, rel=1e-8, abs=1e-5)
    cuts, _ = cuts_of(dual.grid, named)
    again = build_dual(dual.grid, cuts)
    back = again.evaluate(price_vector(again, named)).bound
    assert back == pytest.approx(bound, abs=1e-6)


@few
@given(seeds)
def test_the_slack_of_a_cut_is_the_slope_of_the_bound(tiny, seed):
    dual = dual_with_cuts(tiny, seed)
    at, to = random_prices(dual, seed), random_prices(dual, seed + 1)
    here, there = dual.evaluate(at), dual.evaluate(to)
    tangent = here.bound + float(here.slack @ (to - at))
    assert there.bound >= tangent - 1e-6 * max(1.0, abs(tangent))


@few
@given(seeds)
def test_what_an_option_pays_to_cuts_is_what_its_reduced_value_loses(tiny, seed):
    dual = dual_with_cuts(tiny, seed)
    prices = random_prices(dual, seed)
    without = prices.copy()
    without[dual.rows.span("cut")] = 0.0
    store, form, start = np.nonzero(np.isfinite(dual.grid.value))
    less = reduced_values(dual, without, store, form, start)
    less -= reduced_values(dual, prices, store, form, start)
    named = named_prices(dual, prices)
    for place, option in enumerate(zip(store.tolist(), form.tolist(), start.tolist(), strict=True)):
        paid = sum(amount for _, amount in cuts_paid(dual.grid, named, *option))
        assert paid == pytest.approx(less[place], abs=1e-6)


LARGE, SMALL = 0, 1  # formats in the order of their ids


def two_shops(tiny):
    """Return a promised shop of 2 crew-days and a free one of 5, and 5 days in the only week.

    The hull of 2 and 5 days within 5 is n2 + 2 n5 <= 2: half of the large one beside the small
    one. By whole crews there is none.
    """
    formats = (
        Format("small", 4.0, 8, 100.0, 0.5, (2,)),
        Format("large", 4.0, 8, 100.0, 0.5, (5,)),
    )
    programme = tiny.programme(
        weeks=1,
        formats=formats,
        crews=(CrewCapacity("R1", (5,)),),
        promises=(Promise("a", tiny.monday(1)),),
    )
    options = (OptionMargin("a", "small", 100.0, 0.0), OptionMargin("b", "large", 150.0, 0.0))
    return RolloutProblem(programme, (tiny.store("a"), tiny.store("b")), (), options, ())


def test_a_cut_closes_what_the_hull_leaves_open_between_two_shops(tiny):
    grid = grid_of(two_shops(tiny))
    alone, beside = grid.value[0, SMALL, 0], grid.value[1, LARGE, 0]
    plain = polish(ascend(build_dual(grid)))
    assert plain.bound == pytest.approx(alone + beside / 2, rel=1e-3)
    found = tighten(ascend(build_dual(grid)))
    assert found.bound == pytest.approx(alone, rel=1e-3)
    assert found.bound >= alone


def test_one_more_crew_day_is_worth_what_the_cut_then_allows(tiny):
    # Five more days hold the large installation too: its whole value, a fifth of it a day.
    grid = grid_of(two_shops(tiny))
    found = tighten(ascend(build_dual(grid)))
    named = named_prices(found.dual, found.prices)
    worth = float(grid.value[1, LARGE, 0])
    named = replace(named, crew_price=0.0 * named.crew_price, cut_price=np.array([worth]))
    taken = taken_options(grid, Choices(np.array([SMALL, -1]), np.array([0, -1])))
    (crews,) = (thing for thing in scarce_things(grid, named, taken) if thing.kind == "crews")
    assert crews.price == pytest.approx(worth / 5, rel=1e-9)


def test_the_price_of_a_plan_adds_up_with_cuts(tiny):
    grid = grid_of(two_shops(tiny))
    found = tighten(ascend(build_dual(grid)))
    leaf = Leaf(named_prices(found.dual, found.prices))
    assert len(leaf.prices.cut_price)
    bound = prove_bound(grid, leaf)
    found.dual.evaluate(found.prices)
    best = sum(float(part.total[0]) for part in found.dual.parts)
    plan = Choices(np.array([SMALL, -1]), np.array([0, -1]))
    price = price_of_plan(
        grid,
        leaf,
        plan,
        np.zeros(2, np.bool_),
        objective=float(grid.value[0, SMALL, 0]),
        bound=bound,
        best=best,
    )
    assert price.rounding == pytest.approx(0.0, abs=1e-3)
    assert price.choices >= -1e-6
    assert price.crews >= -1e-6
    # Nothing else has a price: what the choices lose and the cut leaves is all there is.
    assert price.choices + price.crews == pytest.approx(bound - price.objective, abs=1e-3)


def test_cuts_of_other_stores_weeks_and_formats_are_left_aside(tiny):
    grid = grid_of(two_shops(tiny))
    found = tighten(ascend(build_dual(grid)))
    named = named_prices(found.dual, found.prices)
    assert len(cuts_of(grid, named)[0]) == len(named.cut_price) > 0
    late = replace(named, cut_from=named.cut_from + 1)
    elsewhere = replace(named, cut_region=np.full(len(named.cut_price), "R9"))
    unknown = replace(named, entry_format=np.full(len(named.entry_cut), "kiosk"))
    for other in (late, elsewhere, unknown, Prices()):
        assert cuts_of(grid, other)[0] == ()


def test_weights_that_nothing_bounds_have_no_largest_sum(tiny):
    grid = grid_of(two_shops(tiny))
    one = np.ones(1, dtype=np.int64)
    endless = CrewCut(0, 0, 1, 5, -one, 0 * one, -one, one)
    assert largest_sum(grid, endless, np.array([5])) is None


@pytest.fixture(scope="module")
def middling():
    return planning_instance(700, 6, 40, 3, spillover=False)


def test_cuts_lower_the_bound_and_the_order_of_the_stores_changes_nothing(middling):
    grid = grid_of(middling)
    found = ascend(build_dual(grid))
    tight = tighten(found)
    assert tight.bound < polish(found).bound * (1 - 2e-5)
    rng = np.random.default_rng(1)
    shuffled = replace(
        middling,
        stores=tuple(middling.stores[i] for i in rng.permutation(len(middling.stores))),
        options=tuple(middling.options[i] for i in rng.permutation(len(middling.options))),
    )
    again = tighten(ascend(build_dual(grid_of(shuffled))))
    assert again.bound == tight.bound


def test_a_plan_proven_by_cuts_passes_verification(middling):
    result = plan_rollout(middling, time_limit=60.0, gap=1e-3)
    (leaf,) = result.certificate.leaves
    assert len(leaf.prices.cut_price)
    verdict = verify_plan(middling, result.areas, result.holdout, result.certificate)
    assert verdict.passed
