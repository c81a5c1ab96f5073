"""Stores, days and products that no offer can tell apart, so that sales are summed by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from showfloor.domain.offer_terms import BERLIN
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version, microseconds
from showfloor.offers.engine_applicable import in_area_days
from showfloor.offers.purchase import Place, SellingArea
from showfloor.offers.types import Product

NOON = time(12, tzinfo=BERLIN)


@dataclass(frozen=True, slots=True)
class Classes:
    """Stores, days and products by class; a class is its first member, and numbered from 0."""

    place_of: dict[str, int]
    """By store id."""
    places: tuple[Place, ...]
    day_of: dict[date, int]
    days: tuple[date, ...]
    product_of: dict[str, int]
    """By product id; products that no offer is for are in no class."""
    products: tuple[Product, ...]
    meant: tuple[int, ...]
    """By class of products the versions that can be for it, as bits."""
    holding: tuple[tuple[int, ...], ...]
    """By class of days and of places the versions that hold then and there, as bits."""


def classes_of(compiled: CompiledBook, places: Iterable[Place], days: Iterable[date]) -> Classes:
    """Sort into classes; within one the engine gives the same answer to every line of sales."""
    place_of, chosen = _place_classes(compiled, places)
    day_of: dict[date, int] = {}
    found: dict[tuple[int, ...], date] = {}
    numbers: dict[tuple[int, ...], int] = {}
    timed = [version for version in compiled.versions if version.timed]
    here = [compiled.index.of_place(place) for place in chosen]
    for day in days:
        now = _holding_on(compiled, day)
        holding = tuple(
            _of_areas(compiled, timed, place, day, now & held)
            for place, held in zip(chosen, here, strict=True)
        )
        day_of[day] = numbers.setdefault(holding, len(numbers))
        found.setdefault(holding, day)
    product_of, products, meant = _product_classes(compiled)
    return Classes(
        place_of,
        tuple(chosen),
        day_of,
        tuple(found.values()),
        product_of,
        tuple(products),
        tuple(meant),
        tuple(found),
    )


def noon(day: date) -> datetime:
    """Return the moment at which the lines of a day are priced: they have no time."""
    return datetime.combine(day, NOON)


def _holding_on(compiled: CompiledBook, day: date) -> int:
    """Return the versions that hold on a day at noon, wherever it is, as bits."""
    index = compiled.index
    weekday = index.weekdays.hold(str(day.isoweekday()))
    return index.time.live(microseconds(noon(day))) & weekday


def _of_areas(
    compiled: CompiledBook, timed: Iterable[Version], place: Place, day: date, held: int
) -> int:
    """Return which of the versions held the areas of a place allow on a day."""
    found = held & compiled.index.of_areas(place, day)
    for version in timed:
        asked = found >> version.number & 1
        if asked and not in_area_days(version, place, day):
            found ^= 1 << version.number
    return found


def _place_classes(
    compiled: CompiledBook, places: Iterable[Place]
) -> tuple[dict[str, int], list[Place]]:
    asked = set(compiled.index.areas.by_value)
    numbers: dict[tuple[int, bool, tuple[SellingArea, ...]], int] = {}
    place_of: dict[str, int] = {}
    chosen: list[Place] = []
    for place in places:
        areas = tuple(area for area in place.areas if area.manufacturer_id in asked)
        key = (compiled.index.of_place(place), binds(place), areas)
        if key not in numbers:
            numbers[key] = len(chosen)
            chosen.append(place)
        place_of[place.store_id] = numbers[key]
    return place_of, chosen


def binds(place: Place) -> bool:
    """Say whether an offer is a price there, and not only recommended."""
    return place.operator_status in {"own", "agent"}


def _product_classes(
    compiled: CompiledBook,
) -> tuple[dict[str, int], list[Product], list[int]]:
    goods = compiled.index.goods
    numbers: dict[tuple[object, ...], int] = {}
    product_of: dict[str, int] = {}
    chosen: list[Product] = []
    meant: list[int] = []
    for product in compiled.products.values():
        entries = goods.of_product(product.product_id)
        if not len(entries):
            continue
        versions = sorted({goods.slots[entry][0] for entry in entries.tolist()})
        needs = tuple(_needs_named(compiled, versions, product))
        floor = max(product.cost or 0, product.floor or 0)
        key = (entries.tobytes(), needs, floor, product.vat_rate)
        if key not in numbers:
            numbers[key] = len(chosen)
            chosen.append(product)
            meant.append(sum(1 << number for number in versions))
        product_of[product.product_id] = numbers[key]
    return product_of, chosen, meant


def _needs_named(
    compiled: CompiledBook, versions: Sequence[int], product: Product
) -> Iterable[bool]:
    for number in versions:
        for need in compiled.versions[number].needs:
            yield need.names(product)
