"""The gain by week and by store: exact where sales follow a rule, and adding up to the total."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.types_areas import AreasFound

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)

AREAS = [ledgers.area(f"s{k}", 5 if k < 2 else 7, 5 if k < 2 else 7) for k in range(4)]
BEGINS = {0: 5, 1: 5, 2: 7, 3: 7}


def sold(noise: float):
    def units(place: int, week: int) -> float:
        still = noise * float(np.random.default_rng([place, week]).integers(-3, 4))
        return 40.0 + 3.0 * place + week % 4 + 6.0 * (week >= BEGINS.get(place, 99)) + still

    return units


def found(noise: float, **of_stores: dict[str, object]) -> AreasFound:
    ledger = ledgers.ledger(ledgers.sales(sold(noise)), AREAS, where=ledgers.stores(**of_stores))
    return areas_effect(ledgers.QUESTION, ledger)


def test_without_noise_each_week_shows_what_was_put_in() -> None:
    """6 units at a margin of 5 are 30 a begun store; four stores sell 40 + 4.5 + the week's."""
    weeks = found(0.0).weeks
    assert [week.begun for week in weeks] == [0] * 5 + [2] * 2 + [4] * 5
    assert [week.stores for week in weeks] == [4] * 12
    for place, week in enumerate(weeks):
        foretold = 5.0 * (40.0 + 4.5 + place % 4)
        assert week.week == ledgers.monday(place)
        assert week.foretold == pytest.approx(foretold)
        assert week.actual == pytest.approx(foretold + 30.0 * week.begun / 4)
        if place >= 5:
            assert week.gain.estimate == pytest.approx(30.0)


def test_a_week_before_any_area_has_no_gain_but_a_reason() -> None:
    first = found(1.0).weeks[0]
    assert math.isnan(first.gain.estimate)
    assert first.gain.reason == "no area had begun in this week"


def test_weeks_and_stores_each_add_up_to_the_total() -> None:
    noisy = found(1.0)
    total = noisy.money.total.estimate
    by_week = math.fsum(w.gain.estimate * w.weight for w in noisy.weeks if w.begun)
    by_store = math.fsum(store.gain * store.weight for store in noisy.by_store)
    assert by_week == pytest.approx(total)
    assert by_store == pytest.approx(total)


def test_a_stores_spread_is_that_of_stores_without_an_area() -> None:
    """By the definition, unit by unit: residuals of a two-way fit by least squares."""
    noisy = found(1.0)
    begins = np.array([BEGINS.get(place, 99) for place in range(8)])
    week = np.arange(12)
    y = np.array([[5.0 * sold(1.0)(p, w) for w in range(12)] for p in range(8)])
    cells = [(p, w) for p in range(8) for w in week if w < begins[p]]
    design = np.zeros((len(cells), 20))
    for row, (p, w) in enumerate(cells):
        design[row, p] = design[row, 8 + w] = 1.0
    outcome = np.array([y[cell] for cell in cells])
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    of = dict(zip(cells, rest, strict=True))
    for store in noisy.by_store:
        start = BEGINS[int(store.store_id[1])]
        apart = [
            np.mean([of[p, w] for w in week[start:]]) - np.mean([of[p, w] for w in week[:start]])
            for p in range(4, 8)
        ]
        assert store.spread == pytest.approx(np.std(apart, ddof=1))
        assert store.beyond == np.mean(np.abs(apart) >= abs(store.gain))
        assert store.begins == ledgers.monday(start)
        assert store.weight == 12 - start


def test_stores_without_an_area_know_how_far_the_next_one_is() -> None:
    """One degree of latitude is 111.195 km; s4 lies 0.05 degrees north of s0, s5 one degree."""
    placed = found(
        1.0,
        s0={"latitude": 50.0, "longitude": 8.0},
        s4={"latitude": 50.05, "longitude": 8.0},
        s5={"latitude": 51.0, "longitude": 8.0},
    )
    km = {store.store_id: store.nearest_km for store in placed.compared_stores}
    assert km["s4"] == pytest.approx(5.55975, abs=1e-4)
    assert math.isinf(km["s5"])
    assert math.isnan(km["s6"])
    assert set(km) == {"s4", "s5", "s6", "s7"}


def test_weeks_are_those_of_the_question() -> None:
    question = replace(ledgers.QUESTION, to_week=ledgers.MONDAY + timedelta(weeks=10))
    ledger = ledgers.ledger(ledgers.sales(sold(1.0)), AREAS)
    assert len(areas_effect(question, ledger).weeks) == 10
