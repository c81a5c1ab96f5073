"""Many baskets priced at once: in compiled code where it can settle them, else one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from showfloor.errors import DataError
from showfloor.offers.batch_book import CompiledBatch
from showfloor.offers.batch_checks import check_columns
from showfloor.offers.batch_singly import price_singly
from showfloor.offers.batch_types import BasketColumns, PricedColumns
from showfloor.offers.book_flat import mask_of
from showfloor.offers.compiled_versions import microseconds
from showfloor.offers.kernel_batch import price_baskets
from showfloor.offers.kernel_types import Answer, Asked, Ints, scratch_size
from showfloor.offers.purchase import Purchase
from showfloor.offers.search import EFFORT
from showfloor.offers.types import WHOLE
from showfloor.offers.wall_clock import HOUR, ahead_in


def price_many(
    batch: CompiledBatch, baskets: BasketColumns, *, effort: int = EFFORT
) -> PricedColumns:
    """Price baskets that stand in columns; each costs exactly what `price_basket` says.

    effort: as there, for the baskets that are priced singly. Raises DataError for columns that
    are none, naming the basket and the line.
    """
    check_columns(batch, baskets)
    lines, count = len(baskets.product), len(baskets.place)
    groups = max(1, len(batch.compiled.groups))
    book = batch.book
    singly = np.full(count, int(book.flat is None))
    nobody = np.full(lines * groups, -1)
    answer = Answer(_zeros(lines), nobody, _zeros(lines * groups), singly)
    if book.flat is not None and count:
        work = _zeros(scratch_size(len(batch.compiled.versions), groups))
        price_baskets(book.flat, book.names, _asked(batch, baskets), answer, work)
    return price_singly(batch, baskets, _settled(batch, baskets, answer), effort)


def _zeros(count: int) -> Ints:
    return np.zeros(count, dtype=np.int64)


def _settled(batch: CompiledBatch, baskets: BasketColumns, answer: Answer) -> PricedColumns:
    """Gather what the kernel settled; the other baskets' lines are left without steps."""
    owner = np.repeat(np.arange(len(baskets.place)), np.diff(baskets.starts))
    groups = max(1, len(batch.compiled.groups))
    singly = answer.singly != 0
    by_line = answer.version.reshape(-1, groups)
    rows, taken = np.nonzero((by_line >= 0) & ~singly[owner][:, None])
    versions = by_line[rows, taken]
    discount = answer.discount.reshape(-1, groups)[rows, taken]
    units = baskets.units[rows].astype(np.int64)
    shares = [version.offer.manufacturer_pays for version in batch.compiled.versions]
    pays = np.array(shares or [0], dtype=np.int64)[versions]
    charged = np.bincount(owner, answer.charged, len(baskets.place)).astype(np.int64)
    return PricedColumns(
        answer.charged,
        charged,
        np.ones(len(charged), dtype=np.bool_),
        charged.copy(),
        singly,
        rows,
        versions.astype(np.int32),
        units,
        discount * units,
        (2 * discount * pays + WHOLE) // (2 * WHOLE) * units,
    )


def _asked(batch: CompiledBatch, baskets: BasketColumns) -> Asked:
    local = baskets.at + _offsets(baskets.at)
    day = local // (24 * HOUR)
    return Asked(
        baskets.starts,
        baskets.product.astype(np.int64),
        baskets.units.astype(np.int64),
        baskets.unit_price,
        baskets.handed_in.astype(np.int64),
        baskets.place.astype(np.int64),
        baskets.at,
        day,
        local // (HOUR // 60) % (24 * 60),
        (day + 3) % 7 + 1,
        baskets.known.astype(np.int64),
        baskets.groups,
        baskets.codes,
        batch.by_place,
    )


def _offsets(at: Ints) -> Ints:
    """Return how far Berlin's wall clock is ahead, in microseconds."""
    hours, places = np.unique(at // HOUR, return_inverse=True)
    return np.array([ahead_in(hour) for hour in hours.tolist()], dtype=np.int64)[places]


def columns_of(batch: CompiledBatch, purchases: Sequence[Purchase]) -> BasketColumns:
    """Turn purchases into columns; their lines keep their order.

    Raises DataError for a product or place that the batch does not know, and for purchases with
    budgets left or offers used, which `price_basket` prices.
    """
    _check_columnar(purchases)
    places = {id(place): number for number, place in enumerate(batch.places)}
    lines = [line for purchase in purchases for line in purchase.lines]
    known = batch.book.product_places
    lengths = [len(purchase.lines) for purchase in purchases]
    try:
        products = [known[line.product_id] for line in lines]
    except KeyError as missing:
        raise DataError(f"the product {missing} is not in the book; add it, or leave it") from None
    return BasketColumns(
        np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        np.array(products, dtype=np.int32),
        np.array([line.units for line in lines], dtype=np.int32),
        np.array([line.unit_price for line in lines], dtype=np.int64),
        np.array([line.handed_in for line in lines], dtype=np.bool_),
        np.array([_place(batch, places, p) for p in purchases], dtype=np.int32),
        np.array([microseconds(purchase.at) for purchase in purchases], dtype=np.int64),
        np.array([p.customer.customer_id is not None for p in purchases], dtype=np.bool_),
        _masks([p.customer.groups for p in purchases], batch.customer_groups),
        _masks(
            [
                frozenset(code.casefold() for code in p.customer.codes)
                if p.customer.codes
                else p.customer.codes
                for p in purchases
            ],
            batch.codes,
        ),
    )


def _check_columnar(purchases: Sequence[Purchase]) -> None:
    for number, purchase in enumerate(purchases):
        if purchase.left or purchase.customer.used:
            raise DataError(
                f"basket {number}: budgets left and offers used stand in no column; "
                "price it by itself with price_basket"
            )


def _place(batch: CompiledBatch, places: dict[int, int], purchase: Purchase) -> int:
    found = places.get(id(purchase.place))
    if found is not None:
        return found
    if purchase.place not in batch.places:
        raise DataError(
            f"the place {purchase.place.store_id!r} is not among those that the batch was "
            "compiled for; compile it with this place"
        )
    return batch.places.index(purchase.place)


def _masks(sets: Sequence[frozenset[str]], known: Sequence[str]) -> NDArray[np.int64]:
    masks: dict[frozenset[str], int] = {}
    for names in sets:
        if names not in masks:
            masks[names] = mask_of(names, known)
    return np.array([masks[names] for names in sets], dtype=np.int64)
