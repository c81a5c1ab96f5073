"""The command that says who pays for a month's discounts: `showfloor offers settle`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_check_commands import OffersOption
from showfloor.cli.offers_price_commands import BOOK, book_named, euros
from showfloor.cli.options import JsonOption
from showfloor.cli.output import per_cent, print_json, print_table, progress, say
from showfloor.errors import UsageError
from showfloor.offers.settle_types import Settlement
from showfloor.storage.offer_budgets import open_kept_budgets
from showfloor.storage.result_json import encode
from showfloor.workflows.offers_settling import SettlementAsked, settle_files, write_settlement

MONTH = re.compile(r"\d{4}-\d{2}")
SHOWN = 10


def settle(  # noqa: PLR0917  # typer reads options from parameters
    month: Annotated[str, typer.Option("--month", help="The month: 2026-10.")],
    priced: Annotated[
        list[Path],
        typer.Option("--priced", help="Sold baskets and returns (JSON lines); may be repeated."),
    ],
    offers: OffersOption,
    manufacturer: Annotated[
        str | None, typer.Option("--manufacturer", help="Only this manufacturer's offers.")
    ] = None,
    terms: Annotated[
        Path | None, typer.Option("--terms", help="Fixed amounts and caps (TOML).")
    ] = None,
    book: Annotated[
        str | None, typer.Option("--book", help=f"The budgets to compare with: {BOOK}")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the CSV files and the workbooks.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Say who pays for a month's discounts: by offer, what the manufacturer and the retailer pay.

    `showfloor offers settle --month 2026-10 --priced sold.jsonl --offers offers.toml --out october`
    What came back in the month is taken off. Ends with 1 where the book of budgets says otherwise.
    """
    asked = SettlementAsked(_month(month), tuple(priced), offers, terms, manufacturer)
    with progress("settle"):
        found = _settled(asked, book)
        files = {} if out is None else write_settlement(found, out, datetime.now(UTC))
    if as_json:
        print_json({"settlement": encode(found), "files": encode(files)})
    else:
        show_settlement(found)
        for path in files.values():
            say(f"wrote {path}")
    return 1 if found.unlike_book else 0


def _settled(asked: SettlementAsked, book: str | None) -> Settlement:
    if book is None:
        return settle_files(asked)
    budgets = open_kept_budgets(book_named(book))
    try:
        return settle_files(asked, budgets)
    finally:
        budgets.close()


def _month(text: str) -> date:
    try:
        if MONTH.fullmatch(text):
            return date.fromisoformat(f"{text}-01")
    except ValueError:
        pass
    raise UsageError(f"--month is '{text}'; write 2026-10")


def show_settlement(found: Settlement) -> None:
    """Print the sums by offer, their total, and where the book says otherwise."""
    whose = "" if found.manufacturer_id is None else f" of {found.manufacturer_id}"
    rows = [
        (
            item.manufacturer_id,
            item.offer_id,
            per_cent(item.vat_rate / 10_000, 1),
            str(item.total.lines),
            euros(item.sold.discount),
            euros(item.returned.discount),
            euros(item.total.manufacturer_pays),
            euros(item.total.manufacturer_net),
            euros(item.total.retailer_pays),
        )
        for item in found.offers
    ]
    if not rows:
        say(f"no offer{whose} took anything off in {found.month:%Y-%m}")
    else:
        print_table(
            f"Settlement of {found.month:%Y-%m}{whose}",
            (
                "manufacturer", "offer", "VAT", "lines", "off at sales", "off on returns",
                "manufacturer pays", "net", "retailer pays",
            ),
            rows,
        )  # fmt: skip
    total = found.total
    say(
        f"total {euros(total.discount)} off in {total.lines} lines: the manufacturers pay "
        f"{euros(total.manufacturer_pays)} ({euros(total.manufacturer_net)} without VAT), the "
        f"retailer {euros(total.retailer_pays)}"
    )
    if total.capped:
        say(f"{euros(total.capped)} above the caps stay with the retailer")
    if found.repeated:
        say(f"{found.repeated} records were there more than once and count once")
    for difference in found.unlike_book[:SHOWN]:
        say(f"unlike the book: {difference}")
    if len(found.unlike_book) > SHOWN:
        say(f"  and {len(found.unlike_book) - SHOWN} more")
