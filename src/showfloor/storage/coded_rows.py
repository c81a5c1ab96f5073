"""Rows of a slice as codes: which are in the table's order, of which month, and which repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.storage.tables import Table
from showfloor.storage.text_columns import Ranked

Places = npt.NDArray[np.int64]
LARGEST_KEY = 1 << 62
"""Keys are compared as one whole number each; where that would be larger they are not."""


Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Between which keys the rows of a file lie, which are different from one another.

    least, greatest:       in the table's order.
    first_day, last_day:   with the date before all others.
    """

    least: Key
    greatest: Key
    first_day: Key
    last_day: Key


def shared_days(spans: Sequence[Span]) -> list[date] | None:
    """Return the days on which rows of several files may share a key; None where it may be any.

    Files that follow one another by day share at most the day between them.
    """
    by_order = sorted((span.least, span.greatest) for span in spans)
    if all(before[1] < after[0] for before, after in pairwise(by_order)):
        return []
    by_day = sorted((span.first_day, span.last_day) for span in spans)
    if any(before[1][0] > after[0][0] for before, after in pairwise(by_day)):
        return None
    return [after[0][0] for before, after in pairwise(by_day) if before[1] >= after[0]]


@dataclass(frozen=True, slots=True)
class MonthRows:
    """A slice's rows of one month: their places in the slice, in the table's order."""

    month: int
    rows: Places
    span: Span


@dataclass(frozen=True, slots=True)
class Ordered:
    """A slice's good rows by month, and the places of those that share their key with another."""

    months: tuple[MonthRows, ...]
    sharing: Places


def ordered(table: Table, columns: Mapping[str, Ranked], rows: Places) -> Ordered | None:
    """Put the rows at `rows` into the table's order; None where their keys are too large.

    The table's order names the columns of its key, all of them coded.
    """
    dated = str(table.month_of)
    by_day = (dated, *(name for name in table.order if name != dated))
    months = np.array([day.year * 100 + day.month for day in columns[dated].values], np.int64)
    numbers, of_day = np.unique(months, return_inverse=True)
    month = Ranked(numbers.tolist(), of_day.astype(np.uint16)[columns[dated].ranks])
    days = _packed([columns[name] for name in by_day], rows)
    if days is None:
        return None
    if bool(np.all(days[1:] > days[:-1])):
        before = table.order[: table.order.index(dated)]
        order = _grouped([month, *(columns[name] for name in before)], rows)
        return Ordered(tuple(_months(table, columns, month, rows[order], days[order])), rows[:0])
    keys = _packed([month, *(columns[name] for name in table.order)], rows)
    if keys is None:
        return None
    order = np.argsort(keys)
    same = keys[order]
    same = same[1:] == same[:-1]
    if not same.any():
        return Ordered(tuple(_months(table, columns, month, rows[order], days[order])), rows[:0])
    sharing = np.append(same, False) | np.append(False, same)
    alone, shared = order[~sharing], rows[np.sort(order[sharing])]
    return Ordered(tuple(_months(table, columns, month, rows[alone], days[alone])), shared)


def _packed(columns: Sequence[Ranked], rows: Places) -> Places | None:
    """Return one number a row that is in the order of these columns; None where it is too large."""
    size = 1
    for column in columns:
        size *= max(1, len(column.values))
    if size >= LARGEST_KEY:
        return None
    keys = columns[0].ranks.astype(np.int64)
    for column in columns[1:]:
        keys *= max(1, len(column.values))
        keys += column.ranks
    return keys[rows]


def _grouped(columns: Sequence[Ranked], rows: Places) -> Places:
    """Order rows by these columns, those that are equal as they come."""
    size = 1
    for column in columns:
        size *= max(1, len(column.values))
    # Whole numbers of 16 bits are sorted by counting them.
    narrow = np.dtype(np.uint16 if size <= 1 << 16 else np.int64)
    groups = columns[0].ranks[rows].astype(narrow)
    for column in columns[1:]:
        groups = groups * narrow.type(len(column.values)) + column.ranks[rows].astype(narrow)
    return np.argsort(groups, kind="stable")


def _months(
    table: Table, columns: Mapping[str, Ranked], month: Ranked, rows: Places, days: Places
) -> Iterator[MonthRows]:
    """Part rows, which are in the table's order, by month; days: their keys with the date first."""
    dated = str(table.month_of)
    day_first = (dated, *(name for name in table.order if name != dated))
    ends = np.cumsum(np.bincount(month.ranks[rows], minlength=len(month.values))).tolist()
    for number, first, end in zip(month.values, [0, *ends[:-1]], ends, strict=True):
        if first == end:
            continue
        part = rows[first:end]
        at = (int(np.argmin(days[first:end])), int(np.argmax(days[first:end])))
        yield MonthRows(
            number,
            part,
            Span(
                _key(columns, table.order, part[0]),
                _key(columns, table.order, part[-1]),
                _key(columns, day_first, part[at[0]]),
                _key(columns, day_first, part[at[1]]),
            ),
        )


def _key(columns: Mapping[str, Ranked], names: Sequence[str], row: int) -> Key:
    return tuple(columns[name].values[columns[name].ranks[row]] for name in names)
