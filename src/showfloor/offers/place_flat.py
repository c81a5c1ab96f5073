"""Places laid out for the kernels: which versions hold there, and whose areas sell there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.book_flat import ints, starts_of
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.kernel_types import Ints, PlaceArrays
from showfloor.offers.purchase import Place, SellingArea

FIRST_DAY = date(1970, 1, 1).toordinal()
FOREVER = 10_000_000
"""A day after every day."""


def places_flat(
    compiled: CompiledBook, places: Sequence[Place], makers: dict[str, int]
) -> PlaceArrays:
    """Lay out places; makers: the manufacturers whose areas may be asked for."""
    areas = [[a for a in place.areas if a.manufacturer_id in makers] for place in places]
    flat = [area for found in areas for area in found]
    return PlaceArrays(
        _bits(compiled, places),
        starts_of([len(found) for found in areas]),
        ints([makers[area.manufacturer_id] for area in flat]),
        ints([_day_number(area.selling_from) for area in flat]),
        ints([_last_day(area) for area in flat]),
    )


def place_flat(
    compiled: CompiledBook, place: Place, makers: dict[str, int]
) -> tuple[NDArray[np.uint8], Ints]:
    """Lay out one place: its bits, and 0, the number of its areas, their makers, from and to."""
    width = len(compiled.versions) // 8 + 1
    bits = bytearray(compiled.index.of_place(place).to_bytes(width, "little"))
    areas = [area for area in place.areas if area.manufacturer_id in makers]
    numbers = [0, len(areas)]
    numbers += [makers[area.manufacturer_id] for area in areas]
    numbers += [_day_number(area.selling_from) for area in areas]
    numbers += [_last_day(area) for area in areas]
    return np.frombuffer(bits, dtype=np.uint8).reshape(1, width), ints(numbers)


def _bits(compiled: CompiledBook, places: Sequence[Place]) -> NDArray[np.uint8]:
    width = len(compiled.versions) // 8 + 1
    bits = np.zeros((len(places), width), dtype=np.uint8)
    for row, place in enumerate(places):
        holding = compiled.index.of_place(place).to_bytes(width, "little")
        bits[row] = np.frombuffer(holding, dtype=np.uint8)
    return bits


def _day_number(day: date) -> int:
    return day.toordinal() - FIRST_DAY


def _last_day(area: SellingArea) -> int:
    return FOREVER if area.selling_to is None else _day_number(area.selling_to)
