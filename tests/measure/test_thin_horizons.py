"""Event times with few treated units are pooled with their neighbours."""

from __future__ import annotations

import numpy as np

from showfloor.measure.thin_horizons import averages, pooled_horizons


def test_the_long_tail_joins_the_last_event_time_with_enough_units():
    times = np.array([0.0, 1, 2, 3, 4])
    assert pooled_horizons(times, np.array([12, 9, 6, 3, 1]), 6) == ((0,), (1,), (2, 3, 4))


def test_before_and_after_stay_apart_and_the_early_end_is_pooled_too():
    times = np.array([-4.0, -3, -2, 0, 1])
    found = pooled_horizons(times, np.array([2, 5, 8, 8, 8]), 6)
    assert found == ((0, 1, 2), (3,), (4,))


def test_a_thin_event_time_in_the_middle_joins_the_next_one():
    times = np.array([0.0, 1, 2, 3])
    assert pooled_horizons(times, np.array([8, 4, 7, 7]), 6) == ((0,), (1, 2), (3,))


def test_where_all_are_thin_there_is_one_pool():
    assert pooled_horizons(np.array([0.0, 1, 2]), np.array([4, 4, 2]), 6) == ((0, 1, 2),)


def test_a_pool_is_the_average_over_its_unit_times():
    rows = averages(((0,), (1, 2)), np.array([8.0, 6.0, 2.0]))
    np.testing.assert_allclose(rows, [[1, 0, 0], [0, 0.75, 0.25]])
