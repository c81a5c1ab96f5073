"""What generated offers say: rewards, stores, times and how they meet, drawn from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from showfloor.domain.offer_terms import (
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
    Product,
    Reward,
    Slot,
    Step,
    Steps,
    When,
    Where,
    Whom,
)

WEEK_BEGINS = datetime(2026, 11, 2, tzinfo=UTC)
WEEK_ENDS = datetime(2026, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def drawn_offer(
    random: Random,
    number: int,
    products: Sequence[Product],
    stores: Sequence[str],
    mix: Literal["all", "each"],
) -> Offer:
    """Draw one offer that is live in the whole week; mix "each": per cent off units, one group."""
    maker = random.choice(products).manufacturer_id
    reward = _each(random, products) if mix == "each" else _reward(random, products)
    simple = mix == "each"
    return Offer(
        f"o{number:05d}",
        1,
        "generated",
        maker,
        "running",
        When(
            WEEK_BEGINS - random.randrange(1, 30 * 24) * timedelta(hours=1),
            WEEK_ENDS + random.randrange(1, 30 * 24) * timedelta(hours=1),
            () if simple or random.random() < 0.9 else (4, 5, 6),
            () if simple or random.random() < 0.95 else ((600, 1200),),
        ),
        reward,
        _where(random, stores, maker, simple=simple),
        Whom() if simple else _whom(random, reward),
        () if simple else _needs(random),
        Meets("area") if simple else _meets(random, reward),
        Floor(approved_by="generated") if simple or random.random() < 0.1 else Floor(),
        manufacturer_pays=random.choice((0, 5000, 10_000)),
    )


def _each(random: Random, products: Sequence[Product]) -> EachUnit:
    goods = _goods(random, products, random.choice((1, 1, 2, 5, 10, 20)))
    return EachUnit(goods, Cut("per_cent", 100 * random.randint(3, 40)))


def _goods(random: Random, products: Sequence[Product], count: int) -> Goods:
    """Draw products, popular ones more often, as baskets do."""
    places = {int(len(products) * random.random() ** 1.5) for _ in range(count)}
    return Goods(tuple(products[place].product_id for place in sorted(places)))


def _reward(random: Random, products: Sequence[Product]) -> Reward:
    chance = random.random()
    if chance < 0.50:
        goods = _goods(random, products, random.choice((1, 1, 2, 5, 10, 20)))
        return EachUnit(goods, _cut(random))
    if chance < 0.60:
        one = random.choice(products)
        if random.random() < 0.5:
            return EachUnit(Goods(categories=(one.category,)), Cut("per_cent", 500))
        return EachUnit(Goods(manufacturers=(one.manufacturer_id,)), Cut("amount", 300))
    return _joined(random, products, chance)


def _joined(random: Random, products: Sequence[Product], chance: float) -> Reward:
    """Draw a reward whose applications join units."""
    first = _goods(random, products, random.choice((1, 3, 10)))
    second = _goods(random, products, random.choice((1, 3, 10)))
    if chance < 0.72:
        return Bundle((Slot(first), Slot(second, 1, _cut(random))))
    if chance < 0.80:
        return Bundle((Slot(first), Slot(second)), Cut("amount", random.choice((500, 2000))))
    if chance < 0.88:
        return CheapestOf(first, random.choice((2, 3)), 1, Cut("per_cent", 10_000))
    if chance < 0.99:
        return Steps(first, (Step(2, Cut("per_cent", 500)), Step(3, Cut("per_cent", 1000))))
    return OffBasket(Goods(price_from=5000), 100 * random.choice((5, 10, 20)))


def _cut(random: Random) -> Cut:
    if random.random() < 0.6:
        return Cut("per_cent", 100 * random.randint(3, 30))
    if random.random() < 0.7:
        return Cut("amount", 100 * random.choice((2, 5, 10, 25)))
    return Cut("at_most", 100 * random.choice((9, 19, 49, 99, 249, 499)) + 99)


def _where(random: Random, stores: Sequence[str], maker: str, *, simple: bool) -> Where:
    """Draw some of the stores: named ones, a region, a kind, or those with an area."""
    chance = random.random()
    named = random.sample(stores, min(len(stores), random.randint(10, max(10, len(stores) // 16))))
    if simple or chance < 0.6:
        return Where(stores=tuple(sorted(named)))
    if chance < 0.8:
        return Where(regions=(random.choice(("DE-BE", "DE-BY", "DE-HH", "DE-NW", "DE-SN")),))
    if chance < 0.9:
        return Where(kinds=(random.choice(("flagship", "live")),), stores=tuple(sorted(named)))
    return Where(area_of=maker)


def _whom(random: Random, reward: Reward) -> Whom:
    """Draw for whom; amounts off the basket always ask for a code or a group."""
    chance = random.random() if not isinstance(reward, OffBasket) else random.uniform(0.85, 0.97)
    if chance < 0.85:
        return Whom()
    if chance < 0.93:
        return Whom(groups=(random.choice(("new contract", "business", "young")),))
    return Whom(code="Herbst") if chance < 0.97 else Whom(a_customer=1)


def _needs(random: Random) -> tuple[Need, ...]:
    return (Need(Goods(price_from=30_000)),) if random.random() < 0.05 else ()


def _meets(random: Random, reward: Reward) -> Meets:
    if isinstance(reward, OffBasket):
        return Meets("voucher", random.randrange(10))
    chance = random.random()
    group = "area" if chance < 0.55 else ("brand" if chance < 0.9 else "voucher")
    return Meets(
        group,
        random.randrange(10),
        "unit" if random.random() < 0.05 else "no",
        ("voucher",) if group != "voucher" and random.random() < 0.05 else (),
        random.choice((1, 2, 5)) if random.random() < 0.15 else None,
    )
