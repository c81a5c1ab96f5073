"""Frames of every library, sorted or shuffled, become the same panel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from showfloor.errors import PanelError
from showfloor.measure import measure_frame, measure_staggered, panel_from_columns, panel_from_frame

NAMES = {"unit": "store", "time": "week", "outcome": "sales", "cohort": "opened"}
KINDS = {"pandas": lambda f: f, "polars": pl.from_pandas, "arrow": pa.Table.from_pandas}


def frame(ids: str = "text", *, units: int = 12, times: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    number = np.array([7, 3, 11, 5, 2, 13, 17, 19, 23, 29, 31, 37][:units])
    named = {
        "text": [f"s{n:02d}" for n in number],
        "number": number,
        "far apart": number * 10**12,
        "halves": number / 2.0,
    }
    opened = np.where(np.arange(units) < 6, 3, 0)
    return pd.DataFrame(
        {
            "store": np.repeat(named[ids], times),
            "week": np.tile(np.arange(times), units),
            "sales": rng.normal(size=units * times),
            "opened": np.repeat(opened, times),
        }
    )


def same(first, second) -> None:
    assert first.units == second.units
    np.testing.assert_array_equal(first.times, second.times)
    np.testing.assert_array_equal(first.outcome, second.outcome)
    np.testing.assert_array_equal(first.cohort, second.cohort)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ids", ["text", "number", "far apart", "halves"])
@pytest.mark.parametrize("order", ["as it is", "by week", "shuffled", "backwards"])
def test_the_library_and_the_order_of_rows_change_nothing(kind, ids, order):
    given = frame(ids)
    wanted = {
        (unit, week): sales
        for unit, week, sales in zip(given["store"], given["week"], given["sales"], strict=True)
    }
    if order == "by week":
        given = given.sort_values(["week", "store"])
    elif order != "as it is":
        rows = np.random.default_rng(1).permutation(len(given))
        given = given.iloc[rows if order == "shuffled" else np.arange(len(given))[::-1]]
    found = panel_from_frame(KINDS[kind](given.reset_index(drop=True)), **NAMES)
    distinct = sorted(set(given["store"]))
    assert found.units == tuple(
        str(int(u)) if ids == "halves" and u % 1 == 0 else str(u) for u in distinct
    )
    for row, unit in enumerate(distinct):
        for column in range(6):
            assert found.outcome[row, column] == wanted[unit, column]
    same(found, panel_from_columns(*(given[name].tolist() for name in NAMES.values())))


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_row_is_a_missing_outcome(kind):
    given = frame().drop(index=[8])
    found = panel_from_frame(KINDS[kind](given.reset_index(drop=True)), **NAMES)
    assert np.isnan(found.outcome).sum() == 1
    assert np.isnan(found.outcome[found.units.index("s03"), 2])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shuffled", [False, True])
def test_bad_frames_are_refused_by_name(kind, shuffled):
    def of(change) -> object:
        given = frame()
        change(given)
        rows = np.arange(len(given))
        if shuffled:
            rows = np.random.default_rng(2).permutation(rows)
        return KINDS[kind](given.iloc[rows].reset_index(drop=True))

    def double(f):
        f.loc[1, "week"] = 0

    def change_cohort(f):
        f.loc[8, "opened"] = 4

    def no_longer_never(f):
        f.loc[len(f) - 1, "opened"] = 3

    with pytest.raises(PanelError, match="unit s07 has 2 rows at time 0"):
        panel_from_frame(of(double), **NAMES)
    with pytest.raises(PanelError, match="unit s03 has two different values of cohort"):
        panel_from_frame(of(change_cohort), **NAMES)
    with pytest.raises(PanelError, match="unit s37 has two different values of cohort"):
        panel_from_frame(of(no_longer_never), **NAMES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_unit_is_refused_by_its_row(kind):
    given = frame()
    given.loc[9, "store"] = None
    with pytest.raises(PanelError, match="row 10 of the panel has no unit"):
        panel_from_frame(KINDS[kind](given), **NAMES)


@pytest.mark.parametrize("kind", KINDS)
def test_blank_numbers_mean_never_opened_and_not_observed(kind):
    given = frame()
    given["opened"] = given["opened"].astype("Int64").replace(0, pd.NA)
    given.loc[4, "sales"] = None
    found = panel_from_frame(KINDS[kind](given), **NAMES)
    assert np.isnan(found.cohort).sum() == 6
    assert np.isnan(found.outcome).sum() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_dates_become_weeks(kind):
    given = frame()
    monday = pd.Timestamp("2024-01-01")
    given["opened"] = [monday + pd.Timedelta(weeks=3) if g else pd.NaT for g in given["opened"]]
    given["week"] = monday + pd.to_timedelta(7 * given["week"], unit="D")
    found = panel_from_frame(KINDS[kind](given), **NAMES)
    assert np.diff(found.times).tolist() == [1.0] * 5
    assert set(found.cohort[np.isfinite(found.cohort)]) == {found.times[3]}


def test_categories_are_ids_like_any_other():
    given = frame()
    plain = panel_from_frame(given, **NAMES)
    given["store"] = given["store"].astype("category")
    same(panel_from_frame(given, **NAMES), plain)
    same(panel_from_frame(pl.from_pandas(given), **NAMES), plain)


@pytest.mark.parametrize("kind", KINDS)
def test_clusters_come_from_the_frame_and_may_not_change_within_a_unit(kind):
    given = frame().assign(region=lambda f: f["store"].str[1])
    found = panel_from_frame(KINDS[kind](given), **NAMES, clusters="region")
    regions = [unit[1] for unit in found.units]
    assert len(set(zip(regions, found.clusters.tolist(), strict=True))) == len(set(regions))
    given.loc[3, "region"] = "9"
    with pytest.raises(PanelError, match="two different values of cluster"):
        panel_from_frame(KINDS[kind](given), **NAMES, clusters="region")


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_column_is_refused_with_the_nearest_name(kind):
    with pytest.raises(PanelError, match="no column 'sale'; did you mean 'sales'"):
        panel_from_frame(KINDS[kind](frame()), **{**NAMES, "outcome": "sale"})


@pytest.mark.parametrize("kind", KINDS)
def test_measuring_a_frame_is_measuring_its_panel(kind):
    given = KINDS[kind](frame())
    asked = {"comparison": "not_yet", "anticipation": 1.0, "draws": 199, "seed": 5}
    first = measure_frame(given, **NAMES, **asked)
    second = measure_staggered(panel_from_frame(given, **NAMES), **asked)
    assert first.imputation == second.imputation
    assert first.callaway_santanna.event_band == second.callaway_santanna.event_band


def test_strata_are_a_column_that_a_unit_keeps():
    given = frame().assign(cell=lambda f: np.where(f["store"] < "s12", "small", "large"))
    found = measure_frame(given, **NAMES, strata="cell")
    panel = panel_from_frame(given, **NAMES)
    labels = [unit < "s12" for unit in panel.units]
    assert found.imputation == measure_staggered(panel, strata=labels).imputation
    given.loc[3, "cell"] = "large"
    with pytest.raises(PanelError, match="two different values of stratum"):
        measure_frame(given, **NAMES, strata="cell")


def test_the_callers_frame_stays_as_it_was():
    given = frame()
    kept = given.copy()
    panel = panel_from_frame(given, **NAMES)
    panel.outcome[:] = 0.0
    measure_staggered(panel_from_frame(given, **NAMES))
    pd.testing.assert_frame_equal(given, kept)
