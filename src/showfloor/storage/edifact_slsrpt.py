"""The sales in one SLSRPT message: grouped by location or by item, one store, product and day each.

Source: EANCOM 1997 (SLSRPT D.96A) and EANCOM 2002 (SLSRPT D.01B), segment layouts; the grouping by
item is that of UN/EDIFACT from D.98B on. What is read, ignored and refused of each segment is in
docs/reference/edifact-slsrpt.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from showfloor.storage.edifact_elements import (
    check_item,
    check_store,
    period_of,
    pieces_of,
    price_of,
)
from showfloor.storage.edifact_lines import (
    Line,
    LineError,
    Periods,
    Sale,
    figures_of,
    number_of,
)
from showfloor.storage.edifact_messages import Message
from showfloor.storage.edifact_segments import Segment

DIRECTORIES = ("96A", "01B")
"""Releases of directory D that are read."""

SOLD, RETURNED = "153", ("61", "210")
"""QTY qualifiers: statistical sales quantity; return quantity, returned by consumer."""

STOCKS = ("145", "217", "243", "244", "32E")
"""QTY qualifiers of goods that were not sold; they are ignored."""

AMOUNT = "203"
"""MOA qualifier of the line's sales value."""

PLACE_OF_SALE = "162"
IGNORED = frozenset(
    ("NAD", "CTA", "COM", "RFF", "IMD", "ALI", "PAI", "MKS", "FTX", "APR", "DOC", "UNS")
)
"""Segments that say nothing about what was sold where on which day."""

_ORIGINAL = ("9", "5", "")
_FUNCTIONS = MappingProxyType(
    {
        "1": "cancels an earlier report; undo that import instead",
        "2": "adds to an earlier report, but a delivery replaces whole store-days; ask for a "
        "replacement (5)",
        "6": "confirms an earlier report and brings no sales of its own",
    }
)
_PRICES = ("AAA", "AAB", "AAE", "AAF", "CAL")


class MessageError(ValueError):
    """A message that cannot be taken as it is.

    segment: the segment at fault, counted from 1 in the message.
    """

    def __init__(self, segment: int, reason: str) -> None:
        super().__init__(reason)
        self.segment = segment
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not taken: where it begins, what it says, why."""

    segment: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SalesReport:
    """What a message reports.

    replaces: it is a replacement (BGM 1225 is 5).
    by_item:  whether lines come by item, then location; None where there are none.
    """

    document: str
    replaces: bool
    directory: str
    by_item: bool | None
    currency: str
    sales: tuple[Sale, ...]
    refused: tuple[RefusedLine, ...]
    priced: int


def read_report(message: Message) -> SalesReport:
    """Return the sales of a message; MessageError where it is refused as a whole."""
    if message.wrong is not None:
        raise MessageError(*message.wrong)
    return _Reading(message).report()


class _Reading:
    """Goes through the segments of one message."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._first = message.segments[0].number
        self._document = self._function = self._currency = ""
        self._by_item: bool | None = None
        self._header: Periods = {}
        self._group: Line = Line(0)
        self._line: Line | None = None
        self._items = 0
        self._priced = 0
        self._sales: list[Sale] = []
        self._refused: list[RefusedLine] = []
        self._take: Mapping[str, Callable[[Segment], None]] = {
            "BGM": self._bgm,
            "DTM": self._dtm,
            "CUX": self._cux,
            "LOC": self._loc,
            "LIN": self._lin,
            "PIA": self._pia,
            "QTY": self._qty,
            "MOA": self._moa,
            "PRI": self._pri,
            "CNT": self._cnt,
        }

    def report(self) -> SalesReport:
        """Return what the message reports."""
        directory = self._directory(self._message.segments[0])
        for segment in self._message.segments[1:-1]:
            take = self._take.get(segment.tag)
            if take is not None:
                take(segment)
            elif segment.tag not in IGNORED:
                raise self._error(segment, f"has the segment {segment.tag}, which is not read")
        self._close()
        if not self._document:
            raise MessageError(1, "has no document number (BGM)")
        return SalesReport(
            document=self._document,
            replaces=self._function == "5",
            directory=directory,
            by_item=self._by_item,
            currency=self._currency,
            sales=tuple(self._sales),
            refused=tuple(self._refused),
            priced=self._priced,
        )

    def _directory(self, header: Segment) -> str:
        kind, version, release = (header.part(1, place) for place in range(3))
        if kind != "SLSRPT":
            raise MessageError(1, f"is of type {kind or 'none'}, not SLSRPT")
        if version != "D" or release not in DIRECTORIES:
            raise MessageError(
                1, f"is of directory {version}.{release}; D.{' and D.'.join(DIRECTORIES)} are read"
            )
        return release

    def _bgm(self, segment: Segment) -> None:
        if self._document:
            raise self._error(segment, "has two beginnings (BGM)")
        self._document, self._function = self._id(segment, 1), segment.part(2)
        if self._function not in _ORIGINAL:
            reason = _FUNCTIONS.get(self._function, f"has the unknown function {self._function}")
            raise self._error(segment, reason)

    def _dtm(self, segment: Segment) -> None:
        qualifier = segment.part(0)
        if qualifier not in ("356", "90", "91"):
            return
        dates = (self._line or self._group).dates if self._by_item is not None else self._header
        try:
            period = period_of(segment)
        except LineError as error:
            raise self._error(segment, str(error)) from None
        if dates.setdefault(qualifier, period) != period:
            raise self._error(segment, f"has two dates of sale at one place (DTM {qualifier})")

    def _cux(self, segment: Segment) -> None:
        found = [
            segment.part(place, 1)
            for place in range(len(segment.elements))
            if segment.part(place) == "2"
        ]
        for currency in found:
            if self._currency not in ("", currency):
                raise self._error(segment, f"has two currencies, {self._currency} and {currency}")
            self._currency = currency

    def _loc(self, segment: Segment) -> None:
        if segment.part(0) != PLACE_OF_SALE:
            raise self._error(
                segment, f"has a location of kind {segment.part(0)}, not a place of sale (162)"
            )
        if self._by_item and self._line is None:
            self._group.drop_figures()  # What stands before the first place is their total.
        self._close()
        line = Line(self._place(segment), store=self._id(segment, 1))
        try:
            check_store(segment, line.store)
        except LineError as error:
            line.problem = str(error)
        if self._by_item:
            line.product = self._group.product
            line.problem = line.problem or self._group.problem
            self._line = line
        else:
            self._by_item = False
            self._group, self._line = line, None

    def _lin(self, segment: Segment) -> None:
        self._close()
        self._items += 1
        line = Line(self._place(segment), product=self._id(segment, 2))
        try:
            check_item(segment, line.product)
        except LineError as error:
            line.problem = str(error)
        if self._by_item is False:
            line.store = self._group.store
            line.problem = self._group.problem or line.problem
            self._line = line
        else:
            self._by_item = True
            self._group, self._line = line, None

    def _pia(self, segment: Segment) -> None:
        line = self._line if self._by_item is False else self._group
        if line is not None and not line.product and segment.part(0) == "5":
            line.product = self._id(segment, 1)

    def _qty(self, segment: Segment) -> None:
        kind = segment.part(0)
        if kind in STOCKS:
            return
        if kind != SOLD and kind not in RETURNED:
            raise self._error(
                segment, f"has a quantity of kind {kind}, which is neither sold nor returned"
            )
        line = self._current(segment)
        try:
            number = pieces_of(segment)
        except LineError as error:
            line.problem = line.problem or str(error)
        else:
            (line.sold if kind == SOLD else line.returned.setdefault(kind, [])).append(number)

    def _moa(self, segment: Segment) -> None:
        if segment.part(0) != AMOUNT:
            return
        line = self._current(segment)
        currency = segment.part(0, 2)
        if currency and currency != (self._currency or currency):
            line.problem = f"is in {currency}, but its message in {self._currency}"
            return
        try:
            line.amounts.append(number_of(segment.part(0, 1)))
        except LineError as error:
            line.problem = line.problem or str(error)

    def _pri(self, segment: Segment) -> None:
        line = self._current(segment)
        if segment.part(0) not in _PRICES:
            return
        try:
            line.prices.append(price_of(segment))
        except LineError as error:
            line.problem = line.problem or str(error)

    def _cnt(self, segment: Segment) -> None:
        """Check the number of lines (2); other control totals say nothing that is read."""
        stated = segment.part(0, 1)
        if segment.part(0) == "2" and (not stated.isdecimal() or int(stated) != self._items):
            raise self._error(segment, f"states {stated} lines in CNT, but has {self._items}")

    def _current(self, segment: Segment) -> Line:
        if self._line is not None:
            return self._line
        if not self._by_item:
            raise self._error(segment, f"has {segment.tag} before the first line (LIN)")
        return self._group

    def _close(self) -> None:
        """End a line: work its sales out, or refuse it."""
        line, self._line = self._line, None
        if line is None:
            if self._by_item and self._group.has_figures():
                self._refuse(self._group, "names no place of sale (LOC)")
            return
        try:
            self._sales.extend(self._sales_of(line))
        except LineError as error:
            self._refuse(line, str(error))

    def _sales_of(self, line: Line) -> list[Sale]:
        if line.problem:
            raise LineError(line.problem)
        if not line.product:
            raise LineError("names no item (LIN or PIA+5)")
        day = self._day_of(line)
        figures = figures_of(line, line.prices or self._group.prices)
        self._priced += not line.amounts
        return [
            Sale(line.segment, day, line.store, line.product, units, revenue, kind)
            for units, revenue, kind in figures
        ]

    def _day_of(self, line: Line) -> date:
        dates = line.dates or self._group.dates or self._header
        if "356" in dates:
            first, last = dates["356"]
        elif "90" in dates and "91" in dates:
            first, last = dates["90"][0], dates["91"][1]
        else:
            raise MessageError(line.segment, "has a line without a day of sale (DTM 356)")
        if first != last:
            raise MessageError(
                line.segment,
                f"reports {first.isoformat()} to {last.isoformat()} in one figure, but the ledger "
                "keeps days; ask for a report by day",
            )
        return first

    def _refuse(self, line: Line, reason: str) -> None:
        said = f"store {line.store or '?'}, item {line.product or '?'}"
        self._refused.append(RefusedLine(line.segment, said, reason))

    def _id(self, segment: Segment, element: int) -> str:
        """Return a code in the message's character set."""
        try:
            return segment.part(element).encode("latin-1").decode(self._message.encoding)
        except UnicodeDecodeError:
            raise self._error(
                segment, f"has characters in {segment.tag} that are not {self._message.encoding}"
            ) from None

    def _place(self, segment: Segment) -> int:
        return segment.number - self._first + 1

    def _error(self, segment: Segment, reason: str) -> MessageError:
        return MessageError(self._place(segment), reason)
