"""Closed weeks by cohort, and weeks of a region without an untreated store, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.closures import closures
from showfloor.measure.panels import prepare


def small() -> Panel:
    """Regions a (stores 0, 1, 2) and b (3, 4, 5); 0 opens at 2, 3 at 3, the others never."""
    outcome = np.arange(30.0).reshape(6, 5)
    outcome[0, 1] = np.nan
    outcome[[1, 2], 3] = np.nan  # no untreated store of region a is open in week 3
    cohort = np.array([2.0, np.nan, np.nan, 3.0, np.nan, np.nan])
    return Panel(tuple("abcdef"), np.arange(5.0), outcome, cohort)


REGION = np.array(["a", "a", "a", "b", "b", "b"])


def test_shares_of_closed_weeks_are_counted_by_cohort():
    found = closures(prepare(small()), REGION)
    assert found.by_cohort == {2.0: pytest.approx(0.2), 3.0: 0.0}
    assert found.never == pytest.approx(2 / 20)
    assert found.most == pytest.approx(0.2)
    assert found.most_apart == pytest.approx(0.1)


def test_a_region_week_without_an_untreated_open_store_is_named():
    found = closures(prepare(small()), REGION)
    assert found.uncompared == (("a", 3.0),)
    assert found.compared == 4  # region a: weeks 2, 4; region b: weeks 3, 4
    assert closures(prepare(small())).uncompared == ()


def test_stores_about_to_open_do_not_serve_under_anticipation():
    outcome = np.arange(15.0).reshape(3, 5)
    panel = Panel(tuple("abc"), np.arange(5.0), outcome, np.array([2.0, 4.0, np.nan]))
    region = np.array(["a", "a", "b"])
    assert closures(prepare(panel), region).uncompared == (("a", 4.0),)
    assert closures(prepare(panel), region, anticipation=1.0).uncompared == (
        ("a", 3.0),
        ("a", 4.0),
    )


def test_without_never_treated_stores_their_share_is_undefined():
    outcome = np.arange(10.0).reshape(2, 5)
    panel = Panel(("a", "b"), np.arange(5.0), outcome, np.array([2.0, 4.0]))
    found = closures(prepare(panel))
    assert math.isnan(found.never)
    assert math.isnan(found.most_apart)
    assert found.most == 0.0


def test_regions_must_be_as_many_as_units():
    with pytest.raises(PanelError, match="6 units but 2 regions"):
        closures(prepare(small()), REGION[:2])
