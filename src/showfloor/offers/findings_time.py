"""In which places, and whether at any moment at all, an offer can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from showfloor.domain.offer_terms import BERLIN
from showfloor.offers.purchase import Place
from showfloor.offers.types import Offer, Where

DAY = 24 * 60
A_WEEK_AND_ITS_ENDS = 9
"""Days after which weekdays and hours have said all they can."""


def holds_in(offer: Offer, place: Place) -> bool:
    """Say whether the offer's static conditions admit the place, whatever the time."""
    where = offer.where
    binds = place.operator_status in {"own", "agent"}
    return (
        (not where.channels or place.channel in where.channels)
        and (not where.stores or place.store_id in where.stores)
        and (not where.regions or place.region in where.regions)
        and (not where.kinds or place.kind in where.kinds)
        and (binds or where.for_independents != "none")
    )


class Places:
    """All places; which of them an offer's conditions admit is found once for equal conditions."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._by_store = {place.store_id: n for n, place in enumerate(places)}
        self._known = dict[Where, tuple[int, ...]]()
        self._bits = dict[Where, int]()

    def __getitem__(self, number: int) -> Place:
        """Return a place by its number."""
        return self._places[number]

    def admitted(self, offer: Offer) -> tuple[int, ...]:
        """Return the numbers of the places that `holds_in` admits."""
        found = self._known.get(offer.where)
        if found is None:
            stores = offer.where.stores
            named = sorted(self._by_store[s] for s in set(stores) if s in self._by_store)
            asked: Iterable[int] = named if stores else range(len(self._places))
            found = tuple(n for n in asked if holds_in(offer, self._places[n]))
            self._known[offer.where] = found
        return found

    def admitted_bits(self, offer: Offer) -> int:
        """Return the same as bits of one number, so that thousands of places meet at once."""
        found = self._bits.get(offer.where)
        if found is None:
            found = self._bits[offer.where] = sum(1 << number for number in self.admitted(offer))
        return found

    def ever_holding(self, offer: Offer) -> list[Place]:
        """Return the places in which there is a minute at which the offer holds."""
        admitted = [self._places[number] for number in self.admitted(offer)]
        if needs_area(offer):
            return [place for place in admitted if ever_holds(offer, place)]
        return admitted if admitted and ever_holds(offer, admitted[0]) else []


def needs_area(offer: Offer) -> bool:
    """Say whether the offer asks for a brand area."""
    return offer.where.area_of is not None or offer.when.area_days is not None


def ever_holds(offer: Offer, place: Place) -> bool:
    """Say whether there is a minute in which the offer holds in a place that `holds_in` admits."""
    return any(_some_minute(offer, first, last) for first, last in _spans(offer, place))


def _spans(offer: Offer, place: Place) -> Iterator[tuple[date, date]]:
    """Yield the days, first and last, on which the place has what the offer asks for."""
    first = offer.when.begins.astimezone(BERLIN).date()
    last = offer.when.ends.astimezone(BERLIN).date()
    if not needs_area(offer):
        yield first, last
        return
    wanted = offer.where.area_of or offer.manufacturer_id
    for area in place.areas:
        if area.manufacturer_id != wanted:
            continue
        begins, ends = max(first, area.selling_from), last
        if area.selling_to is not None:
            ends = min(ends, area.selling_to - timedelta(days=1))
        if offer.when.area_days is not None:
            from_day, to_day = offer.when.area_days
            begins = max(begins, area.selling_from + timedelta(days=from_day))
            ends = min(ends, area.selling_from + timedelta(days=to_day))
        if begins <= ends:
            yield begins, ends


def _some_minute(offer: Offer, first: date, last: date) -> bool:
    when = offer.when
    for number in range(min((last - first).days + 1, A_WEEK_AND_ITS_ENDS)):
        day = first + timedelta(days=number)
        if when.weekdays and day.isoweekday() not in when.weekdays:
            continue
        for start, end in when.hours or ((0, DAY),):
            if max(_at(day, start), when.begins) < min(_at(day, end), when.ends):
                return True
    return False


def _at(day: date, minute: int) -> datetime:
    """Return the instant of a wall-clock minute; 1440 is the next day's beginning."""
    day += timedelta(days=minute // DAY)
    hour, left = divmod(minute % DAY, 60)
    return datetime(day.year, day.month, day.day, hour, left, tzinfo=BERLIN)
