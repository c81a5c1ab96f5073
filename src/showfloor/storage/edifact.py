"""EDIFACT sales reports (SLSRPT) as a converter of the intake: messages become lines of sales."""

from __future__ import annotations

import csv
from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from showfloor.errors import IntakeError
from showfloor.storage.conversion import Conversion, RefusedRecord
from showfloor.storage.edifact_lines import Sale
from showfloor.storage.edifact_messages import messages
from showfloor.storage.edifact_slsrpt import (
    MessageError,
    RefusedLine,
    SalesReport,
    read_report,
)
from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import Table

EDIFACT_ENDINGS = (".edi", ".edifact")

COLUMNS = ("date", "store_id", "product_id", "line_no", "units", "revenue", "line_type")
"""Columns of the canonical text; the source is stated otherwise."""


def convert_edifact(
    path: Path, table: Table, source: NamedSource | None, folder: Path
) -> Conversion:
    """Convert an interchange, as `showfloor.storage.conversion.Converter` states.

    A broken message becomes one refused record, a line that cannot be read another; the rest is
    taken. IntakeError where the interchange itself is broken. What a named source states of
    columns and dialect has no meaning here: EDIFACT states its own.
    """
    if table.name != "sales":
        raise IntakeError(f"{path}: EDIFACT sales reports hold the table sales, not {table.name}")
    target = folder / "canonical.csv"
    with target.open("w", encoding="utf-8", newline="") as stream:
        lines = _Lines(stream)
        for number, report in _reports(path, lines):
            lines.add(number, report)
    if source is not None and source.columns:
        lines.notes.append("the columns of the named source have no meaning in EDIFACT")
    return Conversion(
        text=target,
        found=lines.described(),
        place=lines.place,
        refused=tuple(lines.refused),
        notes=tuple(lines.notes),
        currency=lines.currency,
        by_numbers=True,
    )


def _reports(path: Path, lines: _Lines) -> Iterator[tuple[int, SalesReport]]:
    """Yield number and report of every message that can be taken; refuse the others."""
    for message in messages(path):
        lines.messages += 1
        try:
            report = read_report(message)
            lines.check(report)
        except MessageError as error:
            lines.refuse_message(message.number, error)
        else:
            yield message.number, report


class _Lines:
    """The canonical text as it grows, with the place in the file of each of its lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._write = csv.writer(stream, lineterminator="\n").writerow
        self._write(COLUMNS)
        self._message = array("I", [0])
        self._segment = array("I", [0])
        self._taken: Counter[tuple[date, str, str]] = Counter()
        self._documents: dict[str, int] = {}
        self._replaced: set[tuple[date, str]] = set()
        self._days: set[tuple[date, str]] = set()
        self._orders: set[bool] = set()
        self._directories: set[str] = set()
        self._currency: str | None = None
        self._priced = 0
        self.messages = 0
        self.refused: list[RefusedRecord] = []
        self.notes: list[str] = []

    def check(self, report: SalesReport) -> None:
        """Refuse a message that contradicts those before it."""
        known = self._documents.get(report.document)
        if known is not None:
            raise MessageError(2, f"has the document number '{report.document}' of message {known}")
        if self._currency not in (None, report.currency):
            raise MessageError(
                1,
                f"is in {report.currency or 'no stated currency'}, but the messages before it in "
                f"{self._currency or 'none'}",
            )
        days = {(sale.day, sale.store) for sale in report.sales}
        twice = days & (self._days if report.replaces else self._replaced)
        if twice:
            day, store = min(twice)
            raise MessageError(
                2,
                f"and another message of the file, one of them a replacement, both report store "
                f"{store} on {day.isoformat()}; leave the one that holds",
            )

    def add(self, number: int, report: SalesReport) -> None:
        """Write the lines of a message, refused ones as blanks, in the order of its segments."""
        self._documents[report.document] = number
        self._currency = report.currency
        self._directories.add(report.directory)
        if report.by_item is not None:
            self._orders.add(report.by_item)
        self._priced += report.priced
        days = {(sale.day, sale.store) for sale in report.sales}
        self._days |= days
        if report.replaces:
            self._replaced |= days
        records: list[Sale | RefusedLine] = sorted(
            (*report.sales, *report.refused), key=lambda record: record.segment
        )
        for record in records:
            if isinstance(record, Sale):
                self._sale(number, record)
            else:
                self._refuse(number, record.segment, record.text, record.reason)

    def refuse_message(self, number: int, error: MessageError) -> None:
        """Write one blank line for a message that is refused as a whole."""
        self._refuse(number, error.segment, "the whole message", error.reason)

    def place(self, line: int) -> str:
        """Return where a line of the canonical text comes from."""
        if not 1 < line <= len(self._message):
            return "the interchange"
        return f"message {self._message[line - 1]}, segment {self._segment[line - 1]}"

    @property
    def currency(self) -> str | None:
        """The currency that the messages state; None where they state none."""
        return self._currency or None

    def described(self) -> str:
        """Return what was found, in one line for people."""
        words = {False: "by location", True: "by item"}
        releases = " and ".join(f"D.{release}" for release in sorted(self._directories))
        parts = [
            f"EDIFACT SLSRPT {releases}" if releases else "EDIFACT without a report that is read",
            f"{self.messages:,} message" + ("" if self.messages == 1 else "s"),
            *(words[order] for order in sorted(self._orders)),
            f"amounts in {self._currency}" if self._currency else "no currency stated",
        ]
        if self._priced:
            parts.append(f"{self._priced:,} amounts from quantity and price")
        return ", ".join(part.strip() for part in parts)

    def _sale(self, number: int, sale: Sale) -> None:
        key = (sale.day, sale.store, sale.product)
        self._taken[key] += 1
        self._write(
            (
                sale.day.isoformat(),
                sale.store,
                sale.product,
                self._taken[key],
                sale.units,
                _plain(sale.revenue),
                sale.line_type,
            )
        )
        self._note(number, sale.segment)

    def _refuse(self, number: int, segment: int, text: str, reason: str) -> None:
        self._stream.write("\n")
        self._note(number, segment)
        self.refused.append(RefusedRecord(len(self._message), text, reason))

    def _note(self, number: int, segment: int) -> None:
        self._message.append(number)
        self._segment.append(segment)


def _plain(amount: Decimal) -> str:
    """Write an amount without an exponent and without zeros that say nothing."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
