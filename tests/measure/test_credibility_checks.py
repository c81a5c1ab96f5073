"""Verdicts follow their thresholds, and say what to do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.measure.closures import Closures
from showfloor.measure.credibility_checks import (
    Choosing,
    anticipation_check,
    chosen_check,
    closures_check,
    compared_in_region_check,
    magnitudes_check,
    one_store_check,
    placebo_space_check,
    placebo_time_check,
    power_check,
    regression_check,
    rejected,
    spillover_check,
    straight_drift_check,
)
from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.influence_of_one import InfluenceOfOne
from showfloor.measure.placebo import PlaceboInSpace
from showfloor.measure.pretrend_power import PretrendPower
from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.spillover_check import RingEffect

TERMS = CredibilityTerms()
NAN = math.nan


def estimate(ratio: float):
    return with_interval(ratio, 1.0, math.inf)


def test_a_drift_that_would_stay_unseen_is_weighed_against_the_effect():
    power = PretrendPower(0.1, 0.2, 1.0, 2.0, 6, "joint")
    assert power_check(power, 5.0, TERMS).verdict == "PASS"
    loud = power_check(power, 3.0, TERMS)
    assert (loud.verdict, loud.value) == ("REVIEW", pytest.approx(2 / 3))
    assert "67%" in loud.advice
    unknown = PretrendPower(NAN, NAN, NAN, NAN, 0, "joint", "there is no estimate before")
    assert power_check(unknown, 5.0, TERMS).verdict == "REVIEW"


@pytest.mark.parametrize(
    ("breakdown", "verdict"), [(1.2, "PASS"), (0.8, "REVIEW"), (NAN, "REVIEW")]
)
def test_the_breakdown_value_decides_about_drifts_like_those_before(breakdown, verdict):
    found = Sensitivity("relative magnitudes", 1.0, (), breakdown, 3, 3, "either", "it holds zero")
    check = magnitudes_check(found, TERMS)
    assert check.verdict == verdict
    if math.isnan(breakdown):
        assert "it holds zero" in check.advice


def test_a_straight_drift_that_explains_the_effect_is_said():
    kept = Sensitivity("smoothness", 1.0, (), 0.3, 3, 3, times_a_step=4)
    assert straight_drift_check(kept).verdict == "PASS"
    assert "each 4 times" in straight_drift_check(kept).advice
    gone = Sensitivity("smoothness", 1.0, (), NAN, 3, 3, reason="the interval holds zero")
    assert straight_drift_check(gone).verdict == "REVIEW"


def test_a_placebo_effect_before_the_opening_asks_for_review():
    assert placebo_time_check(estimate(1.0), TERMS).verdict == "PASS"
    moving = placebo_time_check(estimate(3.0), TERMS)
    assert (moving.verdict, moving.value) == ("REVIEW", pytest.approx(0.0027, abs=1e-5))
    assert placebo_time_check(undefined("too short"), TERMS).verdict == "REVIEW"
    assert "too short" in placebo_time_check(undefined("too short"), TERMS).advice


@pytest.mark.parametrize(
    ("alarms", "p", "verdict", "said"),
    [
        (0.05, 0.01, "PASS", "Hardly any"),
        (0.20, 0.01, "REVIEW", "20% of rollouts"),
        (0.05, 0.40, "REVIEW", "in 40% of draws"),
        (NAN, NAN, "REVIEW", "too few"),
    ],
)
def test_rollouts_pretended_elsewhere_are_judged_by_false_alarms_and_rank(alarms, p, verdict, said):
    found = PlaceboInSpace(np.zeros(0), 1.0, alarms, p, 5, "too few")
    check = placebo_space_check(found, TERMS)
    assert check.verdict == verdict
    assert said in check.advice


def test_anticipation_names_how_early_sales_moved():
    calm = {-1.0: estimate(1.0), -2.0: estimate(-1.0)}
    assert anticipation_check(calm, TERMS).verdict == "PASS"
    early = {-1.0: estimate(4.0), -2.0: estimate(3.0), -3.0: estimate(0.1), -9.0: estimate(9.0)}
    check = anticipation_check(early, CredibilityTerms(anticipation_leads=3))
    assert check.verdict == "REVIEW"
    assert "anticipation 2" in check.advice
    assert anticipation_check({}, TERMS).verdict == "REVIEW"


def ring(number: int, effect) -> RingEffect:
    return RingEffect(number, number + 1.0, 5, 20, effect)


def test_spillover_names_the_ring_to_leave_out():
    assert spillover_check([ring(0, estimate(1.0))], TERMS).verdict == "PASS"
    check = spillover_check(
        [ring(0, estimate(-5.0)), ring(1, estimate(-4.0)), ring(2, estimate(0))], TERMS
    )
    assert check.verdict == "REVIEW"
    assert "within 2 km" in check.advice
    assert spillover_check([], TERMS).verdict == "REVIEW"
    lost = spillover_check([ring(0, undefined("none beyond"))], TERMS)
    assert (lost.verdict, "none beyond" in lost.advice) == ("REVIEW", True)
    nobody = RingEffect(0.0, 2.0, 0, 9, undefined("no comparison store lies in this ring"))
    assert spillover_check([nobody], TERMS).verdict == "PASS"


@pytest.mark.parametrize(
    ("without", "share", "verdict"),
    [(0.9, 0.4, "PASS"), (0.5, 1.4, "REVIEW"), (-0.1, 0.9, "REVIEW")],
)
def test_one_store_asks_for_review_when_it_moves_or_turns_the_effect(without, share, verdict):
    found = InfluenceOfOne("koeln", 1.0, without, without - 1.0, share, True, True)
    check = one_store_check(found, TERMS)
    assert check.verdict == verdict
    assert "koeln" in check.advice


def test_an_effect_of_one_store_alone_fails():
    found = InfluenceOfOne("köln", 1.0, NAN, NAN, NAN, True, True, "nothing left")
    check = one_store_check(found, TERMS)
    assert (check.verdict, "köln alone" in check.advice) == ("FAIL", True)


@pytest.mark.parametrize(
    ("cohort", "never", "verdict"),
    [(0.03, 0.02, "PASS"), (0.12, 0.02, "REVIEW"), (0.12, 0.11, "REVIEW")],
)
def test_closures_are_judged_by_their_share_and_their_difference(cohort, never, verdict):
    found = Closures({1.0: cohort}, never, (), 10)
    assert closures_check(found, TERMS).verdict == verdict


def test_a_region_week_without_comparison_fails_by_name():
    found = Closures({1.0: 0.0}, 0.0, (("DE-BE", 12.0), ("DE-BE", 13.0)), 30)
    check = compared_in_region_check(found)
    assert (check.verdict, check.value) == ("FAIL", 2.0)
    assert "DE-BE at 12" in check.advice
    assert compared_in_region_check(Closures({1.0: 0.0}, 0.0, (), 30)).verdict == "PASS"


@pytest.mark.parametrize(
    ("choosing", "verdict"),
    [
        (Choosing(scored_from=-20.0, scored_to=0.0), "PASS"),
        (Choosing(scored_from=-20.0, scored_to=3.0), "FAIL"),
        (Choosing(scored_from=10.0, scored_to=20.0), "PASS"),
        (Choosing(), "REVIEW"),
        (Choosing(randomised=True, scored_from=0.0, scored_to=5.0), "PASS"),
    ],
)
def test_the_scoring_window_may_not_overlap_the_baseline(choosing, verdict):
    check = regression_check(choosing, 0.0, 10.0)
    assert check.verdict == verdict
    if verdict == "FAIL":
        assert check.value == 3.0
        assert "begin the panel at 3" in check.advice


def test_only_lots_let_the_effect_be_expected_of_other_stores():
    assert chosen_check(Choosing(randomised=True)).verdict == "PASS"
    assert "do not expect it of the others" in chosen_check(Choosing()).advice


def test_holm_rejects_stepwise():
    # 0.01 x 3 and 0.02 x 2 lie below 0.05, then 0.2; Bonferroni would reject only the first.
    assert rejected([0.02, 0.2, 0.01], 0.05) == [True, False, True]
    assert rejected([0.03, 0.03], 0.05) == [False, False]


def test_every_advice_is_one_sentence_in_plain_words():
    checks = [
        power_check(PretrendPower(0.1, 0.2, 1.0, 2.0, 6, "joint"), 3.0, TERMS),
        placebo_time_check(estimate(3.0), TERMS),
        anticipation_check({-1.0: estimate(4.0)}, TERMS),
        spillover_check([ring(0, estimate(-5.0))], TERMS),
        regression_check(Choosing(), 0.0, 10.0),
        chosen_check(Choosing()),
    ]
    for check in checks:
        assert check.advice.endswith(".")
        assert check.advice.count(". ") == 0
