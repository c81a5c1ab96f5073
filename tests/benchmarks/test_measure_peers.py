"""The benchmark of measuring compares like with like, and goes on where it was ended."""

from __future__ import annotations

import dataclasses
from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import measure_peers
from ledger_sales import COHORTS, FIRST_WEEK, MANUFACTURER, generated_ledger
from measure_chart import chart
from measure_frames import Size, drawn_frame
from showfloor import measure_staggered, sales_panel

SIZE = Size(50, 20, 3)
FOUND = {"effect": 1.0, "se": 0.1, "event 0": 0.9}


def test_a_shuffled_frame_holds_the_rows_of_the_sorted_one():
    first, second = drawn_frame(SIZE, 4), drawn_frame(SIZE, 4, shuffled=True)
    assert not first.equals(second)
    back = second.sort_values(["unit", "time"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(back, first)
    assert len(first) == 50 * 20
    assert first.loc[first["first"] > 0, "first"].nunique() == 3


def test_missing_weeks_are_missing_rows():
    assert 850 < len(drawn_frame(Size(50, 20, 3, 0.1), 4)) < 950


def taken(found: dict[str, float], wall: float = 1.0) -> dict[str, object]:
    return {"wall": wall, "cpu": wall, "peak_mb": 100.0, "added_mb": 10.0, "found": found}


def test_a_pair_that_found_different_effects_is_refused(tmp_path, monkeypatch):
    def differs(who, *_asked):
        return taken(FOUND | {"effect": 1.0 + 1e-3 * (who == "diff-diff")})

    monkeypatch.setattr(measure_peers, "run", differs)
    case = measure_peers.Case("imputation", "sorted", SIZE, 1)
    with pytest.raises(RuntimeError, match="effect is 1"):
        measure_peers.compared(case, measure_peers.Runs(tmp_path / "part.jsonl"))


def test_a_ratio_is_the_median_of_pairs_and_kept_runs_are_not_made_again(tmp_path, monkeypatch):
    seconds = {("showfloor", 1): 1.0, ("diff-diff", 1): 10.0, ("showfloor", 2): 2.0}
    seconds |= {("diff-diff", 2): 60.0, ("showfloor", 3): 1.0, ("diff-diff", 3): 20.0}
    made = []

    def timed(who, _method, _order, _size, seed):
        made.append((who, seed))
        return taken(FOUND, seconds[who, seed])

    monkeypatch.setattr(measure_peers, "run", timed)
    case = measure_peers.Case("imputation", "sorted", SIZE, 3, 15.0)
    place = tmp_path / "part.jsonl"
    first = measure_peers.compared(case, measure_peers.Runs(place))
    again = measure_peers.compared(case, measure_peers.Runs(place))
    assert first == again
    assert first.ratio_wall == 20.0  # of 10, 30 and 20
    assert len(made) == 6
    assert "| imputation | sorted | 50 x 20 |" in measure_peers.table([first], [])


def test_the_chart_names_what_is_compared_and_how_far_apart_it_is():
    fields = {"wall": 1.0, "cpu": 0.5, "peak_mb": 100.0, "added_mb": 10.0}
    slow = fields | {"cpu": 50.0}
    case = measure_peers.Case("imputation", "sorted", SIZE, 1)
    row = measure_peers.Row(case, fields, slow, 90.0, 100.0, 2.0, 2.0, (1,))
    own = [{"method": "imputation", "stores": n, "missing": 0.0} | fields for n in (100, 1000)]
    drawn = chart([dataclasses.asdict(row)], own)
    words = " ".join(text.text or "" for text in ET.fromstring(drawn).iter())
    for said in ("diff-diff 50 s, peak 100 MB (100 times)", "1,000 stores", "sorted rows"):
        assert said in words
    assert "prefers-color-scheme: dark" in drawn


def test_the_generated_ledger_has_a_sale_a_store_and_week_and_grows_where_areas_began(tmp_path):
    panel = sales_panel(generated_ledger(tmp_path, 400, 30), MANUFACTURER)
    assert panel.outcome.shape == (400, 30)
    assert np.isfinite(panel.outcome).all()
    assert date(2017, 1, 2) == FIRST_WEEK
    never = np.isnan(panel.cohort)
    assert 0.3 < never.mean() < 0.5
    assert len(np.unique(panel.cohort[~never])) == COHORTS
    since = np.arange(30) - np.where(never, np.inf, panel.cohort)[:, None]
    truth = float((1.0 + 0.01 * since[since >= 0]).mean())
    found = measure_staggered(panel).imputation.overall
    assert abs(found.estimate - truth) < 4.0 * found.se
