"""Amounts of money read from text eight bytes at a time: those that are written plainly.

Plain is one to five digits, a point and two digits, with or without a minus sign: nearly all
amounts of nearly all files. Whatever else an amount may be is left to the database.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

ROWS_AT_ONCE = 1 << 16
"""So few that the numbers in between stay in the processor's cache."""
_ZEROS = 0x3030303030303030
_LENGTHS = range(9)
_KEPT = np.array([(1 << 64) - (1 << (64 - 8 * n)) if n else 0 for n in _LENGTHS], dtype=np.uint64)
"""By number of characters, the bits of a word that they fill; the last ones are the highest."""
_FILL = ~_KEPT & np.uint64(_ZEROS)
_MINUS, _POINT = ord("-"), np.uint64(ord("."))

Cents = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def plain_cents(texts: pa.StringArray) -> tuple[Cents, Flags]:
    """Return [rows] amounts in cents, and which rows are plain; 0 where they are not."""
    rows = len(texts)
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    _, places, text = texts.buffers()
    if not text:
        return np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_)
    ends = np.frombuffer(places, np.int32, rows + 1 + texts.offset)[texts.offset :]
    data = np.concatenate((np.zeros(8, dtype=np.uint8), np.frombuffer(text, np.uint8)))
    words: npt.NDArray[Any] = np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))
    cents, plain = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.bool_)
    for first in range(0, rows, ROWS_AT_ONCE):
        last = min(rows, first + ROWS_AT_ONCE)
        at = ends[first : last + 1].astype(np.int64)
        lengths = np.diff(at)
        negative = (lengths > 0) & (data[8:][np.minimum(at[:-1], len(data) - 9)] == _MINUS)
        found, good = _amounts(words[at[1:]], lengths - negative)
        cents[first:last] = np.where(negative, -found, found)
        plain[first:last] = good
    return np.where(plain, cents, 0), plain


def _amounts(words: npt.NDArray[np.uint64], lengths: Cents) -> tuple[Cents, Flags]:
    """Return amounts from the eight bytes before each one's end, of which `lengths` are its own."""
    size = np.clip(lengths, 0, 8)
    words = (words & _KEPT[size]) | _FILL[size]
    good = (lengths >= 4) & (lengths <= 8) & (((words >> 40) & np.uint64(0xFF)) == _POINT)
    # Seven digits without the point, a zero before them.
    digits = (words & np.uint64(0xFFFF << 48)) | ((words << 8) & np.uint64(0xFFFFFFFFFF00))
    digits ^= np.uint64(_ZEROS - 0x30)
    over = (digits + np.uint64(0x0606060606060606)) | digits
    good &= (over & np.uint64(0xF0F0F0F0F0F0F0F0)) == 0
    digits = (digits * np.uint64(2561)) >> 8
    digits = ((digits & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> 16
    digits = ((digits & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> 32
    return digits.astype(np.int64), good
