"""A compiled book and its places as arrays, so that a kernel can find the offers of many baskets.

What an offer asks is tested in the kernel, version by version, for those alone that name a product
of the basket and hold in its place. The tests are those of index.py and engine_applicable.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from showfloor.errors import DataError
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Matcher, Version
from showfloor.offers.engine_applicable import NO_LIMIT
from showfloor.offers.index import spans_of
from showfloor.offers.purchase import Place
from showfloor.offers.types import Bundle, CheapestOf, CutKind, EachUnit, Steps

MOST_BITS = 62
"""Groups, customer groups and codes that fit into one number."""
NEED_CELLS = 50_000_000
"""Needs times products that are tabled."""
EACH, CHEAPEST, STEPS, BUNDLE, LAST = range(5)
CUTS: tuple[CutKind, ...] = ("none", "per_cent", "amount", "at_most")
FOREVER = 10_000_000
"""A day after every day."""

Ints = NDArray[np.int64]


class BookArrays(NamedTuple):
    """A book in arrays; by version unless said otherwise."""

    entry_starts: Ints
    """By product: where its entries begin."""
    entry_version: Ints
    entry_slot: Ints
    entry_from: Ints
    """Shelf price in cents, inclusive; `entry_to` too."""
    entry_to: Ints
    entry_handed_in: NDArray[np.bool_]
    place_bits: NDArray[np.uint8]
    """By place and version >> 3: the versions that hold there, but for areas."""
    area_starts: Ints
    """By place."""
    area_maker: Ints
    area_from: Ints
    area_to: Ints
    begins: Ints
    ends: Ints
    weekdays: Ints
    """Bit n: ISO weekday n holds."""
    hour_starts: Ints
    hour_from: Ints
    hour_to: Ints
    maker: Ints
    """The manufacturer whose area is asked for; -1 none."""
    area_first: Ints
    """Age in days; -1 with no question of age."""
    area_last: Ints
    groups_asked: Ints
    """0: none."""
    codes_asked: Ints
    a_customer: NDArray[np.bool_]
    most: Ints
    need_starts: Ints
    need_row: Ints
    """By need: its row of `need_names`."""
    need_units: Ints
    need_value: Ints
    need_from: Ints
    need_to: Ints
    need_handed_in: NDArray[np.bool_]
    need_names: NDArray[np.bool_]
    """By row and product."""
    reward: Ints
    wanted: Ints
    """By version and slot, 2 wide: units that the first two slots of an application ask for."""
    cut: Ints
    """By version: the kind of an `EachUnit`'s cut, as its place in CUTS."""
    cut_value: Ints
    group: Ints
    points: Ints
    not_with: Ints
    alone_on_unit: NDArray[np.bool_]
    alone_in_basket: NDArray[np.bool_]
    approved: NDArray[np.bool_]
    stated_floor: Ints
    pays: Ints
    product_floor: Ints
    """By product."""
    most_discount: int
    """-1: no limit; `most_offers` too."""
    most_offers: int
    group_count: int


@dataclass(frozen=True, slots=True)
class CompiledBatch:
    """A book and its places, compiled for `price_many`."""

    compiled: CompiledBook
    places: tuple[Place, ...]
    product_ids: tuple[str, ...]
    """Ascending by code points."""
    customer_groups: tuple[str, ...]
    """Those that an offer asks for, ascending; others change no price."""
    codes: tuple[str, ...]
    """Likewise, casefolded."""
    product_places: dict[str, int]
    arrays: BookArrays | None
    """None where the book has more groups or codes than a number has bits: all go one by one."""


def compile_batch(compiled: CompiledBook, places: Sequence[Place]) -> CompiledBatch:
    """Prepare a book and the places whose baskets are priced; again when either changes.

    Raises DataError for no place at all.
    """
    if not places:
        raise DataError("there is no place to price in; give the stores whose baskets are priced")
    versions = compiled.versions
    product_ids = tuple(sorted(compiled.products))
    groups = tuple(sorted({name for v in versions for name in v.offer.whom.groups}))
    codes = tuple(
        sorted({v.offer.whom.code.casefold() for v in versions if v.offer.whom.code is not None})
    )
    fits = max(len(groups), len(codes), len(compiled.groups)) <= MOST_BITS
    needs = {goods: row for row, goods in enumerate(_names_of_needs(versions))}
    fits = fits and len(needs) * len(product_ids) <= NEED_CELLS and bool(product_ids)
    arrays = None
    if fits:
        fields: dict[str, object] = {
            **_entries(compiled, product_ids),
            **_places(compiled, places),
            **_tests(compiled, groups, codes),
            **_needs(compiled, product_ids, needs),
            **_rewards(compiled, product_ids),
        }
        arrays = BookArrays(**fields)  # type: ignore[arg-type]  # each maker names its fields
    return CompiledBatch(
        compiled,
        tuple(places),
        product_ids,
        groups,
        codes,
        {name: place for place, name in enumerate(product_ids)},
        arrays,
    )


def _entries(compiled: CompiledBook, product_ids: Sequence[str]) -> dict[str, object]:
    goods = compiled.index.goods
    lists = [goods.of_product(name) for name in product_ids]
    flat = np.concatenate(lists) if lists else np.zeros(0, dtype=np.int32)
    slots = np.array([slot for _, slot in goods.slots] or [0], dtype=np.int64)
    versions = np.array([number for number, _ in goods.slots] or [0], dtype=np.int64)
    from_, to, handed_in = _price_ranges(goods.matchers)
    return {
        "entry_starts": _starts([len(found) for found in lists]),
        "entry_version": versions[flat],
        "entry_slot": slots[flat],
        "entry_from": from_[flat],
        "entry_to": to[flat],
        "entry_handed_in": handed_in[flat],
    }


def _price_ranges(goods: Sequence[Matcher]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    most = np.iinfo(np.int64).max
    return (
        _ints([found.price_from for found in goods] or [0]),
        _ints([most if found.price_to is None else found.price_to for found in goods] or [0]),
        np.array([found.handed_in for found in goods] or [False], dtype=np.bool_),
    )


def _places(compiled: CompiledBook, places: Sequence[Place]) -> dict[str, object]:
    makers = _makers(compiled.versions)
    width = len(compiled.versions) // 8 + 1
    bits = np.zeros((len(places), width), dtype=np.uint8)
    for row, place in enumerate(places):
        holding = compiled.index.of_place(place).to_bytes(width, "little")
        bits[row] = np.frombuffer(holding, dtype=np.uint8)
    areas = [[a for a in place.areas if a.manufacturer_id in makers] for place in places]
    flat = [area for found in areas for area in found]
    return {
        "place_bits": bits,
        "area_starts": _starts([len(found) for found in areas]),
        "area_maker": _ints([makers[area.manufacturer_id] for area in flat]),
        "area_from": _ints([day_number(area.selling_from) for area in flat]),
        "area_to": _ints(
            [day_number(a.selling_to) if a.selling_to is not None else FOREVER for a in flat]
        ),
    }


def _makers(versions: Sequence[Version]) -> dict[str, int]:
    asked = sorted({v.offer.where.area_of or v.offer.manufacturer_id for v in versions})
    return {name: place for place, name in enumerate(asked)}


def _tests(
    compiled: CompiledBook, groups: Sequence[str], codes: Sequence[str]
) -> dict[str, object]:
    versions = compiled.versions
    makers = _makers(versions)
    spans = spans_of(versions)
    offers = [version.offer for version in versions]
    hours = [offer.when.hours for offer in offers]
    flat = [span for found in hours for span in found]
    ages = [offer.when.area_days for offer in offers]
    return {
        "begins": _ints([begins for begins, _ in spans]),
        "ends": _ints([ends for _, ends in spans]),
        "weekdays": _ints([sum(1 << d for d in o.when.weekdays) or 0xFE for o in offers]),
        "hour_starts": _starts([len(found) for found in hours]),
        "hour_from": _ints([start for start, _ in flat]),
        "hour_to": _ints([end for _, end in flat]),
        "maker": _ints(
            [
                makers[o.where.area_of or o.manufacturer_id]
                if o.where.area_of is not None or o.when.area_days is not None
                else -1
                for o in offers
            ]
        ),
        "area_first": _ints([-1 if age is None else age[0] for age in ages]),
        "area_last": _ints([-1 if age is None else age[1] for age in ages]),
        "groups_asked": _ints([mask_of(o.whom.groups, groups) for o in offers]),
        "codes_asked": _ints(
            [
                mask_of((o.whom.code.casefold(),) if o.whom.code is not None else (), codes)
                for o in offers
            ]
        ),
        "a_customer": np.array([o.whom.a_customer is not None for o in offers], dtype=np.bool_),
        "most": _ints([_most(version) for version in versions]),
    }


def _most(version: Version) -> int:
    limits = (version.offer.meets.most_a_basket, version.offer.whom.a_customer)
    return min([NO_LIMIT, *(limit for limit in limits if limit is not None)])


def _names_of_needs(versions: Sequence[Version]) -> list[_Names]:
    return list(dict.fromkeys(_names(goods) for v in versions for goods in v.needs))


_Names = tuple[
    frozenset[str] | None, frozenset[str] | None, frozenset[str] | None, frozenset[str] | None
]


def _names(goods: Matcher) -> _Names:
    return goods.products, goods.categories, goods.manufacturers, goods.not_products


def _needs(
    compiled: CompiledBook, product_ids: Sequence[str], rows: dict[_Names, int]
) -> dict[str, object]:
    versions = compiled.versions
    goods = [found for version in versions for found in version.needs]
    needs = [need for version in versions for need in version.offer.needs]
    names = np.zeros((max(1, len(rows)), len(product_ids)), dtype=np.bool_)
    one_of = {_names(found): found for found in goods}
    for key, row in rows.items():
        names[row] = [one_of[key].names(compiled.products[name]) for name in product_ids]
    from_, to, handed_in = _price_ranges(goods)
    return {
        "need_starts": _starts([len(version.needs) for version in versions]),
        "need_row": _ints([rows[_names(found)] for found in goods]),
        "need_units": _ints([need.units for need in needs]),
        "need_value": _ints([need.value for need in needs]),
        "need_from": from_,
        "need_to": to,
        "need_handed_in": handed_in,
        "need_names": names,
    }


def _rewards(compiled: CompiledBook, product_ids: Sequence[str]) -> dict[str, object]:
    versions = compiled.versions
    cuts = [v.reward.cut if isinstance(v.reward, EachUnit) else None for v in versions]
    products = [compiled.products[name] for name in product_ids]
    limits = compiled.limits
    return {
        "reward": _ints([_reward(version) for version in versions]),
        "wanted": np.array([_wanted(version) for version in versions] or [(1, 0)], dtype=np.int64),
        "cut": _ints([0 if cut is None else CUTS.index(cut.kind) for cut in cuts]),
        "cut_value": _ints([0 if cut is None else cut.value for cut in cuts]),
        "group": _ints([version.group for version in versions]),
        "points": _ints([version.points for version in versions]),
        "not_with": _ints([sum(1 << group for group in v.not_with) for v in versions]),
        "alone_on_unit": np.array([v.alone_on_unit for v in versions], dtype=np.bool_),
        "alone_in_basket": np.array([v.alone_in_basket for v in versions], dtype=np.bool_),
        "approved": np.array([v.approved for v in versions], dtype=np.bool_),
        "stated_floor": _ints([version.stated_floor for version in versions]),
        "pays": _ints([version.offer.manufacturer_pays for version in versions]),
        "product_floor": _ints([max(0, p.cost or 0, p.floor or 0) for p in products]),
        "most_discount": -1 if limits.most_discount is None else limits.most_discount,
        "most_offers": -1 if limits.most_offers_a_unit is None else limits.most_offers_a_unit,
        "group_count": len(compiled.groups),
    }


def _reward(version: Version) -> int:
    kinds = {EachUnit: EACH, CheapestOf: CHEAPEST, Steps: STEPS, Bundle: BUNDLE}
    return kinds.get(type(version.reward), LAST)


def _wanted(version: Version) -> tuple[int, int]:
    reward = version.reward
    if isinstance(reward, Bundle):
        second = reward.slots[1].units if len(reward.slots) > 1 else 0
        return reward.slots[0].units, second
    if isinstance(reward, CheapestOf):
        return reward.units, 0
    return (reward.steps[0].from_units, 0) if isinstance(reward, Steps) else (1, 0)


def mask_of(names: Sequence[str] | frozenset[str], known: Sequence[str]) -> int:
    """Return the names as bits, by their places among those known; others are left out."""
    return sum(1 << place for place, name in enumerate(known) if name in names)


def day_number(day: date) -> int:
    """Return the days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _starts(lengths: Sequence[int]) -> Ints:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)))
