"""CSV files by strict columns: every problem with its line, column and reason.

`read_rows` reads line by line and knows what is wrong where; `read_columns` reads a file that has
nothing wrong several times faster, and says only that it is not such a file.
"""

from __future__ import annotations

import csv
import gc
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from showfloor.errors import DataError, nearest

PROBLEMS_SHOWN = 20
ROWS_AT_ONCE = 1 << 15
TEXTS_KEPT = 1 << 17
"""Different texts of a column whose values are remembered."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NUMBERS = re.compile(rf"(?>{_NUMBER.pattern}\n)*+", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}

Parser = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its text is read, whether it must be there, what an empty field means."""

    name: str
    parse: Parser
    required: bool = True
    empty: Any = None


@dataclass(slots=True)
class Problems:
    """What is wrong with one file, collected so that all of it is reported at once."""

    path: Path
    found: list[str] = field(default_factory=list)

    def add(self, line: int, column: str, reason: str) -> None:
        """Note one problem; `column` may be empty where the whole line is meant."""
        place = f"line {line}, column {column}" if column else f"line {line}"
        self.found.append(f"{place}: {reason}")

    def refuse(self) -> None:
        """Raise DataError with the first problems, if there are any."""
        if not self.found:
            return
        count = len(self.found)
        head = f"{self.path}: 1 problem" if count == 1 else f"{self.path}: {count} problems"
        lines = [f"  {text}" for text in self.found[:PROBLEMS_SHOWN]]
        if count > PROBLEMS_SHOWN:
            lines.append(f"  and {count - PROBLEMS_SHOWN} more")
        raise DataError("\n".join([head, *lines]))


def text(value: str) -> str:
    """Read an id or a name; blanks around it are refused, for they make two ids of one."""
    if value != value.strip():
        raise ValueError(f"{value!r} has blanks around it; remove them")
    return value


def number(value: str) -> float:
    """Read a decimal number with a point; no thousands separators, no NaN, no infinity."""
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"{value!r} is not a number (write 1234.50)")
    result = float(value)
    if not math.isfinite(result):
        raise ValueError(f"{value!r} is too large")
    return result


@dataclass(frozen=True, slots=True)
class Between:
    """Reads numbers from `low` to `high`, one or many at once."""

    low: float
    high: float = math.inf

    def __call__(self, value: str) -> float:
        """Read one number; ValueError says what is wrong with it."""
        result = number(value)
        if not self.low <= result <= self.high:
            top = f"at least {self.low:,.12g}"
            limits = top if math.isinf(self.high) else f"from {self.low:,.12g} to {self.high:,.12g}"
            raise ValueError(f"{value} must be {limits}")
        return result

    def many(self, texts: Sequence[str]) -> list[float]:
        """Read many numbers, the same as one by one; ValueError where any is wrong."""
        if not _NUMBERS.fullmatch("\n".join([*texts, ""])):
            raise ValueError("not all are numbers")
        numbers = list(map(float, texts))
        least, most = min(numbers, default=self.low), max(numbers, default=self.low)
        if not (self.low <= least and most <= self.high and math.isfinite(most)):
            raise ValueError("not all are within the limits")
        return numbers


def between(low: float, high: float = math.inf) -> Between:
    """Return a reader of numbers from `low` to `high`."""
    return Between(low, high)


def whole(value: str) -> int:
    """Read a whole number."""
    if not _WHOLE.fullmatch(value):
        raise ValueError(f"{value!r} is not a whole number, or one of far too many digits")
    return int(value)


def people(value: str) -> int:
    """Read a number of people."""
    number_of = whole(value)
    if number_of < 0:
        raise ValueError(f"{value} must be at least 0")
    return number_of


def iso_date(value: str) -> date:
    """Read a date written as 2021-03-31."""
    if _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{value!r} is not a date (write 2021-03-31)")


def truth(value: str) -> bool:
    """Read true or false, also as 1 or 0."""
    result = _TRUTH.get(value.lower())
    if result is None:
        raise ValueError(f"{value!r} is neither true nor false")
    return result


def one_of(names: Sequence[str]) -> Parser:
    """Return a reader that takes only the given names."""
    allowed = frozenset(names)

    def parse(value: str) -> str:
        if value not in allowed:
            known = ", ".join(names)
            raise ValueError(f"{value!r} is not one of {known}{nearest(value, names)}")
        return value

    return parse


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text without a byte order mark; DataError where there is none."""
    if path.is_dir():
        raise DataError(f"{path} is a directory; name a file in it")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path} does not exist") from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None


def read_rows(
    path: Path, columns: Sequence[Column], problems: Problems
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, values by column) for every good row; note every bad one in `problems`.

    The first line names the columns, in any order. Raises DataError at once where the file as a
    whole cannot be taken: missing, empty, not UTF-8, wrong delimiter, unknown, repeated or
    missing columns.
    """
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        header = next(reader, None)
        if not header:
            raise DataError(f"{path} is empty; its first line must name the columns")
        present = _check_header(path, header, columns)
        for fields in reader:
            if not fields:
                continue
            if len(fields) != len(header):
                problems.add(
                    reader.line_num, "", f"has {len(fields)} fields, the header {len(header)}"
                )
                continue
            values = _read_fields(fields, present, columns, reader.line_num, problems)
            if values is not None:
                yield reader.line_num, values
    except csv.Error as error:
        problems.add(reader.line_num, "", f"is not CSV: {error}")


def _check_header(path: Path, header: list[str], columns: Sequence[Column]) -> list[Column]:
    by_name = {column.name: column for column in columns}
    if len(header) == 1 and len(by_name) > 1:
        for delimiter, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if delimiter in header[0]:
                raise DataError(f"{path}: line 1 is separated by {called}; write commas")
    faults = [
        f"unknown column {name!r}{nearest(name, by_name)}" for name in header if name not in by_name
    ]
    faults += [f"column {name} stands twice" for name in by_name if header.count(name) > 1]
    faults += [
        f"column {column.name} is missing"
        for column in columns
        if column.required and column.name not in header
    ]
    if faults:
        raise DataError(f"{path}: line 1: {'; '.join(faults)}. Known columns: {', '.join(by_name)}")
    return [by_name[name] for name in header]


def _read_fields(
    fields: list[str],
    present: list[Column],
    columns: Sequence[Column],
    line: int,
    problems: Problems,
) -> dict[str, Any] | None:
    values: dict[str, Any] = {column.name: column.empty for column in columns}
    good = True
    for column, value in zip(present, fields, strict=True):
        if value == "":
            if column.required:
                problems.add(line, column.name, "is empty")
                good = False
            continue
        try:
            values[column.name] = column.parse(value)
        except ValueError as error:
            problems.add(line, column.name, str(error))
            good = False
    return values if good else None


def read_columns(path: Path, columns: Sequence[Column]) -> dict[str, list[Any]] | None:
    """Return every column's values, or None where a line needs the careful reader.

    The values are those of `read_rows`. Raises DataError at once where the file as a whole cannot
    be taken.
    """
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    count = 0
    try:
        header = next(reader, None)
        if not header:
            return None
        present = [(column, dict[str, Any]()) for column in _check_header(path, header, columns)]
        while rows := list(islice(reader, ROWS_AT_ONCE)):
            rows = [row for row in rows if row]
            if any(len(row) != len(header) for row in rows):
                return None
            count += len(rows)
            for (column, known), texts in zip(present, zip(*rows, strict=True), strict=False):
                values[column.name] += _read_texts(column, texts, known)
    except (csv.Error, ValueError):
        return None
    for column in columns:
        if column.name not in header:
            values[column.name] = [column.empty] * count
    return values


def _read_texts(column: Column, texts: Sequence[str], known: dict[str, Any]) -> Iterable[Any]:
    """Return the values of texts; ValueError where one is wrong.

    Numbers are read at once; of anything else each different text once, remembered in `known`.
    """
    some_empty = "" in texts
    if column.required and some_empty:
        raise ValueError(f"{column.name} is empty")
    if isinstance(column.parse, Between):
        if not some_empty:
            return column.parse.many(texts)
        numbers = iter(column.parse.many([value for value in texts if value]))
        return [next(numbers) if value else column.empty for value in texts]
    if len(known) > TEXTS_KEPT:
        known.clear()
    for value in set(texts).difference(known):
        known[value] = column.parse(value) if value else column.empty
    return map(known.__getitem__, texts)


@contextmanager
def many_made() -> Iterator[None]:
    """Put off the search for unreachable objects while a large file's rows are made.

    Nothing that is made here refers in a circle, and each search would look at all of them again.
    """
    were_sought = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if were_sought:
            gc.enable()
