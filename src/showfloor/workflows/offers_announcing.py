"""Whether an offer may be announced: its duties, and what is claimed of its prices."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from showfloor import offers
from showfloor.domain.duties import MEDIA, Medium
from showfloor.domain.offer_terms import Offer
from showfloor.errors import DataError
from showfloor.offers.announced_bundles import (
    AnnouncedBundle,
    bundle_announced,
    check_bundle_claim,
)
from showfloor.offers.announced_prices import campaigns_of, products_announced
from showfloor.offers.claims_wording import Language
from showfloor.offers.lawful_campaigns import CampaignStep
from showfloor.offers.lawful_rules import RULES
from showfloor.storage import Workspace
from showfloor.storage.duties_file import duties_held
from showfloor.workflows.offer_campaigns import fix_campaign
from showfloor.workflows.offer_duties import announcement_duties
from showfloor.workflows.offer_prices import price_log_of
from showfloor.workflows.offers_pages import offer_ground

__all__ = [
    "CHANNELS",
    "COUNTRIES",
    "COUNTRY",
    "MEDIA",
    "AnnouncementAsked",
    "AnnouncementFound",
    "ClaimFound",
    "fact_names",
]
CHANNELS = offers.CHANNELS
COUNTRY = "DE"
COUNTRIES = tuple(RULES)
"""Whose law can be asked."""
REDUCTION = "price_reduction"
LOWEST = "lowest_prior_price"
MOST_PRODUCTS = 50
"""Products whose reference prices one announcement states."""


@dataclass(frozen=True, slots=True)
class AnnouncementAsked:
    """How an offer is to be announced.

    says: the words of the advertisement about the price, as they will be read; "": none.
    recommended: the manufacturer's present recommended price of the one product that it is about.
    channel: where it holds. kinds: what else it is ("contract_bundle"). facts: what it shows.
    """

    on: date
    medium: Medium = "advertisement"
    channel: str = "stores"
    says: str = ""
    kinds: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    country: str = COUNTRY
    recommended: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """What the law says of a claim about one product, or about a bundle.

    product_id: of a bundle its parts', joined. price: what the offer makes of it, in euros.
    campaigns: whose reference prices it is judged by.
    """

    product_id: str
    price: Decimal
    campaigns: tuple[offers.Campaign, ...]
    verdict: offers.ClaimVerdict


@dataclass(frozen=True, slots=True)
class AnnouncementFound:
    """The duties of an announcement and what is claimed, each with what is wrong or missing.

    facts: what it shows, with the lowest prior price filled in where the claim is allowed.
    problem: why the claim cannot be judged at all; "": it could.
    """

    duties: offers.DutiesFound
    claims: tuple[ClaimFound, ...]
    facts: Mapping[str, str]
    rules: offers.ReductionRules
    problem: str = ""

    @property
    def may_be_announced(self) -> bool:
        """Whether nothing is missing and every claim is allowed."""
        allowed = all(one.verdict.allowed for one in self.claims)
        return self.duties.may_be_announced and allowed and not self.problem


def announcement_of(
    workspace: Workspace, offer: Offer, asked: AnnouncementAsked, earlier: Sequence[Offer] = ()
) -> AnnouncementFound:
    """Judge how an offer is to be announced; nothing is kept.

    earlier: versions of the same offer that were announced before, whose prices are earlier steps
    of the same campaign. DataError where the ledger has no prices, or the words are too long.
    """
    rules = offers.rules_of(asked.country)
    claim = offers.read_claim(asked.says)
    products, network = offer_ground(workspace, asked.on, asked.channel)
    ground = (products, network.prices)
    about = products_announced(offer, *ground)
    reduces = claim.announces_a_reduction
    problem, claims = "", tuple[ClaimFound, ...]()
    try:
        bundle = bundle_announced(offer, *ground)
        if bundle is not None and claim.parts is not None:
            claims = (_judged_bundle(workspace, offer, bundle, claim, asked),)
        else:
            campaigns = campaigns_of(offer, earlier, asked.channel, *ground)
            _check_size(offer, campaigns, asked.recommended)
            claims = _judged(workspace, campaigns, claim, rules, asked.recommended)
    except DataError as error:
        problem = str(error) if _needs_prices(claim) else ""
    facts = {**asked.facts, **_lowest(claims, reduces=reduces)}
    duties = announcement_duties(
        offers.Announcement(
            country=asked.country,
            medium=asked.medium,
            on=asked.on,
            categories=tuple(sorted({one.category for one in about})),
            kinds=(*asked.kinds, REDUCTION) if reduces else asked.kinds,
            facts=facts,
        )
    )
    return AnnouncementFound(duties, claims, facts, rules, problem)


def keep_references(workspace: Workspace, found: AnnouncementFound) -> tuple[str, ...]:
    """Fix the reference prices of an announcement's campaigns; return the ids of their runs."""
    return tuple(
        fix_campaign(workspace, campaign, found.rules).record.run_id
        for one in found.claims
        for campaign in one.campaigns
    )


def reasons_of(found: AnnouncementFound, claim: ClaimFound, language: Language) -> tuple[str, ...]:
    """Return why a claim is refused, each as a sentence."""
    return offers.reasons_in_words(claim.verdict, found.rules, language)


def wording_of(found: AnnouncementFound, claim: ClaimFound, language: Language) -> str:
    """Return the wording that would be allowed."""
    return offers.allowed_wording(claim.verdict, found.rules, language)


@functools.cache
def fact_names(language: Language) -> Mapping[str, str]:
    """Return what each fact that an announcement can show is called."""
    facts = [fact for duty in duties_held().duties for fact in duty.facts]
    return {one.name: one.text_de if language == "de" else one.text_en for one in facts}


def _needs_prices(claim: offers.Claim) -> bool:
    """Say whether a claim says something of a price that must be borne out."""
    stated = (claim.price, claim.recommended, claim.parts)
    return claim.announces_a_reduction or any(one is not None for one in stated)


def _judged(
    workspace: Workspace,
    campaigns: Sequence[offers.Campaign],
    claim: offers.Claim,
    rules: offers.ReductionRules,
    recommended: Decimal | None,
) -> tuple[ClaimFound, ...]:
    log, _ = price_log_of(workspace)
    found = []
    for campaign in campaigns:
        *_, step = campaign.steps
        *_, fixed = offers.fix_references(campaign, log, rules, zone=workspace.config.time_zone)
        verdict = offers.check_claim(claim, step.gross_price, fixed, rules, recommended=recommended)
        found.append(ClaimFound(campaign.product_id, step.gross_price, (campaign,), verdict))
    return tuple(found)


def _judged_bundle(
    workspace: Workspace,
    offer: Offer,
    bundle: AnnouncedBundle,
    claim: offers.Claim,
    asked: AnnouncementAsked,
) -> ClaimFound:
    """Judge a claim that compares a bundle with what its parts cost alone."""
    log, _ = price_log_of(workspace)
    rules, channel = offers.rules_of(asked.country), asked.channel
    begins, name = offer.when.begins, f"{offer.offer_id} {offer.version}"
    reduced = [(part, channel, begins) for part in bundle.parts]
    found = offers.references(log, reduced, rules, zone=workspace.config.time_zone)
    shelf = dict(zip(bundle.parts, bundle.shelf, strict=True))
    campaigns = tuple(
        offers.Campaign(name, part, channel, (CampaignStep(begins, price, None),))
        for part, price in shelf.items()
    )
    verdict = check_bundle_claim(claim, bundle, found, rules)
    return ClaimFound(" + ".join(bundle.parts), bundle.price, campaigns, verdict)


def _check_size(
    offer: Offer, campaigns: Sequence[offers.Campaign], recommended: Decimal | None
) -> None:
    if not campaigns:
        raise DataError(
            f"{offer.offer_id} has no price of one unit, so that no reduction of one can be "
            "announced; say what it gives (two for one, a gift) without per cent, euros off or a "
            "struck-through price"
        )
    if recommended is not None and len(campaigns) > 1:
        raise DataError(
            f"{offer.offer_id} reduces {len(campaigns)} products, and a recommended price is that "
            "of one; announce them one by one, or claim none"
        )
    if len(campaigns) > MOST_PRODUCTS:
        raise DataError(
            f"{offer.offer_id} reduces {len(campaigns)} products, and each needs its own lowest "
            f"prior price beside it; name at most {MOST_PRODUCTS} products, or claim no reduction"
        )


def _lowest(claims: Sequence[ClaimFound], *, reduces: bool) -> dict[str, str]:
    """Return what stands beside the claim as its lowest prior prices, computed and never typed."""
    if not reduces:
        return {}
    told = [
        f"{one.product_id}: {one.verdict.reference.price}"
        for one in claims
        if one.verdict.allowed and one.verdict.reference.price is not None
    ]
    return {LOWEST: ", ".join(told) if len(told) == len(claims) else ""}
