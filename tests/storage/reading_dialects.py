"""A file of any dialect as the intake reads it, for tests: its slices, and its strict text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np

from showfloor.storage.dialect import Dialect
from showfloor.storage.dialect_sql import strict_text
from showfloor.storage.dialect_text import TextFile
from showfloor.storage.text_slices import TextLayout, TextSlice, end_of_first_record, text_slices

_DATABASE = duckdb.connect(config={"threads": "1"})


def slices_of(path: Path, dialect: Dialect, size: int | None = None) -> Iterator[TextSlice]:
    """Yield the slices after the header, as the intake cuts them."""
    layout = TextLayout(path, dialect.separator, dialect.quote, dialect.header)
    pieces = TextFile(path, dialect.encoding, dialect.compression).pieces()
    text = b"".join(pieces)
    end = end_of_first_record(text, dialect.quote)
    first = 1 + text.count(b"\n", 0, end)
    yield from text_slices(layout, chain([text[end:]]), first, size)


def records(path: Path, dialect: Dialect) -> dict[int, list[str]]:
    """Return the values of each whole record by its line, numbers and dates made strict by SQL."""
    found: dict[int, list[str]] = {}
    target = path.with_name("slice.csv")
    for part in slices_of(path, dialect):
        if not part.records:
            continue
        try:
            rows = _rows(part, dialect, target)
        except duckdb.InvalidInputException:  # errors that make up for one another, as when counted
            if not part.is_counted:
                raise
            part = part.searched()  # noqa: PLW2901  # the same records, found byte by byte
            rows = _rows(part, dialect, target) if part.records else []
        assert len(rows) == part.records
        lines = part.lines(np.arange(part.records)).tolist()
        found |= dict(zip(lines, rows, strict=True))
    return found


def _rows(part: TextSlice, dialect: Dialect, target: Path) -> list[list[str]]:
    """Return the values of a slice's records as the database reads them."""
    new_line = part.write(target)
    names = [f"c{index}" for index in range(len(dialect.header))]
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    quote = "''''" if dialect.quote == "'" else "'\"'"
    values = ", ".join(
        f"coalesce({strict_text(dialect, column, name)}, '')"
        for column, name in zip(dialect.header, names, strict=True)
    )
    found = _DATABASE.execute(
        f"SELECT [{values}] FROM read_csv('{target}', auto_detect = false, header = false, "
        f"delim = '{dialect.separator}', quote = {quote}, escape = {quote}, "
        f"new_line = '{new_line}', columns = {{{types}}})"
    ).fetchall()
    return [row for (row,) in found]


def canonical(
    path: Path, dialect: Dialect, target: Path, names: Mapping[str, str] | None = None
) -> int:
    """Write what the intake reads as CSV, every record on its own line; return the lines.

    Records that cannot be split are left blank.
    """
    text = b"".join(TextFile(path, dialect.encoding, dialect.compression).pieces())
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    header = [(names or {}).get(name, name) for name in dialect.header]
    written = _record(header)
    for line, values in sorted(records(path, dialect).items()):
        written += "\n" * (line - 1 - written.count("\n")) + _record(values)
    written += "\n" * (lines - written.count("\n"))
    target.write_text(written, encoding="utf-8", newline="")
    return lines


def _record(values: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(values)
    return stream.getvalue()
