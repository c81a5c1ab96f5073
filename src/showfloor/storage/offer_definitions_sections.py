"""The sections of an offers file as pydantic knows them: every key, its kind and its bounds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from showfloor.domain.offer_terms import Exclusive, ForIndependents, Status

MOST_CENTS = 100_000_000_000
MOST_COUNT = 1_000_000_000


def scaled(value: object, places: int, most: int, what: str) -> int:
    """Return a number of the file as a whole number of its smallest parts."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        # pydantic takes a ValueError as a fault of the file, a TypeError as one of the program.
        raise ValueError(f"must be {what}, found {str(value)[:60]!r}")  # noqa: TRY004
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= Decimal(most).scaleb(-places):
        raise ValueError(f"must be {what}, found {value}")
    parts = number.scaleb(places)
    if parts != parts.to_integral_value():
        raise ValueError(f"must be {what} with at most {places} decimal places, found {value}")
    return int(parts)


def _cents(value: object) -> int:
    return scaled(value, 2, MOST_CENTS, "an amount in euros from 0 to a billion")


def _per_cent(value: object) -> int:
    return scaled(value, 2, 10_000, "a percentage from 0 to 100")


def _share(value: object) -> int:
    return scaled(value, 4, 10_000, "a share from 0 to 1")


Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
Names = Annotated[list[Text], Field(max_length=100_000)]
Cents = Annotated[int, BeforeValidator(_cents)]
PerCent = Annotated[int, BeforeValidator(_per_cent)]
Share = Annotated[int, BeforeValidator(_share)]
Count = Annotated[int, Field(ge=0, le=MOST_COUNT)]
Positive = Annotated[int, Field(ge=1, le=MOST_COUNT)]
Moment = datetime | date


class Section(BaseModel):
    """A table of the file: strict kinds, and no key that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class GoodsSection(Section):
    """Which units are meant."""

    products: Names = []
    categories: Names = []
    manufacturers: Names = []
    not_products: Names = []
    price_from: Cents | None = None
    price_to: Cents | None = None
    handed_in: bool = False


class CutSection(Section):
    """At most one of the four ways to cut a price."""

    per_cent: PerCent | None = None
    amount: Cents | None = None
    at_most: Cents | None = None
    free: Literal[True] | None = None


class EachSection(CutSection):
    """Every unit for itself."""

    kind: Literal["each"]
    goods: GoodsSection = GoodsSection()


class SlotSection(CutSection):
    """A part of a bundle."""

    goods: GoodsSection
    units: Positive = 1


class BundleSection(CutSection):
    """Goods bought together; a cut of its own is for the whole."""

    kind: Literal["bundle"]
    slots: Annotated[list[SlotSection], Field(min_length=1, max_length=10)]


class CheapestSection(CutSection):
    """The cheapest of so many."""

    kind: Literal["cheapest"]
    goods: GoodsSection = GoodsSection()
    units: Positive
    rewarded: Positive = 1


class StepSection(CutSection):
    """One step."""

    from_units: Positive


class StepsSection(Section):
    """Quantity steps."""

    kind: Literal["steps"]
    goods: GoodsSection = GoodsSection()
    steps: Annotated[list[StepSection], Field(min_length=1, max_length=20)]


class OffBasketSection(Section):
    """An amount off the basket."""

    kind: Literal["off_basket"]
    goods: GoodsSection = GoodsSection()
    amount: Cents


REWARDS: dict[str, type[Section]] = {
    "each": EachSection,
    "bundle": BundleSection,
    "cheapest": CheapestSection,
    "steps": StepsSection,
    "off_basket": OffBasketSection,
}


class NeedSection(Section):
    """What the basket must hold."""

    goods: GoodsSection = GoodsSection()
    units: Positive = 1
    value: Cents = 0


class WhenSection(Section):
    """From, to, and at which times."""

    from_: Annotated[Moment, Field(alias="from")]
    to: Moment | None = None
    through: date | None = None
    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = []
    hours: Annotated[list[str], Field(max_length=20)] = []
    area_days: Annotated[list[Count], Field(min_length=2, max_length=2)] | None = None


class WhereSection(Section):
    """In which channels and stores."""

    channels: Names = []
    stores: Names = []
    regions: Names = []
    kinds: Names = []
    with_area: bool = False
    area_of: Text | None = None
    independents: ForIndependents = "recommendation"


class WhomSection(Section):
    """For which customers."""

    groups: Names = []
    code: Text | None = None
    a_customer: Positive | None = None


class MeetsSection(Section):
    """How it meets others."""

    group: Text = "offers"
    priority: Annotated[int, Field(ge=0, le=999)] = 0
    exclusive: Exclusive = "no"
    not_with: Names = []
    most_a_basket: Positive | None = None


class FloorSection(Section):
    """How low a unit's price may go."""

    stated: Cents | None = None
    approved_by: Text | None = None


class AllowanceSection(Section):
    """Euros and pieces."""

    euros: Cents | None = None
    pieces: Count | None = None


class BudgetSection(Section):
    """What may be given away."""

    overall: AllowanceSection = AllowanceSection()
    a_store: AllowanceSection = AllowanceSection()
    a_day: AllowanceSection = AllowanceSection()
    first_customers: Count | None = None


class OfferSection(Section):
    """One version of one offer; `reward` is read by its kind."""

    id: Text
    version: Positive = 1
    name: Text
    manufacturer: Text
    status: Status = "draft"
    manufacturer_pays: Share = 0
    when: WhenSection
    where: WhereSection = WhereSection()
    whom: WhomSection = WhomSection()
    needs: Annotated[list[NeedSection], Field(max_length=20)] = []
    meets: MeetsSection = MeetsSection()
    floor: FloorSection = FloorSection()
    budget: BudgetSection = BudgetSection()
    reward: dict[str, Any]


class LimitsSection(Section):
    """What the retailer allows in all."""

    most_offers_a_unit: Positive | None = None
    most_discount: PerCent | None = None


class FileSection(Section):
    """The file's own keys; offers are read one by one."""

    groups: Annotated[list[Text], Field(min_length=1, max_length=50)] = ["offers"]
    limits: LimitsSection = LimitsSection()
    offers: Annotated[list[Any], Field(max_length=100_000)] = []
