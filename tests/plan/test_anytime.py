"""A planning run that is cut short keeps its best plan; one that starts warm goes on from there."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from showfloor.plan import Progress, WarmStart, plan_rollout
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan


@pytest.fixture(scope="module")
def problem():
    return planning_instance(200, 4, 20, 4)


@pytest.fixture(scope="module")
def planned(problem):
    return plan_rollout(problem, seed=4, gap=2e-3, time_limit=60.0)


def test_stopping_as_soon_as_there_is_a_plan_gives_that_plan_with_a_certificate(problem):
    seen: list[Progress] = []

    def stop() -> bool:
        return any(step.objective == step.objective for step in seen)

    result = plan_rollout(problem, seed=4, progress=seen.append, stop=stop)
    assert result.certificate.status in {"feasible", "optimal"}
    assert result.areas
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()


def test_an_interrupt_while_a_plan_is_sought_gives_the_best_so_far(problem):
    seen: list[Progress] = []

    def interrupt(step: Progress) -> None:
        seen.append(step)
        planned = [s for s in seen if s.stage == "plan" and s.objective == s.objective]
        if step.stage == "plan" and len(planned) == 2:
            raise KeyboardInterrupt

    result = plan_rollout(problem, seed=4, progress=interrupt)
    assert result.certificate.status in {"feasible", "optimal"}
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()


def test_the_best_plan_so_far_never_gets_worse_and_the_bound_never_rises(problem):
    seen: list[Progress] = []
    result = plan_rollout(problem, seed=4, gap=2e-3, progress=seen.append)
    steps = [s for s in seen if s.stage == "plan" and s.objective == s.objective]
    assert steps
    assert all(a.objective <= b.objective for a, b in itertools.pairwise(steps))
    assert all(a.bound >= b.bound - 1e-6 for a, b in itertools.pairwise(steps))
    assert result.certificate.objective == pytest.approx(steps[-1].objective, abs=1e-6)


def test_progress_tells_the_bound_of_prices_and_ends_with_the_certificates(problem):
    seen: list[Progress] = []
    result = plan_rollout(problem, seed=4, gap=2e-3, progress=seen.append)
    proof = result.certificate
    priced = [step for step in seen if step.certified == step.certified]
    assert [step.stage for step in seen if step not in priced][:1] == ["options"]
    # Every bound of prices holds, so it is never below the plan that was certified.
    assert all(step.certified >= proof.objective for step in priced)
    assert priced[-1].certified == proof.upper_bound
    assert priced[-1].says == f"done, certified gap {proof.gap:.1e}"


def test_progress_without_a_plan_says_no_gap():
    assert Progress("bound", 1.0, float("nan"), 10.0, 10.0).says == "bound"
    # By hand: (125 - 100) / 125.
    assert Progress("plan", 1.0, 100.0, 110.0, 125.0).says == "plan, certified gap 2.0e-01"


def test_a_warm_start_is_never_worse_than_the_plan_it_starts_from(problem, planned):
    prices = planned.certificate.leaves[0].prices
    warm = WarmStart(planned.areas, prices)
    result = plan_rollout(problem, seed=4, gap=2e-3, warm=warm)
    assert result.certificate.objective >= planned.certificate.objective - 1e-6
    # Leaves stop at the asked gap, so a better plan may stand beside a bound that is as near.
    assert result.certificate.gap <= max(2e-3, planned.certificate.gap)
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()


def test_prices_that_prove_enough_already_are_not_sought_again(problem, planned):
    # Nothing has changed: prices of a run to 1 % prove 1 % again in the one pass that reads them.
    proof = planned.certificate
    seen: list[Progress] = []
    warm = WarmStart(planned.areas, warm_prices(problem))
    result = plan_rollout(problem, seed=4, gap=1e-2, warm=warm, progress=seen.append)
    sought = [step for step in seen if step.stage == "bound" and step.bound == step.bound]
    assert not sought
    assert result.certificate.gap <= 1e-2
    assert result.certificate.objective >= proof.objective - 1e-6
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()


def test_prices_of_another_programme_that_prove_too_little_are_sought_anew(problem, planned):
    prices = warm_prices(problem)
    nothing = replace(prices, budget=0.0 * prices.budget, crew_price=0.0 * prices.crew_price)
    seen: list[Progress] = []
    warm = WarmStart(planned.areas, nothing)
    result = plan_rollout(problem, seed=4, gap=1e-2, warm=warm, progress=seen.append)
    assert any(step.stage == "bound" and step.bound == step.bound for step in seen)
    assert result.certificate.gap <= 1e-2
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()


def warm_prices(problem):
    """Prices of the whole, which a run that needs no leaves has in its certificate."""
    (leaf,) = plan_rollout(problem, seed=4, gap=1e-2).certificate.leaves
    return leaf.prices


def test_every_store_has_its_reason_and_a_lead_that_is_never_negative(problem, planned):
    chosen = {area.store_id for area in planned.areas}
    assert [reason.store_id for reason in planned.reasons] == sorted(
        store.store_id for store in problem.stores
    )
    for reason in planned.reasons:
        assert (reason.verdict == "planned") == (reason.store_id in chosen)
        assert not reason.margin_to_flip < 0.0
    spent = next(t for t in reversed(planned.scarce) if t.kind == "budget")
    assert spent.used == pytest.approx(planned.capex)
    assert spent.used <= spent.limit + 0.01
