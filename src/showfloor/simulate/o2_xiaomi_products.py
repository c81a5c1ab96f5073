"""Makers, products and their popularity over time in o2-xiaomi; all but two names generated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FIRST_DAY = date(2018, 3, 1)
LAST_DAY = date(2021, 2, 27)
XIAOMI = "xiaomi"
XIAOMI_LISTED = date(2019, 11, 18)
"""Xiaomi sells in the network from the end of 2019 on; the day is generated."""

MANUFACTURERS: tuple[tuple[str, str], ...] = (
    (XIAOMI, "Xiaomi"),
    ("rival-a", "Rival A (generated)"),
    ("rival-b", "Rival B (generated)"),
    ("rival-c", "Rival C (generated)"),
    ("rival-d", "Rival D (generated)"),
    ("rival-e", "Rival E (generated)"),
    ("rival-f", "Rival F (generated)"),
    ("rival-g", "Rival G (generated)"),
)
UNIT_SHARES = (0.0, 34.0, 32.5, 10.5, 10.0, 6.0, 4.0, 3.0)
"""Per cent of the network's device units by maker before Xiaomi is listed."""
XIAOMI_SHARE = ((0, 0.04), (60, 0.12), (200, 0.17), (470, 0.23))
"""Days since the listing to Xiaomi's share of units, straight lines between."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product; money in cents, list price with VAT, unit margin the retailer's without."""

    product_id: str
    manufacturer_id: str
    category: str
    name: str
    list_price: int
    unit_margin: int
    launched_on: date
    popularity: float
    places: float
    own_store_only: bool = False


def _margin(price: float, rate: float) -> int:
    """Return `rate` of the price without 19 % VAT, in cents."""
    return round(price / 1.19 * rate * 100)


def _made(
    maker: str,
    key: str,
    *,
    category: str,
    name: str,
    price: float,
    rate: float,
    launched: date,
    popularity: float,
    places: float = 1.0,
    own_store_only: bool = False,
) -> Product:
    return Product(
        f"{maker}-{key}",
        maker,
        category,
        name,
        round(price * 100),
        _margin(price, rate),
        launched,
        popularity,
        places,
        own_store_only,
    )


_LADDERS: dict[str, tuple[float, ...]] = {
    "rival-a": (449.0, 549.0, 649.0, 799.0, 849.0, 949.0, 1099.0),
    "rival-b": (189.0, 259.0, 349.0, 429.0, 599.0, 749.0, 899.0),
    "rival-c": (199.0, 299.0, 399.0, 549.0),
    "rival-d": (149.0, 229.0, 319.0, 449.0),
    "rival-e": (159.0, 249.0, 379.0),
    "rival-f": (399.0, 529.0, 699.0),
    "rival-g": (99.0, 179.0, 239.0),
}
"""Phone prices of the rivals, launched every four months in 2016 to 2018, not in order of price."""


def generate_products() -> tuple[Product, ...]:
    """Return all products, by maker; nothing here is drawn at random."""
    products = _xiaomi()
    for maker, prices in _LADDERS.items():
        letter = maker[-1].upper()
        for number, price in enumerate(prices, start=1):
            months = 4 * ((3 * number) % len(prices))
            launched = date(2016 + months // 12, 1 + months % 12, 1)
            name = f"Phone {letter}{number} (generated)"
            popularity = 1.0 / (1.0 + (price / 700.0) ** 2)
            key = f"phone-{number}"
            made = _made(
                maker,
                key,
                category="smartphones",
                name=name,
                price=price,
                rate=0.19,
                launched=launched,
                popularity=popularity,
            )
            products.append(made)
        if maker in ("rival-a", "rival-b"):
            products += _beside_phones(maker, letter)
    return tuple(products)


def _beside_phones(maker: str, letter: str) -> list[Product]:
    entries = (
        ("watch", "wearables", "Watch", 329.0, 0.20, 0.15),
        ("buds", "wearables", "Earbuds", 149.0, 0.24, 0.30),
        ("speaker", "smart home", "Speaker", 99.0, 0.24, 0.10),
    )
    return [
        _made(
            maker,
            key,
            category=category,
            name=f"{name} {letter} (generated)",
            price=price,
            rate=rate,
            launched=date(2018, 1, 1),
            popularity=popularity,
        )
        for key, category, name, price, rate, popularity in entries
    ]


_XIAOMI_PHONES = (
    (129.0, 0.9),
    (179.0, 1.1),
    (229.0, 1.0),
    (299.0, 0.8),
    (399.0, 0.45),
    (599.0, 0.25),
)
_XIAOMI_BESIDE_PHONES = (
    ("mi-smart-tv-4s-65", "televisions", "Mi Smart TV 4S, 65 inch", 549.0, 0.14, 0.06, 8.0),
    ("mi-desk-lamp-1s", "smart home", "Mi Smart Desk Lamp 1S", 39.99, 0.30, 0.16, 1.0),
    ("vacuum", "smart home", "Robot vacuum (generated)", 299.0, 0.22, 0.08, 3.0),
    ("band", "wearables", "Fitness band (generated)", 34.99, 0.30, 0.45, 0.5),
    ("watch", "wearables", "Watch (generated)", 119.0, 0.26, 0.16, 0.5),
    ("power-bank", "lifestyle", "Power bank (generated)", 24.99, 0.34, 0.22, 0.5),
    ("suitcase", "lifestyle", "Suitcase (generated)", 69.99, 0.35, 0.60, 6.0),
    ("e-scooter", "lifestyle", "E-scooter (generated)", 399.0, 0.20, 0.35, 6.0),
)
_OWN_STORE_ONLY = ("suitcase", "e-scooter")


def _xiaomi() -> list[Product]:
    phones = [
        _made(
            XIAOMI,
            f"phone-{number}",
            category="smartphones",
            name=f"Xiaomi phone {number} (generated)",
            price=price,
            rate=0.22,
            launched=XIAOMI_LISTED if number <= 4 else date(2020, 5, 4),
            popularity=weight,
        )
        for number, (price, weight) in enumerate(_XIAOMI_PHONES, start=1)
    ]
    others = [
        _made(
            XIAOMI,
            key,
            category=category,
            name=name,
            price=price,
            rate=rate,
            launched=date(2020, 7, 30) if key in _OWN_STORE_ONLY else XIAOMI_LISTED,
            popularity=weight,
            places=places,
            own_store_only=key in _OWN_STORE_ONLY,
        )
        for key, category, name, price, rate, weight, places in _XIAOMI_BESIDE_PHONES
    ]
    return phones + others


def choice_shares(products: tuple[Product, ...], days: npt.NDArray[np.datetime64]) -> Floats:
    """Return the expected share [days, products] of each product in a shop's device units.

    A maker's share follows `UNIT_SHARES` and, from its listing on, `XIAOMI_SHARE`; inside a maker
    the products share by popularity, which halves in about a year and a half after launch. What
    only Xiaomi's own store sells has share 0.
    """
    since = (days - np.datetime64(XIAOMI_LISTED)).astype(np.float64)
    knots = np.array(XIAOMI_SHARE)
    xiaomi = np.where(since >= 0, np.interp(since, knots[:, 0], knots[:, 1]), 0.0)
    makers = [maker for maker, _ in MANUFACTURERS]
    base = np.array(UNIT_SHARES) / sum(UNIT_SHARES)
    maker_share = base[None, :] * (1.0 - xiaomi[:, None])
    maker_share[:, makers.index(XIAOMI)] = xiaomi
    weight = popularity_by_day(products, days)
    weight[:, [p.own_store_only for p in products]] = 0.0
    shares = np.zeros_like(weight)
    for column, maker in enumerate(makers):
        own = [place for place, p in enumerate(products) if p.manufacturer_id == maker]
        total = weight[:, own].sum(axis=1, keepdims=True)
        divided = np.divide(
            weight[:, own], total, out=np.zeros_like(weight[:, own]), where=total > 0
        )
        shares[:, own] = divided * maker_share[:, [column]]
    return shares


def popularity_by_day(products: tuple[Product, ...], days: npt.NDArray[np.datetime64]) -> Floats:
    """Return [days, products] popularity: 0 before the launch, then halving in 550 days."""
    launched = np.array([np.datetime64(p.launched_on) for p in products])
    age = (days[:, None] - launched[None, :]).astype(np.float64)
    base = np.array([p.popularity for p in products])
    return np.where(age >= 0, base[None, :] * 0.5 ** (np.maximum(age, 0.0) / 550.0), 0.0)
