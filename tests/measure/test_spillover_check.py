"""Comparison stores near treated ones, by ring."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.spillover_check import (
    Neighbours,
    neighbours_within,
    spillover_by_ring,
)

WEEKS = 10


def network(loss_near: float, loss_far: float) -> tuple[Panel, Neighbours]:
    """Stores 0-5 open at 5 or 7; 6-11 lie 1 km from one each, 12-17 lie 4 km, 18-29 far away."""
    rng = np.random.default_rng(0)
    cohort = np.full(30, np.nan)
    cohort[:6] = [5.0, 7.0, 5.0, 7.0, 5.0, 7.0]
    time = np.arange(float(WEEKS))
    outcome = 0.01 * rng.normal(size=(30, WEEKS)) + rng.normal(size=(30, 1)) + np.cos(time)
    for near, loss in ((6, loss_near), (12, loss_far)):
        for i in range(6):
            outcome[near + i] -= loss * (time >= cohort[i])
    outcome[:6] += 5.0
    first = np.r_[np.arange(6), np.arange(12, 18)]
    second = np.r_[np.arange(6, 12), np.arange(6)]
    km = np.r_[np.full(6, 1.0), np.full(6, 4.0)]
    names = tuple(f"s{i}" for i in range(30))
    return Panel(names, time, outcome, cohort), Neighbours(first, second, km)


def test_each_rings_loss_is_found_and_the_treated_stores_gain_is_not():
    panel, neighbours = network(loss_near=0.8, loss_far=0.3)
    near, far, none = spillover_by_ring(panel, neighbours, [2.0, 5.0, 10.0])
    assert near.effect.estimate == pytest.approx(-0.8, abs=0.02)
    assert far.effect.estimate == pytest.approx(-0.3, abs=0.02)
    assert (near.units, far.units, near.clean) == (6, 6, 12)
    assert (far.from_km, far.to_km) == (2.0, 5.0)
    assert none.units == 0
    assert "no comparison store lies in this ring" in none.effect.reason


def test_a_distance_on_the_edge_belongs_to_the_inner_ring():
    panel, neighbours = network(0.5, 0.5)
    inner, outer = spillover_by_ring(panel, neighbours, [1.0, 4.0])
    assert (inner.units, outer.units) == (6, 6)


def test_the_first_opening_nearby_starts_the_exposure():
    # Store 7 lies 1 km from store 1 (opens 7) and now 1.5 km from store 0 (opens 5).
    panel, neighbours = network(0.0, 0.0)
    outcome = panel.outcome.copy()
    outcome[7] -= 3.0 * (panel.times >= 5.0)
    shown = Panel(panel.units, panel.times, outcome, panel.cohort)
    both = Neighbours(
        np.r_[neighbours.first, 0], np.r_[neighbours.second, 7], np.r_[neighbours.km, 1.5]
    )
    near = spillover_by_ring(shown, both, [2.0])[0]
    # Units exposed at 5: stores 6, 8, 10 and now 7 (five weeks each); at 7: 9, 11 (three each).
    assert near.effect.estimate == pytest.approx(-3.0 * 5 / 26, abs=0.02)


def test_without_stores_beyond_the_last_ring_nothing_is_claimed():
    panel, neighbours = network(0.5, 0.5)
    kept = np.arange(18)
    small = Panel(panel.units[:18], panel.times, panel.outcome[kept], panel.cohort[kept])
    near = spillover_by_ring(small, neighbours, [5.0])[0]
    assert math.isnan(near.effect.estimate)
    assert "beyond the last ring" in near.effect.reason


@pytest.mark.parametrize(
    ("change", "rings", "said"),
    [
        ({}, [5.0, 2.0], "rising"),
        ({}, [], "rising"),
        ({"km": np.array([1.0])}, [2.0], "as many distances"),
        ({"first": np.full(12, 30)}, [2.0], "outside the panel"),
        ({"km": np.full(12, -1.0)}, [2.0], "negative"),
        ({"km": np.full(12, math.nan)}, [2.0], "no number"),
    ],
)
def test_wrong_distances_are_refused(change, rings, said):
    panel, given = network(0.5, 0.5)
    parts = {"first": given.first, "second": given.second, "km": given.km, **change}
    with pytest.raises(PanelError, match=said):
        spillover_by_ring(panel, Neighbours(**parts), rings)


def test_cities_lie_as_far_apart_as_the_map_says():
    # Köln to Bonn 25 km, Köln to Berlin 477 km along the great circle; Hamburg has no longitude.
    north = [50.9375, 50.7374, 52.5200, 53.55]
    east = [6.9603, 7.0982, 13.4050, math.nan]
    near = neighbours_within(north, east, 100.0)
    assert (near.first.tolist(), near.second.tolist()) == ([0], [1])
    assert near.km[0] == pytest.approx(24.3, abs=1.0)
    far = neighbours_within(north, east, 480.0)
    assert max(far.km.tolist()) == pytest.approx(477.0, abs=3.0)
    assert len(far.km) == 3


def test_one_degree_of_latitude_is_111_km_and_the_date_line_no_border():
    found = neighbours_within([0.0, 1.0, 0.0], [179.9, 179.9, -179.9], 112.0)
    by_pair = dict(zip(zip(found.first, found.second, strict=True), found.km, strict=True))
    assert by_pair[0, 1] == pytest.approx(111.19, abs=0.01)
    assert by_pair[0, 2] == pytest.approx(22.24, abs=0.01)


@pytest.mark.parametrize("place", [([91.0], [0.0]), ([0.0], [181.0]), ([0.0, 1.0], [0.0])])
def test_what_is_no_place_on_earth_is_refused(place):
    with pytest.raises(PanelError, match="lie between"):
        neighbours_within(*place, 5.0)


def test_nobody_has_neighbours_where_no_place_is_known():
    assert len(neighbours_within([math.nan], [math.nan], 5.0).km) == 0
