"""The command that prices a basket under offers: `showfloor offers price`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_check_commands import (
    AreasOption,
    GivenFiles,
    OffersOption,
    ProductsOption,
    StoresOption,
    read_ground,
)
from showfloor.cli.options import HERE, LEDGER_YEARS, AsOfOption, JsonOption, WorkspaceOption
from showfloor.cli.output import number, per_cent, print_json, print_table, progress, say
from showfloor.domain.purchases import Customer
from showfloor.errors import UsageError
from showfloor.offers.price_log_queries import moment_asked
from showfloor.offers.priced import PricedBasket
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.offer_words import binding_word, why_not
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_pricing import PriceAsked, price_of_file
from showfloor.workflows.offers_left import PricedWithin, price_within_book

AtOption = Annotated[
    str | None, typer.Option("--at", help="When: 2026-11-05, or with a time.", show_default="now")
]
BOOK = "a file, or postgresql://…"
ENGLISH = Language("en", CATALOGUES["en"])


def price(
    offers: OffersOption,
    basket: Annotated[Path, typer.Option("--basket", help="The basket (CSV): product_id, units.")],
    store: Annotated[str, typer.Option("--store", help="The store's id.")],
    channel: Annotated[
        str | None, typer.Option("--channel", help="The channel.", show_default="the store's own")
    ] = None,
    at: AtOption = None,
    customer: Annotated[
        str | None, typer.Option("--customer", help="The id of a customer who is known.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option("--group", help="A group the customer is in; repeatable.")
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="A code the customer has; repeatable.")
    ] = None,
    book: Annotated[
        str | None,
        typer.Option("--book", help=f"The budgets: {BOOK}", show_default="untouched"),
    ] = None,
    customer_key: Annotated[
        Path | None,
        typer.Option("--customer-key", help="With --book: the file of the key of customers."),
    ] = None,
    products: ProductsOption = None,
    stores: StoresOption = None,
    areas: AreasOption = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Price a basket: what each line costs, which offers applied in what order, why others did not.

    In a workspace: `showfloor offers price --offers offers.toml --basket basket.csv --store koeln-a
    --at 2026-11-05T12:00 --workspace shops`. On files alone: with `--products` and `--stores`.
    Budgets count as untouched, or with `--book` as what is left of them; nothing is reserved.
    """
    if customer_key is not None and (book is None or customer is None):
        raise UsageError("--customer-key stands beside --book and --customer")
    moment = moment_of(at)
    asked = PriceAsked(
        store, moment, channel, Customer(customer, frozenset(group or ()), frozenset(code or ()))
    )
    with progress("price"):
        given = GivenFiles(products, stores, areas)
        ground = read_ground(
            offers, given, workspace, as_of, at=moment, store_id=store, channel=channel
        )
        if book is None:
            found = PricedWithin(price_of_file(ground, basket, asked), (), ())
        else:
            found = price_within_book(ground, basket, asked, book_named(book), customer_key)
    if as_json:
        budgets = {} if book is None else {"left": found.left, "not_in_book": found.unknown}
        print_json({**encode(found.priced), **encode(budgets)})
    else:
        show_priced(found.priced)
        if book is not None:
            show_left(found)
    return 0


def book_named(book: str) -> str:
    """Return where budgets are kept; UsageError where --book names neither file nor server."""
    if "://" in book and not book.startswith(("postgresql://", "postgres://")):
        raise UsageError("--book is no address of PostgreSQL; write postgresql://… or name a file")
    if "://" not in book and not Path(book).is_file():
        raise UsageError(f"--book is '{book}', and there is no such file")
    return book


def moment_of(at: str | None) -> datetime:
    """Return the moment that --at names, now where it is left out; UsageError for no moment."""
    if at is None:
        return datetime.now(UTC)
    try:
        moment = moment_asked(at)
    except (ValueError, OverflowError):
        raise UsageError(f"--at is '{at}'; write 2026-11-05 or 2026-11-05T12:00") from None
    if moment.year not in LEDGER_YEARS:
        raise UsageError(f"--at is '{at}'; the ledger holds the years 1900 to 2199")
    return moment


def show_priced(priced: PricedBasket) -> None:
    """Print a priced basket: lines, offers, tax, and why other offers did not apply."""
    print_table(
        "What the basket costs" if priced.binding else "What the basket is recommended to cost",
        ("line", "product", "units", "shelf", "charged"),
        [
            (
                line.line_id,
                line.product_id,
                str(len(line.units)),
                euros(line.shelf),
                euros(line.charged),
            )
            for line in priced.lines
        ],
    )
    say(f"total {euros(priced.charged)}, {euros(priced.shelf - priced.charged)} off")
    for part in priced.vat:
        rate = per_cent(part.rate / 10_000, 1)
        say(f"  with {euros(part.vat)} of VAT at {rate} in {euros(part.gross)}")
    if priced.applied:
        print_table(
            "Offers applied, in this order",
            ("offer", "version", "times", "off", "paid by the manufacturer", "as"),
            [
                (
                    item.offer_id,
                    str(item.version),
                    str(item.applications),
                    euros(item.discount),
                    euros(item.manufacturer_pays),
                    binding_word(item, ENGLISH),
                )
                for item in priced.applied
            ],
        )
    for other in priced.not_applied:
        say(f"{other.offer_id} {why_not(other, ENGLISH)}")
    if priced.proven:
        say("no permitted way to apply the offers is cheaper (proven)")
    else:
        say(f"the search was ended: nothing can cost less than {euros(priced.at_least)}")


def show_left(found: PricedWithin) -> None:
    """Print what is left of the offers' budgets, and which offers fall out."""
    if found.left:
        print_table(
            "What is left in this store on this day",
            ("offer", "euros", "pieces", "first customers", "had by the customer", ""),
            [
                (
                    item.offer_id,
                    *(
                        "no limit" if rest is None else shown
                        for rest, shown in (
                            (item.cents, euros(item.cents or 0)),
                            (item.pieces, str(item.pieces)),
                            (item.customers, str(item.customers)),
                        )
                    ),
                    "not counted" if item.used is None else str(item.used),
                    "used up: it falls out" if item.used_up else "",
                )
                for item in found.left
            ],
        )
    for name in found.unknown:
        say(f"{name} is not in the book yet: its budgets count as untouched")
    say("nothing was reserved: what is left may be taken by another basket at any time")


def euros(cents: int) -> str:
    """Return cents as an amount of currency."""
    return number(cents / 100, 2)
