"""Areas apart from offers where stores move by the same per cent: exact by a rule, and carried."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.offers import StoreOffer
from showfloor.domain.queries import text_column
from showfloor.measure.area_panel import area_panel
from showfloor.measure.triple_difference import triple_difference
from showfloor.measure.types_offers import (
    BY_OFFER_STORES,
    TRIPLE,
    OfferLedger,
    TripleDifference,
)
from showfloor.measure.types_outcomes import Scale

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)

BOTH, AREA, OFFER = (0, 1), (2, 3), (4, 5)
"""Places of stores with area and offer, the area alone, the offer alone; 6 and 7 have neither."""
START = 6
Sold = Callable[[int, int], float]


def size(place: int) -> float:
    """Stores with both are the largest: what they share with the others is a share."""
    return 100.0 * (9 - place)


def base(place: int, week: int) -> float:
    """What the others sell without anything; products on offer sell twice that."""
    return size(place) * (1.0 + 0.3 * (week % 3)) * (1.0 + 0.03 * week)


def shown(place: int, week: int, opened: Sequence[int] = BOTH + AREA) -> float:
    area = 0.2 * (place in opened) * (week >= START)
    offer = 0.3 * (place in BOTH + OFFER) * (week >= START)
    return 2.0 * base(place, week) * (1.0 + area + offer)


def rest(place: int, week: int, opened: Sequence[int] = BOTH + AREA) -> float:
    return base(place, week) * (1.0 + 0.1 * (place in opened) * (week >= START))


def found(
    opened: Sequence[int],
    ran: Sequence[int],
    scale: Scale = "per_cent",
    sent_back: Sold = lambda place, week: 0.0,
) -> TripleDifference:
    def sold(place: int, week: int) -> float:
        return shown(place, week, opened) - sent_back(place, week)

    question = replace(ledgers.QUESTION, scale=scale)
    areas = [ledgers.area(f"s{place}", START, START) for place in opened]
    whole = ledgers.sales(lambda place, week: sold(place, week) + rest(place, week, opened))
    panel = area_panel(question, ledgers.ledger(whole, areas))
    cells = [(place, week) for place in range(8) for week in range(ledgers.WEEKS)]
    offered = OfferLedger(
        offers=[
            StoreOffer(f"s{place}", "p1", ledgers.monday(START), ledgers.monday(ledgers.WEEKS))
            for place in ran
        ],
        stores=ledgers.IDS,
        sales={
            "store_id": text_column([f"s{place}" for place, _ in cells]),
            "week": np.array([ledgers.monday(week) for _, week in cells], dtype="datetime64[D]"),
            "revenue": np.array([10.0 * sold(place, week) for place, week in cells]),
        },
        makers={
            "product_id": text_column(["p1"]),
            "manufacturer_id": text_column(["m1"]),
        },
    )
    return triple_difference(panel, offered, terms=CredibilityTerms(placebo_earlier=2))


def mean_of(part: Sold) -> float:
    """Return the mean revenue of a part over the store-weeks with both."""
    weeks = range(START, ledgers.WEEKS)
    return float(np.mean([10.0 * part(place, week) for place in BOTH for week in weeks]))


OFFERS_PART = mean_of(lambda place, week: 0.3 * 2.0 * base(place, week))
AREAS_PART = mean_of(lambda place, week: (0.2 * 2.0 + 0.1) * base(place, week))


def test_area_and_offer_are_told_apart_exactly_where_stores_move_by_the_same_per_cent() -> None:
    parts = found(BOTH + AREA, BOTH + OFFER)
    assert (parts.way, parts.scale) == (TRIPLE, "per_cent")
    assert parts.offer.estimate == pytest.approx(OFFERS_PART, rel=1e-8)
    assert parts.area.estimate == pytest.approx(AREAS_PART, rel=1e-8)
    assert parts.both.estimate == pytest.approx(OFFERS_PART + AREAS_PART, rel=1e-8)
    assert parts.by_offer_stores.estimate == pytest.approx(AREAS_PART, rel=1e-8)
    assert parts.before.estimate == pytest.approx(0.0, abs=1e-6)


def test_in_levels_the_season_of_large_stores_is_taken_for_an_effect() -> None:
    parts = found(BOTH + AREA, BOTH + OFFER, "levels")
    assert parts.scale == "levels"
    assert abs(parts.area.estimate / AREAS_PART - 1.0) > 0.05


def test_stores_with_the_offer_alone_speak_in_per_cent_where_none_has_the_area_alone() -> None:
    parts = found(BOTH, BOTH + OFFER)
    assert parts.way == BY_OFFER_STORES
    assert parts.offer.estimate == pytest.approx(OFFERS_PART, rel=1e-8)
    assert parts.area.estimate == pytest.approx(AREAS_PART, rel=1e-8)


def test_products_that_were_sent_back_are_told_apart_in_levels_and_this_is_said() -> None:
    most = 2.5 * sum(base(7, week) for week in range(ledgers.WEEKS))

    def sent_back(place: int, week: int) -> float:
        return most if (place, week) == (7, 0) else 0.0

    parts = found(BOTH + AREA, BOTH + OFFER, sent_back=sent_back)
    assert parts.scale == "levels"
    assert any("told apart in levels" in note for note in parts.notes)
