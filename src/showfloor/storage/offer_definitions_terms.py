"""From the sections of an offers file to the domain's words: times, cuts and rewards."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from showfloor.domain.offer_terms import (
    BERLIN,
    NEVER,
    WHOLE,
    Allowance,
    Budget,
    Bundle,
    CheapestOf,
    Cut,
    CutKind,
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
from showfloor.storage.offer_definitions_sections import (
    AllowanceSection,
    BundleSection,
    CheapestSection,
    CutSection,
    EachSection,
    GoodsSection,
    OffBasketSection,
    OfferSection,
    Section,
    StepsSection,
    WhenSection,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS = range(1970, 2200)
_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


def offer_stated(section: OfferSection, reward: Section, faults: list[str]) -> Offer | None:
    """Return the offer that the sections state; None with `faults`, each with its key."""
    when = _when(section.when, faults)
    made = _reward(reward, faults)
    where = section.where
    if where.with_area and where.area_of not in {None, section.manufacturer}:
        faults.append("where.area_of: with_area means the offer's own manufacturer; keep one")
    if when is None or made is None or faults:
        return None
    budget = section.budget
    return Offer(
        offer_id=section.id,
        version=section.version,
        name=section.name,
        manufacturer_id=section.manufacturer,
        status=section.status,
        when=when,
        reward=made,
        where=Where(
            channels=tuple(where.channels),
            stores=tuple(where.stores),
            regions=tuple(where.regions),
            kinds=tuple(where.kinds),
            area_of=section.manufacturer if where.with_area else where.area_of,
            for_independents=where.independents,
        ),
        whom=Whom(tuple(section.whom.groups), section.whom.code, section.whom.a_customer),
        needs=tuple(Need(_goods(n.goods), n.units, n.value) for n in section.needs),
        meets=Meets(
            group=section.meets.group,
            priority=section.meets.priority,
            exclusive=section.meets.exclusive,
            not_with=tuple(section.meets.not_with),
            most_a_basket=section.meets.most_a_basket,
        ),
        floor=Floor(section.floor.stated, section.floor.approved_by),
        budget=Budget(
            _allowance(budget.overall),
            _allowance(budget.a_store),
            _allowance(budget.a_day),
            budget.first_customers,
        ),
        manufacturer_pays=section.manufacturer_pays,
    )


def _allowance(section: AllowanceSection) -> Allowance:
    return Allowance(section.euros, section.pieces)


def _goods(section: GoodsSection) -> Goods:
    return Goods(
        products=tuple(section.products),
        categories=tuple(section.categories),
        manufacturers=tuple(section.manufacturers),
        not_products=tuple(section.not_products),
        price_from=section.price_from,
        price_to=section.price_to,
        handed_in=section.handed_in,
    )


def _when(section: WhenSection, faults: list[str]) -> When | None:
    begins = _instant(section.from_, "when.from", faults)
    ends: datetime | None = NEVER
    if section.to is not None and section.through is not None:
        faults.append("when.to: states the end beside through; keep one of them")
    elif section.through is not None:
        ends = _instant(section.through, "when.through", faults, days=1)
    elif section.to is not None:
        ends = _instant(section.to, "when.to", faults)
    hours = [_hours(text, faults) for text in section.hours]
    if begins is None or ends is None or None in hours:
        return None
    days = section.area_days
    return When(
        begins=begins,
        ends=ends,
        weekdays=tuple(WEEKDAYS.index(name) + 1 for name in section.weekdays),
        hours=tuple(pair for pair in hours if pair is not None),
        area_days=None if days is None else (days[0], days[1]),
    )


def _instant(
    value: datetime | date, key: str, faults: list[str], *, days: int = 0
) -> datetime | None:
    """Return a day's beginning or a local time in Berlin; a time with an offset is what it says.

    `days`: so many days later, once the year is known to be one.
    """
    if value.year not in YEARS:
        faults.append(f"{key}: {value.isoformat()} is in no year that an offer can run in")
        return None
    value += timedelta(days=days)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - local, next line
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    local = value.replace(tzinfo=BERLIN)
    instant = local.astimezone(UTC)
    if instant.astimezone(BERLIN).replace(tzinfo=None) != value:
        faults.append(
            f"{key}: {value.isoformat()} does not exist in Europe/Berlin (the clock is put "
            "forward over it); name a time before or after"
        )
        return None
    return instant


def _hours(text: str, faults: list[str]) -> tuple[int, int] | None:
    """Return minutes since midnight of "10:00-13:30"."""
    found = _HOURS.fullmatch(text)
    if found:
        hour, minute, end_hour, end_minute = map(int, found.groups())
        start, end = 60 * hour + minute, 60 * end_hour + end_minute
        if start < end <= 24 * 60:
            return start, end
    faults.append(
        f'when.hours: {text[:40]!r} is no time of a day such as "10:00-13:30"; hours over midnight '
        'are two: "22:00-24:00" and "00:00-02:00"'
    )
    return None


def _cut(section: CutSection, key: str, faults: list[str], *, required: bool) -> Cut:
    stated: tuple[tuple[CutKind, int | None], ...] = (
        ("per_cent", section.per_cent),
        ("amount", section.amount),
        ("at_most", section.at_most),
        ("per_cent", WHOLE if section.free else None),
    )
    found = [Cut(kind, value) for kind, value in stated if value is not None]
    if len(found) > 1 or (required and not found):
        faults.append(f"{key}: must state one of per_cent, amount, at_most and free")
    return found[0] if found else Cut("none")


def _reward(section: Section, faults: list[str]) -> Reward | None:
    match section:
        case EachSection():
            return EachUnit(_goods(section.goods), _cut(section, "reward", faults, required=True))
        case BundleSection():
            return _bundle(section, faults)
        case CheapestSection():
            cut = _cut(section, "reward", faults, required=True)
            return CheapestOf(_goods(section.goods), section.units, section.rewarded, cut)
        case StepsSection():
            steps = [
                Step(step.from_units, _cut(step, f"reward.steps entry {n}", faults, required=True))
                for n, step in enumerate(section.steps, 1)
            ]
            return Steps(_goods(section.goods), tuple(steps))
        case OffBasketSection():
            return OffBasket(_goods(section.goods), section.amount)
    return None


def _bundle(section: BundleSection, faults: list[str]) -> Bundle:
    slots = []
    for number, slot in enumerate(section.slots, 1):
        cut = _cut(slot, f"reward.slots entry {number}", faults, required=False)
        slots.append(Slot(_goods(slot.goods), slot.units, cut))
    return Bundle(tuple(slots), _cut(section, "reward", faults, required=False))
