"""The command that checks offers before their approval: `showfloor offers check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_simulated import show_repriced
from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption, refuse_with_files
from showfloor.cli.output import print_json, print_table, progress, say
from showfloor.errors import UsageError
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.offer_words import verdict_word, what_was_found
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_checks import (
    OfferGround,
    OfferPaths,
    OffersChecked,
    check_ground,
    ground_of_files,
    ground_of_workspace,
)

OffersOption = Annotated[
    Path, typer.Option("--offers", help="The offers file (TOML), such as offers.toml.")
]
ProductsOption = Annotated[
    Path | None,
    typer.Option("--products", help="Products with prices (CSV), in place of the ledger's."),
]
StoresOption = Annotated[
    Path | None, typer.Option("--stores", help="Stores (CSV), in place of the ledger's.")
]
AreasOption = Annotated[Path | None, typer.Option("--areas", help="Brand areas (CSV).")]
ListedOption = Annotated[Path | None, typer.Option("--listed", help="What each store lists (CSV).")]


SHOWN = 100
"""Findings that are printed, what fails before the rest; --json prints all."""


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """The files that a command was given in place of the ledger's tables."""

    products: Path | None
    stores: Path | None
    areas: Path | None
    listed: Path | None = None


def read_ground(
    stated: Path,
    given: GivenFiles,
    workspace: Path,
    as_of: str | None,
    *,
    at: datetime | None = None,
    store_id: str | None = None,
    channel: str | None = None,
) -> OfferGround:
    """Return what offers are judged and priced with: of files alone, or of a workspace."""
    if given.products is None and given.stores is None:
        if given.areas is not None or given.listed is not None:
            raise UsageError("--areas and --listed stand beside --products and --stores")
        opened = open_workspace(workspace, as_of)
        moment = at or datetime.now(UTC)
        return ground_of_workspace(opened, stated, moment, store_id=store_id, channel=channel)
    refuse_with_files(workspace, "--products", as_of)
    if given.products is None or given.stores is None:
        raise UsageError("--products and --stores stand together; name both, or a --workspace")
    return ground_of_files(
        OfferPaths(stated, given.products, given.stores, given.areas, given.listed)
    )


def check(
    offers: OffersOption,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Judge this offer; may be repeated.")
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", help="The offers file as it was: no approved version changes."),
    ] = None,
    products: ProductsOption = None,
    stores: StoresOption = None,
    areas: AreasOption = None,
    listed: ListedOption = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Check offers before they are approved: what can never apply, breaks a floor, meets another.

    In a workspace: `showfloor offers check --offers offers.toml --workspace shops`, with what each
    would have cost on the last four weeks of sales. On files alone:
    `showfloor offers check --offers offers.toml --products P.csv --stores S.csv`. Ends with 1 where
    an offer fails.
    """
    with progress("check"):
        given = GivenFiles(products, stores, areas, listed)
        ground = read_ground(offers, given, workspace, as_of)
        sales_of = open_workspace(workspace, as_of) if products is None else None
        checked = check_ground(ground, only or [], before=before, sales_of=sales_of)
    if as_json:
        print_json(encode(checked))
    else:
        show_checked(checked)
    return 1 if any(item.verdict == "FAIL" for item in checked.findings) else 0


def show_checked(checked: OffersChecked) -> None:
    """Print what was found, the first `SHOWN`, and how many offers fail."""
    english = Language("en", CATALOGUES["en"])
    found = sorted(checked.findings, key=lambda item: item.verdict != "FAIL")
    if found:
        print_table(
            "What the check found",
            ("", "offer", "version", "it"),
            [
                (
                    verdict_word(item, english),
                    item.offer_id,
                    str(item.version),
                    what_was_found(item, english),
                )
                for item in found[:SHOWN]
            ],
        )
    if len(found) > SHOWN:
        say(f"  and {len(found) - SHOWN:,} more: --only OFFER judges one, --json prints all")
    if checked.cost is not None:
        show_repriced(checked.cost, checked.judged)
    failed = {item.offer_id for item in found if item.verdict == "FAIL"}
    say(f"{len(checked.judged)} offers judged, {len(failed)} of them fail")
