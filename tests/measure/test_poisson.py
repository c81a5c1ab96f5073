"""Poisson regressions with absorbed effects: by hand, against pyfixest, and at their edges."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.errors import PanelError
from showfloor.measure import fit_poisson

REFERENCE = Path(__file__).parent / "reference"


def test_two_stores_and_two_weeks_give_the_log_of_the_double_ratio():
    # With every cell its own parameter the fit is exact: log(40/5) - log(20/10) = log 4.
    fit = fit_poisson(
        np.array([10.0, 20.0, 5.0, 40.0]),
        np.array([[0.0], [0.0], [0.0], [1.0]]),
        ("shown",),
        effect_a=np.array([0, 0, 1, 1]),
        effect_b=np.array([0, 1, 0, 1]),
        clusters=np.array([0, 0, 1, 1]),
    )
    assert fit.estimates["shown"].estimate == pytest.approx(math.log(4.0), abs=1e-9)
    assert fit.deviance == pytest.approx(0.0, abs=1e-9)
    assert fit.converged


@pytest.mark.parametrize("cluster", ["store", "pair_store", "week"])
def test_coefficients_and_errors_are_those_of_pyfixest(cluster):
    # reference/make_poisson_reference.py, pyfixest 0.60.0
    data = np.genfromtxt(REFERENCE / "poisson_panel.csv", delimiter=",", names=True)
    expected = json.loads((REFERENCE / "poisson_pyfixest.json").read_text())[cluster]
    fit = fit_poisson(
        data["y"],
        np.stack([data["shown"], data["mailed"]], axis=1),
        ("shown", "mailed"),
        effect_a=data["pair_store"].astype(np.int64),
        effect_b=data["pair_week"].astype(np.int64),
        clusters=data[cluster].astype(np.int64),
    )
    assert fit.rows == expected["rows"]
    assert fit.rows + fit.rows_dropped == len(data)
    for name in ("shown", "mailed"):
        found = fit.estimates[name]
        assert found.estimate == pytest.approx(expected["coefficients"][name], abs=1e-6)
        assert found.se == pytest.approx(expected["errors"][name], rel=1e-6)


def panel(seed: int, stores: int = 6, weeks: int = 7):
    rng = np.random.default_rng(seed)
    store, week = (a.ravel() for a in np.meshgrid(np.arange(stores), np.arange(weeks)))
    shown = rng.random(len(store))
    units = rng.poisson(np.exp(1.0 + 0.3 * shown + 0.2 * store)).astype(float)
    return units, shown[:, None], store, week


def fit_of(units, regressors, store, week, names=("shown",)):
    return fit_poisson(units, regressors, names, effect_a=store, effect_b=week, clusters=store)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.integers(2, 9))
def test_multiplying_every_outcome_changes_no_coefficient(seed, scale):
    units, shown, store, week = panel(seed)
    once, often = (fit_of(y, shown, store, week) for y in (units, scale * units))
    assert often.estimates["shown"].estimate == pytest.approx(
        once.estimates["shown"].estimate, abs=1e-7
    )


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_rows_and_the_roles_of_the_effects_change_nothing(seed):
    units, shown, store, week = panel(seed)
    order = np.random.default_rng(seed).permutation(len(units))
    first = fit_of(units, shown, store, week).estimates["shown"]
    second = fit_poisson(
        units[order],
        shown[order],
        ("shown",),
        effect_a=week[order] * 1_000_003 - 5,
        effect_b=store[order],
        clusters=store[order] + 17,
    ).estimates["shown"]
    assert second.estimate == pytest.approx(first.estimate, abs=1e-8)
    assert second.se == pytest.approx(first.se, rel=1e-6)


def test_a_store_that_never_sold_is_left_out_and_counted():
    units, shown, store, week = panel(1)
    units[store == 2] = 0.0
    fit = fit_of(units, shown, store, week)
    kept = store != 2
    alone = fit_of(units[kept], shown[kept], store[kept], week[kept])
    assert fit.rows_dropped == 7
    assert fit.estimates == alone.estimates


def test_a_regressor_that_never_changes_within_a_store_is_undefined_with_its_reason():
    units, shown, store, week = panel(2)
    regressors = np.column_stack([store * 1.5, shown[:, 0], shown[:, 0] * 2.0])
    fit = fit_of(units, regressors, store, week, ("place", "shown", "twice"))
    assert math.isnan(fit.estimates["place"].estimate)
    assert "fixed effects" in fit.estimates["place"].reason
    assert "explained by shown" in fit.estimates["twice"].reason
    alone = fit_of(units, shown, store, week).estimates["shown"]
    assert fit.estimates["shown"].estimate == pytest.approx(alone.estimate, rel=1e-12)
    assert fit.estimates["shown"].se == pytest.approx(alone.se, rel=1e-12)
    assert fit.notes == tuple(f"left out: {fit.estimates[n].reason}" for n in ("place", "twice"))


def test_a_single_cluster_gives_an_estimate_without_an_interval():
    units, shown, store, week = panel(3)
    fit = fit_poisson(
        units, shown, ("shown",), effect_a=store, effect_b=week, clusters=np.zeros_like(store)
    )
    found = fit.estimates["shown"]
    assert math.isfinite(found.estimate)
    assert math.isnan(found.se)
    assert "one cluster" in found.reason


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_an_outcome_that_is_no_count_is_refused(bad):
    units, shown, store, week = panel(4)
    units[3] = bad
    with pytest.raises(PanelError, match="finite and not negative"):
        fit_of(units, shown, store, week)


def test_a_missing_regressor_is_refused_by_its_name():
    units, shown, store, week = panel(5)
    shown[0] = math.nan
    with pytest.raises(PanelError, match="shown"):
        fit_of(units, shown, store, week)


def test_columns_of_different_length_are_refused():
    units, shown, store, week = panel(6)
    with pytest.raises(PanelError, match="one length"):
        fit_of(units[:-1], shown, store, week)


def test_nothing_but_zeros_is_refused():
    units, shown, store, week = panel(7)
    with pytest.raises(PanelError, match="only zeros"):
        fit_of(units * 0.0, shown, store, week)
