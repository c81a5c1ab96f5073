"""CSV files opened for the intake: of any dialect, or canonical text that a converter has made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from showfloor.errors import IntakeError
from showfloor.storage.conversion import Conversion
from showfloor.storage.csv_scan import BrokenRecord, open_mark
from showfloor.storage.dialect import NOTHING_STATED, SEPARATOR_WORDS, Dialect
from showfloor.storage.dialect_finding import find_dialect
from showfloor.storage.dialect_records import values_of
from showfloor.storage.dialect_sql import strict_text
from showfloor.storage.dialect_text import LONGEST_LINE, TextFile, find_text
from showfloor.storage.sources import Opening, Slice, Source, SourceColumn
from showfloor.storage.text_slices import (
    TextLayout,
    TextSlice,
    end_of_first_record,
    text_slices,
)


def open_csv(opening: Opening) -> Source:
    """Open a CSV file of the documented format, or of the dialect that is found or stated.

    A file that nothing is stated of, in UTF-8 and not compressed, whose header names at least one
    of the columns between commas, is in the documented format: its decimals have points and its
    dates are ISO by definition, so there is nothing to find. IntakeError as for `find_dialect`.
    """
    path, named = opening.path, opening.named
    file = find_text(path, named.dialect if named else NOTHING_STATED)
    if named is None and file.compression == "none" and file.encoding.startswith("utf-8"):
        header = _first_names(path, file)
        if any(name in opening.table.column_names for name in header):
            _refuse_wrong_header(path, header)
            return _opened(opening, TextLayout(path, ",", '"', header), file)
    stated = named.dialect if named else NOTHING_STATED
    kinds = named.kinds() if named else {one.name: one.kind for one in opening.table.columns}
    dialect = find_dialect(path, kinds, stated, opening.folder)
    layout = TextLayout(path, dialect.separator, dialect.quote, dialect.header)
    opened = _opened(opening, layout, file, dialect)
    if dialect.is_canonical and stated.encoding is not None:
        return opened
    said = f", as source {named.name} states" if named else ""
    return replace(opened, found=dialect.describe() + said)


def open_canonical(opening: Opening, conversion: Conversion) -> Source:
    """Open the canonical text that a converter has made of a file."""
    file = TextFile(conversion.text, "utf-8", "none")
    header = _first_names(opening.path, file)
    layout = TextLayout(opening.path, ",", '"', header)
    if opening.named is not None:
        named = replace(opening.named, columns={})  # the header has the ledger's names already
        opening = replace(opening, named=named)
    return replace(
        _opened(opening, layout, file),
        found=conversion.found,
        place=conversion.place,
        refused=tuple(
            BrokenRecord(one.line, one.text, one.reason, one.column) for one in conversion.refused
        ),
        notes=conversion.notes,
        by_numbers=conversion.by_numbers,
    )


def _opened(
    opening: Opening, layout: TextLayout, file: TextFile, dialect: Dialect | None = None
) -> Source:
    names = opening.names_of(layout.header)
    columns = {}
    for index, (name, theirs) in enumerate(zip(names, layout.header, strict=True)):
        if name:
            text = f"raw.c{index}"
            strict = None if dialect is None else partial(strict_text, dialect, theirs)
            columns[name] = SourceColumn(strict(text) if strict else text, "VARCHAR", strict)

    as_it_stands = all(column.strict is None for column in columns.values())

    def slices() -> Iterator[Slice]:
        for number, text in enumerate(_text_slices(layout, file)):
            if number == 0:
                _refuse_other_separator(text)
            part = _slice(text, opening.folder / f"slice-{number}.csv")
            yield replace(part, text=text) if as_it_stands and text.is_counted else part

    return Source(opening.path, columns, names, slices)


def _slice(text: TextSlice, target: Path) -> Slice:
    """Return a slice whose records are written to `target` when they are first asked for."""
    made: list[str] = []

    def relation() -> str:
        if not made:
            made.append(csv_relation(target, text.write(target), text.layout))
        return made[0]

    def searched() -> Slice:
        return _slice(text.searched(), target)

    return Slice(
        relation,
        text.records,
        text.broken,
        text.blank,
        text.lines,
        text.values,
        searched=searched if text.is_counted else None,
        release=partial(target.unlink, missing_ok=True),
    )


def _first_names(path: Path, file: TextFile) -> tuple[str, ...]:
    """Return the names that the header has between commas; IntakeError where there are none."""
    text = b""
    for piece in file.pieces():
        text += piece
        end = end_of_first_record(text, '"')
        if end < len(text) or len(text) > LONGEST_LINE:
            text = text[:end]
            break
    if text.count(b'"') % 2:
        raise open_mark(path, text, 1, '"')
    header = text.removesuffix(b"\n").removesuffix(b"\r")
    if not header.strip():
        raise IntakeError(f"{path}, line 1: the header is blank; it must name the columns")
    names = values_of(header, ",", '"')
    if names is None and b"\r" in header:
        raise IntakeError(f"{path}: lines end in a carriage return only; save it with line feeds")
    if names is None:
        raise IntakeError(f"{path}, line 1: the header has a quotation mark inside a name")
    return tuple(name.strip() for name in names)


def _refuse_wrong_header(path: Path, header: tuple[str, ...]) -> None:
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise IntakeError(f"{path}, line 1: the header names column '{repeated[0]}' twice")


def _text_slices(layout: TextLayout, file: TextFile) -> Iterator[TextSlice]:
    """Yield the records after the header, however many pieces that is long."""
    pieces = file.pieces()
    head = b""
    for piece in pieces:
        head += piece
        end = end_of_first_record(head, layout.quote)
        if end < len(head) or head.endswith(b"\n"):
            rest: Iterable[bytes] = chain([head[end:]], pieces)
            yield from text_slices(layout, rest, 1 + head.count(b"\n", 0, end))
            return


def csv_relation(target: Path, new_line: str, layout: TextLayout) -> str:
    """Return a file of whole records as a FROM item with the columns c0, c1 and so on, all text."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(layout.header)))
    quote = _literal(layout.quote)
    return (
        f"read_csv({_literal(str(target))}, auto_detect = false, header = false, "
        f"delim = {_literal(layout.separator)}, quote = {quote}, escape = {quote}, "
        f"new_line = '{new_line}', max_line_size = {LONGEST_LINE}, columns = {{{columns}}})"
    )


def _refuse_other_separator(text: TextSlice) -> None:
    """Refuse a file where its rows, unlike its header, use another separator throughout."""
    layout = text.layout
    if text.records or not text.broken:
        return
    first = text.broken[0]
    for separator, words in SEPARATOR_WORDS.items():
        if separator != layout.separator and first.text.count(separator) + 1 == len(layout.header):
            raise IntakeError(
                f"{layout.path}, line {first.line}: the values are separated by {words}, the "
                f"header by {SEPARATOR_WORDS[layout.separator]}; save the file with one of them "
                "throughout"
            )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
