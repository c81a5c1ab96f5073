"""A CSV text's records found in its bytes: where each lies, on which line, and which are broken.

Everything is done on whole arrays of byte positions; the values themselves are read by the
database afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.errors import IntakeError
from showfloor.storage.dialect import Quote, Separator

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

NEW_LINE, RETURN = 10, 13
_STRAY = "has a quotation mark inside a value (write it twice, in a quoted value)"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be split into the header's columns, by its physical line."""

    line: int
    text: str
    reason: str
    column: str = "(whole line)"


@dataclass(frozen=True, slots=True)
class RecordScan:
    """What a text without header holds. Lines are counted from 0.

    spans:  [whole records, 2] first byte and end of each whole record.
    lines:  [whole records] the line on which it begins.
    broken: the records that have other columns than the header, or marks where none belong.
    blank:  blank lines, which hold nothing.
    """

    spans: Positions
    lines: Positions
    broken: tuple[BrokenRecord, ...]
    blank: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The bytes and what is found in them; `marks` are separators outside quotes."""

    data: Bytes
    separator: int
    quote: int
    new_lines: Positions
    quotes: Positions
    marks: Positions


def scan_records(data: Bytes, columns: int, separator: Separator, quote: Quote) -> RecordScan:
    """Find the records of a text whose quotation marks come in pairs."""
    new_lines = np.flatnonzero(data == NEW_LINE)
    quotes = np.flatnonzero(data == ord(quote))
    marks = np.flatnonzero(data == ord(separator))
    ends = new_lines
    if quotes.size:
        ends = new_lines[np.searchsorted(quotes, new_lines) % 2 == 0]
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    text = _Text(data, ord(separator), ord(quote), new_lines, quotes, marks)
    if not ends.size or ends[-1] != data.size - 1:
        ends = np.append(ends, data.size)
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))
    full = ends - starts - _ends_with_return(data, starts, ends) > 0
    blank = int((~full).sum())
    starts, ends = starts[full], ends[full]
    lines = np.searchsorted(new_lines, starts)
    broken = _broken(text, _Records(starts, ends, lines), columns)
    whole = np.ones(starts.size, dtype=bool)
    whole[list(broken)] = False
    spans = np.stack((starts[whole], ends[whole]), axis=1)
    return RecordScan(spans, lines[whole], tuple(broken.values()), blank)


def open_mark(path: Path, data: bytes, line: int, quote: Quote) -> IntakeError:
    """Return the refusal of a text whose quotation marks do not come in pairs.

    Every second mark opens; the last one that opens never closes. line: of the first byte.
    """
    place = line + data.count(b"\n", 0, data.rfind(quote.encode()))
    return IntakeError(
        f"{path}, line {place}: a quotation mark is left open; the marks in the file do not "
        f"come in pairs (a mark inside a quoted value is written twice: {quote}{quote})"
    )


def _ends_with_return(data: Bytes, starts: Positions, ends: Positions) -> npt.NDArray[Any]:
    before = np.maximum(ends - 1, 0)
    return np.asarray((ends > starts) & (data[before] == RETURN))


@dataclass(frozen=True, slots=True)
class _Records:
    """First byte, end and line of each data record."""

    starts: Positions
    ends: Positions
    lines: Positions


def _broken(text: _Text, records: _Records, columns: int) -> dict[int, BrokenRecord]:
    """Return the records that have too few or too many columns, or marks where none belong."""
    data, starts, ends = text.data, records.starts, records.ends
    fields = np.searchsorted(text.marks, ends) - np.searchsorted(text.marks, starts) + 1
    reasons = {
        int(index): f"has {fields[index]} columns where the header has {columns}"
        for index in np.flatnonzero(fields != columns)
    }
    lone = np.flatnonzero(data == RETURN)
    lone = lone[data[np.minimum(lone + 1, data.size - 1)] != NEW_LINE]
    lone = lone[np.searchsorted(text.quotes, lone) % 2 == 0]
    for positions, reason in (
        (_stray_quotes(text), _STRAY),
        (lone, "holds a carriage return inside the line"),
    ):
        places = np.searchsorted(starts, positions, side="right") - 1
        reasons.update({int(index): reason for index in places[places >= 0]})
    return {
        index: BrokenRecord(
            int(records.lines[index]),
            data[starts[index] : min(ends[index], starts[index] + 200)]
            .tobytes()
            .decode("utf-8", "replace")
            .rstrip("\r"),
            reasons[index],
        )
        for index in sorted(reasons)
    }


def _stray_quotes(text: _Text) -> Positions:
    """Return the marks that open in the middle of a value, or close before its end."""
    data, quotes = text.data, text.quotes
    if not quotes.size:
        return quotes
    opening, closing = quotes[::2], quotes[1::2]
    before = data[np.maximum(opening - 1, 0)]
    starts_value = (opening == 0) | np.isin(before, (text.separator, NEW_LINE, text.quote))
    after = data[np.minimum(closing + 1, data.size - 1)]
    at_end = closing == data.size - 1
    ends_value = at_end | np.isin(after, (text.separator, NEW_LINE, RETURN, text.quote))
    return np.concatenate((opening[~starts_value], closing[~ends_value]))
