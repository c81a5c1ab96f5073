"""The headline beside other methods: what is tested, by what error, and what cannot be."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.callaway_santanna import callaway_santanna
from showfloor.measure.imputation import imputation
from showfloor.measure.method_comparison import MethodsAsked, compare_methods
from showfloor.measure.method_differences import BY_GROUPS, BY_SCORES
from showfloor.measure.result_json import result_json
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.types import MethodEstimate, StaggeredResult
from showfloor.measure.types_covariates import Covariates
from showfloor.measure.types_randomised import Draw

UNITS, TIMES = 40, 16


def panel(seed: int, treated: int = 12, drift: float = 0.0) -> Panel:
    """Noise of its own for each unit; `drift` a time after time 3 for treated units."""
    rng = np.random.default_rng(seed)
    outcome = rng.normal(0.0, 2.0, (UNITS, TIMES)) + rng.normal(0.0, 5.0, UNITS)[:, None]
    cohort = np.full(UNITS, np.nan)
    cohort[:treated] = np.tile([8.0, 11.0, 13.0], treated)[:treated]
    times = np.arange(TIMES, dtype=np.float64)
    outcome += 3.0 * (times[None, :] >= np.nan_to_num(cohort, nan=np.inf)[:, None])
    outcome[:treated] += drift * np.maximum(times - 3.0, 0.0)
    return Panel(tuple(f"u{i:02d}" for i in range(UNITS)), times, outcome, cohort)


def compared(given: Panel, asked: MethodsAsked | None = None) -> StaggeredResult:
    return compare_methods(given, measure_staggered(given, draws=99), asked)


def by_name(result: StaggeredResult) -> dict[str, MethodEstimate]:
    assert result.methods is not None
    return {item.method: item for item in result.methods.estimates}


def test_the_difference_has_the_error_of_leaving_each_unit_out() -> None:
    """An independent error of the same difference: the jackknife over all units."""
    given = panel(1)
    item = by_name(compared(given))["callaway_santanna"]

    def apart(part: Panel) -> float:
        return callaway_santanna(part).simple.estimate - imputation(part).overall.estimate

    points = np.array(
        [
            apart(
                Panel(
                    tuple(np.delete(np.array(given.units), row)),
                    given.times,
                    np.delete(given.outcome, row, axis=0),
                    np.delete(given.cohort, row),
                )
            )
            for row in range(UNITS)
        ]
    )
    jackknife = math.sqrt((UNITS - 1) / UNITS * ((points - points.mean()) ** 2).sum())
    assert item.test == BY_SCORES
    assert item.apart.estimate == pytest.approx(apart(given))
    assert item.apart.se == pytest.approx(jackknife, rel=0.15)


def test_methods_that_only_noise_keeps_apart_are_told_apart_one_time_in_twenty() -> None:
    found = [by_name(compared(panel(seed)))["callaway_santanna"].p_value for seed in range(120)]
    # 120 draws at 5 %: 99 % of counts lie between 1 and 13.
    assert 1 <= sum(p < 0.05 for p in found) <= 13


def test_a_drift_before_the_opening_that_they_use_differently_is_seen_and_named() -> None:
    result = compared(panel(2, drift=1.0))
    check = result.checks[-1]
    assert (check.name, check.verdict) == ("other methods", "REVIEW")
    assert "callaway_santanna by" in check.advice


def test_covariates_stand_beside_and_can_be_the_headline() -> None:
    rng = np.random.default_rng(3)
    covariates = Covariates(rng.normal(size=(UNITS, 1)), ("size",), "regression")
    asked = MethodsAsked("callaway_santanna", covariates)
    result = compared(panel(3), asked)
    assert result.methods is not None
    assert result.methods.headline == "adjusted"
    assert [item.method for item in result.methods.estimates] == [
        "adjusted", "imputation", "callaway_santanna",
    ]  # fmt: skip
    assert result.methods.covariates == ("size",)
    assert by_name(result)["imputation"].test == BY_SCORES
    assert all(math.isfinite(item.p_holm) for item in result.methods.estimates[1:])


def test_few_treated_units_bring_the_synthetic_method_in_and_no_test() -> None:
    result = compared(panel(4, treated=3))
    item = by_name(result)["synthetic"]
    assert math.isfinite(item.estimate.estimate)
    assert math.isnan(item.p_value)
    assert "treated" in item.apart.reason
    assert result.checks[-1].verdict == "REVIEW"


def test_methods_without_scores_are_tested_by_leaving_parts_out() -> None:
    result = compared(panel(5, treated=9), MethodsAsked("randomised"))
    assert result.methods is not None
    assert result.methods.headline == "randomised"
    assert "taken on trust" in result.methods.estimates[0].notes[-1]
    for item in result.methods.estimates[1:]:
        assert item.test == BY_GROUPS
        assert 0.0 < item.apart.se < 4.0


def test_a_draw_of_cells_is_left_out_cell_by_cell() -> None:
    given = panel(6, treated=12)
    rows = [row for pair in zip(range(12), range(12, 24), strict=True) for row in pair]
    draw = Draw(
        units=tuple(given.units[row] for row in rows),
        cell=tuple(f"c{place // 2:02d}" for place in range(24)),
        start=given.cohort[rows],
        probability=np.full(24, 0.5),
    )
    item = by_name(compared(given, MethodsAsked(draw=draw)))["randomised"]
    assert item.estimate.method == "between cells of the draw"
    assert item.test == BY_GROUPS
    assert math.isfinite(item.p_holm)


def test_the_same_seed_gives_the_same_parts() -> None:
    asked = MethodsAsked("synthetic", seed=4)
    given = panel(7, treated=6)
    assert result_json(compared(given, asked)) == result_json(compared(given, asked))


def test_a_headline_that_cannot_be_estimated_is_refused_with_the_reason() -> None:
    given = panel(8)
    nobody = replace(given, cohort=np.where(np.isnan(given.cohort), 15.0, given.cohort))
    result = measure_staggered(nobody, comparison="not_yet", draws=99)
    with pytest.raises(PanelError, match=r"synthetic gives no estimate: .* comparison units"):
        compare_methods(nobody, result, MethodsAsked("synthetic", comparison="not_yet"))


def test_covariates_that_tell_both_sides_apart_say_so_beside_and_refuse_as_headline() -> None:
    given = panel(11)
    sides = Covariates(np.isfinite(given.cohort).astype(float)[:, None], ("treated",))
    item = by_name(compared(given, MethodsAsked(covariates=sides)))["adjusted"]
    assert math.isnan(item.estimate.estimate)
    assert "perfectly" in item.apart.reason
    with pytest.raises(PanelError, match="adjusted gives no estimate"):
        compared(given, MethodsAsked("callaway_santanna", sides))


def test_the_json_of_a_panel_names_the_methods() -> None:
    document = result_json(compared(panel(9)))
    assert document["methods"]["headline"] == "imputation"
    assert [item["method"] for item in document["methods"]["estimates"]] == [
        "imputation", "callaway_santanna",
    ]  # fmt: skip
    assert document["methods"]["estimates"][0]["apart"]["estimate"] is None


def test_methods_that_are_one_here_differ_by_nothing_and_not_by_chance() -> None:
    """With one time before, imputation is the difference in differences."""
    given = panel(10)
    short = replace(
        given,
        times=given.times[7:9],
        outcome=given.outcome[:, 7:9],
        cohort=np.where(given.cohort == 8.0, 8.0, np.nan),
    )
    item = by_name(compared(short))["callaway_santanna"]
    assert (item.p_value, item.apart.reason) == (1.0, "both methods are the same here")
