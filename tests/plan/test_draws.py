"""How sure a plan is: shares of draws, regret between its two bounds, and why one store."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from showfloor.domain.programme import BudgetStep
from showfloor.errors import UsageError
from showfloor.plan import plan_rollout
from showfloor.plan.draws import Draws, margin_changes, plan_uncertainty
from showfloor.plan.draws_why import why_store
from showfloor.plan.network import build_network

seeds = st.integers(0, 10**6)
few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)


def uncertain(problem, share=0.3):
    """Give every option standard deviations, a share of its margins' size."""

    def sd(margin):
        return None if margin is None else abs(margin) * share

    options = tuple(
        replace(
            row,
            margin_sd=sd(row.retailer_margin_per_week),
            manufacturer_margin_sd=sd(row.manufacturer_margin_per_week),
        )
        for row in problem.options
    )
    return replace(problem, options=options)


def uncertainty_of(problem, result, draws):
    held = frozenset(holding.store_id for holding in result.holdout)
    return plan_uncertainty(problem, result.areas, held, result.certificate, draws)


def why(problem, result, store_id):
    return why_store(problem, result.areas, result.reasons, result.certificate, store_id)


def at_drawn_margins(problem, draws):
    """Return the same problem with the chosen party's margins as the first draw has them."""
    network = build_network(problem)
    change = next(iter(margin_changes(network, draws)))
    column = {form.format_id: index for index, form in enumerate(network.formats)}
    field = {
        "retailer": "retailer_margin_per_week",
        "joint": "retailer_margin_per_week",
        "manufacturer": "manufacturer_margin_per_week",
    }[problem.programme.value_for]
    options = tuple(
        replace(
            row,
            **{
                field: getattr(row, field)
                + float(change[network.place[row.store_id], column[row.format_id]])
            },
        )
        for row in problem.options
    )
    return replace(problem, options=options)


@few
@given(seeds, st.sampled_from([0.0, 0.5, 1.0]))
def test_the_regret_of_a_draw_lies_between_its_two_figures(tiny, by_hand, seed, common):
    problem = uncertain(tiny.tiny_problem(seed))
    result = plan_rollout(problem, gap=1e-7)
    assume(result.certificate.status == "optimal")
    draws = Draws(count=1, seed=seed, common=common)
    found = uncertainty_of(problem, result, draws)
    assume(not found.reason)
    hand = by_hand(at_drawn_margins(problem, draws))
    start = problem.programme.start
    plan = {a.store_id: (a.format_id, (a.start_week - start).days // 7) for a in result.areas}
    regret = hand.best().objective - hand.objective(plan)
    assert found.value_low == pytest.approx(hand.objective(plan), abs=1e-6)
    assert found.regret.low <= regret + 1e-6
    assert found.regret.high >= regret - 1e-6


def two_stores(tiny, margins, sd):
    """Return a programme whose budget buys one table, with a standard deviation for each store."""
    stores = (tiny.store("s0"), tiny.store("s1"))
    options = tuple(
        replace(tiny.OptionMargin(store.store_id, "table", margin), margin_sd=sd)
        for store, margin in zip(stores, margins, strict=True)
    )
    limits = tiny.programme(budget=(BudgetStep(tiny.monday(3), 100.0),))
    return tiny.RolloutProblem(limits, stores, (), options)


def test_a_store_that_is_a_coin_toss_is_chosen_in_about_half_of_the_draws(tiny):
    problem = two_stores(tiny, (100.0, 99.0), 20.0)
    result = plan_rollout(problem, gap=1e-9)
    found = uncertainty_of(problem, result, Draws(count=200, common=0.0))
    assert found.share_of("s0") == pytest.approx(0.5, abs=0.15)
    assert found.share_of("s1") == pytest.approx(0.5, abs=0.15)
    assert math.isnan(found.share_of("nowhere"))


def test_a_store_far_ahead_is_chosen_in_every_draw_and_one_far_behind_in_none(tiny):
    problem = two_stores(tiny, (400.0, 50.0), 5.0)
    found = uncertainty_of(problem, plan_rollout(problem, gap=1e-9), Draws(count=50))
    assert found.share_of("s0") == pytest.approx(1.0, abs=0.05)
    assert found.share_of("s1") == pytest.approx(0.0, abs=0.15)
    assert found.regret.low == 0.0


def test_the_plan_s_value_varies_as_its_margin_does(tiny):
    # One planned table of six weeks from week 1 on: sd = 20 x the sum of its discount factors.
    problem = two_stores(tiny, (400.0, 50.0), 20.0)
    weeks = math.fsum(1.08 ** (-w / 52) for w in range(1, 7))
    found = uncertainty_of(problem, plan_rollout(problem, gap=1e-9), Draws(count=1000, common=0.3))
    # The standard error of a standard deviation from 1,000 normal draws is 2.2 per cent.
    assert found.value_sd == pytest.approx(20.0 * weeks, rel=0.08)


def test_stores_of_a_kind_move_together_as_far_as_their_variance_is_common(tiny):
    network = build_network(two_stores(tiny, (100.0, 100.0), 10.0))
    for common in (0.0, 0.5, 1.0):
        draws = Draws(count=3000, common=common)
        changes = np.array([change[:, 0] for change in margin_changes(network, draws)])
        assert np.corrcoef(changes.T)[0, 1] == pytest.approx(common, abs=0.06)
        assert changes.std(axis=0) == pytest.approx([10.0, 10.0], rel=0.08)


def test_without_deviations_nothing_is_drawn_and_the_reason_is_said(tiny):
    problem = tiny.tiny_problem(2)
    found = uncertainty_of(problem, plan_rollout(problem), Draws(count=5))
    assert found.draws == 0
    assert math.isnan(found.regret.high)
    assert found.reason
    assert found.without_sd == len(problem.options)


def test_the_same_seed_draws_the_same_margins(tiny):
    problem = uncertain(tiny.tiny_problem(8, stores=6))
    result = plan_rollout(problem)
    once = uncertainty_of(problem, result, Draws(count=6, seed=4))
    again = uncertainty_of(problem, result, Draws(count=6, seed=4))
    assert repr(again) == repr(once)


def new_neighbours(problem, result, store_id):
    """Return the neighbours without a standing area whose loss the certificate counts exactly."""
    standing = {area.store_id for area in problem.areas}
    pairs = [
        {problem.programme.spillover[i].store_a, problem.programme.spillover[i].store_b}
        for i in result.certificate.leaves[0].prices.spillover_exact
    ]
    return set().union(*(pair - {store_id} for pair in pairs if store_id in pair)) - standing


@few
@given(seeds)
def test_what_a_store_pays_explains_its_reduced_value(tiny, seed):
    # The reduced value leaves out what stores that choose together take from each other.
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed, stores=5), seed)
    result = plan_rollout(problem, gap=0.05)
    assume(result.certificate.leaves)
    for reason in result.reasons:
        answer = why(problem, result, reason.store_id)
        assert answer.verdict == reason.verdict
        if math.isfinite(reason.best_reduced_value):
            together = new_neighbours(problem, result, reason.store_id)
            paid = sum(
                payment.paid
                for payment in answer.payments
                if payment.kind != "spillover" or payment.name not in together
            )
            expected = reason.best_reduced_value
            assert reason.best_value - paid == pytest.approx(expected, abs=1e-6)


def test_a_store_that_is_outbid_names_the_planned_store_whose_money_it_would_need(tiny):
    problem = two_stores(tiny, (100.0, 90.0), 5.0)
    result = plan_rollout(problem, gap=1e-9)
    answer = why(problem, result, "s1")
    assert answer.verdict == "outbid"
    assert [displaced.store_id for displaced in answer.displaces] == ["s0"]
    assert answer.distance > 0
    assert why(problem, result, "s0").displaces == ()


def test_an_unknown_store_is_answered_with_the_nearest_name(tiny):
    problem = two_stores(tiny, (100.0, 90.0), 5.0)
    with pytest.raises(UsageError, match="s1"):
        why(problem, plan_rollout(problem), "S1")
