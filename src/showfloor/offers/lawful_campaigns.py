"""A campaign's reference price: fixed when the reduction begins, and kept through it.

A campaign is the steps of one product's reduced price in one channel. Steps that deepen without a
pause keep the price before the first one; a pause or a rise begins anew, with the lowest price of
the days before that step, among which the earlier steps lie. What the log says between two steps
counts too: a price above the one that was planned is a pause, whatever the plan was.
PAngV section 11 (2); Directive 98/6/EC Article 6a (5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from showfloor.domain.offer_terms import BERLIN
from showfloor.domain.prices import net_of
from showfloor.errors import DataError
from showfloor.offers.lawful_references import Begun, Reference, against, references
from showfloor.offers.lawful_rules import ReductionRules
from showfloor.offers.lowest_price import BERLIN_NAME, local_day
from showfloor.offers.price_log import (
    NOT_ON_SALE,
    PriceLog,
    PriceSteps,
    seconds_of,
    steps_known_at,
)

Verdict = Literal["unchanged", "lower", "higher"]


@dataclass(frozen=True, slots=True)
class CampaignStep:
    """A price from `begins` until `ends` (exclusive); None: until the next step, or for good."""

    begins: datetime
    gross_price: Decimal
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One product's reduced prices in one channel, in the order of time."""

    campaign_id: str
    product_id: str
    channel: str
    steps: tuple[CampaignStep, ...]

    def __post_init__(self) -> None:
        """Raise DataError where there is no step, or steps overlap or go back in time."""
        where = f"the campaign '{self.campaign_id}'"
        if not self.steps:
            raise DataError(f"{where} has no step; state its price and when it begins")
        for step in self.steps:
            if step.ends is not None and step.ends <= step.begins:
                raise DataError(
                    f"{where}: a step ends at {_shown(step.ends)}, not after {_shown(step.begins)}"
                )
            if not step.gross_price >= 0:
                raise DataError(f"{where}: the price {step.gross_price} is negative")
        for earlier, later in pairwise(self.steps):
            if later.begins == earlier.begins:
                raise DataError(
                    f"{where}: two steps begin at {_shown(later.begins)}; keep one of them"
                )
            if later.begins < (earlier.ends or earlier.begins):
                raise DataError(
                    f"{where}: the step of {_shown(later.begins)} begins before the one of "
                    f"{_shown(earlier.begins)} has ended; put them in the order of time"
                )


def _shown(at: datetime) -> str:
    """Return a moment as Berlin's clocks show it, with their distance from UTC."""
    return at.astimezone(BERLIN).isoformat(sep=" ", timespec="minutes")


@dataclass(frozen=True, slots=True)
class Recheck:
    """What a log that has learnt more says of a reference price that was fixed.

    verdict: "unchanged"; "lower": the true price is lower, so what was announced must be mended at
    once; "higher": what was announced stays, since it promised no more than is true.
    """

    fixed: Reference
    now: Reference
    verdict: Verdict


def fix_references(
    campaign: Campaign,
    log: PriceLog,
    rules: ReductionRules,
    *,
    known_at: datetime | None = None,
    zone: str = BERLIN_NAME,
) -> tuple[Reference, ...]:
    """Return each step's reference price, by what the log had recorded at `known_at`.

    The one of the first step holds for every later step that deepens it without a pause. Its
    problem is "not_lower" at a step whose price is not below it.
    """
    steps = steps_known_at(log, known_at)
    begun = _begins_anew(campaign, steps, rules, zone)
    anew = [step for step, why in zip(campaign.steps, begun, strict=True) if why != "deepening"]
    asked = [(campaign.product_id, campaign.channel, step.begins) for step in anew]
    logged = references(log, asked, rules, known_at=known_at, zone=zone)
    fixed = [
        _with_earlier_steps(one, campaign, step) for one, step in zip(logged, anew, strict=True)
    ]
    found, place = list[Reference](), -1
    for step, why in zip(campaign.steps, begun, strict=True):
        place += why != "deepening"
        found.append(against(replace(fixed[place], begun=why), step.gross_price))
    return tuple(found)


def _with_earlier_steps(reference: Reference, campaign: Campaign, step: CampaignStep) -> Reference:
    """Return a reference that knows the campaign's own earlier steps, which no log may have yet."""
    asked = [
        earlier
        for earlier, later in pairwise(campaign.steps)
        if later.begins <= step.begins
        and (earlier.ends or later.begins) > reference.window_from
        and (reference.price is None or earlier.gross_price < reference.price)
    ]
    if not asked:
        return reference
    least = min(asked, key=lambda one: (one.gross_price, one.begins))
    vat = reference.vat_rate
    return replace(
        reference,
        price=least.gross_price,
        net_price=None if vat is None else net_of(least.gross_price, vat),
        channel=campaign.channel,
        valid_from=least.begins,
        problem=None if reference.problem == "not_sold_in_window" else reference.problem,
    )


def recheck(
    campaign: Campaign,
    fixed: Sequence[Reference],
    log: PriceLog,
    rules: ReductionRules,
    *,
    zone: str = BERLIN_NAME,
) -> tuple[Recheck, ...]:
    """Return, step by step, what the log of today says of references that were fixed earlier."""
    now = fix_references(campaign, log, rules, zone=zone)
    return tuple(
        Recheck(before, after, _verdict(before.price, after.price))
        for before, after in zip(fixed, now, strict=True)
    )


def _verdict(before: Decimal | None, after: Decimal | None) -> Verdict:
    if before == after:
        return "unchanged"
    if before is not None and (after is None or after < before):
        return "lower"
    return "higher"


def _begins_anew(
    campaign: Campaign, steps: PriceSteps, rules: ReductionRules, zone: str
) -> list[Begun]:
    """Say of each step whether it goes on with the reduction, or why it begins anew."""
    found: list[Begun] = ["first"]
    governing = campaign.steps[0]
    for earlier, step in pairwise(campaign.steps):
        found.append(
            _begun(
                campaign, earlier, step, governing=governing, steps=steps, rules=rules, zone=zone
            )
        )
        if found[-1] != "deepening":
            governing = step
    return found


def _begun(
    campaign: Campaign,
    earlier: CampaignStep,
    step: CampaignStep,
    *,
    governing: CampaignStep,
    steps: PriceSteps,
    rules: ReductionRules,
    zone: str,
) -> Begun:
    if earlier.ends is not None and earlier.ends < step.begins:
        return "pause"
    if step.gross_price > earlier.gross_price:
        return "rise"
    if _rose_between(campaign, earlier, step, steps):
        return "pause"
    if not rules.deepening:
        return "no_deepening_rule"
    if rules.deepening_months is not None:
        first = local_day(seconds_of(governing.begins), zone)
        if local_day(seconds_of(step.begins), zone) >= _months_later(first, rules.deepening_months):
            return "too_long"
    return "deepening"


def _rose_between(
    campaign: Campaign, earlier: CampaignStep, step: CampaignStep, steps: PriceSteps
) -> bool:
    """Say whether the log has the product dearer, or not on sale, between two steps."""
    series = steps.log.series_of(campaign.product_id, campaign.channel)
    inside = (
        (steps.series == (-1 if series is None else series))
        & (steps.instants > seconds_of(earlier.begins))
        & (steps.instants < seconds_of(step.begins))
    )
    asked = steps.cents[inside]
    return bool(((asked == NOT_ON_SALE) | (asked > int(earlier.gross_price * 100))).any())


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_after - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))
