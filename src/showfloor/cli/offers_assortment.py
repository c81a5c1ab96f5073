"""How the lowest prior prices of a whole assortment are shown, and written as CSV."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from showfloor.cli.output import print_json, print_table, say
from showfloor.offers.claims_wording import euros
from showfloor.offers.lawful_references import Reference
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_prices import LowestPriorPrices

SHOWN = 20
"""Products of the table on the screen."""
COLUMNS = (
    "product_id",
    "channel",
    "reduced_from",
    "lowest_price",
    "net_price",
    "vat_rate",
    "lowest_in_channel",
    "lowest_since",
    "price_before",
    "days_on_sale",
    "problem",
)


def show_assortment(
    found: LowestPriorPrices, target: Path | None, zone: str, *, as_json: bool
) -> None:
    """Print the prices, or the first of them, and write all to `target` where it is given."""
    if target is not None:
        _write(found, target, zone)
    if as_json:
        print_json({"lowest_prices": encode(found)})
        return
    rows = list(found.references.items())
    print_table(
        f"{len(rows):,} products in {found.channel}, reduced from {local(found.begins, zone)}",
        ("product", f"lowest of {found.rules.days} days", "last before", "why no reduction"),
        [
            (product, euros(one.price, "en"), euros(one.before, "en"), one.problem or "–")
            for product, one in rows[:SHOWN]
        ],
    )
    if target is not None:
        say(f"All are in {target}")
    elif len(rows) > SHOWN:
        say(f"  and {len(rows) - SHOWN:,} more: --csv FILE writes all, --json prints them")


def _write(found: LowestPriorPrices, target: Path, zone: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            _row(found, product, one, zone) for product, one in found.references.items()
        )
    temporary.replace(target)


def _row(found: LowestPriorPrices, product: str, one: Reference, zone: str) -> tuple[object, ...]:
    since = "" if one.valid_from is None else one.valid_from.astimezone(ZoneInfo(zone)).isoformat()
    values = (one.price, one.net_price, one.vat_rate, one.channel, since)
    return (
        product,
        found.channel,
        found.begins.astimezone(ZoneInfo(zone)).isoformat(),
        *("" if value is None else value for value in values),
        "" if one.before is None else one.before,
        "" if one.days_on_sale is None else one.days_on_sale,
        one.problem or "",
    )


def local(moment: datetime, zone: str) -> str:
    """Return a moment as the workspace's clocks show it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
