"""How the lowest prior price, and the verdict on a claim about it, are shown on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from showfloor.cli.offers_assortment import local
from showfloor.cli.output import print_json, print_table, say
from showfloor.offers.claims import ClaimVerdict
from showfloor.offers.claims_wording import Language, euros
from showfloor.offers.lawful_references import Reference
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_prices import LowestPriorPrice

PROBLEMS = {
    "never_sold": "never on sale before: no reduction may be announced",
    "not_sold_in_window": "not on sale in these days: no reduction may be announced",
    "too_new": "on sale for less than these days: no reduction may be announced "
    "(--new-goods, where your lawyers allow it)",
    "not_lower": "the price offered is not lower: no reduction may be announced",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, its verdict, and both in words."""

    claim: str
    verdict: ClaimVerdict
    reasons: dict[Language, tuple[str, ...]]
    allowed_wording: dict[Language, str]


def show_lowest_price(
    found: LowestPriorPrice, judged: Judged | None, zone: str, *, as_json: bool
) -> None:
    """Print the prices that were found, what speaks against a reduction, and the claim."""
    if as_json:
        print_json({"lowest_price": encode(found), "claim": encode(judged)})
        return
    reference = found.reference if judged is None else judged.verdict.reference
    print_table(
        f"{found.product_id} in {found.channel}, reduced from {local(found.begins, zone)}",
        ("what", "value"),
        _rows(found, reference, zone),
    )
    for one in found.superseded:
        others = ", ".join(euros(_euros(cents), "en") for cents in one.others)
        how = "at once, so the lower holds" if one.contradiction else "earlier"
        say(
            f"  {one.channel}, {local(one.instant, zone)}: {euros(_euros(one.held), 'en')} holds; "
            f"{others} was recorded {how}"
        )
    if reference.problem is not None:
        say(f"  {PROBLEMS[reference.problem]}")
    if judged is not None:
        _show_claim(judged)


def _rows(found: LowestPriorPrice, reference: Reference, zone: str) -> list[tuple[str, str]]:
    rules = found.rules
    window = f"{local(reference.window_from, zone)} to {local(reference.window_to, zone)}"
    whose = "all channels" if rules.channels == "all" else "the same channel"
    where = "–"
    if reference.channel is not None and reference.valid_from is not None:
        where = f"{reference.channel}, from {local(reference.valid_from, zone)}"
    return [
        (f"lowest price of {rules.days} days", euros(reference.price, "en")),
        ("the same without VAT", euros(reference.net_price, "en")),
        ("where it was asked", where),
        ("last price before", euros(reference.before, "en")),
        ("looked at", f"{window}, {whose}"),
        (
            "days on sale before",
            "–" if reference.days_on_sale is None else str(reference.days_on_sale),
        ),
        ("law", f"{rules.country}: {rules.sources[0].title}"),
    ]


def _show_claim(judged: Judged) -> None:
    if judged.claim:
        say(f"  '{judged.claim}': {'allowed' if judged.verdict.allowed else 'refused'}")
        for language, reasons in judged.reasons.items():
            for reason in reasons:
                say(f"    {language}: {reason}")
    say("  allowed:")
    for language, words in judged.allowed_wording.items():
        say(f"    {language}: {words}")


def _euros(cents: int) -> Decimal | None:
    return None if cents < 0 else Decimal(cents).scaleb(-2)
