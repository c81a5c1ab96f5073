"""The command that finds the price with which a reduction may be compared, and judges a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_assortment import local, show_assortment
from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption
from showfloor.cli.output import print_json, print_table, say
from showfloor.errors import UsageError
from showfloor.offers.claims import ClaimVerdict, Exempt, check_claim
from showfloor.offers.claims_text import read_claim
from showfloor.offers.claims_wording import (
    Language,
    allowed_wording,
    euros,
    reasons_in_words,
)
from showfloor.offers.lawful_references import Reference
from showfloor.offers.lawful_rules import ReductionRules, rules_of
from showfloor.offers.price_log_queries import moment_asked
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_prices import (
    LowestPriorPrice,
    lowest_prior_price,
    lowest_prior_prices,
)

PROBLEMS = {
    "never_sold": "never on sale before: no reduction may be announced",
    "not_sold_in_window": "not on sale in these days: no reduction may be announced",
    "too_new": "on sale for less than these days: no reduction may be announced "
    "(--new-goods, where your lawyers allow it)",
    "not_lower": "the price offered is not lower: no reduction may be announced",
}


@dataclass(frozen=True, slots=True)
class _Judged:
    """A claim, its verdict, and both in words."""

    claim: str
    verdict: ClaimVerdict
    reasons: dict[Language, tuple[str, ...]]
    allowed_wording: dict[Language, str]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else is known of a price."""

    recommended: Decimal | None
    parts: Decimal | None
    exempt: Exempt | None


def lowest_price(
    product: Annotated[
        str | None, typer.Argument(help="The product's id; without it: every product.")
    ] = None,
    *,
    channel: Annotated[str, typer.Option("--channel", help="Where the reduction is.")],
    begins: Annotated[
        str, typer.Option("--from", help="When it begins: 2026-03-01, or with a time.")
    ],
    price: Annotated[
        str | None, typer.Option("--price", help="The reduced price, VAT included: 599.00.")
    ] = None,
    claim: Annotated[
        str | None, typer.Option("--claim", help="The advertisement's words on the price.")
    ] = None,
    recommended: Annotated[
        str | None,
        typer.Option("--recommended", help="The manufacturer's present recommended price."),
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option("--parts", help="What a bundle's parts cost alone, at their lowest."),
    ] = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="The reduction is for one consumer alone.")
    ] = False,
    perishable: Annotated[
        bool, typer.Option("--perishable", help="The goods are reduced since they soon expire.")
    ] = False,
    country: Annotated[str, typer.Option("--country", help="Whose law: DE, AT, NL or EU.")] = "DE",
    same_channel: Annotated[
        bool, typer.Option("--same-channel", help="Only prices of the same channel count.")
    ] = False,
    new_goods: Annotated[
        bool, typer.Option("--new-goods", help="Goods new on sale may be reduced.")
    ] = False,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="The log as it was recorded at a moment.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write every product's prices to this file.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say which price may stand beside a reduced one, and whether a claim about it is allowed.

    Example: `showfloor offers lowest-price xiaomi-15 --channel online --from 2026-03-01
    --price 599.00 --claim "-25 %, statt 799,00 €"`

    Without a product: every product of the channel, as a file with `--csv`.

    Ends with 1 where the claim, or any reduction, is refused.
    """
    place = open_workspace(workspace, as_of)
    zone = place.config.time_zone
    since = moment_of_option(begins, "--from", zone)
    rules = rules_asked(country, same_channel=same_channel, new_goods=new_goods)
    known = None if known_at is None else moment_of_option(known_at, "--known-at", zone)
    offered = amount_asked(price, "--price")
    if product is None:
        if any((price, claim, recommended, parts, personal, perishable)):
            raise UsageError("a price or a claim is about one product; name it")
        everything = lowest_prior_prices(place, channel, since, rules, known_at=known)
        show_assortment(everything, csv, zone, as_json=as_json)
        return 0
    if csv is not None:
        raise UsageError("--csv is for every product; leave the product out")
    if claim is not None and offered is None:
        raise UsageError("--claim needs --price, the price that it is about")
    found = lowest_prior_price(place, product, channel, since, rules, known_at=known)
    judged = (
        None
        if offered is None
        else _judged(
            found,
            claim or "",
            offered,
            _Beside(
                amount_asked(recommended, "--recommended"),
                amount_asked(parts, "--parts"),
                _exempt(personal=personal, perishable=perishable),
            ),
        )
    )
    _show(found, judged, zone, as_json=as_json)
    return 0 if _may(found, judged) else 1


def _may(found: LowestPriorPrice, judged: _Judged | None) -> bool:
    if judged is not None and judged.claim:
        return judged.verdict.allowed
    reference = found.reference if judged is None else judged.verdict.reference
    return reference.problem is None


def _exempt(*, personal: bool, perishable: bool) -> Exempt | None:
    if personal and perishable:
        raise UsageError("--personal and --perishable are two exemptions; give one of them")
    if personal:
        return "personal"
    return "perishable" if perishable else None


def rules_asked(country: str, *, same_channel: bool, new_goods: bool) -> ReductionRules:
    """Return a country's rules with what the options set; UsageError for an unknown country."""
    rules = rules_of(country)
    if same_channel:
        rules = replace(rules, channels="same")
    return replace(rules, new_goods="since_first_sale") if new_goods else rules


def moment_of_option(text: str, option: str, zone: str) -> datetime:
    """Return the moment that an option names; UsageError where it is none of the ledger's."""
    try:
        moment = moment_asked(text, zone)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} is '{text}'; write a day (2026-03-01) or a time (2026-03-01T08:00)"
        ) from None
    if not 1900 <= moment.year < 2200:
        raise UsageError(f"{option} is '{text}'; the ledger holds the years 1900 to 2199")
    return moment


def amount_asked(text: str | None, option: str) -> Decimal | None:
    """Return the amount that an option states, None where it is not given; UsageError else."""
    if text is None:
        return None
    try:
        found = Decimal(text)
        if found.is_finite() and 0 <= found < 10**12 and found == round(found, 2):
            return found
    except InvalidOperation:
        pass
    raise UsageError(f"{option} is '{text}'; write an amount such as 599.00")


def _judged(
    found: LowestPriorPrice,
    claim: str,
    price: Decimal,
    beside: _Beside,
) -> _Judged:
    verdict = check_claim(
        read_claim(claim),
        price,
        found.reference,
        found.rules,
        recommended=beside.recommended,
        parts=beside.parts,
        exempt=beside.exempt,
    )
    languages: tuple[Language, ...] = ("de", "en")
    return _Judged(
        claim,
        verdict,
        {one: reasons_in_words(verdict, found.rules, one) for one in languages},
        {one: allowed_wording(verdict, found.rules, one) for one in languages},
    )


def _show(found: LowestPriorPrice, judged: _Judged | None, zone: str, *, as_json: bool) -> None:
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


def _show_claim(judged: _Judged) -> None:
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
