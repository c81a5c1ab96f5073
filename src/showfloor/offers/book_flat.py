"""A compiled book laid out for the kernels.

What an offer asks is tested in the kernel, version by version, for those alone that name a product
of the basket and hold in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.book_flat_types import FlatBook
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Matcher, Version
from showfloor.offers.engine_applicable import NO_LIMIT
from showfloor.offers.index import spans_of
from showfloor.offers.kernel_types import BUNDLE, CHEAPEST, EACH, LAST, STEPS, BookArrays, Ints
from showfloor.offers.types import Bundle, CheapestOf, CutKind, EachUnit, Steps

MOST_BITS = 62
"""Groups, customer groups and codes that fit into one number."""
NEED_CELLS = 50_000_000
"""Needs times products that are tabled."""
CUTS: tuple[CutKind, ...] = ("none", "per_cent", "amount", "at_most")


def flat_book(compiled: CompiledBook) -> FlatBook:
    """Return the book laid out; made once, and kept with it."""
    kept = compiled.kept
    if kept.book is None:
        with kept.lock:
            if kept.book is None:
                kept.book = _laid_out(compiled)
    return kept.book


def _laid_out(compiled: CompiledBook) -> FlatBook:
    versions = compiled.versions
    product_ids = tuple(sorted(compiled.products))
    groups = tuple(sorted({name for v in versions for name in v.offer.whom.groups}))
    codes = tuple(
        sorted({v.offer.whom.code.casefold() for v in versions if v.offer.whom.code is not None})
    )
    makers = {
        name: place
        for place, name in enumerate(
            sorted({v.offer.where.area_of or v.offer.manufacturer_id for v in versions})
        )
    }
    rows = {names: row for row, names in enumerate(_names_of_needs(versions))}
    fits = max(len(groups), len(codes), len(compiled.groups)) <= MOST_BITS
    fits = fits and len(rows) * len(product_ids) <= NEED_CELLS and bool(product_ids)
    flat = None
    if fits:
        fields = {
            **_entries(compiled, product_ids),
            **_tests(compiled, groups, codes, makers),
            **_needs(versions, rows),
            **_rewards(compiled, product_ids),
        }
        flat = _joined([fields[name] for name in BookArrays._fields if name != "names"])
    return FlatBook(
        flat,
        _names_table(compiled, product_ids, rows if fits else {}),
        product_ids,
        {name: place for place, name in enumerate(product_ids)},
        makers,
        groups,
        codes,
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    """Put the parts behind each other, behind a head that says where each begins."""
    begins = starts_of([len(part) for part in parts]) + len(parts) + 1
    return np.concatenate((begins, *parts))


def _entries(compiled: CompiledBook, product_ids: Sequence[str]) -> dict[str, Ints]:
    goods = compiled.index.goods
    lists = [goods.of_product(name) for name in product_ids]
    from_, to, handed_in = _price_ranges(goods.matchers)
    return {
        "entry_starts": starts_of([len(found) for found in lists]),
        "entry_goods": np.concatenate(lists, dtype=np.int64),
        "goods_version": ints([number for number, _ in goods.slots]),
        "goods_slot": ints([slot for _, slot in goods.slots]),
        "goods_from": from_,
        "goods_to": to,
        "goods_handed_in": handed_in,
    }


def _price_ranges(goods: Sequence[Matcher]) -> tuple[Ints, Ints, Ints]:
    most = np.iinfo(np.int64).max
    return (
        ints([found.price_from for found in goods]),
        ints([most if found.price_to is None else found.price_to for found in goods]),
        ints([found.handed_in for found in goods]),
    )


def _tests(
    compiled: CompiledBook,
    groups: Sequence[str],
    codes: Sequence[str],
    makers: dict[str, int],
) -> dict[str, Ints]:
    versions = compiled.versions
    spans = spans_of(versions)
    offers = [version.offer for version in versions]
    hours = [offer.when.hours for offer in offers]
    flat = [span for found in hours for span in found]
    ages = [offer.when.area_days for offer in offers]
    return {
        "begins": ints([begins for begins, _ in spans]),
        "ends": ints([ends for _, ends in spans]),
        "weekdays": ints([sum(1 << d for d in o.when.weekdays) or 0xFE for o in offers]),
        "hour_starts": starts_of([len(found) for found in hours]),
        "hour_from": ints([start for start, _ in flat]),
        "hour_to": ints([end for _, end in flat]),
        "maker": ints(
            [
                makers[o.where.area_of or o.manufacturer_id]
                if o.where.area_of is not None or o.when.area_days is not None
                else -1
                for o in offers
            ]
        ),
        "area_first": ints([-1 if age is None else age[0] for age in ages]),
        "area_last": ints([-1 if age is None else age[1] for age in ages]),
        "groups_asked": ints([mask_of(o.whom.groups, groups) for o in offers]),
        "codes_asked": ints(
            [
                mask_of((o.whom.code.casefold(),) if o.whom.code is not None else (), codes)
                for o in offers
            ]
        ),
        "a_customer": ints([o.whom.a_customer is not None for o in offers]),
        "most": ints([_most(version) for version in versions]),
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


def _names_table(
    compiled: CompiledBook, product_ids: Sequence[str], rows: dict[_Names, int]
) -> NDArray[np.bool_]:
    """Say by row of names and product whether it is meant."""
    table = np.zeros((max(1, len(rows)), len(product_ids)), dtype=np.bool_)
    one_of = {_names(goods): goods for v in compiled.versions for goods in v.needs}
    for names, row in rows.items():
        goods = one_of[names]
        table[row] = [goods.names(compiled.products[product_id]) for product_id in product_ids]
    return table


def _needs(versions: Sequence[Version], rows: dict[_Names, int]) -> dict[str, Ints]:
    goods = [found for version in versions for found in version.needs]
    needs = [need for version in versions for need in version.offer.needs]
    from_, to, handed_in = _price_ranges(goods)
    return {
        "need_starts": starts_of([len(version.needs) for version in versions]),
        "need_row": ints([rows[_names(found)] for found in goods]),
        "need_units": ints([need.units for need in needs]),
        "need_value": ints([need.value for need in needs]),
        "need_from": from_,
        "need_to": to,
        "need_handed_in": handed_in,
    }


def _rewards(compiled: CompiledBook, product_ids: Sequence[str]) -> dict[str, Ints]:
    versions = compiled.versions
    cuts = [v.reward.cut if isinstance(v.reward, EachUnit) else None for v in versions]
    products = [compiled.products[name] for name in product_ids]
    limits = compiled.limits
    return {
        "reward": ints([_reward(version) for version in versions]),
        "wanted_first": ints([_wanted(version)[0] for version in versions]),
        "wanted_second": ints([_wanted(version)[1] for version in versions]),
        "cut": ints([0 if cut is None else CUTS.index(cut.kind) for cut in cuts]),
        "cut_value": ints([0 if cut is None else cut.value for cut in cuts]),
        "group": ints([version.group for version in versions]),
        "points": ints([version.points for version in versions]),
        "not_with": ints([sum(1 << group for group in v.not_with) for v in versions]),
        "alone_on_unit": ints([v.alone_on_unit for v in versions]),
        "alone_in_basket": ints([v.alone_in_basket for v in versions]),
        "approved": ints([v.approved for v in versions]),
        "stated_floor": ints([version.stated_floor for version in versions]),
        "pays": ints([version.offer.manufacturer_pays for version in versions]),
        "product_floor": ints([max(0, p.cost or 0, p.floor or 0) for p in products]),
        "limits": ints(
            [
                -1 if limits.most_discount is None else limits.most_discount,
                -1 if limits.most_offers_a_unit is None else limits.most_offers_a_unit,
                len(compiled.groups),
            ]
        ),
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


def ints(values: Sequence[int]) -> Ints:
    """Return whole numbers as an array."""
    return np.array(values, dtype=np.int64)


def starts_of(lengths: Sequence[int]) -> Ints:
    """Return where parts of these lengths begin, and the end of the last."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)))
