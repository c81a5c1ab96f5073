"""A CSV file's records found in its bytes: where each lies, on which line, and which are broken.

Everything is done on whole arrays of byte positions, so that a file of millions of lines takes
about a second; the values themselves are read by the database afterwards.
"""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.errors import IntakeError

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

NEW_LINE, RETURN, QUOTE, COMMA = 10, 13, 34, 44
SEPARATORS = {";": "semicolons (;)", "\t": "tabs", "|": "vertical bars (|)"}
CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be split into the header's columns."""

    line: int
    text: str
    reason: str
    column: str = "(whole line)"


@dataclass(frozen=True, slots=True)
class CsvScan:
    """What a CSV file holds, before any value is read.

    header:  the column names.
    records: data records that are not blank, broken ones included.
    lines:   [whole records] physical line of each whole record, or None where record i is line i+2.
    blank:   blank lines, which hold nothing.
    plain:   the file can be read as it lies, with `new_line` between the records.
    spans:   [whole records, 2] first byte and end of each whole record.
    """

    header: tuple[str, ...]
    records: int
    broken: tuple[BrokenRecord, ...]
    lines: Positions | None
    blank: int
    plain: bool
    new_line: str
    spans: Positions


def scan_csv(path: Path, data: Bytes) -> CsvScan:
    """Find the records of a CSV file's bytes; IntakeError where the file as a whole is none."""
    start = _check_text(path, data)
    new_lines = np.flatnonzero(data == NEW_LINE)
    quotes = np.flatnonzero(data == QUOTE)
    ends, commas = _outside_quotes(path, data, new_lines, quotes)
    if not ends.size or ends[-1] != data.size - 1:
        ends = np.append(ends, data.size)
    starts = np.concatenate((np.array([start], dtype=np.int64), ends[:-1] + 1))
    returns = _ends_with_return(data, starts, ends)
    header = _header(path, data[starts[0] : ends[0] - int(returns[0])].tobytes())
    starts, ends, returns = starts[1:], ends[1:], returns[1:]
    full = ends - starts - returns > 0
    blank = int((~full).sum())
    starts, ends, returns = starts[full], ends[full], returns[full]
    lines = np.searchsorted(new_lines, starts) + 1
    records = _Records(starts, ends, lines)
    fields = np.searchsorted(commas, ends) - np.searchsorted(commas, starts) + 1
    broken = _broken(data, records, fields, quotes, len(header))
    _refuse_other_separator(path, header, broken, starts.size)
    whole = np.ones(starts.size, dtype=bool)
    whole[list(broken)] = False
    kept_lines = lines[whole]
    marks = int((data == RETURN).sum())
    windows = bool(returns.all()) and marks == starts.size + 1
    return CsvScan(
        header=header,
        records=int(starts.size),
        broken=tuple(broken.values()),
        lines=None if _one_a_line(kept_lines) else kept_lines,
        blank=blank,
        plain=not blank and not broken and (marks == 0 or windows),
        new_line="\\r\\n" if windows else "\\n",
        spans=np.stack((starts[whole], ends[whole]), axis=1),
    )


def write_whole_records(scan: CsvScan, data: Bytes, target: Path) -> None:
    """Write the header's line and the whole records, one line feed between them."""
    with target.open("wb") as stream:
        stream.write(b"header\n")
        starts, ends = scan.spans[:, 0], scan.spans[:, 1]
        breaks = np.flatnonzero(starts[1:] != ends[:-1] + 1) + 1
        for first, last in zip(
            np.concatenate(([0], breaks)), np.concatenate((breaks, [starts.size])), strict=True
        ):
            if last > first:
                run = data[starts[first] : ends[last - 1]].tobytes().replace(b"\r\n", b"\n")
                stream.write(run.rstrip(b"\r") + b"\n")


def _check_text(path: Path, data: Bytes) -> int:
    """Return where the text starts (after a byte order mark); refuse what is no UTF-8 text."""
    head = data[:4].tobytes()
    if head == b"PAR1":
        raise IntakeError(
            f"{path} is a Parquet file although its name ends in .csv; rename it to end in .parquet"
        )
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise IntakeError(f"{path} is UTF-16 text; save it as UTF-8 and import it again")
    decoder = codecs.getincrementaldecoder("utf-8")()
    for offset in range(0, data.size, CHUNK):
        piece = data[offset : offset + CHUNK]
        zero = np.flatnonzero(piece == 0)
        if zero.size:
            line = _line_at(data, offset + int(zero[0]))
            raise IntakeError(f"{path}, line {line}: holds a NUL byte; this is no text file")
        try:
            decoder.decode(piece.tobytes(), final=offset + CHUNK >= data.size)
        except UnicodeDecodeError as error:
            line = _line_at(data, min(offset + error.start, data.size))
            raise IntakeError(
                f"{path}, line {line}: is not UTF-8; save the file as UTF-8 and import it again"
            ) from error
    return 3 if head[:3] == codecs.BOM_UTF8 else 0


def _line_at(data: Bytes, position: int) -> int:
    return int((data[:position] == NEW_LINE).sum()) + 1


def _outside_quotes(
    path: Path, data: Bytes, new_lines: Positions, quotes: Positions
) -> tuple[Positions, Positions]:
    """Return the line feeds and the commas that no quotation marks enclose."""
    commas = np.flatnonzero(data == COMMA)
    if not quotes.size:
        return new_lines, commas
    if quotes.size % 2:
        # Every second mark opens; the last one that opens never closes.
        line = int(np.searchsorted(new_lines, quotes[-1])) + 1
        raise IntakeError(
            f"{path}, line {line}: a quotation mark is left open; the marks in the file do not "
            'come in pairs (a mark inside a quoted value is written twice: "")'
        )
    inside_lines = np.searchsorted(quotes, new_lines) % 2 == 1
    inside_commas = np.searchsorted(quotes, commas) % 2 == 1
    return new_lines[~inside_lines], commas[~inside_commas]


def _ends_with_return(data: Bytes, starts: Positions, ends: Positions) -> npt.NDArray[Any]:
    before = np.maximum(ends - 1, 0)
    return np.asarray((ends > starts) & (data[before] == RETURN))


def _one_a_line(lines: Positions) -> bool:
    return bool((lines == np.arange(2, lines.size + 2)).all())


def _header(path: Path, line: bytes) -> tuple[str, ...]:
    text = line.decode("utf-8")
    if not text.strip():
        raise IntakeError(f"{path}, line 1: the header is blank; it must name the columns")
    if "\r" in text:
        raise IntakeError(f"{path}: lines end in a carriage return only; save it with line feeds")
    names = tuple(name.strip() for name in next(csv.reader([text])))
    if len(names) == 1:
        for separator, words in SEPARATORS.items():
            if separator in text:
                raise IntakeError(
                    f"{path}, line 1: the columns are separated by {words}, not by commas; "
                    "save the file with commas between columns and a point in decimals"
                )
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise IntakeError(f"{path}, line 1: the header names column '{repeated[0]}' twice")
    return names


@dataclass(frozen=True, slots=True)
class _Records:
    """First byte, end and physical line of each data record."""

    starts: Positions
    ends: Positions
    lines: Positions


def _broken(
    data: Bytes, records: _Records, fields: Positions, quotes: Positions, columns: int
) -> dict[int, BrokenRecord]:
    """Return the records that have too few or too many columns, or marks where none belong."""
    starts, ends, lines = records.starts, records.ends, records.lines
    reasons = {
        int(index): f"has {fields[index]} columns where the header has {columns}"
        for index in np.flatnonzero(fields != columns)
    }
    stray = _stray_quotes(data, quotes)
    lone = np.flatnonzero(data == RETURN)
    lone = lone[data[np.minimum(lone + 1, data.size - 1)] != NEW_LINE]
    lone = lone[np.searchsorted(quotes, lone) % 2 == 0]
    for positions, reason in (
        (stray, "has a quotation mark inside a value (write it twice, in a quoted value)"),
        (lone, "holds a carriage return inside the line"),
    ):
        places = np.searchsorted(starts, positions, side="right") - 1
        reasons.update({int(index): reason for index in places[places >= 0]})
    return {
        index: BrokenRecord(
            int(lines[index]),
            data[starts[index] : min(ends[index], starts[index] + 200)]
            .tobytes()
            .decode("utf-8", "replace")
            .rstrip("\r"),
            reasons[index],
        )
        for index in sorted(reasons)
    }


def _stray_quotes(data: Bytes, quotes: Positions) -> Positions:
    """Return the marks that open in the middle of a value, or close before its end."""
    if not quotes.size:
        return quotes
    opening, closing = quotes[::2], quotes[1::2]
    before = data[np.maximum(opening - 1, 0)]
    starts_value = (opening == 0) | (opening == 3) | np.isin(before, (COMMA, NEW_LINE, QUOTE))
    after = data[np.minimum(closing + 1, data.size - 1)]
    at_end = closing == data.size - 1
    ends_value = at_end | np.isin(after, (COMMA, NEW_LINE, RETURN, QUOTE))
    return np.concatenate((opening[~starts_value], closing[~ends_value]))


def _refuse_other_separator(
    path: Path, header: tuple[str, ...], broken: dict[int, BrokenRecord], records: int
) -> None:
    """Refuse the file where its rows, unlike its header, use another separator throughout."""
    if not records or len(broken) < records:
        return
    first = next(iter(broken.values()))
    for separator, words in SEPARATORS.items():
        if first.text.count(separator) + 1 == len(header):
            raise IntakeError(
                f"{path}, line {first.line}: the values are separated by {words}, the header by "
                "commas; save the file with commas throughout"
            )
