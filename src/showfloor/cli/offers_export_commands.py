"""The command that writes approved offers for the till: `showfloor offers export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_check_commands import OffersOption
from showfloor.cli.offers_price_commands import AtOption, moment_of
from showfloor.cli.options import JsonOption, refuse_a_file
from showfloor.cli.output import print_json, say
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_exports import export_offers


def export(
    offers: OffersOption,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for offers.json, offers.csv and more.")
    ],
    at: AtOption = None,
    as_json: JsonOption = False,
) -> int:
    """Write the offers that price now or later for the till, as JSON and CSV.

    Example: `showfloor offers export --offers offers.toml --out till`; beside them the JSON Schema,
    and the digest by which a till knows whether it has the newest.
    """
    refuse_a_file(out)
    made = export_offers(offers, out, moment_of(at))
    if as_json:
        print_json(encode(made))
    else:
        count = "1 version" if made.versions == 1 else f"{made.versions} versions"
        say(f"{count} of offers{', as before,' if made.unchanged else ''} written to {out}:")
        for path in made.files.values():
            say(f"  {path.name}")
        say(f"digest {made.digest}")
    return 0
