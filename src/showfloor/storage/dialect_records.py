"""A CSV text's records and their values: split by any separator, line breaks in quotes kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from showfloor.errors import IntakeError
from showfloor.storage.dialect import Quote, Separator
from showfloor.storage.dialect_text import LONGEST_LINE

Record = tuple[int, bytes]
"""Physical line of a record's beginning, and its bytes without the line feed at its end."""


def records(path: Path, pieces: Iterable[bytes], quote: Quote) -> Iterator[Record]:
    """Yield every record of a UTF-8 text, blank ones included.

    A line feed ends a record where the quotation marks before it come in pairs. IntakeError
    where a mark is left open, with the line of its record.
    """
    mark = quote.encode()
    line, size, held = 0, 0, list[bytes]()
    is_open = False
    for text in _lines(pieces):
        line += 1
        if mark in text and text.count(mark) % 2:
            is_open = not is_open
        if not held and not is_open:
            yield line, text
            continue
        held.append(text)
        size += len(text) + 1
        if not is_open:
            yield line - len(held) + 1, b"\n".join(held)
            held, size = [], 0
        elif size > LONGEST_LINE:
            break
    if held:
        raise IntakeError(
            f"{path}, line {line - len(held) + 1}: a quotation mark is left open; the marks of the "
            f"record do not come in pairs (a mark inside a quoted value is written twice: "
            f"{quote}{quote})"
        )


def values_of(record: bytes, separator: Separator, quote: Quote) -> list[str] | None:
    """Return a record's values, or None where it cannot be split.

    That is where a quotation mark stands inside a value that is not quoted or after one that is,
    or where a carriage return stands inside the line.
    """
    text = record.removesuffix(b"\r").decode("utf-8", "replace")  # found to be UTF-8 before
    if quote not in text:
        return None if "\r" in text else text.split(separator)
    values, place = [], 0
    one_value = _one_value(separator, quote)
    while True:
        found = one_value.match(text, place)
        if found is None:
            return None
        quoted, bare, end = found.groups()
        values.append(bare if quoted is None else quoted.replace(quote * 2, quote))
        if not end:
            return values
        place = found.end()


@cache
def _one_value(separator: Separator, quote: Quote) -> re.Pattern[str]:
    """Return the pattern of one value, quoted or bare, and the separator or end after it."""
    sep = re.escape(separator)
    return re.compile(
        rf"(?:{quote}((?:[^{quote}]|{quote}{quote})*){quote}|([^{quote}{sep}\r]*))({sep}|\Z)"
    )


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest
