"""The JSON of checks and of the jump at the cut-off."""

from __future__ import annotations

import json

import numpy as np

from showfloor.measure.credibility import Surroundings, credibility
from showfloor.measure.credibility_json import credibility_json, discontinuity_json
from showfloor.measure.discontinuity import discontinuity
from showfloor.measure.spillover_check import Neighbours
from showfloor.measure.staggered import measure_staggered


def test_it_is_json_without_nan_even_where_little_is_defined(drawn_panel):
    panel = drawn_panel(1, units=24)
    near = Neighbours(np.array([0, 1]), np.array([2, 20]), np.array([1.0, 3.0]))
    for known in (Surroundings(), Surroundings(neighbours=near)):
        found = credibility(panel, measure_staggered(panel, draws=99), surroundings=known)
        document = credibility_json(found)
        assert json.loads(json.dumps(document, allow_nan=False)) == document
        assert len(document["spillover"]) == len(found.spillover)
        assert [c["name"] for c in document["checks"]] == [c.name for c in found.checks]


def test_the_numbers_are_those_of_the_result(drawn_panel):
    panel = drawn_panel(2, units=60, times=12)
    found = credibility(panel, measure_staggered(panel, draws=99))
    document = credibility_json(found)
    assert document["one_store"]["change"] == found.one_store.change
    assert document["placebo_in_space"]["p_value"] == found.placebo_space.p_value
    first = document["sensitivity"][0]
    assert first["restriction"] == "relative magnitudes"
    assert first["intervals"][0]["low"] == found.sensitivity[0].intervals[0].low


def test_the_jump_at_the_cut_off_is_json_too():
    rng = np.random.default_rng(0)
    score = rng.uniform(-1, 1, 200)
    for found in (discontinuity(score, score + (score > 0)), discontinuity(score[:9], score[:9])):
        document = discontinuity_json(found)
        assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["effect"]["estimate"] is None
    assert "too few" in document["effect"]["reason"]
