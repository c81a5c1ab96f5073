"""What one unit costs under an offer, and the steps of its campaign, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from showfloor.offers.announced_prices import campaigns_of, products_announced, unit_prices
from showfloor.offers.types import (
    NEVER,
    Bundle,
    Cut,
    EachUnit,
    Goods,
    Offer,
    Product,
    Slot,
    When,
)

PRODUCTS = (
    Product("a1", "acme", "phones", 1_900),
    Product("a2", "acme", "lamps", 1_900),
    Product("b1", "bolt", "phones", 1_900),
)
PRICES = {"a1": 64_900, "a2": 4_999, "b1": 50_000}
TEN_OFF = Offer(
    "ten", 1, "Ten", "acme", "approved",
    When(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 23, tzinfo=UTC)),
    EachUnit(Goods(manufacturers=("acme",)), Cut("per_cent", 1_000)),
)  # fmt: skip


def test_one_units_price_is_the_shelfs_after_the_cut_and_only_of_what_the_offer_means() -> None:
    # 649.00 - 64.90 = 584.10; 49.99 - 5.00 (half a cent rounded up) = 44.99.
    assert unit_prices(TEN_OFF, PRODUCTS, PRICES) == {"a1": 58_410, "a2": 4_499}


def test_a_bundle_has_no_price_of_one_unit_but_is_about_its_goods() -> None:
    bundle = replace(
        TEN_OFF,
        reward=Bundle(
            (Slot(Goods(products=("a1",))), Slot(Goods(products=("a2",)))), Cut("amount", 5)
        ),
    )
    assert unit_prices(bundle, PRODUCTS, PRICES) == {}
    assert campaigns_of(bundle, (), "stores", PRODUCTS, PRICES) == ()
    assert [one.product_id for one in products_announced(bundle, PRODUCTS, PRICES)] == ["a1", "a2"]


def test_an_earlier_version_is_an_earlier_step_that_ends_where_the_next_begins() -> None:
    second = replace(
        TEN_OFF,
        version=2,
        when=When(datetime(2026, 3, 16, tzinfo=UTC), NEVER),
        reward=EachUnit(Goods(products=("a1",)), Cut("at_most", 55_000)),
    )
    (campaign,) = campaigns_of(second, (TEN_OFF,), "stores", PRODUCTS, PRICES)
    told = [(step.begins.day, step.gross_price, step.ends) for step in campaign.steps]
    assert told == [
        (9, Decimal("584.10"), datetime(2026, 3, 16, tzinfo=UTC)),
        (16, Decimal("550.00"), None),
    ]


def test_a_version_that_ended_long_before_keeps_its_end_and_one_begun_later_is_no_step() -> None:
    late = replace(TEN_OFF, version=3, when=When(datetime(2026, 5, 1, tzinfo=UTC), NEVER))
    steps = campaigns_of(late, (TEN_OFF,), "stores", PRODUCTS, PRICES)[0].steps
    assert steps[0].ends == TEN_OFF.when.ends
    soon = replace(late, version=4, when=TEN_OFF.when)
    assert len(campaigns_of(soon, (late,), "stores", PRODUCTS, PRICES)[0].steps) == 1
