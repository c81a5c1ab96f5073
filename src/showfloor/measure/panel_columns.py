"""Columns as their caller has them, as numbers and as codes of distinct ids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Column = Sequence[Any] | npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of ids: the distinct ones in rising order, and each row's place [n] among them.

    Where equal ids stand together, `starts` holds the first row of each distinct id, in the order
    of rows; else it is None.
    """

    ids: tuple[str, ...]
    code: Ints
    starts: Ints | None = None


def coded(column: Column, name: str) -> Coded:
    """Return a column of ids as codes. Numbers are ordered as numbers, all else as text.

    Runs of one id are found first, so that a sorted column costs one comparison a row. PanelError
    with the row where an id is missing.
    """
    array = column if isinstance(column, np.ndarray) else _array_of(column)
    if array.ndim != 1:
        raise PanelError(f"{name} must be one column, not an array of shape {array.shape}")
    if len(array) == 0:
        return Coded((), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise PanelError(f"row {first_row(np.isnan(array))} of the panel has no {name}")
    starts = np.flatnonzero(array[1:] != array[:-1]) + 1
    if 2 * len(starts) > len(array):
        ids, code = _distinct(array, name)
        return Coded(ids, code)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), starts])
    try:
        ids, head = _distinct(array[starts], name)
    except _BlankError as blank:
        raise _BlankError(int(starts[blank.row]), name) from None
    code = np.repeat(head, np.diff(starts, append=len(array)))
    return Coded(ids, code, starts if len(ids) == len(starts) else None)


def coded_dictionary(distinct: Sequence[Any], code: npt.ArrayLike, name: str) -> Coded:
    """Return a column that its owner has coded already: codes [n] of `distinct`, < 0 missing."""
    codes = np.asarray(code).astype(np.int64, copy=False)
    if len(codes) and int(codes.min()) < 0:
        raise _BlankError(int(np.argmax(codes < 0)), name)
    used = np.zeros(len(distinct), dtype=bool)
    used[codes] = True
    kept = np.flatnonzero(used)
    try:
        ids, place = _distinct(_array_of([distinct[i] for i in kept.tolist()]), name)
    except _BlankError as blank:
        raise _BlankError(int(np.argmax(codes == kept[blank.row])), name) from None
    table = np.zeros(len(distinct), dtype=np.int64)
    table[kept] = place
    mapped = table[codes]
    starts = np.flatnonzero(mapped[1:] != mapped[:-1]) + 1
    alone = len(codes) > 0 and len(starts) + 1 == len(ids)
    return Coded(ids, mapped, np.append(0, starts) if alone else None)


def numbers_of(time: Column, cohort: Column) -> tuple[Floats, Floats]:
    """Return time [n] and cohort [n] as numbers; see `panel_from_columns` for dates."""
    times = np.asarray(time)
    if times.dtype.kind != "M":
        return float_column(time, "time"), float_column(cohort, "cohort")
    starts = np.asarray(cohort)
    if starts.dtype.kind != "M" and not _all_blank(starts):
        raise PanelError("times are dates, so cohorts must be dates too (blank = never treated)")
    days = _days(times)
    start_days = _days(starts) if starts.dtype.kind == "M" else np.full(len(starts), np.nan)
    seen = days[np.isfinite(days)]
    if len(seen) and (np.mod(seen - seen[0], 7.0) == 0.0).all():
        monday = 4.0 + np.mod(seen[0] - 4.0, 7.0)
        return (days - monday) / 7.0, (start_days - monday) / 7.0
    return days, start_days


def float_column(column: Column, name: str) -> Floats:
    """Return a column as float64, NaN where blank; PanelError with the row of what is no number."""
    array = np.asarray(column)
    if array.dtype.kind in "biuf":
        return array.astype(np.float64, copy=False)
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError):
        return _one_by_one(array, name)


def distinct_numbers(numbers: Floats) -> tuple[Floats, Ints]:
    """Return the distinct numbers, rising, and each row's place among them; all are finite.

    Whole numbers of a small range (weeks, years) need no sorting.
    """
    low, high = float(numbers.min()), float(numbers.max())
    if high - low <= 4.0 * len(numbers) + 1000.0:
        whole = (numbers - low).astype(np.int64)
        if (whole == numbers - low).all():
            present, code = _of_small_range(whole, int(high - low) + 1)
            return present.astype(np.float64) + low, code
    distinct: Floats
    distinct, code = np.unique(numbers, return_inverse=True)
    return distinct, code.astype(np.int64)


def first_row(flags: Flags) -> int:
    """Return the number of the first marked row, counting from 1."""
    return int(np.argmax(flags)) + 1


class _BlankError(PanelError):
    """A missing id, and its row counting from 0."""

    def __init__(self, row: int, name: str) -> None:
        super().__init__(f"row {row + 1} of the panel has no {name}")
        self.row = row


def _array_of(column: Sequence[Any]) -> npt.NDArray[Any]:
    """Return a sequence as an array; texts stay the objects that they are."""
    if len(column) and isinstance(column[0], str):
        array = np.empty(len(column), dtype=object)
        array[:] = column
        return array
    return np.asarray(column)


def _distinct(array: npt.NDArray[Any], name: str) -> tuple[tuple[str, ...], Ints]:
    """Return the distinct ids, ordered, and each row's place; `_BlankError` where blank."""
    if array.dtype.kind in "iu":
        low, high = int(array.min()), int(array.max())
        if high - low <= 4 * len(array) + 1000:
            present, code = _of_small_range((array - low).astype(np.int64), high - low + 1)
            return tuple(str(value + low) for value in present.tolist()), code
    if array.dtype.kind in "OUST":
        return _distinct_texts(array, name)
    distinct, number = np.unique(array, return_inverse=True)
    return tuple(_id(value) for value in distinct.tolist()), number.astype(np.int64)


def _of_small_range(whole: Ints, span: int) -> tuple[Ints, Ints]:
    """Return the values that occur among `whole` [n], 0 .. span - 1, and each row's place."""
    occurs = np.zeros(span, dtype=bool)
    occurs[whole] = True
    present = np.flatnonzero(occurs)
    if len(present) == span:
        return present, whole
    place = np.cumsum(occurs) - 1
    return present, place[whole]


def _distinct_texts(array: npt.NDArray[Any], name: str) -> tuple[tuple[str, ...], Ints]:
    values = array.astype(str).tolist() if array.dtype.kind == "S" else array.tolist()
    try:
        seen = dict.fromkeys(values)
    except TypeError:
        values = [None if _is_blank(value) else str(value) for value in values]
        seen = dict.fromkeys(values)
    if any(_is_blank(value) for value in seen):
        raise _BlankError(next(i for i, value in enumerate(values) if _is_blank(value)), name)
    texts, place = np.unique(np.array([str(value) for value in seen]), return_inverse=True)
    place_of = dict(zip(seen, place.tolist(), strict=True))
    code = np.fromiter(map(place_of.__getitem__, values), dtype=np.int64, count=len(values))
    return tuple(texts.tolist()), code


def _is_blank(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _id(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _all_blank(column: npt.NDArray[Any]) -> bool:
    return all(_is_blank(value) for value in column.tolist())


def _days(dates: npt.NDArray[Any]) -> Floats:
    days = dates.astype("datetime64[D]")
    numbers = days.astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, numbers)


def _one_by_one(array: npt.NDArray[Any], name: str) -> Floats:
    numbers = np.empty(len(array))
    for i, value in enumerate(array.tolist()):
        try:
            numbers[i] = math.nan if value is None or value == "" else float(value)
        except (TypeError, ValueError):
            raise PanelError(f"row {i + 1} of the panel: {name} {value!r} is no number") from None
    return numbers
