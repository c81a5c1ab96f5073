"""A month's settlement as files: by offer and line by line, as CSV and as a workbook a language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from showfloor.offers.settle_types import SettledLine, SettledOffer, Settlement, Shares
from showfloor.present.language import Language, language_for
from showfloor.present.tables import Cell, Column, ColumnKind, Row, Table, table_csv
from showfloor.present.types import LANGUAGES
from showfloor.present.workbook import Sheet, SheetRow, sheet_rows, workbook_bytes

OFFERS_CSV = "settlement_offers.csv"
LINES_CSV = "settlement_lines.csv"
WORKBOOK = "settlement.{language}.xlsx"

_Offer = tuple[str, str, ColumnKind, Callable[[SettledOffer], Cell]]
_Line = tuple[str, str, ColumnKind, Callable[[SettledLine], Cell]]


def _euros(cents: int) -> float:
    return cents / 100


SHARES: tuple[tuple[str, Callable[[Shares], int]], ...] = (
    ("discount", lambda sums: sums.discount),
    ("manufacturer_pays", lambda sums: sums.manufacturer_pays),
    ("manufacturer_vat", lambda sums: sums.manufacturer_vat),
    ("manufacturer_net", lambda sums: sums.manufacturer_net),
    ("retailer_pays", lambda sums: sums.retailer_pays),
    ("retailer_vat", lambda sums: sums.retailer_vat),
    ("retailer_net", lambda sums: sums.retailer_net),
    ("capped", lambda sums: sums.capped),
)
OFFER_COLUMNS: tuple[_Offer, ...] = (
    ("manufacturer_id", "manufacturer", "text", lambda item: item.manufacturer_id),
    ("offer_id", "offer", "text", lambda item: item.offer_id),
    ("name", "name", "text", lambda item: item.name),
    ("vat_rate", "rate", "percent", lambda item: item.vat_rate / 10_000),
    ("lines", "count", "count", lambda item: item.total.lines),
    ("sold", "sold", "cents", lambda item: _euros(item.sold.discount)),
    ("returned", "returned", "cents", lambda item: _euros(item.returned.discount)),
)
LINE_COLUMNS: tuple[_Line, ...] = (
    ("record", "record", "text", lambda line: line.record),
    ("day", "day", "text", lambda line: line.day),
    ("basket", "basket", "text", lambda line: line.basket),
    ("sold_on", "sold_on", "text", lambda line: line.sold_on),
    ("store_id", "store", "text", lambda line: line.store_id),
    ("line_id", "line", "text", lambda line: line.line_id),
    ("unit", "unit", "count", lambda line: line.number),
    ("product_id", "product", "text", lambda line: line.product_id),
    ("manufacturer_id", "manufacturer", "text", lambda line: line.manufacturer_id),
    ("offer_id", "offer", "text", lambda line: line.offer_id),
    ("version", "version", "count", lambda line: line.version),
    ("application", "application", "count", lambda line: line.application),
    ("vat_rate", "rate", "percent", lambda line: line.vat_rate / 10_000),
)


def settlement_files(found: Settlement, made_at: datetime) -> dict[str, bytes]:
    """Return a statement's files by name: two tables as CSV, and a workbook a language."""
    english = language_for("en")
    files = {
        OFFERS_CSV: table_csv(offers_table(found, english)).encode(),
        LINES_CSV: table_csv(lines_table(found, english)).encode(),
    }
    for code in LANGUAGES:
        files[WORKBOOK.format(language=code)] = _workbook(found, language_for(code), made_at)
    return files


def offers_table(found: Settlement, language: Language) -> Table:
    """Return the sums by offer and VAT rate, and their total."""
    say = language.say
    columns = tuple(
        Column(key, say(f"settlement.{word}"), kind) for key, word, kind, _ in OFFER_COLUMNS
    )
    rows = tuple(
        Row((*(read(item) for *_, read in OFFER_COLUMNS), *_amounts(item.total)))
        for item in found.offers
    )
    nothing: tuple[Cell, ...] = (None,) * (len(OFFER_COLUMNS) - 4)
    sold = sum(item.sold.discount for item in found.offers)
    returned = sum(item.returned.discount for item in found.offers)
    sums = found.total.lines, _euros(sold), _euros(returned)
    total = (say("settlement.total"), *nothing, *sums, *_amounts(found.total))
    name = OFFERS_CSV.removesuffix(".csv")
    return Table(name, title(found, language), (*columns, *_share_columns(language)), rows, total)


def lines_table(found: Settlement, language: Language) -> Table:
    """Return every line behind the sums, in the order of time."""
    say = language.say
    columns = (
        Column("kind", say("settlement.kind")),
        *(Column(key, say(f"settlement.{word}"), kind) for key, word, kind, _ in LINE_COLUMNS),
    )
    rows = tuple(
        Row(
            (
                say(f"settlement.kind.{line.kind}"),
                *(read(line) for *_, read in LINE_COLUMNS),
                *_amounts(_of_line(line)),
            )
        )
        for line in found.lines
    )
    name = LINES_CSV.removesuffix(".csv")
    return Table(name, title(found, language), (*columns, *_share_columns(language)), rows)


def title(found: Settlement, language: Language) -> str:
    """Return what the statement is called."""
    month = language.month_and_year(found.month)
    if found.manufacturer_id is None:
        return language.say("settlement.title", month=month)
    return language.say("settlement.title.of", month=month, manufacturer=found.manufacturer_id)


def _share_columns(language: Language) -> tuple[Column, ...]:
    return tuple(Column(key, language.say(f"settlement.{key}"), "cents") for key, _ in SHARES)


def _amounts(sums: Shares) -> tuple[Cell, ...]:
    return tuple(_euros(read(sums)) for _, read in SHARES)


def _of_line(line: SettledLine) -> Shares:
    return Shares(
        1,
        line.discount,
        line.manufacturer_pays,
        line.retailer_pays,
        line.discount_vat,
        line.manufacturer_vat,
        line.retailer_vat,
        line.capped,
    )


def _workbook(found: Settlement, language: Language, made_at: datetime) -> bytes:
    by_offer, lines = offers_table(found, language), lines_table(found, language)
    total: Sequence[Cell] = by_offer.total or ()
    whole = SheetRow(tuple(total), frozenset(range(len(total))))
    sheets = (
        Sheet(
            language.say("settlement.sheet.offers"),
            by_offer.columns,
            (*sheet_rows(by_offer.rows), whole),
            frozen=2,
        ),
        Sheet(
            language.say("settlement.sheet.lines"), lines.columns, sheet_rows(lines.rows), frozen=2
        ),
    )
    return workbook_bytes(sheets, language, title=title(found, language), created=made_at)
