"""Small books and purchases drawn from a seed: every rule of the page occurs, prices often tie."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from showfloor.offers.purchase import (
    BasketLine,
    Customer,
    Left,
    Place,
    Purchase,
    SellingArea,
)
from showfloor.offers.types import (
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Floor,
    Goods,
    Limits,
    Meets,
    Need,
    OffBasket,
    Offer,
    OfferBook,
    Product,
    Reward,
    Slot,
    Step,
    Steps,
    When,
    Where,
    Whom,
)

NOW = datetime(2026, 10, 24, 12, tzinfo=UTC)
PRODUCTS = ("ear", "lamp", "phone", "watch")
PRICES = (0, 1, 99, 100, 199, 333, 1000, 1001)
GROUPS = ("area", "brand", "code")


def _some(random: Random, values: tuple[str, ...], chance: float = 0.5) -> tuple[str, ...]:
    if random.random() > chance:
        return ()
    return tuple(sorted(random.sample(values, random.randint(1, len(values) - 1))))


def drawn_book(random: Random, offers: int) -> OfferBook:
    """Draw a book of so many versions."""
    products = tuple(
        Product(
            name,
            random.choice(("m1", "m2")),
            random.choice(("c1", "c2")),
            random.choice((1900, 700)),
            random.choice((None, None, 50, 120)),
            random.choice((None, None, None, 90)),
        )
        for name in PRODUCTS
    )
    drawn: dict[tuple[str, int], Offer] = {}
    simple = random.random() < 0.4
    while len(drawn) < offers:
        offer = _offer(random, len(drawn), simple)
        drawn.setdefault((offer.offer_id, offer.version), offer)
    limits = Limits(
        random.choice((None, None, 1, 2)), random.choice((None, None, None, 3333, 5000))
    )
    return OfferBook(tuple(drawn.values()), products, GROUPS, limits)


def _goods(random: Random) -> Goods:
    return Goods(
        _some(random, PRODUCTS, 0.4),
        _some(random, ("c1", "c2"), 0.15),
        _some(random, ("m1", "m2"), 0.15),
        _some(random, PRODUCTS, 0.1),
        random.choice((None,) * 8 + (100, 333)),
        random.choice((None,) * 8 + (333, 1000)),
        random.random() < 0.03,
    )


def _cut(random: Random, *, none: bool = False) -> Cut:
    kind = random.choice(("per_cent", "amount", "at_most", *(("none",) * 2 if none else ())))
    if kind == "none":
        return Cut("none")
    if kind == "per_cent":
        return Cut("per_cent", random.choice((500, 1000, 3333, 5000, 10_000)))
    return Cut(kind, random.choice((1, 10, 50, 99, 100, 250)))


def _reward(random: Random) -> Reward:
    word = random.choice(("each", "each", "bundle", "bundle", "whole", "cheapest", "steps", "off"))
    if word == "each":
        return EachUnit(_goods(random), _cut(random))
    if word in {"bundle", "whole"}:
        slots = tuple(
            Slot(
                _goods(random),
                random.choice((1, 1, 1, 2)),
                Cut("none") if word == "whole" else _cut(random, none=True),
            )
            for _ in range(random.choice((1, 2, 2, 2, 3)))
        )
        return Bundle(slots, _cut(random) if word == "whole" else Cut("none"))
    if word == "cheapest":
        units = random.choice((2, 3))
        return CheapestOf(_goods(random), units, random.randint(1, units - 1), _cut(random))
    if word == "steps":
        firsts = sorted(random.sample((1, 2, 3, 4), random.choice((1, 2))))
        return Steps(_goods(random), tuple(Step(n, _cut(random)) for n in firsts))
    return OffBasket(_goods(random), random.choice((1, 7, 50, 100, 5000)))


def _offer(random: Random, number: int, simple: bool) -> Offer:
    rare = 0.0 if simple else 0.06
    version = 1
    if random.random() < 0.1 and number:
        number, version = random.randrange(number), random.choice((2, 3))
    return Offer(
        f"o{number}",
        version,
        "drawn",
        random.choice(("m1", "m2")),
        random.choice(("approved", "announced", *("running",) * 25, "draft", "ended")),
        _when(random, rare),
        _reward(random),
        _where(random, rare),
        Whom(
            _some(random, ("new", "business"), rare),
            "GRÜN" if random.random() < rare else None,
            random.choice((1, 2)) if random.random() < rare else None,
        ),
        tuple(
            Need(_goods(random), random.choice((1, 2)), random.choice((0, 0, 300)))
            for _ in range(int(random.random() < rare) + int(random.random() < rare / 2))
        ),
        Meets(
            random.choice(GROUPS[: random.choice((1, 2, 3))]),
            random.choice((0, 0, 0, 5, 999)),
            random.choice(("no",) * (20 if simple else 6) + ("unit", "basket")),
            _some(random, GROUPS, rare),
            random.choice((1, 2)) if random.random() < 0.2 else None,
        ),
        Floor(random.choice((None, None, None, 80)), random.choice((None, None, "Ada"))),
        manufacturer_pays=random.choice((0, 5000, 3333, 10_000)),
    )


def _when(random: Random, rare: float) -> When:
    hour = timedelta(hours=1)
    begins = NOW - random.choice((1, 2, 48)) * hour
    if random.random() < rare / 2:
        begins = NOW + random.choice((0, 1)) * hour
    ends = max(NOW + random.choice((1, 2, 99)) * hour, begins + hour)
    if random.random() < rare / 2:
        ends = NOW
        begins = min(begins, NOW - hour)
    return When(
        begins,
        ends,
        (5, 6) if random.random() < rare else ((1,) if random.random() < rare / 2 else ()),
        ((0, 840), (840, 1440)) if random.random() < rare else (),
        random.choice(((0, 3), (4, 90))) if random.random() < rare else None,
    )


def _where(random: Random, rare: float) -> Where:
    return Where(
        _some(random, ("store", "online"), rare),
        _some(random, ("s1", "s2"), rare),
        _some(random, ("DE-BE", "DE-NW"), rare),
        _some(random, ("flagship", "partner"), rare),
        random.choice(("m1", "m2")) if random.random() < rare else None,
        random.choice((*("recommendation", "maximum") * 4, "none")),
    )


def drawn_purchase(random: Random, units: int) -> Purchase:
    """Draw a basket of so many units for a drawn place, time and customer."""
    lines: list[BasketLine] = []
    while units > 0:
        count = random.randint(1, units)
        handed = random.random() < 0.05
        name = "same" if random.random() < 0.3 else ""
        lines.append(
            BasketLine(
                f"{name}{random.randrange(100)}-{len(lines)}",
                random.choice(PRODUCTS),
                count,
                0 if handed else random.choice(PRICES),
                handed,
            )
        )
        units -= count
    areas = tuple(
        SellingArea(
            random.choice(("m1", "m2")),
            date(2026, 10, 24) - timedelta(days=random.choice((-1, 0, 3, 40))),
            random.choice((None, date(2026, 10, 24), date(2026, 12, 1))),
        )
        for _ in range(random.choice((0, 1, 2)))
    )
    place = Place(
        random.choice(("s1", "s2")),
        random.choice(("store", "online")),
        random.choice(("flagship", "partner")),
        random.choice((None, "DE-BE", "DE-NW")),
        random.choice(("own", "own", "agent", "independent", None)),
        areas,
    )
    known = random.random() < 0.6
    customer = Customer(
        "k1" if known else None,
        frozenset(_some(random, ("new", "business", "other"))),
        frozenset({"grün"} if random.random() < 0.5 else ()),
        {"o0": random.choice((0, 1, 2))} if known else {},
    )
    left = {
        f"o{random.randrange(5)}": Left(
            random.choice((None, None, 0, 60, 200)),
            random.choice((None, None, 0, 1)),
            random.choice((None, None, None, 0, 3)),
        )
        for _ in range(random.choice((0, 0, 1)))
    }
    return Purchase(tuple(lines), place, NOW, customer, left)
