"""A plan at coarse prices: told at once with a certified bound, kept by whoever interrupts."""

from __future__ import annotations

import itertools

import pytest

from showfloor.plan import Progress, dual_whole, plan_rollout
from showfloor.plan.dual_tighten import tighten
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan


@pytest.fixture(scope="module")
def problem():
    return planning_instance(320, 4, 26, 4, freeze=True)


@pytest.fixture(autouse=True)
def not_small(monkeypatch):
    """Seek the prices of this network as those of one with more options are sought."""
    monkeypatch.setattr(dual_whole, "is_small", lambda grid: False)


def planned(problem, progress, **asked):
    found = plan_rollout(problem, seed=4, progress=progress, **asked)
    verdict = verify_plan(problem, found.areas, found.holdout, found.certificate)
    assert verdict.findings == ()
    return found


def test_a_plan_within_a_few_per_cent_is_told_before_good_prices_are_sought(problem, monkeypatch):
    seen: list[Progress] = []
    known: list[Progress] = []

    def sought(found, **asked):
        known.extend(seen)
        return tighten(found, **asked)

    monkeypatch.setattr(dual_whole, "tighten", sought)
    found = planned(problem, seen.append, gap=5e-3, time_limit=30.0)
    step = known[-1]
    assert (step.stage, step.bound) == ("plan", step.certified)
    assert 0.0 <= (step.certified - step.objective) / step.certified < 0.03
    with_plan = [s.objective for s in seen if s.objective == s.objective]
    assert all(a <= b + 1e-6 for a, b in itertools.pairwise(with_plan))
    assert found.certificate.objective >= step.objective - 1e-6


@pytest.mark.parametrize("stage", ["plan", "bound"])
def test_an_interrupt_while_prices_are_sought_keeps_the_early_plan(problem, stage):
    seen: list[Progress] = []

    def interrupt(step: Progress) -> None:
        seen.append(step)
        if step.stage == stage and any(s.objective == s.objective for s in seen):
            raise KeyboardInterrupt

    found = planned(problem, interrupt)
    assert found.areas
    assert found.certificate.status in {"feasible", "optimal"}


def test_an_interrupt_before_any_plan_is_passed_on(problem):
    def interrupt(step: Progress) -> None:
        if step.stage == "bound":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_rollout(problem, seed=4, progress=interrupt)
