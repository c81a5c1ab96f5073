"""Offers that a till reads back from the export cost a basket what the stated ones do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from drawn_books import NOW, drawn_book, drawn_purchase
from pricing_cases import PRODUCTS, SHOP, line, offer

from showfloor.domain.offer_terms import (
    NEVER,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    Limits,
    OffBasket,
    Offer,
    OfferBook,
    StatedOffers,
    Status,
    Steps,
    When,
)
from showfloor.domain.purchases import Purchase
from showfloor.offers.compiled import compile_book
from showfloor.offers.engine import price_basket
from showfloor.storage.offers_export import offers_json

KINDS = {
    "each": EachUnit, "bundle": Bundle, "cheapest": CheapestOf, "steps": Steps,
    "off_basket": OffBasket,
}  # fmt: skip


def read_back(document: bytes) -> StatedOffers:
    """Read offers.json as docs/reference/offers-export.md describes it."""
    found = json.loads(document)
    assert found["format"] == 2
    limits = Limits(**found["limits"])
    return StatedOffers(tuple(map(_offer, found["offers"])), tuple(found["groups"]), limits)


def _offer(entry: dict[str, Any]) -> Offer:
    when, reward = entry["when"], dict(entry["reward"])
    begins, ends = when.pop("begins_utc"), when.pop("ends_utc")
    when["begins"] = datetime.fromisoformat(when["begins"])
    when["ends"] = NEVER if when["ends"] is None else datetime.fromisoformat(when["ends"])
    assert when["begins"] == datetime.fromisoformat(begins)
    assert when["ends"] == (NEVER if ends is None else datetime.fromisoformat(ends))
    kind = KINDS[reward.pop("kind")]
    return _made({**entry, "reward": _made(reward, kind)}, Offer)


def _made(value: Any, kind: Any) -> Any:
    """Make what a field is annotated with of its JSON value: dataclasses and tuples."""
    if get_origin(kind) in {Union, UnionType}:
        kinds = [one for one in get_args(kind) if one is not type(None)]
        return value if value is None or len(kinds) > 1 else _made(value, kinds[0])
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        one = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_made(item, of) for item, of in zip(value, one, strict=True))
    if hasattr(kind, "__dataclass_fields__") and isinstance(value, dict):
        hints = get_type_hints(kind)
        return kind(**{name: _made(item, hints[name]) for name, item in value.items()})
    return value


@pytest.mark.parametrize("seed", range(10))
def test_a_basket_costs_the_same_under_the_offers_that_were_read_back(seed: int) -> None:
    random = Random(seed)
    book = drawn_book(random, 8)
    stated = StatedOffers(book.offers, book.groups, book.limits)
    document = offers_json(stated, NOW)
    read = read_back(document)
    assert offers_json(read, NOW) == document
    till = compile_book(OfferBook(read.offers, book.products, read.groups, read.limits))
    ours = compile_book(book)
    for _ in range(5):
        purchase = drawn_purchase(random, 4)
        for later in (timedelta(0), timedelta(days=1), timedelta(days=40)):
            asked = replace(purchase, at=NOW + later)
            assert price_basket(till, asked) == price_basket(ours, asked)


def version(number: int, begins: int, ends: int, status: Status = "running") -> Offer:
    """A version that holds from one day to another, counted from now, and takes 1.00 times it."""
    when = When(NOW + timedelta(days=begins), NOW + timedelta(days=ends))
    return offer(
        "o",
        EachUnit(Goods(), Cut("amount", 100 * number)),
        version=number,
        status=status,
        when=when,
    )


@pytest.mark.parametrize(
    "versions",
    [
        (version(1, -9, 9), version(2, -5, -2)),
        (version(1, -9, 9), version(2, -5, 9, "ended")),
        (version(1, -9, 9), version(2, 3, 9, "ended")),
        (version(1, -9, 9), version(2, 3, 5)),
    ],
)
def test_what_a_later_version_has_replaced_never_comes_back_at_the_till(
    versions: tuple[Offer, ...],
) -> None:
    stated = StatedOffers(versions)
    till = compile_book(OfferBook(read_back(offers_json(stated, NOW)).offers, PRODUCTS))
    ours = compile_book(OfferBook(versions, PRODUCTS))
    for day in range(10):
        at = NOW + timedelta(days=day)
        asked = Purchase((line("case", 1, 1000),), SHOP, at)
        assert price_basket(till, asked).charged == price_basket(ours, asked).charged
