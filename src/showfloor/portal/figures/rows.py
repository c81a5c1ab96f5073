"""Long tables by plain links: sorted by a column, filtered by words, a page at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from showfloor.portal.figures.page import Link, Links
from showfloor.portal.people.visit import Visit
from showfloor.present.tables import Cell, Column, Row, Shown, Table

SORT, FROM_ROW = "sort", "from"
ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class LongTable:
    """A part of a table as the address asks; `total` counts the rows of all parts."""

    table: Table
    total: int
    parts: Links
    """The links to the table's other parts; none where it is whole."""


def as_asked(visit: Visit, table: Table, *, rows_a_page: int = ROWS_A_PAGE) -> LongTable:
    """Return a table sorted and cut as `?sort=` and `?from=` ask; "-revenue" falls.

    Unknown cells come last either way. Columns that are unknown and numbers that are none are
    taken as not asked. JSON and CSV hold the rows of the same part.
    """
    asked = visit.asked.get(SORT, "")
    key, falls = asked.removeprefix("-"), asked.startswith("-")
    place = next((at for at, column in enumerate(table.columns) if column.key == key), None)
    rows = list(table.rows)
    if place is not None:
        rows = _sorted(rows, place, falls=falls)
    first = _first(visit.asked.get(FROM_ROW, ""), len(rows))
    columns = tuple(_linked(visit, column, key, falls=falls) for column in table.columns)
    part = replace(table, columns=columns, rows=tuple(rows[first : first + rows_a_page]))
    parts = Links(visit.say("figures.rows"), _links(visit, first, len(rows), rows_a_page))
    return LongTable(part, len(rows), parts)


def parts_of(visit: Visit, rows: int, rows_a_page: int = ROWS_A_PAGE) -> tuple[int, Links]:
    """Return the first row that `?from=` asks for and the links to the parts of so many rows.

    For tables that are read a part at a time, from a file for example.
    """
    first = _first(visit.asked.get(FROM_ROW, ""), rows)
    return first, Links(visit.say("figures.rows"), _links(visit, first, rows, rows_a_page))


def with_asked(visit: Visit, **changed: str | None) -> str:
    """Return the address of the same page with other parameters; None takes one away."""
    asked = {**visit.asked, **changed}
    kept = {key: value for key, value in asked.items() if value}
    return f"{visit.path}?{urlencode(kept)}" if kept else visit.path


def chosen(
    visit: Visit, parameter: str, words: Mapping[str, str], *, label: str
) -> tuple[str, Links]:
    """Return which of some values the address asks for, "" for all, and a link to each."""
    asked = visit.asked.get(parameter, "")
    asked = asked if asked in words else ""
    every = visit.say("figures.all")
    links = [Link(every, with_asked(visit, **{parameter: None, FROM_ROW: None}), not asked)]
    for value, word in words.items():
        href = with_asked(visit, **{parameter: value, FROM_ROW: None})
        links.append(Link(word, href, value == asked))
    return asked, Links(label, tuple(links))


def _sorted(rows: Sequence[Row], place: int, *, falls: bool) -> list[Row]:
    known = [row for row in rows if not _unknown(row.cells[place])]
    unknown = [row for row in rows if _unknown(row.cells[place])]
    return [*sorted(known, key=lambda row: _order(row.cells[place]), reverse=falls), *unknown]


def _unknown(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _order(cell: Cell) -> tuple[int, float, str]:
    if isinstance(cell, Shown):
        return 0, cell.value, ""
    if isinstance(cell, date):
        return 0, float(cell.toordinal()), ""
    if isinstance(cell, int | float):
        return 0, float(cell), ""
    return 1, 0.0, str(cell).casefold()


def _first(asked: str, rows: int) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    return number if number < rows else 0


def _linked(visit: Visit, column: Column, key: str, *, falls: bool) -> Column:
    if column.data_only:
        return column
    is_key = column.key == key
    begins_falling = column.numeric
    falls_next = not falls if is_key else begins_falling
    value = f"-{column.key}" if falls_next else column.key
    return replace(
        column,
        sort_href=with_asked(visit, **{SORT: value, FROM_ROW: None}),
        sorted=("descending" if falls else "ascending") if is_key else "",
    )


def _links(visit: Visit, first: int, rows: int, rows_a_page: int) -> tuple[Link, ...]:
    if rows <= rows_a_page:
        return ()
    found = []
    if first > 0:
        before = max(first - rows_a_page, 0)
        href = with_asked(visit, **{FROM_ROW: str(before) if before else None})
        found.append(Link(visit.say("figures.previous"), href))
    shown = visit.say(
        "figures.of_rows",
        first=visit.language.count(first + 1),
        last=visit.language.count(min(first + rows_a_page, rows)),
        total=visit.language.count(rows),
    )
    found.append(Link(shown, with_asked(visit), is_current=True))
    if first + rows_a_page < rows:
        href = with_asked(visit, **{FROM_ROW: str(first + rows_a_page)})
        found.append(Link(visit.say("figures.next"), href))
    return tuple(found)
