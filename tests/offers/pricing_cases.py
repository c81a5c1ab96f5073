"""Baskets priced by hand: each case says its arithmetic, and every program must give its cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from showfloor.domain.offer_terms import (
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
    Slot,
    Step,
    Steps,
    When,
    Where,
    Whom,
)
from showfloor.domain.purchases import BasketLine, Customer, Left, Place, Purchase, SellingArea

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=BERLIN)
YEAR = When(datetime(2026, 1, 1, tzinfo=BERLIN), datetime(2027, 1, 1, tzinfo=BERLIN))
SHOP = Place("koeln-a", "store", "standard", "DE-NW", "own")
PRODUCTS = (
    Product("phone", "xiaomi", "phone", 1900, cost=30000),
    Product("phone-b", "xiaomi", "phone", 1900),
    Product("lamp", "xiaomi", "home", 1900, cost=2000),
    Product("case", "other", "accessory", 1900),
    Product("film", "other", "accessory", 1900),
    Product("book", "other", "book", 700),
    Product("old", "any", "device", 1900),
)
PHONES, ACCESSORIES = Goods(categories=("phone",)), Goods(categories=("accessory",))
LAMPS, OLD = Goods(products=("lamp",)), Goods(handed_in=True)
NO_LIMITS, ANYONE = Limits(), Customer()
FREE = Cut("per_cent", 10_000)
ANYBODY = Floor(approved_by="M. Beispiel")


def offer(offer_id: str, reward, *, group: str = "offers", **stated) -> Offer:
    """An offer that holds all year; what it meets is stated by its group unless `meets` is."""
    words = {"meets": Meets(group=group), "when": YEAR, "status": "running", "version": 1, **stated}
    maker = words.pop("manufacturer_id", "xiaomi")
    return Offer(offer_id=offer_id, name=offer_id, manufacturer_id=maker, reward=reward, **words)


def line(product: str, units: int, price: int, line_id: str = "", *, old: bool = False):
    return BasketLine(line_id or product, product, units, price, old)


@dataclass(frozen=True)
class Case:
    """A question, what is charged for each line, and by which offers (id: applications)."""

    name: str
    offers: tuple[Offer, ...]
    lines: tuple[BasketLine, ...]
    charged: dict[str, int]
    applied: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ("offers",)
    limits: Limits = NO_LIMITS
    place: Place = SHOP
    at: datetime = NOON
    customer: Customer = ANYONE
    left: dict[str, Left] = field(default_factory=dict)

    @property
    def book(self) -> OfferBook:
        return OfferBook(self.offers, PRODUCTS, self.groups, self.limits)

    @property
    def purchase(self) -> Purchase:
        return Purchase(self.lines, self.place, self.at, self.customer, self.left)


TENTH = Cut("per_cent", 1000)
AREA = SellingArea("xiaomi", date(2026, 11, 1))
LAMP_WITH_PHONE = offer(
    "lamp",
    Bundle((Slot(Goods(categories=("phone",), price_from=30000)), Slot(LAMPS, 1, FREE))),
    floor=ANYBODY,
)
TWO_FOR_50 = offer("pair", Bundle((Slot(ACCESSORIES, 2),), Cut("at_most", 5000)))
THREE_FOR_TWO = offer("third", CheapestOf(ACCESSORIES, 3, 1, FREE))

CASES = (
    # 10 % of 1.05 is 0.105, half up 0.11: 0.94 a unit, and so for each of three units.
    Case(
        "half a cent goes to the customer, unit by unit",
        (offer("a", EachUnit(ACCESSORIES, TENTH)),),
        (line("case", 3, 105),),
        {"case": 3 * 94},
        {"a": 3},
    ),
    # Two phones from 300 euros and one lamp: one application, the other phone finds no lamp.
    Case(
        "a lamp comes with one of two phones",
        (LAMP_WITH_PHONE,),
        (line("phone", 2, 40000), line("lamp", 1, 4990)),
        {"phone": 80000, "lamp": 0},
        {"lamp": 1},
    ),
    Case(
        "a phone below 300 euros brings no lamp",
        (LAMP_WITH_PHONE,),
        (line("phone", 1, 29999), line("lamp", 1, 4990)),
        {"phone": 29999, "lamp": 4990},
        codes={"lamp": "too_little"},
    ),
    # Without a named approval the gift stays at its cost, 20 euros.
    Case(
        "a gift without approval stays at its cost",
        (offer("lamp", LAMP_WITH_PHONE.reward),),
        (line("phone", 1, 40000), line("lamp", 1, 4990)),
        {"phone": 40000, "lamp": 2000},
        {"lamp": 1},
    ),
    # 50.00 split by 40 : 30 = 28.571.. and 21.428..: 28.57 and 21.43 (the larger remainder .8571 of
    # 2142.857 gets the cent left over).
    Case(
        "a pair's price is split by shelf prices",
        (TWO_FOR_50,),
        (line("case", 1, 4000), line("film", 1, 3000)),
        {"case": 2857, "film": 2143},
        {"pair": 1},
    ),
    Case(
        "a pair that is cheaper on the shelf stays so",
        (TWO_FOR_50,),
        (line("case", 1, 2000), line("film", 1, 3000)),
        {"case": 2000, "film": 3000},
        codes={"pair": "no_gain"},
    ),
    # Shelf prices 9, 8, 7, 6, 5, 4: in order 9 8 [7] 6 5 [4]; the cheapest of each three are free.
    Case(
        "of six the third and the sixth are free",
        (THREE_FOR_TWO,),
        (
            line("case", 1, 900, "1"),
            line("case", 1, 800, "2"),
            line("film", 1, 700, "3"),
            line("film", 1, 600, "4"),
            line("film", 1, 500, "5"),
            line("case", 1, 400, "6"),
        ),
        {"1": 900, "2": 800, "3": 0, "4": 600, "5": 500, "6": 0},
        {"third": 2},
    ),
    # Five units at 10 euros: three for two saves 10.00; 10 % of the other two saves 2.00.
    Case(
        "one group's offers share the units between them as is cheapest",
        (THREE_FOR_TWO, offer("tenth", EachUnit(ACCESSORIES, TENTH))),
        (line("case", 5, 1000),),
        {"case": 5000 - 1000 - 200},
        {"third": 1, "tenth": 2},
    ),
    # 10 % first: 36.00, then 5 euros off: 31.00; in the other order it would be 31.50.
    Case(
        "groups stack in their order, each on the price left",
        (
            offer("five", EachUnit(ACCESSORIES, Cut("amount", 500)), group="later"),
            offer("tenth", EachUnit(ACCESSORIES, TENTH), group="first"),
        ),
        (line("case", 1, 4000),),
        {"case": 3100},
        {"tenth": 1, "five": 1},
        groups=("first", "later"),
    ),
    # Alone 5 euros off are 35.00, both are 31.00; exclusive by unit only one may: 35.00.
    Case(
        "an exclusive offer shares no unit",
        (
            offer(
                "five",
                EachUnit(ACCESSORIES, Cut("amount", 500)),
                meets=Meets(group="later", exclusive="unit"),
            ),
            offer("tenth", EachUnit(ACCESSORIES, TENTH), group="first"),
        ),
        (line("case", 1, 4000),),
        {"case": 3500},
        {"five": 1},
        {"tenth": "outdone"},
        groups=("first", "later"),
    ),
    # Alone 30 euros off the phone; together 10 % of the phone (40.00) and of the case (1.00).
    Case(
        "an offer exclusive by basket is left where the others together are cheaper",
        (
            offer("alone", EachUnit(PHONES, Cut("amount", 3000)), meets=Meets(exclusive="basket")),
            offer("tenth", EachUnit(Goods(), TENTH)),
        ),
        (line("phone", 1, 40000), line("case", 1, 1000)),
        {"phone": 36000, "case": 900},
        {"tenth": 2},
        {"alone": "outdone"},
    ),
    # Steps 2: -10 %, 3: -20 %; three units of 9.99: 9.99 - 2.00 (1.998) = 7.99.
    Case(
        "the third unit brings all three to the second step",
        (offer("steps", Steps(ACCESSORIES, (Step(2, TENTH), Step(3, Cut("per_cent", 2000))))),),
        (line("case", 2, 999), line("film", 1, 999)),
        {"case": 1598, "film": 799},
        {"steps": 1},
    ),
    # 20 euros off a basket of 60 and 40 euros of accessories: 12.00 and 8.00.
    Case(
        "an amount off the basket is split by what is left of the prices",
        (offer("twenty", OffBasket(ACCESSORIES, 2000)),),
        (line("case", 1, 6000), line("film", 1, 4000), line("book", 1, 1000)),
        {"case": 4800, "film": 3200, "book": 1000},
        {"twenty": 1},
    ),
    # 10 % first: 54.00 and 36.00; then 20.00 split 54 : 36 = 12.00 and 8.00.
    Case(
        "an amount off the basket comes after all others",
        (
            offer("twenty", OffBasket(ACCESSORIES, 2000), group="voucher"),
            offer("tenth", EachUnit(ACCESSORIES, TENTH)),
        ),
        (line("case", 1, 6000), line("film", 1, 4000)),
        {"case": 4200, "film": 2800},
        {"tenth": 2, "twenty": 1},
        groups=("voucher", "offers"),
    ),
    # One phone of two is cut: the dearest for the customer's good, 10 % of 500.00.
    Case(
        "a limit a basket goes where it saves most",
        (offer("once", EachUnit(PHONES, TENTH), meets=Meets(most_a_basket=1)),),
        (line("phone", 1, 40000), line("phone-b", 1, 50000)),
        {"phone": 40000, "phone-b": 45000},
        {"once": 1},
    ),
    # An old device brings 50 euros off one phone; there are two phones and one device.
    Case(
        "one old device brings one bonus",
        (offer("trade", Bundle((Slot(OLD), Slot(PHONES, 1, Cut("amount", 5000))))),),
        (line("phone", 2, 40000), line("old", 1, 0, old=True)),
        {"phone": 75000, "old": 0},
        {"trade": 1},
    ),
    Case(
        "no brand area, no offer",
        (offer("area", EachUnit(PHONES, TENTH), where=Where(area_of="xiaomi")),),
        (line("phone", 1, 40000),),
        {"phone": 40000},
        codes={"area": "no_area"},
    ),
    # The area opened on 1 November; 5 November is day 4, 7 days are days 0 to 6.
    Case(
        "the opening week is the week since the area opened",
        (
            offer(
                "week", EachUnit(PHONES, TENTH), when=When(YEAR.begins, YEAR.ends, area_days=(0, 6))
            ),
        ),
        (line("phone", 1, 40000),),
        {"phone": 36000},
        {"week": 1},
        place=Place("koeln-a", "store", "standard", "DE-NW", "own", (AREA,)),
    ),
    # 24:00 on 31 March 2026 is 22:00 UTC already, since summer time began on 29 March.
    Case(
        "an offer through the last of March ends at local midnight in summer time",
        (
            offer(
                "march",
                EachUnit(PHONES, TENTH),
                when=When(YEAR.begins, datetime(2026, 4, 1, tzinfo=BERLIN)),
            ),
        ),
        (line("phone", 1, 40000),),
        {"phone": 40000},
        codes={"march": "over"},
        at=datetime(2026, 3, 31, 22, 0, tzinfo=ZoneInfo("UTC")),
    ),
    # On 25 October 2026 02:30 comes twice; both are between 02:00 and 03:00 on the wall clock.
    Case(
        "the hour that comes twice counts twice",
        (
            offer(
                "night",
                EachUnit(PHONES, TENTH),
                when=When(YEAR.begins, YEAR.ends, hours=((120, 180),)),
            ),
        ),
        (line("phone", 1, 40000),),
        {"phone": 36000},
        {"night": 1},
        at=datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("UTC")),
    ),
    Case(
        "a needed value is looked at and not taken",
        (offer("hundred", EachUnit(ACCESSORIES, TENTH), needs=(Need(Goods(), value=10000),)),),
        (line("case", 1, 2000), line("book", 8, 1000)),
        {"case": 1800, "book": 8000},
        {"hundred": 1},
    ),
    # Two cases would save 2 x 10.00, and 15.00 are left: the offer is taken out.
    Case(
        "an offer whose money does not reach is taken out",
        (
            offer("rich", EachUnit(ACCESSORIES, Cut("amount", 1000))),
            offer("poor", EachUnit(ACCESSORIES, Cut("amount", 300))),
        ),
        (line("case", 2, 4000),),
        {"case": 7400},
        {"poor": 2},
        {"rich": "money_gone"},
        left={"rich": Left(cents=1500)},
    ),
    Case(
        "a customer who had it twice has one of three left",
        (offer("mine", EachUnit(ACCESSORIES, TENTH), whom=Whom(a_customer=3)),),
        (line("case", 2, 1000),),
        {"case": 1900},
        {"mine": 1},
        customer=Customer("c", used={"mine": 2}),
    ),
    Case(
        "equal offers: the higher priority is taken",
        (
            offer("a", EachUnit(ACCESSORIES, TENTH)),
            offer("z", EachUnit(ACCESSORIES, TENTH), meets=Meets(priority=1)),
        ),
        (line("case", 1, 1000),),
        {"case": 900},
        {"z": 1},
        {"a": "outdone"},
    ),
    # Half price would be 20.00; 30 % is the most: 40.00 - 12.00.
    Case(
        "the retailer's limit on a unit's discount holds",
        (offer("half", EachUnit(ACCESSORIES, Cut("per_cent", 5000))),),
        (line("case", 1, 4000),),
        {"case": 2800},
        {"half": 1},
        limits=Limits(most_discount=3000),
    ),
    Case(
        "an independent's store is asked only where the offer allows it",
        (
            offer("own", EachUnit(ACCESSORIES, TENTH), where=Where(for_independents="none")),
            offer("all", EachUnit(ACCESSORIES, Cut("amount", 1))),
        ),
        (line("case", 1, 1000),),
        {"case": 999},
        {"all": 1},
        {"own": "independent_store"},
        place=Place("partner", "store", "partner", "DE-BY", "independent"),
    ),
    Case(
        "the highest version that has begun is in force",
        (
            offer("v", EachUnit(ACCESSORIES, TENTH)),
            offer("v", EachUnit(ACCESSORIES, Cut("amount", 5)), version=2),
            offer(
                "v",
                EachUnit(ACCESSORIES, FREE),
                version=3,
                when=When(NOON + timedelta(minutes=1), YEAR.ends),
            ),
        ),
        (line("case", 1, 1000),),
        {"case": 995},
        {"v": 1},
    ),
)
