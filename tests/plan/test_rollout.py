"""The planner against every plan of tiny programmes, listed one by one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.plan import PlanResult, plan_rollout

seeds = st.integers(0, 10**6)
few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def as_choices(result: PlanResult, problem) -> dict:
    start = problem.programme.start
    return {a.store_id: (a.format_id, (a.start_week - start).days // 7) for a in result.areas}


def check_against_every_plan(problem, by_hand) -> None:
    hand = by_hand(problem)
    best = hand.best()
    result = plan_rollout(problem, gap=1e-7)
    certificate = result.certificate
    if best is None:
        assert certificate.status == "infeasible"
        assert result.conflict.rules
        return
    plan = as_choices(result, problem)
    assert certificate.status == "optimal"
    assert hand.broken(plan) == ""
    assert hand.objective(plan) == pytest.approx(certificate.objective, abs=1e-6)
    assert certificate.objective == pytest.approx(best.objective, abs=0.01)
    assert certificate.upper_bound >= best.objective
    assert certificate.solver_bound >= best.objective - 1e-3


@few
@given(seeds)
def test_the_plan_is_the_best_of_all_plans(tiny, by_hand, seed):
    check_against_every_plan(tiny.tiny_problem(seed), by_hand)


@few
@given(seeds, st.sampled_from(["random", "optimised"]))
def test_a_holdout_is_kept_and_costs_no_more_than_it_must(tiny, by_hand, seed, draw):
    check_against_every_plan(tiny.tiny_problem(seed, draw=draw), by_hand)


@few
@given(seeds)
def test_freezes_and_the_other_party_s_value_cost_no_more_than_they_must(tiny, by_hand, seed):
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed), seed)
    check_against_every_plan(problem, by_hand)


def without_holdout(problem):
    # A freeze may leave a store without any option and so change who is drawn.
    return replace(problem, programme=replace(problem.programme, holdout=None))


def assert_worth_no_more(tighter, problem):
    before = plan_rollout(problem, gap=1e-7).certificate
    after = plan_rollout(tighter, gap=1e-7).certificate
    if after.status == "optimal":
        assert before.status == "optimal"
        assert after.objective <= before.objective + 0.01
    else:
        assert after.status == "infeasible"


@few
@given(seeds)
def test_more_freeze_never_raises_the_best_plan(tiny, seed):
    problem = without_holdout(tiny.with_freeze_and_other(tiny.tiny_problem(seed, stores=6), seed))
    rng = np.random.default_rng(seed)
    more = tiny.freeze(rng, sorted({s.region for s in problem.stores}))
    programme = problem.programme
    frozen = replace(programme, freezes=(*programme.freezes, more))
    assert_worth_no_more(replace(problem, programme=frozen), problem)


@few
@given(seeds)
def test_a_higher_demand_of_the_other_party_never_raises_the_best_plan(tiny, seed):
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed, stores=6), seed)
    least = problem.programme.other_at_least
    higher = 250.0 if least is None else least + 120.0
    demanding = replace(problem.programme, other_at_least=higher)
    assert_worth_no_more(replace(problem, programme=demanding), problem)


@few
@given(seeds)
def test_more_of_anything_scarce_never_lowers_the_best_plan(tiny, seed):
    problem = tiny.tiny_problem(seed, stores=6)
    programme = problem.programme
    before = plan_rollout(problem, gap=1e-7).certificate
    richer = replace(
        programme,
        budget=tuple(replace(step, amount=step.amount + 100) for step in programme.budget),
        crews=None
        if programme.crews is None
        else tuple(
            replace(c, crew_days=tuple(d + 1 for d in c.crew_days)) for c in programme.crews
        ),
        supply=tuple(replace(step, units=step.units + 1) for step in programme.supply),
    )
    after = plan_rollout(replace(problem, programme=richer), gap=1e-7).certificate
    if before.status == "optimal":
        assert after.objective >= before.objective - 0.01
    else:
        assert before.status == "infeasible"


@few
@given(seeds)
def test_the_order_of_stores_options_and_formats_changes_nothing(tiny, seed):
    problem = tiny.tiny_problem(seed, stores=6)
    rng = np.random.default_rng(seed)
    shuffled = replace(
        problem,
        stores=tuple(problem.stores[i] for i in rng.permutation(len(problem.stores))),
        options=tuple(problem.options[i] for i in rng.permutation(len(problem.options))),
        programme=replace(problem.programme, formats=problem.programme.formats[::-1]),
    )
    one, two = plan_rollout(problem), plan_rollout(shuffled)
    assert one.areas == two.areas
    assert one.holdout == two.holdout
    assert one.certificate.status == two.certificate.status


def test_the_same_problem_and_seed_give_the_same_plan_and_prices(tiny):
    problem = tiny.tiny_problem(11, stores=6)
    one, two = plan_rollout(problem, seed=3), plan_rollout(problem, seed=3)
    assert one.areas == two.areas
    assert one.scarce == two.scarce
    assert one.certificate.upper_bound == two.certificate.upper_bound


def test_an_empty_wish_is_an_empty_optimal_plan(tiny):
    problem = tiny.tiny_problem(1)
    nothing = replace(problem, options=(), areas=(), programme=tiny.programme())
    result = plan_rollout(nothing)
    assert result.areas == ()
    assert result.certificate.status == "optimal"
    assert result.certificate.objective == 0.0
    assert {reason.verdict for reason in result.reasons} <= {"no_option_row", "never_allowed"}


def test_without_time_there_is_a_bound_or_a_status_but_never_an_exception(tiny):
    problem = tiny.tiny_problem(5, stores=6)
    result = plan_rollout(problem, time_limit=0.0)
    assert result.certificate.status in {"optimal", "feasible", "no_plan_found", "infeasible"}


def test_progress_tells_stages_in_order_with_a_bound_that_only_falls(tiny):
    seen = []
    result = plan_rollout(tiny.tiny_problem(3, stores=6), progress=seen.append)
    assert [p.stage for p in seen][:2] == ["options", "bound"]
    assert seen[-1].stage == "done"
    bounds = [p.bound for p in seen if p.stage == "plan" and not np.isnan(p.bound)]
    assert all(later <= earlier + 1e-6 for earlier, later in itertools.pairwise(bounds))
    assert result.certificate.seconds >= seen[-1].seconds - 1.0
