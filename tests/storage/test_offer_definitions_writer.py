"""Offers that are written as TOML are read back as the same offers."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from showfloor.domain.offer_terms import (
    NEVER,
    Allowance,
    Budget,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Floor,
    Goods,
    Meets,
    Need,
    OffBasket,
    Offer,
    Reward,
    Slot,
    Step,
    Steps,
    When,
    Where,
    Whom,
)
from showfloor.storage.offer_definitions_file import offers_in
from showfloor.storage.offer_definitions_writer import offer_toml

PHONES = Goods(categories=("phones",), manufacturers=("acme",), price_from=30_000, price_to=99_999)
PLAIN = Offer(
    "a", 1, 'A "name" with \\ and \x7f ü', "acme", "draft",
    When(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    EachUnit(Goods(products=("a1",)), Cut("at_most", 59_900)),
)  # fmt: skip
REWARDS: tuple[Reward, ...] = (
    EachUnit(PHONES, Cut("per_cent", 1_250)),
    EachUnit(Goods(), Cut("amount", 5)),
    Bundle((Slot(PHONES, 2), Slot(Goods(products=("lamp",)), 1, Cut("per_cent", 10_000)))),
    Bundle((Slot(PHONES), Slot(Goods(handed_in=True))), Cut("amount", 5_000)),
    CheapestOf(PHONES, 3, 1, Cut("per_cent", 10_000)),
    Steps(PHONES, (Step(2, Cut("per_cent", 500)), Step(4, Cut("at_most", 100)))),
    OffBasket(Goods(not_products=("a1", "b1")), 1_000),
)
FULL = dataclasses.replace(
    PLAIN,
    version=3,
    status="running",
    when=When(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), NEVER, (1, 7), ((600, 810), (1320, 1440)), (0, 6)
    ),
    where=Where(("stores",), ("köln",), ("DE-NW",), ("flagship",), "bolt", "maximum"),
    whom=Whom(("business",), "CODE", 2),
    needs=(Need(PHONES, 2, 10_000), Need(Goods())),
    meets=Meets("bundles", 7, "unit", ("opening",), 3),
    floor=Floor(9_900, "M. Beispiel"),
    budget=Budget(Allowance(100, None), Allowance(None, 0), Allowance(5, 5), 10),
    manufacturer_pays=3_333,
)


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: type(reward).__name__)
@pytest.mark.parametrize("offer", [PLAIN, FULL], ids=["plain", "full"])
def test_an_offer_that_is_written_is_read_back_as_the_same(offer: Offer, reward: Reward) -> None:
    stated = dataclasses.replace(offer, reward=reward)
    assert offers_in(offer_toml(stated), "offers.toml").offers == (stated,)


def test_a_day_is_written_as_a_day_and_an_hour_that_comes_twice_with_its_offset() -> None:
    # 25 October 2026 has 02:30 twice; 01:30 UTC is the second of both, in winter time.
    text = offer_toml(PLAIN)
    assert "from = 2026-10-25\n" in text
    assert "to = 2026-10-25T02:30:00+01:00\n" in text
