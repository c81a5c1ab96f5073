"""Bad panels end in a clear message or a stated reduction, never in a silent drop or a zero."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure import measure_staggered, panel_from_columns, panel_of

NEVER = math.nan


def columns(units: int = 12, times: int = 5, *, treated: int = 6, at: float = 3.0, seed: int = 0):
    rng = np.random.default_rng(seed)
    unit = np.repeat([f"s{i:02d}" for i in range(units)], times)
    time = np.tile(np.arange(1.0, times + 1), units)
    outcome = rng.normal(size=units * times)
    cohort = np.repeat(np.where(np.arange(units) < treated, at, NEVER), times)
    return unit, time, outcome, cohort


def test_long_columns_in_any_order_become_the_same_panel():
    unit, time, outcome, cohort = columns()
    order = np.random.default_rng(1).permutation(len(unit))
    first = panel_from_columns(unit, time, outcome, cohort)
    second = panel_from_columns(unit[order], time[order], outcome[order], cohort[order])
    assert first.units == second.units
    np.testing.assert_array_equal(first.outcome, second.outcome)
    np.testing.assert_array_equal(first.cohort, second.cohort)


@pytest.mark.parametrize("never", [0.0, NEVER, math.inf])
def test_a_blank_or_zero_cohort_means_never_treated(never):
    unit, time, outcome, cohort = columns()
    panel = panel_from_columns(unit, time, outcome, np.where(np.isnan(cohort), never, cohort))
    assert int(np.isnan(panel.cohort).sum()) == 6


def test_dates_of_one_weekday_become_weeks():
    weeks = np.array(["2024-01-01", "2024-01-08", "2024-01-22"], dtype="datetime64[D]")
    cohort = np.array(["NaT", "NaT", "NaT"], dtype="datetime64[D]")
    panel = panel_from_columns(["a", "a", "a"], weeks, [1.0, 2.0, 3.0], cohort)
    assert np.diff(panel.times).tolist() == [1.0, 2.0]


def test_a_doubled_unit_and_time_is_refused_by_name():
    unit, time, outcome, cohort = columns()
    time[1] = time[0]
    with pytest.raises(PanelError, match=r"unit s00 has 2 rows at time 1"):
        panel_from_columns(unit, time, outcome, cohort)


def test_a_unit_that_changes_its_cohort_is_refused_by_name():
    unit, time, outcome, cohort = columns()
    cohort[7] = 4.0
    with pytest.raises(PanelError, match=r"unit s01 has two different values of cohort"):
        panel_from_columns(unit, time, outcome, cohort)


def test_text_where_a_number_belongs_is_refused_by_row():
    unit, time, outcome, cohort = columns()
    words = [str(value) for value in outcome]
    words[4] = "many"
    with pytest.raises(PanelError, match=r"row 5 .* 'many' is no number"):
        panel_from_columns(unit, time, words, cohort)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [(0, None, "no unit"), (1, NEVER, "no time"), (2, math.inf, "infinite outcome")],
)
def test_a_missing_unit_or_time_or_an_infinite_outcome_is_refused(place, value, message):
    given = [column.astype(object) for column in columns()]
    given[place][3] = value
    with pytest.raises(PanelError, match=rf"row 4 .*{message}"):
        panel_from_columns(*given)


def test_columns_of_different_length_are_refused():
    unit, time, outcome, cohort = columns()
    with pytest.raises(PanelError, match="differ in length"):
        panel_from_columns(unit, time, outcome[:-1], cohort)


def test_no_rows_are_refused():
    with pytest.raises(PanelError, match="no rows"):
        panel_from_columns([], [], [], [])


def test_all_treated_is_refused_with_the_way_out():
    panel = panel_from_columns(*columns(treated=12))
    with pytest.raises(PanelError, match="not yet treated"):
        measure_staggered(panel)


def test_nobody_treated_is_refused():
    with pytest.raises(PanelError, match="no effect to measure"):
        measure_staggered(panel_from_columns(*columns(treated=0)))


def test_a_constant_outcome_is_refused():
    unit, time, outcome, cohort = columns()
    with pytest.raises(PanelError, match="everywhere"):
        measure_staggered(panel_from_columns(unit, time, outcome * 0.0 + 4.0, cohort))


def test_a_cohort_between_two_times_is_refused():
    with pytest.raises(PanelError, match="none of the panel's times"):
        measure_staggered(panel_from_columns(*columns(at=3.5)))


def test_units_treated_before_the_data_begin_are_left_out_and_said():
    unit, time, outcome, cohort = columns()
    cohort[unit == "s00"] = -4.0
    cohort[unit == "s01"] = 1.0
    facts = measure_staggered(panel_from_columns(unit, time, outcome, cohort)).panel
    assert facts.units == 10
    assert facts.cohorts == {3.0: 4}
    assert any("2 units treated before" in said and "s00, s01" in said for said in facts.dropped)


def test_a_cohort_after_the_last_time_counts_as_untreated_and_is_said():
    unit, time, outcome, cohort = columns()
    cohort[unit == "s00"] = 9.0
    facts = measure_staggered(panel_from_columns(unit, time, outcome, cohort)).panel
    assert facts.never_treated == 7
    assert any("1 unit first treated after the last time" in said for said in facts.dropped)


def test_missing_outcomes_are_counted():
    unit, time, outcome, cohort = columns()
    outcome[:5] = NEVER
    outcome[6] = NEVER
    facts = measure_staggered(panel_from_columns(unit, time, outcome, cohort)).panel
    assert facts.observed == 54
    assert any("1 unit without any outcome" in said for said in facts.dropped)
    assert any("1 of 55 unit-times" in said for said in facts.dropped)


def test_one_time_before_the_opening_cannot_show_a_pretrend():
    result = measure_staggered(panel_from_columns(*columns(at=2.0)))
    check = next(c for c in result.checks if c.name == "before the opening")
    assert check.verdict == "REVIEW"
    assert math.isnan(result.imputation.pretrend_p)
    assert math.isfinite(result.imputation.overall.se)


def test_one_opening_date_is_marked():
    checks = measure_staggered(panel_from_columns(*columns())).checks
    assert next(c for c in checks if c.name == "opening dates").verdict == "REVIEW"


def test_treated_weeks_without_any_comparison_are_counted():
    # At the last time only treated units were seen.
    unit, time, outcome, cohort = columns()
    outcome[(time == 5.0) & np.isnan(cohort)] = NEVER
    result = measure_staggered(panel_from_columns(unit, time, outcome, cohort))
    check = next(c for c in result.checks if c.name == "missing outcomes")
    assert check.verdict == "REVIEW"
    assert "6 treated ones have nothing to be compared with" in check.advice
    assert list(result.imputation.event) == [0.0, 1.0]
    assert list(result.callaway_santanna.calendar) == [3.0, 4.0]


def test_times_that_do_not_rise_are_refused():
    panel = panel_of(["a", "b"], [2, 1], [[1, 2], [3, 4]], [2, NEVER])
    with pytest.raises(PanelError, match="rise strictly"):
        measure_staggered(panel)
