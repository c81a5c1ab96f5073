"""A CSV file rewritten in the one dialect that the strict intake reads, line for line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from showfloor.errors import IntakeError
from showfloor.storage.dialect import Dialect, NumberForm, Quote
from showfloor.storage.dialect_dates import canonical_date
from showfloor.storage.dialect_numbers import NumberReading
from showfloor.storage.dialect_records import records, values_of
from showfloor.storage.dialect_text import text_pieces

NOT_AS_FOUND = " (does not fit the file's number format)"
"""Follows a number that fits another dialect only, so that the strict intake refuses its row."""

_AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})
_STRICTLY_READABLE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_BUFFERED = 1 << 14
_Reader = Callable[[str], str]


def canonical(
    path: Path, dialect: Dialect, target: Path, names: Mapping[str, str] = _AS_THEY_ARE
) -> int:
    """Write a file as UTF-8 with commas, decimal points and ISO dates; return its lines.

    Every physical line keeps its number: line breaks inside quotes and blank lines stay, so that
    a line of the target is the same line of the file. Values that do not fit the dialect are
    kept as they are where the strict intake refuses them, and marked where it would misread them.
    Records that cannot be split are kept too, for the strict intake to refuse.

    names: new column names by those of the file.

    IntakeError as for `find_dialect`; also where the header is not the one of the dialect.
    """
    lines = 0
    with target.open("wb") as stream:
        held: list[bytes] = []
        for record in _canonical_records(path, dialect, names):
            held.append(record)
            lines += 1 + record.count(b"\n")
            if len(held) == _BUFFERED:
                stream.write(b"\n".join(held) + b"\n")
                held.clear()
        if held:
            stream.write(b"\n".join(held) + b"\n")
    return lines


def original_values(
    path: Path, dialect: Dialect, places: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """Return the values as the file writes them, by line of the record and column as in the file.

    Places that are no record of the header's columns are left out. One pass over the file.
    """
    wanted: dict[int, list[str]] = {}
    for line, column in places:
        wanted.setdefault(line, []).append(column)
    found: dict[tuple[int, str], str] = {}
    for line, record in _records(path, dialect):
        if line in wanted:
            values = values_of(record, dialect.separator, dialect.quote)
            if values is not None and len(values) == len(dialect.header):
                for column in wanted.pop(line):
                    found[line, column] = values[dialect.header.index(column)]
        if not wanted:
            break
    return found


def _records(path: Path, dialect: Dialect) -> Iterator[tuple[int, bytes]]:
    pieces = text_pieces(path, dialect.encoding, dialect.compression)
    return records(path, pieces, dialect.quote)


def _canonical_records(path: Path, dialect: Dialect, names: Mapping[str, str]) -> Iterator[bytes]:
    found = _records(path, dialect)
    _, first = next(found, (1, b""))
    header = values_of(first, dialect.separator, dialect.quote) or []
    if tuple(name.strip() for name in header) != dialect.header:
        raise IntakeError(f"{path}: the header is not the one whose dialect was found")
    line = _line([names.get(name, name) for name in dialect.header])
    yield line + b"\n" * (first.count(b"\n") - line.count(b"\n"))
    readers = _readers(dialect)
    for _, record in found:
        if record in (b"", b"\r"):
            yield b""
            continue
        values = values_of(record, dialect.separator, dialect.quote)
        if values is None:
            yield _to_be_refused(record, dialect.quote)
            continue
        if len(values) == len(dialect.header):
            for column, reader in readers:
                values[column] = reader(values[column])
        yield _line(values)


def _to_be_refused(record: bytes, quote: Quote) -> bytes:
    """Return a record that cannot be split so that the strict intake cannot split it either."""
    record = record.removesuffix(b"\r")
    if quote == '"':
        return record
    return b' "' + record.replace(b'"', b"'") + b'"'


def _line(values: list[str]) -> bytes:
    joined = ",".join(values)
    if joined.count(",") != len(values) - 1 or '"' in joined or not joined.isprintable():
        joined = ",".join(_quoted(value) for value in values)
    return (joined or '""').encode("utf-8")


def _quoted(value: str) -> str:
    if "," in value or '"' in value or "\n" in value or "\r" in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def _readers(dialect: Dialect) -> tuple[tuple[int, _Reader], ...]:
    reading = NumberReading(dialect.decimal, dialect.thousands)
    readers = [
        (dialect.header.index(name), _number_reader(reading, form))
        for name, form in dialect.numbers
    ]
    readers += [
        (dialect.header.index(name), _date_reader(dialect, name)) for name, _ in dialect.dates
    ]
    return tuple(readers)


def _number_reader(reading: NumberReading, form: NumberForm) -> _Reader:
    """Return the reader of one column's values, which remembers those it has seen."""

    @lru_cache(maxsize=1 << 15)
    def read(value: str) -> str:
        if not value or (value.isascii() and value.isdecimal()):
            return value
        fitting = reading.canonical(value)
        if form == "whole" and fitting is not None and not value[1:].isdecimal():
            fitting = None
        if fitting is not None:
            return fitting
        only_point = form == "decimal" and reading.decimal == "."
        misread = "." in value and _STRICTLY_READABLE.fullmatch(value) and not only_point
        return value + NOT_AS_FOUND if misread else value

    return read


def _date_reader(dialect: Dialect, name: str) -> _Reader:
    written = dict(dialect.dates)[name]

    @lru_cache(maxsize=1 << 15)
    def read(value: str) -> str:
        return canonical_date(value, written) or value

    return read
