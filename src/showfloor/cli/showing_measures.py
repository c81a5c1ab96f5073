"""How `showfloor measure` prints what it found: the answer first, then what speaks against it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from showfloor.cli.output import money, number, per_cent, print_table, say
from showfloor.measure.discontinuity import Discontinuity
from showfloor.measure.scale_check import SPOKEN
from showfloor.measure.types import (
    Check,
    DisplayEffect,
    Estimate,
    ScaleBeside,
    ScaledEffects,
    StaggeredResult,
)
from showfloor.measure.types_areas import AreasFound
from showfloor.measure.types_choice import PlanChoice
from showfloor.measure.types_offers import TripleDifference
from showfloor.measure.types_outcomes import Scale

_METHODS = {
    "imputation": "imputation",
    "callaway_santanna": "Callaway-Sant'Anna",
    "adjusted": "Callaway-Sant'Anna with covariates",
    "synthetic": "synthetic difference-in-differences",
    "randomised": "the draw of stores",
}
DIFFERS = 0.05
"""A difference between groups is named from this corrected p-value down."""


def show_areas(found: AreasFound, currency: str) -> None:
    """Print what areas earned, how sure that is, what speaks against it, and what to do."""
    for line in answer(found, currency):
        say(line)
    whom, earned = found.whom, found.money
    show_effects(
        f"{currency} of {earned.quantity}, a store and full trading week",
        {
            "own, from the first disruption": earned.a_week,
            "  from rivals": whom.from_rivals,
            "  from other categories": whom.from_elsewhere,
            "  new to the store": whom.new,
            "own shops nearby, revenue": whom.own_shops,
            "online shop, a postcode area, revenue": whom.online,
            **{
                f"stores {ring.from_km:g} to {ring.to_km:g} km away, own revenue": ring.effect
                for ring in whom.rings
                if ring.units
            },
            **{
                f"own {name}, from the opening": effect.from_opening
                for name, effect in found.effects.items()
            },
        },
    )
    if found.offers is not None:
        _show_offers(found.offers, currency)
    size = ", stores brought to one size" if found.scale == "per_cent" else ""
    show_methods(found.staggered, f"{currency} of own revenue, a store and full trading week{size}")
    if found.choice is not None:
        say(_chosen(found.choice, found.treated))
    if found.jump is not None and math.isfinite(found.jump.effect.low):
        _show_jump(found.jump, currency, found.scale)
    differ = [group for group in found.groups if group.p_holm < DIFFERS]
    for group in differ:
        say(
            f"  {group.family} {group.name}: {money(group.difference.estimate)} apart from the "
            f"others (p = {group.p_holm:.3f}, corrected for {len(found.groups)} looks)"
        )
    show_checks(found.checks)
    for note in found.notes:
        say(f"  {note}")


def show_methods(result: StaggeredResult, unit: str) -> None:
    """Print the headline beside the other methods, and how far they lie from it."""
    compared = result.methods
    if compared is None:
        return
    print_table(
        f"The mean effect by method ({unit}), the headline first",
        ("method", "estimate", "95 % from", "to", "apart", "p, corrected"),
        [
            (
                _METHODS[item.method],
                *(number(x) for x in (item.estimate.estimate, item.estimate.low)),
                number(item.estimate.high),
                number(item.apart.estimate),
                number(item.p_holm),
            )
            for item in compared.estimates
        ],
    )
    if compared.covariates:
        say(f"  adjusted ({compared.control}) for {', '.join(compared.covariates)}")
    for item in compared.estimates:
        for note in (item.estimate.reason, *item.notes):
            if note:
                say(f"  {_METHODS[item.method]}: {note}")


def _chosen(choice: PlanChoice, treated: int) -> str:
    said = f"Chosen by plan {choice.run_id}: {choice.planned} of {treated} stores with an area"
    if choice.drawn:
        said += f", {choice.drawn} of them drawn among near-ties"
    if choice.scored_from is not None and choice.scored_to is not None:
        said += f"; by sales from {choice.scored_from} to before {choice.scored_to}"
    if not math.isfinite(choice.promised):
        return f"{said}."
    return f"{said}; promised {money(choice.promised)} of retailer's margin a week, a store."


def _show_jump(found: Discontinuity, currency: str, scale: Scale) -> None:
    effect = found.effect
    size = " at the mean size of those with an area" if scale == "per_cent" else ""
    say(
        f"At the plan's cut-off ({found.below} stores just below, {found.above} just above) an "
        f"area adds {money(effect.estimate)} {currency} of own revenue a store{size} and week, "
        f"with 95 % certainty between {money(effect.low)} and {money(effect.high)}."
    )


def _show_offers(found: TripleDifference, currency: str) -> None:
    stores = found.stores
    show_effects(
        f"Area apart from offer, {currency} of own revenue, a store and full trading week",
        {
            f"area and offer together ({stores['both']} stores)": found.both,
            "  the area's part": found.area,
            "  the offer's part": found.offer,
            f"the area alone ({stores['area']} stores)": found.area_alone,
            f"the offer alone ({stores['offer']} stores)": found.offer_alone,
            "own products never on offer, with both": found.others,
        },
    )
    for note in found.notes:
        say(f"  {note}")


def answer(found: AreasFound, currency: str) -> tuple[str, ...]:
    """Return the answer in up to six sentences."""
    earned = found.money
    said = f"{found.treated} stores with an area of {found.manufacturer_id}"
    if found.format_id:
        said += f" ({found.format_id})"
    said += f", {found.compared} to compare with, {found.first_week} to before {found.to_week}."
    among = "all" if found.regions is None else "all stores of a region"
    lines = [said, _earned(found, currency), *_beside(found.beside, found.scale, among)]
    if math.isfinite(earned.payback.estimate):
        weeks = earned.payback
        latest = f"{weeks.high:.0f}" if math.isfinite(weeks.high) else "never"
        lines.append(f"An area pays for itself in {weeks.estimate:.0f} weeks (at most: {latest}).")
    elif earned.payback.reason:
        lines.append(f"Payback unknown: {earned.payback.reason}.")
    headline = _headline(found, currency)
    if headline:
        lines.append(headline)
    lines.append(_what_to_do(found))
    return tuple(lines)


def _headline(found: AreasFound, currency: str) -> str:
    """Return what another method than imputation says of the mean effect; "" for imputation."""
    compared = found.staggered.methods
    if compared is None or compared.headline == "imputation":
        return ""
    first = compared.estimates[0].estimate
    said = (
        f"By {_METHODS[compared.headline]} an area adds {money(first.estimate)} {currency} of own "
        "revenue a store and full trading week"
    )
    if not math.isfinite(first.low):
        return f"{said}; how sure that is cannot be said: {first.reason}."
    ends = f"{money(first.low)} and {money(first.high)}"
    return f"{said}, with 95 % certainty between {ends}; sums above are imputation's."


def _earned(found: AreasFound, currency: str) -> str:
    earned = found.money
    if not math.isfinite(earned.total.estimate):
        return f"What they earned is unknown: {earned.total.reason}."
    share = per_cent(earned.per_cent.estimate / 100.0, signed=True)
    said = (
        f"They earned {money(earned.total.estimate)} {currency} of own {earned.quantity} ({share}"
    )
    if not math.isfinite(earned.total.low):
        return f"{said}); how sure that is cannot be said: {earned.total.reason}."
    ends = f"{money(earned.total.low)} and {money(earned.total.high)}"
    return f"{said}), with 95 % certainty between {ends}."


def _what_to_do(found: AreasFound) -> str:
    failed = [check.name for check in found.checks if check.verdict == "FAIL"]
    doubted = [check.name for check in found.checks if check.verdict == "REVIEW"]
    total = found.money.total
    if failed:
        return f"Do not quote these figures before this is mended: {', '.join(failed)}."
    if not math.isfinite(total.low):
        return "Open more areas, or wait: so few stores allow no interval."
    if total.low <= 0.0 <= total.high:
        return "The effect cannot be told from nothing yet: wait for more weeks or more areas."
    if doubted:
        return f"Quote them with their interval, and read first: {', '.join(doubted)}."
    return "Nothing speaks against these figures: quote them with their interval."


def show_effects(title: str, effects: Mapping[str, Estimate]) -> None:
    """Print estimates with their intervals, and the reasons where they have none."""
    print_table(
        title,
        ("effect", "estimate", "standard error", "95 % from", "to"),
        [
            (name, *(number(x) for x in (item.estimate, item.se, item.low, item.high)))
            for name, item in effects.items()
        ],
    )
    for name, item in effects.items():
        if item.reason:
            say(f"  {name}: {item.reason}")


def show_scaled(found: ScaledEffects | None) -> None:
    """Print a panel's effect in per cent; what follows is at the mean treated unit's size."""
    if found is None:
        return
    show_effects(
        "In per cent, all treated units together",
        {
            "per cent of what was foretold": found.per_cent,
            "a unit and time": found.mean,
            "in all": found.total,
        },
    )
    for line in _beside(found.beside, found.scale):
        say(line)
    say("Below, units are brought to the size of the mean treated one:")


def _beside(found: ScaleBeside | None, scale: Scale, among: str = "all") -> tuple[str, ...]:
    """Return in what the untreated move alike, and what the other scale would find."""
    moved = "amount" if scale == "levels" else "per cent"
    said = f"Foretold {SPOKEN[scale]}: without treatment {among} move by the same {moved}"
    if found is None or not math.isfinite(found.per_cent.estimate):
        return (f"{said}.",)
    share = per_cent(found.per_cent.estimate / 100.0, signed=True)
    return (f"{said}; {SPOKEN[found.scale]} it would be {share}.",)


def show_display(effect: DisplayEffect) -> None:
    """Print what a display does, in log points, and the checks on it."""
    show_effects(
        f"What a display does: {effect.pairs} manufacturer-category pairs, {effect.stores} stores",
        {
            "own units": effect.own.estimates["F"],
            "rivals' units": effect.rivals.estimates["F"],
            "category units": effect.category.estimates["F"],
            "own units, next week's display": effect.lead.estimates["F_next"],
        },
    )
    say(f"Rivals lose {per_cent(effect.rivals_loss_share, 0)} of the units gained.")
    show_checks(effect.checks)


def show_checks(checks: tuple[Check, ...]) -> None:
    """Print each check's verdict and its advice."""
    for check in checks:
        say(f"  {check.verdict:6} {check.name}: {check.advice}")
