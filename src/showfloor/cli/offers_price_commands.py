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

AtOption = Annotated[
    str | None, typer.Option("--at", help="When: 2026-11-05, or with a time.", show_default="now")
]
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
    Budgets count as untouched.
    """
    moment = moment_of(at)
    asked = PriceAsked(
        store, moment, channel, Customer(customer, frozenset(group or ()), frozenset(code or ()))
    )
    with progress("price"):
        given = GivenFiles(products, stores, areas)
        ground = read_ground(
            offers, given, workspace, as_of, at=moment, store_id=store, channel=channel
        )
        priced = price_of_file(ground, basket, asked)
    if as_json:
        print_json(encode(priced))
    else:
        show_priced(priced)
    return 0


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


def euros(cents: int) -> str:
    """Return cents as an amount of currency."""
    return number(cents / 100, 2)
