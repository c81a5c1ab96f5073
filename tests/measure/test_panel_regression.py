"""Panel regressions against pyfixest on awkward panels, by hand, and at their edges."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure import panel_regression_effects
from showfloor.measure.panel_regression import fit_linear
from showfloor.measure.panel_regression_lags import leads_and_lags
from showfloor.measure.poisson import fit_poisson

REFERENCE = Path(__file__).parent / "reference"
CASES = json.loads((REFERENCE / "panel_regression_pyfixest.json").read_text())
DATA = np.genfromtxt(REFERENCE / "panel_regression.csv", delimiter=",", names=True)
KINDS = ("plain", "unbalanced", "separated", "single", "near", "sparse")


def named(case) -> str:
    family = "poisson" if case["poisson"] else "linear"
    extra = [key for key in ("weights", "exposure") if key in case]
    return "-".join([case["kind"], family, *case["effects"], "by", *case["cluster"], *extra])


def fitted(case):
    """Estimate a case of reference/make_panel_regression_reference.py."""
    data = DATA[DATA["kind"] == KINDS.index(case["kind"])]
    codes = {name: data[name].astype(np.int64) for name in ("store", "week", "region", "format")}
    effects = dict(
        zip(("effect_a", "effect_b", "effect_c"), map(codes.get, case["effects"]), strict=False)
    )
    given = {name: data[case[name]] for name in ("weights", "exposure") if name in case}
    fit = fit_poisson if case["poisson"] else fit_linear
    return fit(
        data["y"],
        np.stack([data["shown"], data["mailed"]], axis=1),
        ("shown", "mailed"),
        clusters=tuple(codes[name] for name in case["cluster"]),
        **effects,
        **given,
    )


@pytest.mark.parametrize("searched", [False, True], ids=["at once", "searched"])
@pytest.mark.parametrize("case", CASES, ids=named)
def test_coefficients_and_errors_are_those_of_pyfixest(case, searched, monkeypatch):
    if searched:  # two effects as if they had too many levels to be solved at once
        monkeypatch.setattr(panel_regression_effects, "_WIDEST_BLOCK", 0)
    fit = fitted(case)
    assert fit.rows == case["rows"]
    for name, coefficient in case["coefficients"].items():
        found = fit.estimates[name]
        assert found.estimate == pytest.approx(coefficient, rel=1e-6, abs=1e-6)
        assert found.se == pytest.approx(case["errors"][name], rel=1e-6)
        assert found.df == case["degrees"]
    for name in set(fit.names) - set(case["coefficients"]):
        assert math.isnan(fit.estimates[name].estimate)
        assert f"left out: {fit.estimates[name].reason}" in fit.notes


def test_what_is_left_out_is_said_by_its_reason():
    separated = fitted(next(c for c in CASES if c["kind"] == "separated" and c["poisson"]))
    assert separated.rows_separated > 0
    assert any("separation" in note for note in separated.notes)
    assert any("only zeros" in note for note in separated.notes)
    assert separated.rows + separated.rows_dropped == (DATA["kind"] == 2).sum()
    single = fitted(next(c for c in CASES if c["kind"] == "single" and not c["poisson"]))
    assert single.rows_single == (DATA["kind"] == 3).sum() - single.rows
    assert any("the only one of a fixed effect" in note for note in single.notes)


def test_two_stores_and_two_weeks_give_the_difference_in_differences():
    # (40 - 5) - (20 - 10) = 25
    fit = fit_linear(
        np.array([10.0, 20.0, 5.0, 40.0]),
        np.array([[0.0], [0.0], [0.0], [1.0]]),
        ("shown",),
        effect_a=np.array([0, 0, 1, 1]),
        effect_b=np.array([0, 1, 0, 1]),
        clusters=np.array([0, 0, 1, 1]),
    )
    assert fit.estimates["shown"].estimate == pytest.approx(25.0, abs=1e-12)
    assert fit.explained == pytest.approx(1.0)
    assert math.isnan(fit.estimates["shown"].se)
    assert fit.estimates["shown"].reason


def panel(seed: int, stores: int = 12, weeks: int = 9):
    rng = np.random.default_rng(seed)
    store, week = (a.ravel() for a in np.meshgrid(np.arange(stores), np.arange(weeks)))
    shown = rng.random(len(store))
    mean = np.exp(0.5 + 0.3 * shown + 0.1 * store)
    return rng.poisson(mean).astype(float), shown[:, None], store, week


def both(case, **changed):
    units, shown, store, week = case
    given = {"effect_a": store, "effect_b": week, "clusters": store, **changed}
    return [fit(units, shown, ("shown",), **given) for fit in (fit_poisson, fit_linear)]


def test_a_whole_weight_is_that_many_equal_rows():
    units, shown, store, week = panel(1)
    times = np.random.default_rng(2).integers(1, 4, len(units))
    again = np.repeat(np.arange(len(units)), times)
    weighted = both((units, shown, store, week), weights=times.astype(float))
    repeated = both((units[again], shown[again], store[again], week[again]))
    for one, other in zip(weighted, repeated, strict=True):
        assert one.estimates["shown"].estimate == pytest.approx(
            other.estimates["shown"].estimate, rel=1e-9
        )


def test_half_the_open_days_are_half_the_units_and_no_effect():
    units, shown, store, week = panel(3)
    days = np.random.default_rng(4).integers(1, 7, len(units)).astype(float)
    given = {"effect_a": store, "effect_b": week, "clusters": store}
    whole = fit_poisson(units, shown, ("shown",), **given)
    # Outcome x days with exposure days has the score of the outcome weighted by days.
    part = fit_poisson(units * days, shown, ("shown",), exposure=days, **given)
    weighted = fit_poisson(units, shown, ("shown",), weights=days, **given)
    assert part.estimates["shown"].estimate == pytest.approx(
        weighted.estimates["shown"].estimate, abs=1e-8
    )
    assert part.estimates["shown"].estimate != pytest.approx(
        whole.estimates["shown"].estimate, abs=1e-6
    )


def test_rows_in_any_order_give_the_same_result():
    case = panel(5)
    order = np.random.default_rng(6).permutation(len(case[0]))
    for one, other in zip(both(case), both(tuple(c[order] for c in case)), strict=True):
        assert other.estimates["shown"].estimate == pytest.approx(
            one.estimates["shown"].estimate, abs=1e-9
        )
        assert other.estimates["shown"].se == pytest.approx(one.estimates["shown"].se, rel=1e-8)


def test_a_third_effect_equals_its_indicators_as_regressors():
    units, shown, store, week = panel(7)
    kind = np.random.default_rng(8).integers(0, 3, len(units))
    absorbed = both((units, shown, store, week), effect_c=kind)
    columns = np.column_stack([shown, kind == 1, kind == 2]).astype(float)
    given = {"effect_a": store, "effect_b": week, "clusters": store}
    for one, fit in zip(absorbed, (fit_poisson, fit_linear), strict=True):
        spelled = fit(units, columns, ("shown", "kind 1", "kind 2"), **given)
        assert one.estimates["shown"].estimate == pytest.approx(
            spelled.estimates["shown"].estimate, abs=1e-8
        )
        assert one.estimates["shown"].se == pytest.approx(spelled.estimates["shown"].se, rel=1e-7)


def test_a_display_that_stands_only_where_nothing_sold_is_left_out_with_its_rows():
    units, shown, store, week = panel(9)
    never = ((store + week) % 5 == 0).astype(float)
    units[never > 0] = 0.0
    columns = np.column_stack([shown, never])
    given = {"effect_a": store, "effect_b": week, "clusters": store}
    fit = fit_poisson(units, columns, ("shown", "never"), **given)
    others = never == 0
    alone = fit_poisson(
        units[others],
        shown[others],
        ("shown",),
        effect_a=store[others],
        effect_b=week[others],
        clusters=store[others],
    )
    assert fit.rows_separated == int(never.sum())
    assert math.isnan(fit.estimates["never"].estimate)
    assert fit.estimates["shown"].estimate == pytest.approx(
        alone.estimates["shown"].estimate, abs=1e-8
    )


@pytest.mark.parametrize(("column", "word"), [("weights", "weights"), ("exposure", "exposure")])
def test_a_weight_of_zero_is_refused(column, word):
    units, shown, store, week = panel(10)
    given = {column: np.where(store == 3, 0.0, 1.0)}
    with pytest.raises(PanelError, match=f"the {word} must be finite and above 0"):
        fit_poisson(
            units, shown, ("shown",), effect_a=store, effect_b=week, clusters=store, **given
        )


def test_three_clusterings_and_names_that_come_twice_are_refused():
    units, shown, store, week = panel(11)
    with pytest.raises(PanelError, match="one or two clusterings"):
        both((units, shown, store, week), clusters=(store, week, store))
    with pytest.raises(PanelError, match="shown comes twice"):
        fit_linear(
            units,
            np.column_stack([shown, shown]),
            ("shown", "shown"),
            effect_a=store,
            effect_b=week,
            clusters=store,
        )


def test_leads_and_lags_do_not_reach_across_a_missing_week_or_into_another_store():
    values = np.array([1.0, 2.0, 3.0, 4.0, 9.0, 8.0])
    store = np.array([5, 5, 5, 5, 6, 6])
    week = np.array([10, 11, 13, 14, 14, 15])
    found = leads_and_lags(values, store, week, leads=1, lags=2, name="F")
    nan = math.nan
    assert found.names == ("F+1", "F", "F-1", "F-2")
    np.testing.assert_array_equal(
        found.columns,
        [
            [2.0, 1.0, nan, nan],
            [nan, 2.0, 1.0, nan],
            [4.0, 3.0, nan, 2.0],
            [nan, 4.0, 3.0, nan],
            [8.0, 9.0, nan, nan],
            [nan, 8.0, 9.0, nan],
        ],
    )
    assert not found.known.any()
    assert leads_and_lags(values, store, week, leads=0, lags=1).known.tolist() == [
        *(False, True, False, True, False, True),
    ]


def test_a_store_week_that_comes_twice_has_no_leads():
    with pytest.raises(PanelError, match="two rows at one time"):
        leads_and_lags(np.ones(2), np.array([1, 1]), np.array([3, 3]), leads=1, lags=0)


def test_the_effect_of_last_weeks_display_is_told_from_this_weeks():
    rng = np.random.default_rng(12)
    store, week = (a.ravel() for a in np.meshgrid(np.arange(150), np.arange(20), indexing="ij"))
    shown = (rng.random(len(store)) < 0.3).astype(float)
    around = leads_and_lags(shown, store, week, leads=1, lags=1)
    known = around.known
    mean = np.exp(1.5 + around.columns[known] @ [0.0, 0.4, -0.2])
    units = rng.poisson(mean).astype(float)
    fit = fit_poisson(
        units,
        around.columns[known],
        around.names,
        effect_a=store[known],
        effect_b=week[known],
        clusters=store[known],
    )
    for name, true in zip(around.names, (0.0, 0.4, -0.2), strict=True):
        found = fit.estimates[name]
        assert abs(found.estimate - true) < 4.0 * found.se
        assert found.se < 0.05


def test_a_mean_that_nearly_vanishes_is_not_taken_for_separated():
    # One store-week is foretold e^-16 units (x = 40 x -0.4), and rightly sold none.
    units, shown, store, week = panel(13)
    columns = shown.copy()
    columns[50], units[50] = -40.0, 0.0
    rng = np.random.default_rng(14)
    units[:50] = rng.poisson(np.exp(1.0 + 0.4 * columns[:50, 0]))
    units[51:] = rng.poisson(np.exp(1.0 + 0.4 * columns[51:, 0]))
    fit = fit_poisson(
        units, columns, ("shown",), effect_a=store, effect_b=week, clusters=store, tolerance=1e-3
    )
    assert fit.rows_separated == 0
    assert math.isfinite(fit.estimates["shown"].estimate)


def test_a_search_that_is_cut_short_gives_no_number():
    units, shown, store, week = panel(15)
    fit = fit_poisson(
        units, shown, ("shown",), effect_a=store, effect_b=week, clusters=store, most_iterations=1
    )
    assert not fit.converged
    assert math.isnan(fit.estimates["shown"].estimate)
    assert "no convergence after 1 iteration" in fit.estimates["shown"].reason
    assert np.isnan(fit.covariance).all()


def test_the_covariance_holds_the_squared_errors_and_nothing_of_what_is_left_out():
    units, shown, store, week = panel(16)
    columns = np.column_stack([store * 2.0, shown, week % 3 == store % 3])
    names = ("place", "shown", "third")
    for fit in (fit_poisson, fit_linear):
        found = fit(units, columns, names, effect_a=store, effect_b=week, clusters=store)
        errors = [found.estimates[name].se ** 2 for name in names]
        np.testing.assert_allclose(np.diag(found.covariance), errors, rtol=1e-12)
        assert math.isnan(found.covariance[0, 1])
        assert found.covariance[1, 2] == pytest.approx(found.covariance[2, 1], rel=1e-9)
