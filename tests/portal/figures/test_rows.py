"""Long tables by plain links: sorted by a column, cut into parts, filtered by a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showfloor.portal.figures.rows import as_asked, chosen, parts_of, with_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.words import language_of
from showfloor.present.tables import Cell, Column, Row, Shown, Table

VISIT = Visit(language_of("en", "EUR"), path="/stores/")
CELLS: tuple[tuple[Cell, ...], ...] = (
    ("Köln", 3.0, date(2021, 1, 2)),
    ("aachen", None, date(2020, 1, 2)),
    ("Bonn", float("nan"), None),
    ("Essen", Shown(10.0, "ten"), date(2021, 1, 1)),
)
TABLE = Table(
    "stores",
    "Stores",
    (Column("store", "Store"), Column("revenue", "Revenue", "money"), Column("day", "Day")),
    tuple(Row(cells) for cells in CELLS),
)


def _asking(**asked: str) -> Visit:
    return replace(VISIT, asked=asked)


def _stores(table: Table) -> list[str]:
    return [str(row.cells[0]) for row in table.rows]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Köln", "aachen", "Bonn", "Essen"]),
        ("store", ["aachen", "Bonn", "Essen", "Köln"]),
        ("-store", ["Köln", "Essen", "Bonn", "aachen"]),
        ("revenue", ["Köln", "Essen", "aachen", "Bonn"]),
        ("-revenue", ["Essen", "Köln", "aachen", "Bonn"]),
        ("day", ["aachen", "Essen", "Köln", "Bonn"]),
        ("nothing", ["Köln", "aachen", "Bonn", "Essen"]),
    ],
)
def test_rows_are_sorted_as_asked_and_unknown_cells_come_last(
    sort: str, expected: list[str]
) -> None:
    assert _stores(as_asked(_asking(sort=sort), TABLE).table) == expected


def test_a_head_leads_to_its_column_falling_first_for_figures_and_turns_round() -> None:
    columns = as_asked(_asking(**{"sort": "-revenue", "from": "100", "kind": "live"}), TABLE).table
    heads = {column.key: column for column in columns.columns}
    assert heads["revenue"].sorted == "descending"
    assert heads["store"].sorted == ""
    asked = {key: dict(parse_qsl(urlsplit(head.sort_href).query)) for key, head in heads.items()}
    assert asked["revenue"] == {"sort": "revenue", "kind": "live"}
    assert asked["store"] == {"sort": "store", "kind": "live"}
    unsorted = as_asked(VISIT, TABLE).table.columns
    assert [urlsplit(head.sort_href).query for head in unsorted] == [
        "sort=store",
        "sort=-revenue",
        "sort=day",
    ]


@given(rows=st.integers(0, 45), size=st.integers(1, 10))
def test_following_next_from_the_start_shows_every_row_once(rows: int, size: int) -> None:
    table = replace(TABLE, rows=tuple(Row((f"s{n}", float(n), None)) for n in range(rows)))
    seen: list[str] = []
    visit = VISIT
    for _ in range(rows + 2):
        part = as_asked(visit, table, rows_a_page=size)
        assert part.total == rows
        assert len(part.table.rows) <= size
        seen += _stores(part.table)
        following = [link for link in part.parts.links if link.text == "Next"]
        if not following:
            break
        visit = _asking(**dict(parse_qsl(urlsplit(following[0].href).query)))
    assert seen == [f"s{n}" for n in range(rows)]
    assert bool(as_asked(VISIT, table, rows_a_page=size).parts.links) is (rows > size)


@pytest.mark.parametrize("asked", ["-1", "x", "4", "99999999999", "1e1", "²", " 1"])
def test_a_part_that_there_is_not_is_the_first(asked: str) -> None:
    assert parts_of(_asking(**{"from": asked}), 4, 2)[0] == 0


def test_previous_of_the_second_part_is_the_address_of_the_first() -> None:
    first, parts = parts_of(_asking(**{"from": "2", "sort": "day"}), 5, 2)
    assert first == 2
    assert [(link.text, link.href) for link in parts.links if link.text != "Next"] == [
        ("Previous", "/stores/?sort=day"),
        ("3 to 4 of 5", "/stores/?from=2&sort=day"),
    ]


def test_a_filter_takes_only_values_that_there_are_and_starts_at_the_first_part() -> None:
    words = {"live": "Live", "standard": "Standard"}
    visit = _asking(**{"kind": "live", "from": "100", "sort": "day"})
    value, links = chosen(visit, "kind", words, label="Kind")
    assert value == "live"
    assert [(link.text, link.href, link.is_current) for link in links.links] == [
        ("All", "/stores/?sort=day", False),
        ("Live", "/stores/?kind=live&sort=day", True),
        ("Standard", "/stores/?kind=standard&sort=day", False),
    ]
    assert chosen(_asking(kind="<b>"), "kind", words, label="Kind")[0] == ""


@given(st.text(max_size=30))
def test_whatever_an_address_asks_comes_back_as_one_value_of_a_link(text: str) -> None:
    href = with_asked(_asking(kind=text), sort="day")
    found = dict(parse_qsl(urlsplit(href).query, keep_blank_values=True))
    assert found == ({"kind": text, "sort": "day"} if text else {"sort": "day"})
    assert not set(href) & set("<>\"' \n")
