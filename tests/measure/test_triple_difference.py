"""Areas apart from offers: exact by a rule, as means by hand, honest where it cannot be."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.offers import StoreOffer
from showfloor.domain.queries import text_column
from showfloor.errors import DataError, PanelError
from showfloor.measure.area_panel import area_panel
from showfloor.measure.triple_difference import triple_difference
from showfloor.measure.types_areas import AreaPanel
from showfloor.measure.types_offers import (
    BY_OFFER_STORES,
    TRIPLE,
    OfferLedger,
    TripleDifference,
)
from showfloor.storage.offers_file import read_store_offers

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
QUESTION = ledgers.QUESTION
WEEKS = ledgers.WEEKS
IDS = ledgers.IDS
area = ledgers.area
ledger = ledgers.ledger
monday = ledgers.monday
sales = ledgers.sales

BOTH, AREA, OFFER = (0, 1), (2, 3), (4, 5)
"""Places of stores with area and offer, the area alone, the offer alone; 6 and 7 have neither."""
START = 6
AREA_SHOWN, AREA_REST, OFFER_GAIN = 4.0, 2.0, 9.0
"""Units a week: by an area to products on offer and to the others, by an offer to its own."""


def shown(place: int, week: int) -> float:
    """Units of products ever on offer: twice the level of the others, and the same weeks."""
    gain = AREA_SHOWN * (place in BOTH + AREA) + OFFER_GAIN * (place in BOTH + OFFER)
    return 2.0 * (20.0 + place + week % 3) + gain * (week >= START)


def rest(place: int, week: int) -> float:
    return 20.0 + place + week % 3 + AREA_REST * (place in BOTH + AREA) * (week >= START)


def offers(places: tuple[int, ...], first: int = START) -> list[StoreOffer]:
    last = monday(WEEKS)
    return [StoreOffer(IDS[place], "p1", monday(first), last) for place in places]


def panel_of(opened: tuple[int, ...]) -> AreaPanel:
    areas = [area(IDS[place], START, START) for place in opened]
    return area_panel(QUESTION, ledger(sales(lambda p, w: shown(p, w) + rest(p, w)), areas))


def offer_ledger(ran: list[StoreOffer], sold=shown) -> OfferLedger:
    cells = [(place, week) for place in range(len(IDS)) for week in range(WEEKS)]
    return OfferLedger(
        offers=ran,
        stores=IDS,
        sales={
            "store_id": text_column([IDS[place] for place, _ in cells]),
            "week": np.array([monday(week) for _, week in cells], dtype="datetime64[D]"),
            "revenue": np.array([10.0 * sold(place, week) for place, week in cells]),
        },
        makers={
            "product_id": text_column(["p1", "p2", "x1"]),
            "manufacturer_id": text_column(["m1", "m1", "m2"]),
        },
    )


def found() -> TripleDifference:
    return triple_difference(panel_of(BOTH + AREA), offer_ledger(offers(BOTH + OFFER)))


def test_by_a_rule_the_offers_part_is_what_the_offer_put_in() -> None:
    split = found()
    assert split.way == TRIPLE
    assert split.ratio == pytest.approx(2.0)
    assert split.offer.estimate == pytest.approx(10.0 * OFFER_GAIN)
    assert split.area.estimate == pytest.approx(10.0 * (AREA_SHOWN + AREA_REST))
    assert split.both.estimate == pytest.approx(split.area.estimate + split.offer.estimate)


def test_alone_each_effect_is_that_of_its_own_stores() -> None:
    split = found()
    assert split.area_alone.estimate == pytest.approx(10.0 * (AREA_SHOWN + AREA_REST))
    assert split.offer_alone.estimate == pytest.approx(10.0 * OFFER_GAIN)
    assert split.others.estimate == pytest.approx(10.0 * AREA_REST)
    assert split.others_by_offer.estimate == pytest.approx(0.0, abs=1e-9)
    assert split.stores == {"both": 2, "area": 2, "offer": 2, "neither": 2}
    assert split.store_weeks["both"] == 2 * (WEEKS - START)


def test_with_noise_the_offers_part_is_a_difference_of_means_of_the_stores() -> None:
    """One date for all: each store's mean after less before, means by group, their difference."""
    rng = np.random.default_rng(5)
    one, two = (rng.normal(0.0, 3.0, size=(len(IDS), WEEKS)) for _ in range(2))

    def noisy(place: int, week: int) -> float:
        return shown(place, week) + one[place, week]

    areas = [area(IDS[place], START, START) for place in BOTH + AREA]
    sold = sales(lambda p, w: noisy(p, w) + rest(p, w) + two[p, w])
    split = triple_difference(
        area_panel(QUESTION, ledger(sold, areas)), offer_ledger(offers(BOTH + OFFER), noisy)
    )
    cells = np.array([[noisy(p, w) for w in range(WEEKS)] for p in range(len(IDS))])
    others = np.array([[rest(p, w) + two[p, w] for w in range(WEEKS)] for p in range(len(IDS))])
    quiet = np.zeros(cells.shape, dtype=bool)
    quiet[:, :START] = True
    quiet[[6, 7]] = True
    ratio = cells[quiet].sum() / others[quiet].sum()
    apart = 10.0 * (cells - ratio * others)
    change = apart[:, START:].mean(axis=1) - apart[:, :START].mean(axis=1)
    by_hand = change[list(BOTH)].mean() - change[list(AREA)].mean()
    assert split.offer.estimate == pytest.approx(by_hand)


def test_with_noise_both_parts_are_those_of_a_regression_with_three_pairs_of_fixed_effects() -> (
    None
):
    """Stacked by product kind: store x kind, kind x week and store x week absorbed, by OLS."""
    rng = np.random.default_rng(8)
    noise = rng.normal(0.0, 3.0, size=(2, len(IDS), WEEKS))

    def kinds(place: int, week: int) -> tuple[float, float]:
        one, two = noise[:, place, week]
        return shown(place, week) + one, rest(place, week) + two

    areas = [area(IDS[place], START, START) for place in BOTH + AREA]
    panel = area_panel(QUESTION, ledger(sales(lambda p, w: sum(kinds(p, w))), areas))
    split = triple_difference(panel, offer_ledger(offers(BOTH), lambda p, w: kinds(p, w)[0]))
    rows = [(p, w, k) for p in range(len(IDS)) for w in range(WEEKS) for k in (0, 1)]
    place, week, kind = (np.array(column) for column in zip(*rows, strict=True))
    # Without stores with the offer alone places 4 and 5 are quiet but for their rule's offer.
    scale = np.where(kind == 0, 1.0, split.ratio)
    outcome = 10.0 * scale * np.array([kinds(p, w)[k] for p, w, k in rows])
    late = week >= START
    treated = [np.isin(place, group) & late for group in (BOTH, AREA)]
    design = np.column_stack(
        [
            *((place == p) & (kind == k) for p in range(len(IDS)) for k in (0, 1)),
            *((week == w) & (kind == k) for w in range(WEEKS) for k in (0, 1)),
            *((place == p) & (week == w) for p in range(len(IDS)) for w in range(WEEKS)),
            *(group & (kind == 0) for group in treated),
        ]
    ).astype(float)
    both, alone = np.linalg.lstsq(design, outcome, rcond=None)[0][-2:]
    assert split.offer.estimate == pytest.approx(both - alone)


def test_two_stores_a_side_allow_no_interval_and_say_so() -> None:
    part = found().area
    assert math.isnan(part.low)
    assert "treated" in part.reason


def test_without_stores_with_the_area_alone_those_with_the_offer_alone_tell() -> None:
    def sold(place: int, week: int) -> float:
        return shown(place, week) - AREA_SHOWN * (place in AREA) * (week >= START)

    def others(place: int, week: int) -> float:
        return rest(place, week) - AREA_REST * (place in AREA) * (week >= START)

    areas = [area(IDS[place], START, START) for place in BOTH]
    panel = area_panel(QUESTION, ledger(sales(lambda p, w: sold(p, w) + others(p, w)), areas))
    split = triple_difference(panel, offer_ledger(offers(BOTH + OFFER), sold))
    assert split.way == BY_OFFER_STORES
    assert split.stores["area"] == 0
    assert split.offer.estimate == pytest.approx(10.0 * OFFER_GAIN)
    assert split.area.estimate == pytest.approx(10.0 * (AREA_SHOWN + AREA_REST))


def test_where_every_area_has_the_offer_and_no_other_store_nothing_is_told_apart() -> None:
    split = triple_difference(panel_of(BOTH + AREA), offer_ledger(offers(BOTH + AREA)))
    assert split.way == ""
    assert math.isnan(split.area.estimate)
    assert "cannot be told apart" in split.area.reason
    assert [check.verdict for check in split.checks] == ["FAIL"]
    assert math.isfinite(split.both.estimate)
    assert split.others.estimate == pytest.approx(10.0 * AREA_REST)


def test_where_all_own_products_are_on_offer_there_is_no_third_difference() -> None:
    ran = offers(BOTH)
    everything = offer_ledger(ran, lambda p, w: shown(p, w) + rest(p, w))
    split = triple_difference(panel_of(BOTH + AREA), everything)
    assert split.way == ""
    assert "all own products were on offer" in split.area.reason


def test_weeks_after_an_offer_ended_count_for_no_side() -> None:
    ran = [replace(offer, to_date=monday(9)) for offer in offers(BOTH)]
    split = triple_difference(panel_of(BOTH + AREA), offer_ledger(ran))
    assert split.store_weeks["both"] == 2 * 3
    assert split.store_weeks["area"] == 2 * (WEEKS - START)


def test_weeks_of_building_count_for_no_side() -> None:
    areas = [area(IDS[place], START - 2, START) for place in BOTH + AREA]
    sold = sales(lambda p, w: shown(p, w) + rest(p, w) - 5.0 * (p < 4) * (w in (4, 5)))
    panel = area_panel(QUESTION, ledger(sold, areas))
    split = triple_difference(panel, offer_ledger(offers(BOTH + OFFER)))
    assert split.store_weeks == {"both": 12, "area": 12, "offer": 12}
    assert split.offer.estimate == pytest.approx(10.0 * OFFER_GAIN)
    assert split.area.estimate == pytest.approx(10.0 * (AREA_SHOWN + AREA_REST))


def test_an_offer_during_building_counts_for_no_side() -> None:
    areas = [area(IDS[place], START, START + 3) for place in BOTH]
    sold = sales(lambda p, w: shown(p, w) + rest(p, w))
    panel = area_panel(QUESTION, ledger(sold, areas))
    split = triple_difference(panel, offer_ledger(offers(BOTH + OFFER)))
    assert split.store_weeks == {"both": 6, "area": 0, "offer": 12}


def test_areas_are_compared_at_the_same_age() -> None:
    areas = [area(IDS[0], 6, 6), area(IDS[1], 6, 6), area(IDS[2], 10, 10), area(IDS[3], 10, 10)]

    def growing(place: int, week: int) -> float:
        begins = {0: 6, 1: 6, 2: 10, 3: 10}.get(place, 99)
        age = 3.0 * max(week - begins, 0) * (week >= begins)
        return 2.0 * (20.0 + place + week % 3) + age + OFFER_GAIN * (place < 2) * (week >= 6)

    sold = sales(lambda p, w: growing(p, w) + 20.0 + p + w % 3)
    split = triple_difference(
        area_panel(QUESTION, ledger(sold, areas)), offer_ledger(offers(BOTH), growing)
    )
    assert split.offer.estimate == pytest.approx(10.0 * OFFER_GAIN)
    # Ages 0 and 1 of the 6 weeks with both have a counterpart.
    assert split.matched == pytest.approx(2 / 6)
    assert split.checks[0].verdict == "REVIEW"


def test_an_offer_counts_in_weeks_with_one_of_its_days_a_trading_day() -> None:
    sunday = StoreOffer(IDS[0], "p1", monday(4) - timedelta(days=1), monday(4))
    with pytest.raises(PanelError, match="no offer ran in a measured store"):
        triple_difference(panel_of(BOTH), offer_ledger([sunday]))


@pytest.mark.parametrize(
    ("offer", "says"),
    [
        (StoreOffer("s99", "p1", monday(6), monday(9)), "the store 's99'.*does not know"),
        (StoreOffer("s1", "p11", monday(6), monday(9)), "the product 'p11'.*did you mean 'p1'"),
        (StoreOffer("s1", "x1", monday(6), monday(9)), "is one of m2, not of m1"),
    ],
)
def test_offers_that_do_not_fit_the_ledger_are_refused(offer: StoreOffer, says: str) -> None:
    with pytest.raises(PanelError, match=says):
        triple_difference(panel_of(BOTH), offer_ledger([offer]))


HEAD = "store_id,product_id,from_date,to_date\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "holds no offer"),
        (HEAD + "s1,p1,2021-03-01,2021-03-01\n", "line 2, column to_date: .* is not after"),
        (HEAD + "s1,,2021-03-01,2021-03-08\n", "line 2, column product_id: is empty"),
        (HEAD + "s1,p1,2021-3-1,2021-03-08\n", "line 2, column from_date: .* is not a date"),
        (HEAD.replace("to_date", "until"), "unknown column 'until'"),
        (HEAD.replace(",", ";"), "separated by semicolons"),
    ],
)
def test_a_bad_file_of_offers_says_where_and_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "offers.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        read_store_offers(path)
