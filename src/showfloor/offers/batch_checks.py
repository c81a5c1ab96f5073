"""What no columns of baskets may be: refused before pricing, with the basket and the line."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from showfloor.errors import DataError
from showfloor.offers.batch_book import CompiledBatch
from showfloor.offers.batch_types import BasketColumns
from showfloor.offers.compiled_versions import microseconds
from showfloor.offers.purchase_checks import DEAREST, MOST_LINES, MOST_UNITS, YEARS

BY_LINE = {
    "product": np.int32,
    "units": np.int32,
    "unit_price": np.int64,
    "handed_in": np.bool_,
}
BY_BASKET = {
    "place": np.int32,
    "at": np.int64,
    "known": np.bool_,
    "groups": np.int64,
    "codes": np.int64,
}


def check_columns(batch: CompiledBatch, baskets: BasketColumns) -> None:
    """Raise DataError for columns that do not fit together, or the first line that is none."""
    _check_shapes(baskets)
    lines = np.diff(baskets.starts)
    _refuse_basket(lines > MOST_LINES, f"has more than {MOST_LINES} lines; price its parts")
    place, product = baskets.place, baskets.product
    _refuse_basket(
        (place < 0) | (place >= len(batch.places)), "names a place that the batch does not have"
    )
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (YEARS.start, YEARS.stop))
    outside = (baskets.at < microseconds(first)) | (baskets.at >= microseconds(last))
    _refuse_basket(outside, "is bought in no year that an offer can run in; set its clock")
    unknown = (product < 0) | (product >= len(batch.product_ids))
    _refuse_line(baskets, unknown, "names a product that the batch does not have")
    _refuse_line(baskets, baskets.units < 1, "has units below 1")
    price = baskets.unit_price
    _refuse_line(
        baskets, (price < 0) | (price > DEAREST), f"has a unit_price not within 0 to {DEAREST:,}"
    )
    _refuse_line(baskets, baskets.handed_in & (price != 0), "is handed in at a price other than 0")
    sums = np.concatenate(([0], np.cumsum(baskets.units, dtype=np.int64)))
    units = sums[baskets.starts[1:]] - sums[baskets.starts[:-1]]
    _refuse_basket(units > MOST_UNITS, f"has more than {MOST_UNITS:,} units; price its parts")


def _check_shapes(baskets: BasketColumns) -> None:
    starts, lines = baskets.starts, len(baskets.product)
    if starts.dtype != np.int64 or starts.ndim != 1 or len(starts) != len(baskets.place) + 1:
        raise DataError("`starts` must be 64-bit whole numbers, one more than there are baskets")
    if starts[0] != 0 or starts[-1] != lines or bool(np.any(np.diff(starts) < 0)):
        raise DataError(f"`starts` must go from 0 to the number of lines, {lines:,}, never falling")
    for names, length in ((BY_LINE, lines), (BY_BASKET, len(baskets.place))):
        for name, kind in names.items():
            column = getattr(baskets, name)
            if column.dtype != kind or column.shape != (length,):
                raise DataError(
                    f"`{name}` must be {length:,} values of {np.dtype(kind)}, found "
                    f"{column.shape} of {column.dtype}"
                )


def _refuse_basket(wrong: NDArray[np.bool_], said: str) -> None:
    if wrong.any():
        raise DataError(f"basket {int(np.argmax(wrong))} {said}")


def _refuse_line(baskets: BasketColumns, wrong: NDArray[np.bool_], said: str) -> None:
    if wrong.any():
        line = int(np.argmax(wrong))
        basket = int(np.searchsorted(baskets.starts, line, side="right")) - 1
        raise DataError(f"basket {basket}, line {line - int(baskets.starts[basket])} {said}")
