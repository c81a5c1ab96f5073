"""Tables between figures and page: one object gives the HTML table, the CSV file and the JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from showfloor.present.language import UNKNOWN, Language

ColumnKind = Literal[
    "text",
    "money",
    "cents",
    "count",
    "number",
    "signed",
    "percent",
    "points",
    "change",
    "price",
    "week",
]
NUMERIC: frozenset[str] = frozenset(
    {"money", "cents", "count", "number", "signed", "percent", "points", "change", "price"}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with the text that shows it, for columns whose rows have different units."""

    value: float
    text: str


Cell = str | float | int | date | Shown | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in CSV and JSON, its head on the page, and how its cells are written.

    Kinds: money (whole currency), cents, price (four decimals), count, number (`decimals`), signed
    (the same with its sign), percent (a share 0 to 1), points (a difference of shares, shown in
    percentage points), change (a growth, signed), week (a Monday), text.
    """

    key: str
    head: str
    kind: ColumnKind = "text"
    decimals: int = 1
    wide: bool = False
    """Text that may wrap over several lines."""
    data_only: bool = False
    """An id that CSV and JSON need and the page does not show."""
    sort_href: str = ""
    """Where the page lies that is sorted by this column, on pages that can be."""
    sorted: Literal["", "ascending", "descending"] = ""
    """How the rows are sorted by this column, where they are."""

    @property
    def unbroken(self) -> bool:
        """Whether the cells stay on one line though they are text."""
        return self.kind == "week" or self.key in {"format", "agrees"}

    @property
    def numeric(self) -> bool:
        """Whether the cells are figures, to be right-aligned."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell a column, an id to link to, reasons for unknown cells by column key."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    """A class that sets the row apart: "focus" or "quiet"."""
    href: str = ""
    """The page of what the row speaks of; its first shown cell links to it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name (of the CSV file), caption, columns, rows and an optional total."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...] | None = None
    long: bool = False
    """Whether the table may run over pages in print."""
    shown_rows: int | None = None
    """How many rows the page shows; CSV and JSON always hold all."""
    rest: Row | None = None
    """What stands on the page for the rows that it does not show, so that columns add up."""

    @property
    def page_rows(self) -> tuple[Row, ...]:
        """The rows that stand on the page."""
        if self.shown_rows is None or len(self.rows) <= self.shown_rows:
            return self.rows
        return (*self.rows[: self.shown_rows], *((self.rest,) if self.rest else ()))

    kind: Literal["table"] = "table"


def shown(cell: Cell, column: Column, language: Language) -> str:
    """Return a cell as the page shows it, without its unit (the head carries it)."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return UNKNOWN
    if isinstance(cell, Shown):
        return cell.text
    if isinstance(cell, date):
        return language.week(cell) if column.kind == "week" else language.day(cell)
    if isinstance(cell, str):
        return cell
    return _figure(float(cell), column, language)


def _figure(value: float, column: Column, language: Language) -> str:
    match column.kind:
        case "money" | "count":
            return language.number(value)
        case "cents":
            return language.number(value, 2)
        case "price":
            return language.number(value, 4)
        case "percent":
            return language.number(value * 100, column.decimals)
        case "points" | "change":
            return language.number(value * 100, column.decimals, signed=True)
        case _:
            return language.number(value, column.decimals, signed=column.kind == "signed")


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: =, +, -, @ and tabs get a quote."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _plain(cell: Cell) -> str:
    """Return a cell for CSV: full precision, ISO dates, empty where unknown."""
    if isinstance(cell, Shown):
        cell = cell.value
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defused(cell).replace("\r", " ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return "" if math.isnan(cell) else repr(float(cell))
    return str(cell)


def table_csv(table: Table) -> str:
    """Return the table as CSV text: keys in the head, unrounded figures, no total."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_plain(cell) for cell in row.cells] for row in table.rows)
    return out.getvalue()


def json_value(cell: Cell) -> str | float | int | None:
    """Return a cell as JSON has it: null where unknown, dates as ISO text."""
    if isinstance(cell, Shown):
        cell = cell.value
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return float(cell) if math.isfinite(cell) else None
    return cell


def table_json(table: Table) -> Mapping[str, Any]:
    """Return the table's rows as objects by column key, with the reasons for what is unknown."""
    keys = [column.key for column in table.columns]
    rows = []
    for row in table.rows:
        item: dict[str, Any] = dict(
            zip(keys, (json_value(cell) for cell in row.cells), strict=True)
        )
        if row.reasons:
            item["reasons"] = dict(row.reasons)
        rows.append(item)
    return {"columns": keys, "rows": rows}
