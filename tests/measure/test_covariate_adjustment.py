"""Effects among stores that are alike: by hand, on the published panel, and on bad covariates."""

from __future__ import annotations

import gzip
import importlib.util
import pickle
from pathlib import Path

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna, covariate_adjustment, panel_of

CONTROLS = ("regression", "weighting", "doubly_robust")


@pytest.fixture(scope="module")
def mpdta_lpop(mpdta):
    """Log population of each county of the minimum-wage panel."""
    found = importlib.util.find_spec("moderndid")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "core" / "datasets" / "mpdta_long.pkl.gz"
    with gzip.open(path) as stream:
        frame = pickle.load(stream)  # a pandas frame that the installed package itself reads
    of_county = dict(zip(frame["countyreal"].astype(int), frame["lpop"], strict=True))
    return np.array([of_county[int(unit)] for unit in mpdta.units])


def two_kinds():
    """Two times. Kind 0: 2 treated gain 5 and 7, 4 others gain 1, 1, 3, 3; kind 1: see below."""
    gain = [5.0, 7.0, 1.0, 1.0, 3.0, 3.0, 20.0, 16.0, 14.0, 12.0, 12.0, 10.0, 8.0, 8.0]
    kind = [0.0] * 6 + [1.0] * 8
    treated = [1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    outcome = np.stack([np.zeros(14), np.array(gain)], axis=1)
    cohort = np.where(treated, 1.0, np.nan)
    return panel_of([f"s{i:02d}" for i in range(14)], [0.0, 1.0], outcome, cohort), np.array(kind)


@pytest.mark.parametrize("control", CONTROLS)
def test_with_two_kinds_of_stores_all_ways_compare_within_kinds(control):
    panel, kind = two_kinds()
    found = covariate_adjustment(panel, kind, control=control)
    # kind 0: 6 - 2 = 4 for 2 treated; kind 1: 15.5 - 9.5 = 6 for 4 treated: (2 x 4 + 4 x 6) / 6
    assert found.effects.simple.estimate == pytest.approx(32.0 / 6.0, abs=1e-10)


@pytest.mark.parametrize("control", CONTROLS)
def test_with_two_kinds_the_error_is_that_of_the_difference_within_kinds(control):
    panel, kind = two_kinds()
    # variance, by hand: mean effect over the treated's kinds, and means by kind on either side.
    # sum over treated of (gain - comparison mean of its kind - effect)^2 / 6^2, plus
    # sum over kinds of (treated share)^2 x squared deviations of its others / number^2
    left = np.array([3.0, 5.0, 10.5, 6.5, 4.5, 2.5]) - 32.0 / 6.0
    others = (2 / 6) ** 2 * 4.0 / 16.0 + (4 / 6) ** 2 * (2.5**2 + 0.5**2 + 2 * 1.5**2) / 16.0
    expected = (left @ left) / 36.0 + others
    found = covariate_adjustment(panel, kind, control=control)
    assert found.effects.simple.se**2 == pytest.approx(expected, rel=1e-9)


def test_the_minimum_wage_panel_with_population_gives_the_published_figures(mpdta, mpdta_lpop):
    """`csdid lemp lpop, ivar(countyreal) time(year) gvar(first_treat) method(dripw)`, analytic.

    Printed in the documentation of Stata's csdid (Rios-Avila), which says that R's did gives the
    same effects.
    """
    found = covariate_adjustment(mpdta, mpdta_lpop, names=["lpop"]).effects
    assert (round(found.simple.estimate, 7), round(found.simple.se, 7)) == (-0.0417518, 0.0115028)
    assert {k: (round(e.estimate, 7), round(e.se, 7)) for k, e in found.att.items()} == {
        (2004.0, 2004.0): (-0.0145297, 0.0221292),
        (2004.0, 2005.0): (-0.0764219, 0.0286713),
        (2004.0, 2006.0): (-0.1404483, 0.0353782),
        (2004.0, 2007.0): (-0.1069039, 0.0328865),
        (2006.0, 2004.0): (-0.0004721, 0.0222234),
        (2006.0, 2005.0): (-0.0062025, 0.0184957),
        (2006.0, 2006.0): (0.0009606, 0.0194002),
        (2006.0, 2007.0): (-0.0412939, 0.0197211),
        (2007.0, 2004.0): (0.0267278, 0.0140657),
        (2007.0, 2005.0): (-0.0045766, 0.0157178),
        (2007.0, 2006.0): (-0.0284475, 0.0181809),
        (2007.0, 2007.0): (-0.0287814, 0.0162390),
    }
    assert {e: (round(v.estimate, 7), round(v.se, 7)) for e, v in found.event.items()} == {
        -3.0: (0.0267278, 0.0140657),
        -2.0: (-0.0036165, 0.0129283),
        -1.0: (-0.0232440, 0.0144851),
        0.0: (-0.0210604, 0.0114942),
        1.0: (-0.0530032, 0.0163465),
        2.0: (-0.1404483, 0.0353782),
        3.0: (-0.1069039, 0.0328865),
    }
    assert {g: (round(v.estimate, 7), round(v.se, 7)) for g, v in found.group.items()} == {
        2004.0: (-0.0845759, 0.0245649),
        2006.0: (-0.0201666, 0.0174696),
        2007.0: (-0.0287814, 0.0162390),
    }
    assert {t: (round(v.estimate, 7), round(v.se, 7)) for t, v in found.calendar.items()} == {
        2004.0: (-0.0145297, 0.0221292),
        2005.0: (-0.0764219, 0.0286713),
        2006.0: (-0.0461757, 0.0212107),
        2007.0: (-0.0395822, 0.0129299),
    }


@pytest.mark.parametrize("control", CONTROLS)
def test_units_of_measurement_do_not_matter(drawn_panel, control):
    panel = drawn_panel(3, units=120)
    size = np.random.default_rng(4).normal(size=(120, 2))
    one = covariate_adjustment(panel, size, control=control).effects.simple
    other = covariate_adjustment(
        panel, size @ [[0.0, 1e-6], [1e5, 0.0]] + [1e7, 1.0], control=control
    )
    assert other.effects.simple.estimate == pytest.approx(one.estimate, abs=1e-7)
    assert other.effects.simple.se == pytest.approx(one.se, rel=1e-6)


@pytest.mark.parametrize("control", CONTROLS)
def test_a_trend_that_follows_a_covariate_is_taken_out_and_the_error_says_how_well(control):
    rng = np.random.default_rng(11)
    found, errors, raw = [], [], []
    for _ in range(150):
        size = rng.normal(size=200)
        treated = rng.random(200) < 1.0 / (1.0 + np.exp(0.8 - 0.8 * size))
        late = 1.5 * size + rng.normal(size=200) + treated
        panel = panel_of(
            [str(i) for i in range(200)],
            [0.0, 1.0],
            np.stack([np.zeros(200), late], axis=1),
            np.where(treated, 1.0, np.nan),
        )
        simple = covariate_adjustment(panel, size, control=control, draws=99).effects.simple
        found.append(simple.estimate)
        errors.append(simple.se)
        raw.append(callaway_santanna(panel, draws=99).simple.estimate)
    spread = np.std(found, ddof=1)
    assert np.mean(raw) > 1.7  # without the covariate: far off the true 1
    assert np.mean(found) == pytest.approx(1.0, abs=4.0 * spread / np.sqrt(150) + 0.03)
    assert np.mean(errors) == pytest.approx(spread, rel=0.25)


def test_coarser_clusters_enter_the_errors():
    panel, kind = two_kinds()
    paired = panel_of(
        [f"{name}{twin}" for name in panel.units for twin in "ab"],
        panel.times,
        np.repeat(panel.outcome, 2, axis=0),
        np.repeat(panel.cohort, 2),
        np.repeat(np.arange(14), 2),
    )
    alone = covariate_adjustment(panel, kind).effects.simple
    twins = covariate_adjustment(paired, np.repeat(kind, 2)).effects.simple
    assert twins.estimate == pytest.approx(alone.estimate, abs=1e-10)
    assert twins.se == pytest.approx(alone.se, rel=1e-9)
    assert twins.df == alone.df


def test_constant_and_repeated_covariates_are_dropped_by_name(drawn_panel):
    panel = drawn_panel(5)
    size = np.random.default_rng(0).normal(size=60)
    values = np.stack([size, np.full(60, 7.0), 3.0 * size + 2.0], axis=1)
    found = covariate_adjustment(panel, values, names=["size", "country", "floor"])
    assert found.covariates == ("size",)
    assert "country is the same for all units and was left out" in found.notes
    assert "floor follows from size and was left out" in found.notes
    alone = covariate_adjustment(panel, size)
    assert found.effects.simple.estimate == pytest.approx(alone.effects.simple.estimate, abs=1e-12)


def test_units_without_a_covariate_are_left_out_by_name(drawn_panel):
    panel = drawn_panel(5)
    size = np.random.default_rng(0).normal(size=60)
    size[[7, 30]] = np.nan
    found = covariate_adjustment(panel, size)
    assert found.panel.units == 58
    assert any("u007, u030" in note for note in found.notes)


def test_a_cohort_that_covariates_foretell_perfectly_has_no_effect_and_says_why(drawn_panel):
    panel = drawn_panel(6, units=120)
    first = np.nanmin(panel.cohort)
    size = np.random.default_rng(0).normal(size=120) + 50.0 * (panel.cohort == first)
    found = covariate_adjustment(panel, size, control="weighting")
    cell = found.effects.att[first, first]
    assert np.isnan(cell.estimate)
    assert "perfectly" in cell.reason
    assert np.isnan(found.effects.group[first].estimate)
    assert np.isfinite(found.effects.simple.estimate)
    assert any(f"cohort {first:g} has no effect" in note for note in found.notes)


def test_near_certain_comparison_units_get_no_weight_and_are_counted():
    rng = np.random.default_rng(8)
    size = np.append(rng.normal(size=300), 2.7)
    treated = size + 0.35 * rng.logistic(size=301) > 0.3
    treated[-1] = False
    outcome = np.stack([np.zeros(301), rng.normal(size=301)], axis=1)
    cohort = np.where(treated, 1.0, np.nan)
    panel = panel_of([str(i) for i in range(301)], [0.0, 1.0], outcome, cohort)
    found = covariate_adjustment(panel, size, control="weighting")
    assert found.highest_propensity is not None
    assert 0.995 <= found.highest_propensity[1.0] < 0.999
    assert any("1 comparison units are by their covariates so sure" in n for n in found.notes)
    outcome[-1, 1] = 1e6  # what it sold changes nothing, as it has no weight
    shifted = panel_of(panel.units, panel.times, outcome, cohort)
    again = covariate_adjustment(shifted, size, control="weighting")
    assert again.effects.simple.estimate == found.effects.simple.estimate


@pytest.mark.parametrize("control", ["weighting", "doubly_robust"])
def test_fewer_treated_than_covariates_cannot_carry_a_model_of_treatment(drawn_panel, control):
    panel = drawn_panel(9)
    cohort = panel.cohort.copy()
    last = np.nanmax(cohort)
    cohort[np.flatnonzero(cohort == last)[2:]] = np.nan
    few = panel_of(panel.units, panel.times, panel.outcome, cohort)
    values = np.random.default_rng(1).normal(size=(60, 3))
    found = covariate_adjustment(few, values, control=control).effects
    assert "2 treated units cannot carry a model of treatment with 3 covariates" in (
        found.att[last, last].reason
    )
    regression = covariate_adjustment(few, values, control="regression").effects
    assert np.isfinite(regression.att[last, last].estimate)


def test_fewer_comparison_units_than_covariates_are_refused_with_the_reason():
    panel, _ = two_kinds()
    values = np.random.default_rng(1).normal(size=(14, 9))
    with pytest.raises(PanelError, match="8 comparison units cannot carry a regression on 9"):
        covariate_adjustment(panel, values, control="regression")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((13, 1)), "14 units, but the covariates' shape is"),
        (np.zeros((14, 0)), "no covariate was given"),
        (np.ones(14), "no covariate varies"),
        (np.full(14, np.nan), "no unit has a value"),
        (np.append(np.arange(13.0), np.inf), "s13 has an infinite covariate 1"),
    ],
)
def test_covariates_that_do_not_fit_are_refused(values, message):
    panel, _ = two_kinds()
    with pytest.raises(PanelError, match=message):
        covariate_adjustment(panel, values)


def test_names_must_be_distinct():
    panel, kind = two_kinds()
    with pytest.raises(PanelError, match="2 distinct names"):
        covariate_adjustment(panel, np.stack([kind, kind], axis=1), names=["a", "a"])


def test_an_unknown_way_of_control_is_refused():
    panel, kind = two_kinds()
    with pytest.raises(PanelError, match="control must be one of"):
        covariate_adjustment(panel, kind, control="matching")
