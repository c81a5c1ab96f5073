"""A CSV text in slices of whole records: what each holds, on which lines, and what is broken.

A slice is as large as memory allows and no larger, so that a file of any size is read in the same
memory. Most slices hold no quotation mark and as many separators as they should: those are known
to be whole by counting. The others are searched byte by byte (`csv_scan`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from showfloor.storage.csv_scan import BrokenRecord, Positions, open_mark, scan_records
from showfloor.storage.dialect import Quote, Separator
from showfloor.storage.dialect_records import values_of
from showfloor.storage.dialect_text import LONGEST_LINE

SLICE = 3 << 23
"""Bytes of a slice, in round numbers (24 MiB): so few that the memory of one serves the next."""
_BLOCK = 1 << 16
_SHOWN = 200
"""Characters of a broken record that are shown."""


@dataclass(frozen=True, slots=True)
class TextLayout:
    """How a text's records are split, and how many columns they have."""

    path: Path
    separator: Separator
    quote: Quote
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextSlice:
    """Some records of a text, one after the other.

    layout:     how they are split.
    data:       their bytes.
    first_line: physical line of the first byte.
    records:    whole records; the broken ones come on top.
    broken:     records that do not have the header's columns, in the order of their lines.
    blank:      blank lines.
    """

    layout: TextLayout
    data: bytes
    first_line: int
    records: int
    broken: tuple[BrokenRecord, ...]
    blank: int
    _places: _Counted | _Searched

    def lines(self, records: Positions) -> Positions:
        """Return the physical lines of whole records, given by their numbers from 0."""
        return self.first_line + self._places.lines(records)

    def values(self, records: Sequence[int]) -> list[list[str]]:
        """Return the values of whole records as the text has them; [] for one that has none."""
        layout = self.layout
        found = (self._places.record(self.data, record) for record in records)
        return [values_of(record, layout.separator, layout.quote) or [] for record in found]

    def write(self, target: Path) -> str:
        """Write the whole records alone; return the line end between them as SQL states it."""
        return self._places.write(self.data, target)

    @property
    def line_feeds(self) -> int:
        """How many lines the bytes have."""
        counted = self._places
        if isinstance(counted, _Counted):
            return counted.whole + len(counted.skipped)
        return self.data.count(b"\n")

    @property
    def is_counted(self) -> bool:
        """Whether the records are known by counting separators only."""
        return isinstance(self._places, _Counted)

    def records_at(self, records: Sequence[int]) -> list[bytes]:
        """Return the bytes of whole records without their line ends."""
        return [self._places.record(self.data, record).removesuffix(b"\r") for record in records]

    def searched(self) -> TextSlice:
        """Return the slice with its records found byte by byte."""
        return _search(self.layout, self.data, self.first_line)


def text_slices(
    layout: TextLayout, pieces: Iterable[bytes], first_line: int, size: int | None = None
) -> Iterator[TextSlice]:
    """Yield the records of a UTF-8 text after its header, in slices of about `size` bytes.

    first_line: physical line of the text's first byte. IntakeError where a quotation mark is left
    open, with its line.
    """
    size, line = size or SLICE, first_line
    held: list[bytes] = []
    length = 0
    mark, marked = layout.quote.encode(), False
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        marked = marked or mark in piece
        if length < size:
            continue
        end = piece.rfind(b"\n") + 1
        if end and not marked:
            held[-1] = piece[:end]
            data, after = b"".join(held), piece[end:]
        else:
            data = b"".join(held)
            end = _end_of_records(data, layout.quote)
            data, after = data[:end], data[end:]
            marked = mark in after
        if data:
            part = _slice(layout, data, line)
            yield part
            line += part.line_feeds
        elif length > size + LONGEST_LINE:
            raise open_mark(layout.path, after, line, layout.quote)
        held, length = [after], len(after)
    data = b"".join(held)
    if data.count(layout.quote.encode()) % 2:
        raise open_mark(layout.path, data, line, layout.quote)
    if data:
        yield _slice(layout, data if data.endswith(b"\n") else data + b"\n", line)


def end_of_first_record(data: bytes, quote: Quote) -> int:
    """Return the place after the first record's line feed, or the end of the text."""
    mark, place = quote.encode(), 0
    marks = 0
    while (end := data.find(b"\n", place)) >= 0:
        marks += data.count(mark, place, end)
        place = end + 1
        if marks % 2 == 0:
            return place
    return len(data)


def _end_of_records(data: bytes, quote: Quote) -> int:
    """Return the place after the last line feed that no quotation marks enclose; 0 for none."""
    mark, end = quote.encode(), len(data)
    marks = data.count(mark)
    while (line_feed := data.rfind(b"\n", 0, end)) >= 0:
        marks -= data.count(mark, line_feed, end)
        if marks % 2 == 0:
            return line_feed + 1
        end = line_feed
    return 0


def _slice(layout: TextLayout, data: bytes, line: int) -> TextSlice:
    counted = _count(layout, data)
    if counted is not None:
        places, broken = counted
        shown = tuple(_too_many_or_few(layout, line, record) for record in broken)
        return TextSlice(layout, data, line, places.whole, shown, 0, places)
    return _search(layout, data, line)


def _search(layout: TextLayout, data: bytes, line: int) -> TextSlice:
    scan = scan_records(
        np.frombuffer(data, dtype=np.uint8), len(layout.header), layout.separator, layout.quote
    )
    shown = tuple(
        BrokenRecord(line + record.line, record.text, record.reason) for record in scan.broken
    )
    searched = _Searched(scan.spans, scan.lines)
    return TextSlice(layout, data, line, scan.spans.shape[0], shown, scan.blank, searched)


def _too_many_or_few(layout: TextLayout, line: int, record: tuple[int, bytes]) -> BrokenRecord:
    offset, text = record
    fields = text.count(layout.separator.encode()) + 1
    return BrokenRecord(
        line + offset,
        text[:_SHOWN].decode("utf-8", "replace"),
        f"has {fields} columns where the header has {len(layout.header)}",
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """Records that are lines: where blocks of lines begin, and which lines are broken.

    whole:   whole records.
    starts:  first byte of each block of lines.
    before:  lines before each block.
    skipped: broken lines, from 0, rising.
    windows: lines end in a carriage return and a line feed.
    """

    whole: int
    starts: list[int]
    before: list[int]
    skipped: list[int]
    windows: bool

    def lines(self, records: Positions) -> Positions:
        skipped = np.array(self.skipped, dtype=np.int64)
        whole_before = skipped - np.arange(skipped.size)
        return np.asarray(records + np.searchsorted(whole_before, records, side="right"))

    def record(self, data: bytes, record: int) -> bytes:
        line = int(self.lines(np.array([record]))[0])
        block = bisect_right(self.before, line) - 1
        place = self.starts[block]
        for _ in range(line - self.before[block]):
            place = data.index(b"\n", place) + 1
        return data[place : data.index(b"\n", place)]

    def write(self, data: bytes, target: Path) -> str:
        done = 0
        with target.open("wb") as stream:
            for line in self.skipped:
                block = bisect_right(self.before, line) - 1
                place = self.starts[block]
                for _ in range(line - self.before[block]):
                    place = data.index(b"\n", place) + 1
                stream.write(memoryview(data)[done:place])
                done = data.index(b"\n", place) + 1
            stream.write(memoryview(data)[done:])
        return "\\r\\n" if self.windows else "\\n"


@dataclass(frozen=True, slots=True)
class _Searched:
    """Records that were searched for: first byte and end of each, and its line from 0."""

    spans: Positions
    places: Positions

    def lines(self, records: Positions) -> Positions:
        return np.asarray(self.places[records])

    def record(self, data: bytes, record: int) -> bytes:
        start, end = self.spans[record]
        return data[start:end]

    def write(self, data: bytes, target: Path) -> str:
        starts, ends = self.spans[:, 0], self.spans[:, 1]
        breaks = np.flatnonzero(starts[1:] != ends[:-1] + 1) + 1
        first, last = np.append(0, breaks), np.append(breaks, starts.size)
        with target.open("wb") as stream:
            for begin, end in zip(first.tolist(), last.tolist(), strict=True):
                if end > begin:
                    run = data[starts[begin] : ends[end - 1]].replace(b"\r\n", b"\n")
                    stream.write(run.rstrip(b"\r") + b"\n")
        return "\\n"


def _count(layout: TextLayout, data: bytes) -> tuple[_Counted, list[tuple[int, bytes]]] | None:
    """Count a slice without quotation marks, blank lines and odd line ends; None for others.

    Also line, from 0, and bytes of each line that has too many or too few columns. Two errors of
    a block that make up for one another are not seen here; the database then sees them.
    """
    windows = b"\r" in data
    if layout.quote.encode() in data or data.startswith((b"\n", b"\r\n")):
        return None
    if windows and (b"\n\r\n" in data or not _are_windows_lines(data)):
        return None
    view = np.frombuffer(data, dtype=np.uint8)
    mark, more = ord(layout.separator), len(layout.header) - 1
    starts, before, broken = [], [], list[tuple[int, bytes]]()
    start = line = 0
    while start < len(data):
        end = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        block = view[start:end]
        feeds = block == 10
        if bool((feeds[1:] & feeds[:-1]).any()):
            return None
        lines = int(np.count_nonzero(feeds))
        starts.append(start)
        before.append(line)
        if int(np.count_nonzero(block == mark)) != more * lines:
            broken += _of_other_width(data[start:end], layout.separator.encode(), more, line)
        start, line = end, line + lines
        if data.startswith(b"\n", start):
            return None
    skipped = [number for number, _ in broken]
    return _Counted(line - len(skipped), starts, before, skipped, windows), broken


def _are_windows_lines(data: bytes) -> bool:
    """Say whether carriage returns and line feeds stand in pairs only."""
    returns = data.count(b"\r")
    return data.count(b"\n") == returns and data.count(b"\r\n") == returns


def _of_other_width(block: bytes, mark: bytes, more: int, line: int) -> list[tuple[int, bytes]]:
    records = block.split(b"\n")[:-1]
    return [
        (line + number, record.removesuffix(b"\r"))
        for number, record in enumerate(records)
        if record.count(mark) != more
    ]
