"""Generated offers, stores, products and baskets for the offer engine's tests and benchmark.

Everything here is drawn from a seed: no such offer was ever made and no such basket ever bought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal

from showfloor.domain.offer_terms import Limits, OfferBook, Product
from showfloor.domain.purchases import BasketLine, Customer, Place, Purchase, SellingArea
from showfloor.simulate.offer_baskets_terms import drawn_offer

WEEK = datetime(2026, 11, 2, tzinfo=UTC)
"""The Monday of the week in which all baskets are bought and all offers are live."""
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN")
REGIONS = tuple(f"DE-{state}" for state in STATES)
KINDS = ("flagship", "live", "standard", "partner")
GROUPS = ("area", "brand", "voucher")
CATEGORIES = 40
MANUFACTURERS = 100
CUSTOMER_GROUPS = ("new contract", "business", "young")
Mix = Literal["all", "each"]


@dataclass(frozen=True, slots=True)
class OfferWorld:
    """A generated book with the places, and the shelf price of each product in cents."""

    book: OfferBook
    places: tuple[Place, ...]
    shelf: dict[str, int]


@dataclass(frozen=True, slots=True)
class WorldSize:
    """How much is drawn."""

    offers: int = 10_000
    stores: int = 1_000
    products: int = 5_000


def drawn_world(seed: int, size: WorldSize = WorldSize(), mix: Mix = "all") -> OfferWorld:
    """Draw a world whose offers are all live in the week; mix "each": per cent off units only.

    With "each" all shelf prices are whole euros and all shares whole per cents, so that engines
    that round elsewhere come to the same cents.
    """
    random = Random(seed)  # noqa: S311  # draws examples, keeps no secret
    products, shelf = _products(random, size.products, whole_euros=mix == "each")
    places = tuple(_place(random, number) for number in range(size.stores))
    offers = tuple(
        drawn_offer(random, number, products, [place.store_id for place in places], mix)
        for number in range(size.offers)
    )
    limits = Limits() if mix == "each" else Limits(most_offers_a_unit=3, most_discount=6000)
    groups = (GROUPS[0],) if mix == "each" else GROUPS
    return OfferWorld(OfferBook(offers, products, groups, limits), places, shelf)


def drawn_baskets(
    seed: int, world: OfferWorld, count: int, lines: tuple[int, int] = (1, 20)
) -> list[Purchase]:
    """Draw baskets with so many lines (least, most; uniform), at random places in the week."""
    random = Random(seed)  # noqa: S311  # draws examples, keeps no secret
    products = world.book.products
    return [_basket(random, world, products, random.randint(*lines)) for _ in range(count)]


def _basket(random: Random, world: OfferWorld, products: Sequence[Product], lines: int) -> Purchase:
    chosen = {popular(random, products).product_id for _ in range(lines)}
    while len(chosen) < lines:
        chosen.add(popular(random, products).product_id)
    at = WEEK + timedelta(minutes=random.randrange(7 * 24 * 60))
    known = random.random() < 0.3
    groups = frozenset(group for group in CUSTOMER_GROUPS if random.random() < 0.15)
    codes = frozenset({"HERBST"}) if random.random() < 0.1 else frozenset[str]()
    return Purchase(
        tuple(
            BasketLine(
                f"{place:02d}", name, random.choice((1, 1, 1, 1, 1, 2, 2, 3)), world.shelf[name]
            )
            for place, name in enumerate(sorted(chosen))
        ),
        random.choice(world.places),
        at,
        Customer(f"k{random.randrange(10**6)}" if known else None, groups, codes),
    )


def popular(random: Random, products: Sequence[Product]) -> Product:
    """Draw a product, the first ones far more often than the last."""
    return products[int(len(products) * random.random() ** 2.5)]


def _products(
    random: Random, count: int, *, whole_euros: bool
) -> tuple[tuple[Product, ...], dict[str, int]]:
    products: list[Product] = []
    shelf: dict[str, int] = {}
    for number in range(count):
        name = f"p{number:05d}"
        euros = random.choice((9, 14, 19, 29, 49, 79, 129, 199, 299, 449, 699, 999, 1299))
        price = 100 * euros if whole_euros else 100 * euros + 99
        product = Product(
            name,
            f"m{random.randrange(MANUFACTURERS):03d}",
            f"c{random.randrange(CATEGORIES):02d}",
            1900,
            None if whole_euros else price * random.randint(35, 70) // 100,
        )
        products.append(product)
        shelf[name] = price
    return tuple(products), shelf


def _place(random: Random, number: int) -> Place:
    makers = random.sample(range(MANUFACTURERS), random.choice((0, 1, 2, 4)))
    operator: Literal["own", "agent", "independent"] = random.choice(
        ("own", "own", "own", "agent", "independent")
    )
    return Place(
        f"s{number:04d}",
        "store",
        random.choice(KINDS),
        random.choice(REGIONS),
        operator,
        tuple(
            SellingArea(f"m{maker:03d}", date(2026, 11, 1) - timedelta(random.randrange(400)))
            for maker in makers
        ),
    )
