"""A column as the regions of a panel's units: what it says, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import measure_frame, measure_in_scale, regions_of_rows
from showfloor.measure.panel_regions import regions_check
from showfloor.measure.types import Check
from showfloor.measure.types_outcomes import Scale

TIMES = 16
REGION = np.repeat(["east", "west"], 12)
LIFT = 1.2


def rollout() -> Panel:
    """Two regions that grow and shrink by themselves; openings add a fifth, without any noise."""
    cohort = np.where(np.arange(24) % 12 < 6, np.where(REGION == "east", 8.0, 10.0), np.nan)
    growth = np.where(REGION == "east", 0.03, -0.02)[:, None] * np.arange(TIMES)
    size = np.linspace(50.0, 150.0, 24)[:, None]
    after = np.arange(TIMES) >= np.nan_to_num(cohort, nan=99.0)[:, None]
    outcome = size * np.exp(growth) * np.where(after, LIFT, 1.0)
    return Panel(tuple(f"u{i:02d}" for i in range(24)), np.arange(float(TIMES)), outcome, cohort)


def test_a_panel_in_per_cent_within_regions_finds_the_lift_and_without_them_does_not() -> None:
    within = measure_in_scale(rollout(), "per_cent", region=REGION).scaled
    assert within is not None
    assert within.per_cent.estimate == pytest.approx(100.0 * (LIFT - 1.0), rel=1e-8)
    common = measure_in_scale(rollout(), "per_cent").scaled
    assert common is not None
    assert abs(common.per_cent.estimate - 20.0) > 1.0


@pytest.mark.parametrize("scale", ["levels", "per_cent"])
def test_the_check_on_regions_stands_among_the_others(scale: Scale) -> None:
    names = [check.name for check in measure_in_scale(rollout(), scale, region=REGION).checks]
    assert names.count("regions") == 1
    assert "regions" not in [check.name for check in measure_in_scale(rollout(), scale).checks]


def test_a_frame_names_the_column_of_regions() -> None:
    panel = rollout()
    frame = pl.DataFrame(
        {
            "unit": np.repeat(panel.units, TIMES),
            "time": np.tile(panel.times, 24),
            "outcome": panel.outcome.ravel(),
            "cohort": np.repeat(panel.cohort, TIMES),
            "land": np.repeat(REGION, TIMES),
        }
    )
    found = measure_frame(
        frame, unit="unit", time="time", outcome="outcome", cohort="cohort", region="land"
    )
    same = measure_in_scale(panel, "levels", region=REGION)
    assert found.imputation.overall == same.imputation.overall


def test_each_unit_has_its_region_whatever_the_order_of_rows() -> None:
    rows, column = ["c", "a", "b", "a", "d"], ["x", "y", None, "y", "y"]
    found = regions_of_rows(("a", "b", "c", "d"), rows, column, "land")
    assert found.tolist() == ["y", "", "x", "y"]


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ([None, "", None], "land is blank for every unit"),
        (["x", "x", "x"], "all units have the region x"),
        (["x", "y", "z"], "no two units have the same land"),
    ],
)
def test_columns_that_compare_nobody_are_refused(column: Sequence[str | None], says: str) -> None:
    with pytest.raises(PanelError, match=says):
        regions_of_rows(("a", "b", "c"), ["a", "b", "c"], column, "land")


def test_a_unit_that_moves_to_another_region_is_named() -> None:
    with pytest.raises(PanelError, match=r"unit b has two values of land \(x and blank\)"):
        regions_of_rows(("a", "b"), ["a", "b", "b"], ["x", "x", None], "land")


def test_units_without_a_region_are_counted_in_the_check() -> None:
    assert regions_check(np.array(["x", "y", "x"])) == Check(
        "regions",
        "PASS",
        "2 regions have times of their own: imputation, its event study and the leads compare "
        "within them, other methods all units.",
        2,
    )
    blank = regions_check(np.array(["x", "", "y", ""]))
    assert blank.verdict == "REVIEW"
    assert blank.advice.endswith("2 units have no region and are compared among themselves.")


def test_comparison_units_are_those_of_regions_with_a_treated_one() -> None:
    panel = rollout()
    apart = np.where(np.arange(24) >= 20, "north", REGION)
    checks = {c.name: c for c in measure_in_scale(panel, "levels", region=apart).checks}
    assert checks["comparison units"].value == 8
    assert "Only 8 units in a region with a treated one" in checks["comparison units"].advice


def test_regions_of_treated_units_alone_end_in_a_clear_error() -> None:
    panel = rollout()
    alone = np.where(np.isnan(panel.cohort), "never", np.array([f"at {g:g}" for g in panel.cohort]))
    with pytest.raises(PanelError, match="from untreated unit-times of its region"):
        measure_in_scale(panel, "levels", region=alone)
