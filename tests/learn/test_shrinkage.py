"""Shrunk lifts against published meta-analyses, and against integration by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor import learn
from showfloor.domain.lifts import MeasuredLift
from showfloor.errors import DataError

# Rubin (1981), as in Gelman et al., Bayesian Data Analysis, table 5.2: effect and standard error.
EIGHT_SCHOOLS = ((28, 15), (8, 10), (-3, 16), (7, 11), (-1, 9), (1, 11), (18, 10), (12, 18))

# Colditz et al. (1994), trials of the BCG vaccine: vaccinated cases, others; control cases, others.
BCG = (
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)


def _shrink(cells, *, more=()):
    """Shrink cells (lift, se) as formats f0, f1, ... of one store kind; `more` are unmeasured."""
    measured = [MeasuredLift(f"f{i}", "standard", y, s) for i, (y, s) in enumerate(cells)]
    formats = [item.format_id for item in measured] + list(more)
    return learn.shrink_lifts(measured, formats=formats, store_kinds=["standard"])


def _bcg_log_risk_ratios():
    cells = []
    for a, b, c, d in BCG:
        log_ratio = math.log(a / (a + b)) - math.log(c / (c + d))
        cells.append((log_ratio, math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))))
    return cells


def test_eight_schools_are_pooled_completely_as_published():
    # Bayesian Data Analysis, section 5.5: pooled estimate 7.7, standard error 4.1; the variation
    # is less than chance would give (Q below its 7 degrees of freedom): no spread is estimated.
    learned = _shrink(EIGHT_SCHOOLS)
    assert round(learned.model.common_mean, 1) == 7.7
    assert round(learned.model.common_mean_se, 1) == 4.1
    assert learned.model.between_sd == 0.0
    assert learned.model.heterogeneity < 7
    assert {round(lift.mean, 1) for lift in learned.lifts} == {7.7}
    assert {lift.shrinkage for lift in learned.lifts} == {1.0}


def test_the_bcg_trials_have_the_published_spread_mean_and_interval():
    # Viechtbauer's metafor documents tau^2 = 0.3181 by Paule and Mandel (there: "EB"/"PM"), the
    # Q-profile interval 0.1197 to 1.1115 and Q = 152.23 for these thirteen trials.
    model = _shrink(_bcg_log_risk_ratios()).model
    assert round(model.between_sd**2, 4) == 0.3181
    assert round(model.between_sd_low**2, 4) == 0.1197
    assert round(model.between_sd_high**2, 4) == 1.1115
    assert round(model.heterogeneity, 2) == 152.23


def test_heterogeneity_is_the_weighted_sum_over_pairs():
    # Q written over pairs: sum over i < j of w_i w_j (y_i - y_j)^2, divided by the sum of w.
    weights = [1 / s**2 for _, s in EIGHT_SCHOOLS]
    pairs = sum(
        weights[i] * weights[j] * (EIGHT_SCHOOLS[i][0] - EIGHT_SCHOOLS[j][0]) ** 2
        for i in range(8)
        for j in range(i)
    )
    found = _shrink(EIGHT_SCHOOLS).model.heterogeneity
    assert found == pytest.approx(pairs / sum(weights), abs=1e-12)


def test_the_common_mean_is_that_of_least_squares_with_the_spread_added():
    # Independent: ordinary least squares on rows divided by their total standard deviation.
    cells = np.array(_bcg_log_risk_ratios())
    model = _shrink(_bcg_log_risk_ratios()).model
    scale = np.sqrt(cells[:, 1] ** 2 + model.between_sd**2)
    design, outcome = (1 / scale)[:, None], cells[:, 0] / scale
    mean = np.linalg.lstsq(design, outcome, rcond=None)[0][0]
    se = math.sqrt(np.linalg.inv(design.T @ design)[0, 0])
    assert model.common_mean == pytest.approx(mean, abs=1e-12)
    assert model.common_mean_se == pytest.approx(se, abs=1e-12)


def _posterior_by_brute_force(cells, place, spread):
    """Integrate theta_place and mu on a grid: flat prior on mu, normal cells, normal likelihood."""
    y, s = np.array(cells).T
    wide = 8 * (s.max() + spread)
    theta = np.linspace(y.min() - wide, y.max() + wide, 2001)
    mu = np.linspace(y.min() - wide, y.max() + wide, 2001)
    others = np.delete(np.arange(len(y)), place)
    log_mu = sum(-0.5 * (y[i] - mu) ** 2 / (s[i] ** 2 + spread**2) for i in others)
    log_density = (
        -0.5 * ((y[place] - theta[:, None]) / s[place]) ** 2
        - 0.5 * ((theta[:, None] - mu[None, :]) / spread) ** 2
        + log_mu[None, :]
    )
    density = np.exp(log_density - log_density.max()).sum(axis=1)
    density /= density.sum()
    mean = float((theta * density).sum())
    return mean, math.sqrt(float(((theta - mean) ** 2 * density).sum()))


@pytest.mark.parametrize("place", range(4))
def test_posteriors_are_those_of_integration_by_brute_force(place):
    cells = [(0.40, 0.05), (0.10, 0.08), (0.22, 0.20), (-0.05, 0.06)]
    learned = _shrink(cells)
    mean, sd = _posterior_by_brute_force(cells, place, learned.model.between_sd)
    assert learned.lifts[place].mean == pytest.approx(mean, abs=1e-6)
    assert learned.lifts[place].sd == pytest.approx(sd, abs=1e-6)


def test_an_unmeasured_cell_is_a_draw_around_the_common_mean_by_hand():
    # Equal errors of 0.1: Q(t) = sum of squared deviations / (0.01 + t) = 1 at t = 0.08 - 0.01,
    # for 0.1 and 0.5: deviations of 0.2, sum of squares 0.08. Mean 0.3, its variance 0.08 / 2.
    learned = _shrink([(0.1, 0.1), (0.5, 0.1)], more=("new",))
    new = learned.lifts[-1]
    assert (new.format_id, new.origin, new.shrinkage, new.measured) == ("new", "pooled", 1.0, None)
    assert learned.model.between_sd == pytest.approx(math.sqrt(0.07), abs=1e-9)
    assert new.mean == pytest.approx(0.3, abs=1e-12)
    assert new.sd == pytest.approx(math.sqrt(0.07 + 0.04), abs=1e-9)
    first = learned.lifts[0]  # weight of the mean 0.01 / 0.08
    assert first.shrinkage == pytest.approx(0.125, abs=1e-9)
    assert first.mean == pytest.approx(0.125 * 0.3 + 0.875 * 0.1, abs=1e-9)
    assert first.sd == pytest.approx(math.sqrt(0.875 * 0.01 + 0.125**2 * 0.04), abs=1e-9)


def test_every_format_has_a_lift_in_every_kind_of_store():
    measured = [
        MeasuredLift("wall", "live", 0.2, 0.05),
        MeasuredLift("table", "standard", 0.1, 0.05),
        MeasuredLift("wall", "standard", math.nan, math.nan, reason="three store-weeks only"),
    ]
    learned = learn.shrink_lifts(
        measured, formats=("wall", "table"), store_kinds=("live", "standard")
    )
    found = {(lift.format_id, lift.store_kind): lift for lift in learned.lifts}
    assert list(found) == [
        ("wall", "live"),
        ("wall", "standard"),
        ("table", "live"),
        ("table", "standard"),
    ]
    assert {cell for cell, lift in found.items() if lift.origin == "measured"} == {
        ("wall", "live"),
        ("table", "standard"),
    }
    assert found["wall", "standard"].source.startswith("three store-weeks only; ")
    assert found["table", "live"].source.startswith("not measured; ")
    assert learned.model.cells == 2


def test_one_cell_stands_as_measured_and_leaves_the_spread_undefined():
    learned = _shrink([(0.2, 0.05)], more=("new",))
    own, new = learned.lifts
    assert (own.mean, own.sd, own.shrinkage) == (0.2, 0.05, 0.0)
    assert new.mean == 0.2
    assert math.isnan(new.sd)
    assert "one measured cell" in new.source
    assert math.isnan(learned.model.between_sd)


def test_without_any_measured_cell_every_lift_is_undefined_and_says_so():
    learned = _shrink([(math.nan, 0.1)])
    assert math.isnan(learned.lifts[0].mean)
    assert math.isnan(learned.lifts[0].sd)
    assert "state a prior" in learned.lifts[0].source
    assert learned.model.cells == 0


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (MeasuredLift("wal", "live", 0.1, 0.1), "did you mean 'wall'"),
        (MeasuredLift("wall", "lives", 0.1, 0.1), "did you mean 'live'"),
        (MeasuredLift("wall", "live", 0.1, 0.0), "positive, finite standard error"),
        (MeasuredLift("wall", "live", 0.1, -0.1), "positive, finite standard error"),
        (MeasuredLift("wall", "live", math.inf, 0.1), "finite value"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_by_name(cell, says):
    with pytest.raises(DataError, match=says):
        learn.shrink_lifts([cell], formats=["wall"], store_kinds=["live"])


def test_a_cell_given_twice_is_refused():
    cell = MeasuredLift("wall", "live", 0.1, 0.1)
    with pytest.raises(DataError, match="given twice"):
        learn.shrink_lifts([cell, cell], formats=["wall"], store_kinds=["live"])


cells = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 0.5)), min_size=2, max_size=8)


@settings(max_examples=100, deadline=None)
@given(cells)
def test_shrinking_moves_toward_the_mean_and_never_past_it(cells):
    learned = _shrink(cells)
    mean = learned.model.common_mean
    for lift in learned.lifts:
        low, high = sorted((lift.measured, mean))
        assert low - 1e-12 <= lift.mean <= high + 1e-12
        assert 0 <= lift.shrinkage <= 1
        assert lift.sd <= math.hypot(lift.measured_se, learned.model.common_mean_se) + 1e-12
    low, high = learned.model.between_sd_low, learned.model.between_sd_high
    assert low <= learned.model.between_sd + 1e-9
    assert learned.model.between_sd <= high + 1e-9


@settings(max_examples=50, deadline=None)
@given(cells)
def test_the_spread_solves_its_equation(cells):
    # Paule and Mandel's defining equation, summed in plain Python.
    spread = _shrink(cells).model.between_sd ** 2
    weights = [1 / (s * s + spread) for _, s in cells]
    mean = sum(w * y for w, (y, _) in zip(weights, cells, strict=True)) / sum(weights)
    q = sum(w * (y - mean) ** 2 for w, (y, _) in zip(weights, cells, strict=True))
    if spread > 0:
        assert q == pytest.approx(len(cells) - 1, rel=1e-6)
    else:
        assert q <= len(cells) - 1 + 1e-9


@settings(max_examples=50, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_the_order_of_cells_changes_nothing(cells, random):
    shuffled = list(cells)
    random.shuffle(shuffled)
    one, other = _shrink(cells).model, _shrink(shuffled).model
    assert one.between_sd == pytest.approx(other.between_sd, abs=1e-6)
    assert one.common_mean == pytest.approx(other.common_mean, abs=1e-9)


def test_log_points_become_relative_lifts_by_the_delta_method():
    # ln 1.5 is half more; 1.5 x 0.02 = 0.03.
    lift, se = learn.lift_from_log_points(math.log(1.5), 0.02)
    assert (lift, se) == (pytest.approx(0.5, abs=1e-15), pytest.approx(0.03, abs=1e-15))
    measured = learn.measured_lift("wall", "live", math.log(1.5), 0.02, rows=7)
    assert (measured.lift, measured.rows) == (pytest.approx(0.5, abs=1e-15), 7)


def test_the_delta_method_agrees_with_simulation_for_small_errors():
    drawn = np.expm1(np.random.default_rng(1).normal(0.397, 0.028, 400_000))
    lift, se = learn.lift_from_log_points(0.397, 0.028)
    assert drawn.mean() == pytest.approx(lift, rel=0.01)
    assert drawn.std() == pytest.approx(se, rel=0.01)


def test_an_undefined_estimate_stays_undefined():
    lift, se = learn.lift_from_log_points(math.nan, math.nan)
    assert math.isnan(lift)
    assert math.isnan(se)


def test_a_prior_is_stated_and_marked_as_one():
    learned = learn.state_prior({("wall", "live"): (0.15, 0.1, "  the programme's author ")})
    (lift,) = learned.lifts
    assert learned.model is None
    assert (lift.mean, lift.sd, lift.origin) == (0.15, 0.1, "prior")
    assert lift.source == "the programme's author"
    assert lift.shrinkage is None


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ((math.nan, 0.1, "said"), "finite relative lift"),
        ((0.1, 0.0, "said"), "positive, finite"),
        ((0.1, 0.1, "  "), "no source"),
    ],
)
def test_a_prior_that_says_too_little_is_refused(stated, says):
    with pytest.raises(DataError, match=says):
        learn.state_prior({("wall", "live"): stated})


def test_an_empty_prior_is_refused():
    with pytest.raises(DataError, match="states no lift"):
        learn.state_prior({})
