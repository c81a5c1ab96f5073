"""The command that finds the price with which a reduction may be compared, and judges a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from showfloor.cli.offers_assortment import show_assortment
from showfloor.cli.offers_lowest_price_options import (
    BeginsOption,
    ChannelOption,
    ClaimOption,
    CountryOption,
    CsvOption,
    KnownAtOption,
    NewGoodsOption,
    PartsOption,
    PerishableOption,
    PersonalOption,
    PriceOption,
    ProductArgument,
    RecommendedOption,
    SameChannelOption,
)
from showfloor.cli.offers_lowest_price_shown import Judged, show_lowest_price
from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption
from showfloor.errors import UsageError
from showfloor.offers.claims import Exempt, check_claim
from showfloor.offers.claims_text import read_claim
from showfloor.offers.claims_wording import Language, allowed_wording, reasons_in_words
from showfloor.offers.lawful_rules import ReductionRules, rules_of
from showfloor.offers.price_log_queries import moment_asked
from showfloor.storage import open_workspace
from showfloor.workflows.offer_prices import (
    LowestPriorPrice,
    lowest_prior_price,
    lowest_prior_prices,
)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else is known of a price."""

    recommended: Decimal | None
    parts: Decimal | None
    exempt: Exempt | None


def lowest_price(
    product: ProductArgument = None,
    *,
    channel: ChannelOption,
    begins: BeginsOption,
    price: PriceOption = None,
    claim: ClaimOption = None,
    recommended: RecommendedOption = None,
    parts: PartsOption = None,
    personal: PersonalOption = False,
    perishable: PerishableOption = False,
    country: CountryOption = "DE",
    same_channel: SameChannelOption = False,
    new_goods: NewGoodsOption = False,
    known_at: KnownAtOption = None,
    csv: CsvOption = None,
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
    _refuse_what_does_not_go_together(csv, claim, offered)
    beside = _Beside(
        amount_asked(recommended, "--recommended"),
        amount_asked(parts, "--parts"),
        _exempt(personal=personal, perishable=perishable),
    )
    found = lowest_prior_price(place, product, channel, since, rules, known_at=known)
    judged = None if offered is None else _judged(found, claim or "", offered, beside)
    show_lowest_price(found, judged, zone, as_json=as_json)
    return 0 if _may(found, judged) else 1


def _refuse_what_does_not_go_together(
    csv: Path | None, claim: str | None, offered: Decimal | None
) -> None:
    if csv is not None:
        raise UsageError("--csv is for every product; leave the product out")
    if claim is not None and offered is None:
        raise UsageError("--claim needs --price, the price that it is about")


def _may(found: LowestPriorPrice, judged: Judged | None) -> bool:
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
) -> Judged:
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
    return Judged(
        claim,
        verdict,
        {one: reasons_in_words(verdict, found.rules, one) for one in languages},
        {one: allowed_wording(verdict, found.rules, one) for one in languages},
    )
