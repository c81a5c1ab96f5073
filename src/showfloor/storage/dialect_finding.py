"""The dialect of a CSV file, found in all of its values; what has two readings is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from showfloor.errors import IntakeError, nearest
from showfloor.storage.dialect import (
    NOTHING_STATED,
    SEPARATOR_WORDS,
    DateFormat,
    Dialect,
    NumberForm,
    Quote,
    Separator,
    StatedDialect,
)
from showfloor.storage.dialect_dates import both_dates, date_format_of
from showfloor.storage.dialect_evidence import (
    ColumnEvidence,
    Look,
    TextLayout,
    date_bit,
    evidence,
    first_of_shape,
    number_bit,
)
from showfloor.storage.dialect_numbers import (
    READINGS,
    NumberConflict,
    NumberReading,
    readings_of,
    simplest_first,
)
from showfloor.storage.dialect_records import records, values_of
from showfloor.storage.dialect_text import TextFile, find_text
from showfloor.storage.dialect_words import in_words
from showfloor.storage.tables import Kind

_SEPARATORS: tuple[Separator, ...] = (",", ";", "\t", "|")
_NUMBERS = ("int", "money", "float")


def find_dialect(
    path: Path,
    kinds: Mapping[str, Kind] | None = None,
    stated: StatedDialect = NOTHING_STATED,
    scratch: Path | None = None,
) -> Dialect:
    """Find how a CSV file is written, from all of its text and all values of each column.

    kinds:   what the columns hold, by the name that the file gives them; a column that is not
             named is text. None: a column whose every value is a number, or a date, is taken so.
    stated:  what the user says of the file; it settles what could be read in two ways.
    scratch: a folder for decoded text while the file is looked at.

    IntakeError, with line and value, where two readings that differ fit a whole column, where
    values of one file exclude each other, and where the file is no text or has no one separator.
    """
    if path.stat().st_size == 0:
        raise IntakeError(f"{path} is empty (0 bytes); it must at least name its columns")
    file = find_text(path, stated)
    record, quote = _first_record(file, stated.quote)
    layout = _layout(file, record, quote, kinds, stated)
    looks = _looks(layout.header, kinds)
    found = evidence(layout, looks, scratch)
    dated = [index for index, look in looks.items() if _are_dates(found[index], look)]
    numbers = {i: found[i] for i, look in looks.items() if _are_numbers(found[i], look)}
    dates = tuple(
        (name, stated.dates.get(name) or _date_format(layout, index, found[index]))
        for index, name in ((index, layout.header[index]) for index in dated)
    )
    reading = _reading(layout, numbers, stated)
    forms: tuple[tuple[str, NumberForm], ...] = tuple(
        (layout.header[index], "decimal" if seen.numbers - {0} else "whole")
        for index, seen in numbers.items()
    )
    return Dialect(
        encoding=file.encoding,
        compression=file.compression,
        separator=layout.separator,
        quote=layout.quote,
        decimal=reading.decimal,
        thousands=reading.thousands,
        numbers=forms,
        dates=dates,
        new_line="\r\n" if record.endswith(b"\r") else "\n",
        header=layout.header,
    )


def _first_record(file: TextFile, stated: Quote | None) -> tuple[bytes, Quote]:
    path, pieces = file.path, file.pieces()
    line = next(pieces, b"").split(b"\n", 1)[0].strip()
    enclosed = len(line) > 1 and line.startswith(b"'") and line.endswith(b"'")
    quote: Quote = stated or ("'" if enclosed else '"')
    _, record = next(records(path, file.pieces(), quote), (1, b""))
    if not record.strip():
        raise IntakeError(f"{path}, line 1: the header is blank; it must name the columns")
    if b"\r" in record.removesuffix(b"\r"):
        raise IntakeError(f"{path}: lines end in a carriage return only; save it with line feeds")
    return record, quote


def _layout(
    file: TextFile,
    record: bytes,
    quote: Quote,
    kinds: Mapping[str, Kind] | None,
    stated: StatedDialect,
) -> TextLayout:
    headers = {
        separator: tuple(name.strip() for name in names)
        for separator in ((stated.separator,) if stated.separator else _SEPARATORS)
        if (names := values_of(record, separator, quote)) is not None
    }
    if not headers:
        raise IntakeError(f"{file.path}, line 1: the header has a quotation mark inside a name")
    several = {separator: names for separator, names in headers.items() if len(names) > 1}
    known = {s: names for s, names in several.items() if not set(names).isdisjoint(kinds or ())}
    left = known or several or headers
    layouts = [TextLayout(file, separator, quote, names) for separator, names in left.items()]
    if len(layouts) == 1:
        layout = layouts[0]
    elif several:
        layout = _the_one_that_fits(layouts)
    else:  # One column: the separator is the first that occurs in no record.
        layout = next((one for one in layouts if _fits(one)), layouts[0])
    _refuse_wrong_names(layout, stated)
    _refuse_other_separator(layout)
    return layout


def _refuse_wrong_names(layout: TextLayout, stated: StatedDialect) -> None:
    repeated = sorted({name for name in layout.header if layout.header.count(name) > 1})
    if repeated:
        raise IntakeError(
            f"{layout.file.path}, line 1: the header names column '{repeated[0]}' twice"
        )
    for name in stated.dates:
        if name not in layout.header:
            raise IntakeError(
                f"{layout.file.path}: a date format is stated for column '{name}', which the "
                f"header does not name{nearest(name, layout.header)}"
            )


def _the_one_that_fits(layouts: Sequence[TextLayout]) -> TextLayout:
    """Return the layout whose columns all records have; refuse where none or several do so."""
    fitting = [layout for layout in layouts if _fits(layout)]
    if len(fitting) == 1:
        return fitting[0]
    ways = " or ".join(
        f"{len(layout.header)} columns between {SEPARATOR_WORDS[layout.separator]}"
        for layout in fitting or layouts
    )
    raise IntakeError(
        f"{layouts[0].file.path}, line 1: the header can be read as {ways}, and the rows do not "
        "settle it; state the separator of this source"
    )


def _fits(layout: TextLayout) -> bool:
    for _, record in layout.raw_records():
        values = values_of(record, layout.separator, layout.quote)
        if values is None or len(values) != len(layout.header):
            return False
    return True


def _refuse_other_separator(layout: TextLayout) -> None:
    """Refuse a file whose rows, unlike its header, all use another separator."""
    line, record = next(layout.raw_records(), (0, b""))
    if not line or next(layout.data_records(), None) is not None:
        return
    for separator in _SEPARATORS:
        values = values_of(record, separator, layout.quote)
        if values is not None and len(values) == len(layout.header) > 1:
            raise IntakeError(
                f"{layout.file.path}, line {line}: the values are separated by "
                f"{SEPARATOR_WORDS[separator]}, the header by "
                f"{SEPARATOR_WORDS[layout.separator]}; save the file with one of them throughout"
            )


def _looks(header: tuple[str, ...], kinds: Mapping[str, Kind] | None) -> dict[int, Look]:
    """Return what to look for in each column that may hold numbers or dates."""
    if kinds is None:
        return dict.fromkeys(range(len(header)), "either")
    held = {index: kinds.get(name, "text") for index, name in enumerate(header)}
    return {
        index: "dates" if kind == "date" else "numbers"
        for index, kind in held.items()
        if kind in ("date", *_NUMBERS)
    }


def _are_dates(seen: ColumnEvidence, look: Look) -> bool:
    all_dates = bool(seen.dates) and not seen.numbers and not seen.others
    return look == "dates" or (look == "either" and all_dates)


def _are_numbers(seen: ColumnEvidence, look: Look) -> bool:
    all_numbers = bool(seen.numbers) and not seen.dates and not seen.others
    return look == "numbers" or (look == "either" and all_numbers)


def _date_format(layout: TextLayout, column: int, seen: ColumnEvidence) -> DateFormat:
    found = date_format_of(seen.dates)
    if isinstance(found, str):
        return found
    name = layout.header[column]
    places = [first_of_shape(layout, column, date_bit(shape)) for shape in found]
    line, value = places[0]
    if len(places) == 1:
        first, second = both_dates(value)
        raise IntakeError(
            f"{layout.file.path}, line {line}, column '{name}': {value} can be read as {first} or "
            f"as {second}, and no other value of the column settles it; state the column's date "
            "format (dates in [sources.NAME.dialect] of showfloor.toml)"
        )
    raise IntakeError(
        f"{layout.file.path}, column '{name}': {value} (line {line}) and {places[1][1]} (line "
        f"{places[1][0]}) are dates of two formats; state the column's date format, and rows that "
        "do not fit it are refused one by one"
    )


def _reading(
    layout: TextLayout, numbers: Mapping[int, ColumnEvidence], stated: StatedDialect
) -> NumberReading:
    """Return the one reading of a file's numbers; refuse what has two, or none."""
    allowed = frozenset(
        reading
        for reading in READINGS
        if stated.decimal in (None, reading.decimal)
        and stated.thousands in (None, reading.thousands)
    )
    if not allowed:
        raise IntakeError("decimal mark and thousands mark are stated to be the same")
    left, decided = allowed, list[tuple[int, NumberReading]]()
    for column, seen in numbers.items():
        fitting = readings_of(seen.numbers, allowed)
        if isinstance(fitting, NumberConflict):
            if stated.decimal is None:
                raise _conflict(layout, column, fitting)
            fitting = _most_fitting(seen, allowed)
        if seen.numbers - {0}:
            decided.append((column, simplest_first(fitting)[0]))
        if left & fitting:
            left &= fitting
        elif stated.decimal is None:
            raise _disagreement(layout, decided)
    return simplest_first(left)[0]


def _most_fitting(
    seen: ColumnEvidence, allowed: frozenset[NumberReading]
) -> frozenset[NumberReading]:
    """Return the allowed readings that fit the most shapes: the decimal mark is stated."""
    fits = {
        reading: len([s for s in seen.numbers if _shape_fits(s, reading)]) for reading in allowed
    }
    return frozenset(reading for reading in allowed if fits[reading] == max(fits.values()))


def _shape_fits(shape: int, reading: NumberReading) -> bool:
    return not isinstance(readings_of((shape,), frozenset({reading})), NumberConflict)


def _conflict(layout: TextLayout, column: int, conflict: NumberConflict) -> IntakeError:
    name = layout.header[column]
    places = [first_of_shape(layout, column, number_bit(shape)) for shape in conflict.shapes]
    line, value = places[0]
    if len(conflict.readings) == 2:
        grouped, decimal = conflict.readings
        return IntakeError(
            f"{layout.file.path}, line {line}, column '{name}': {value} can be read as "
            f"{in_words(int(grouped.canonical(value) or 0))} or as {decimal.canonical(value)}, "
            "and no other value of the column settles it; state the decimal mark of this source "
            "(decimal in [sources.NAME.dialect] of showfloor.toml)"
        )
    listed = " and ".join(f"{shown} (line {at})" for at, shown in places)
    return IntakeError(
        f"{layout.file.path}, column '{name}': {listed} are numbers of two dialects; state the "
        "decimal mark of this source, and rows that do not fit it are refused one by one"
    )


def _disagreement(layout: TextLayout, decided: Sequence[tuple[int, NumberReading]]) -> IntakeError:
    ways = "; ".join(
        f"column '{layout.header[column]}' has decimal '{reading.decimal}' and thousands "
        f"'{reading.thousands}'"
        for column, reading in decided
    )
    return IntakeError(
        f"{layout.file.path}: the columns are written in two dialects: {ways}; state the decimal "
        "mark of this source, and rows that do not fit it are refused one by one"
    )
