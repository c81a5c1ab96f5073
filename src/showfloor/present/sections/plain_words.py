"""A measurement in plain words: what it earned, how sure that is, and what to do."""

from __future__ import annotations

import math
from datetime import date

from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound, GroupEffect
from showfloor.present.sections.earned_setting import Earned, has_interval, is_clear
from showfloor.present.sentences import translated

DIFFERS = 0.05
"""A difference between groups is clear from this corrected p-value down."""
NAMED = 3


def earned_title(earned: Earned) -> str:
    """Return what the areas earned in a sentence, with the interval."""
    found, language = earned.found, earned.language
    total = found.money.total
    if not math.isfinite(total.estimate):
        return earned.say("earned.title.undefined", name=earned.name)
    if not has_interval(total):
        key = "few"
    elif not is_clear(total):
        key = "uncertain"
    else:
        key = "raised" if total.estimate > 0 else "lowered"
    flip = -1.0 if key == "lowered" else 1.0
    low, high = sorted((flip * total.low, flip * total.high))
    return earned.say(
        f"earned.title.{key}",
        n=found.treated,
        name=earned.name,
        total=language.money_short(flip * total.estimate),
        quantity=earned.quantity,
        low=language.money_short(low),
        high=language.money_short(high),
    )


def what_it_earned(earned: Earned) -> tuple[str, ...]:
    """Return what it earned: in all, from the opening on, and when an area has paid for itself."""
    money, language = earned.found.money, earned.language
    if not math.isfinite(money.total.estimate):
        reason = earned.reason(money.total)
        return (earned.say("earned.what.total.undefined", reason=reason),)
    said = [
        earned.say(
            "earned.what.total",
            last=earned.last_day,
            total=in_all(earned),
            quantity=earned.quantity,
            share=per_cent_text(earned),
            week=earned.span(money.a_week),
        )
    ]
    opening = earned.found.effects.get("revenue")
    if opening is not None and math.isfinite(opening.from_opening.estimate):
        effect = earned.span(opening.from_opening)
        said.append(earned.say("earned.what.opening", effect=effect))
    if math.isfinite(money.payback.estimate):
        cost = language.money_short(money.cost)
        said.append(earned.say("earned.what.payback", cost=cost, weeks=payback_text(earned)))
    else:
        reason = earned.reason(money.payback)
        said.append(earned.say("earned.what.payback.undefined", reason=reason))
    return tuple(said)


def in_all(earned: Earned) -> str:
    """Return the total with its interval, as a sentence holds it."""
    total, language = earned.found.money.total, earned.language
    value = language.money_short(total.estimate)
    if not has_interval(total):
        return earned.say("earned.with_no_interval", value=value)
    low, high = language.money_short(total.low), language.money_short(total.high)
    return earned.say("interval", value=value, low=low, high=high)


def per_cent_text(earned: Earned) -> str:
    """Return the gain in per cent of what was foretold, with its interval."""
    share, language = earned.found.money.per_cent, earned.language
    value = language.percent(share.estimate / 100.0, 1, signed=True)
    if not math.isfinite(share.estimate):
        return value
    if not has_interval(share):
        return earned.say("earned.with_no_interval", value=value)
    low, high = (language.number(v, 1, signed=True) for v in (share.low, share.high))
    return earned.say("interval", value=value, low=low, high=high)


def payback_text(earned: Earned) -> str:
    """Return after how many weeks an area has paid for itself, with the interval."""
    payback, language = earned.found.money.payback, earned.language
    if not math.isfinite(payback.estimate):
        return language.number(math.nan)
    value = earned.say("earned.weeks", number=language.count(payback.estimate))
    if math.isnan(payback.low) or math.isnan(payback.high):
        return earned.say("earned.with_no_interval", value=value)
    low, high = language.count(payback.low), language.count(payback.high)
    if math.isinf(payback.high):
        high = earned.say("earned.never")
    return earned.say("interval", value=value, low=low, high=high)


def how_sure(earned: Earned) -> tuple[str, ...]:
    """Return how sure it is: the interval or what stands for it, two methods, and drifts."""
    found = earned.found
    total = found.money.total
    said = []
    if has_interval(total):
        key = "care" if total.verdict == "REVIEW" else "many"
        said.append(earned.say(f"earned.sure.{key}", n=total.treated or found.treated))
    else:
        said += _without_interval(earned)
    both = found.staggered.imputation.overall, found.staggered.callaway_santanna.simple
    if all(math.isfinite(estimate.estimate) for estimate in both):
        first, second = (earned.span(estimate) for estimate in both)
        said.append(earned.say("earned.sure.methods", first=first, second=second))
    breakdown = [s.breakdown for s in found.sensitivity if s.restriction == "relative magnitudes"]
    if breakdown and math.isfinite(breakdown[0]) and is_clear(total):
        times = earned.language.number(breakdown[0], 1)
        said.append(earned.say("earned.sure.breakdown", times=times))
    return tuple(said)


def _without_interval(earned: Earned) -> list[str]:
    """Return what can be said of a total without an interval: too few shops, or another reason."""
    total, overall = earned.found.money.total, earned.found.staggered.imputation.overall
    treated = total.treated or 0
    if not math.isfinite(overall.p_value) or treated > earned.found.treated:
        return [earned.say("earned.sure.nothing", reason=earned.reason(total))]
    alone = treated == 1
    share = earned.language.percent(overall.p_value, 1)
    return [
        earned.say("earned.sure.few", n=treated),
        earned.say("earned.sure.p.one" if alone else "earned.sure.p", p=share),
    ]


def speaks_against(found: AreasFound) -> tuple[Check, ...]:
    """Return the checks that ask for a look or fail, the failed ones first."""
    order = ("FAIL", "REVIEW")
    return tuple(check for verdict in order for check in found.checks if check.verdict == verdict)


def what_to_do(earned: Earned) -> tuple[str, ...]:
    """Return the next steps, in order, from the verdicts, the interval and the payback."""
    found = earned.found
    total = found.money.total
    steps = [_first_step(earned)]
    if is_clear(total):
        steps += _of_a_clear_total(earned)
    return tuple(steps)


def _first_step(earned: Earned) -> str:
    found = earned.found
    total = found.money.total
    failed = [check for check in found.checks if check.verdict == "FAIL"]
    doubted = [check for check in found.checks if check.verdict == "REVIEW"]
    if not math.isfinite(total.estimate):
        return earned.say("earned.do.undefined")
    if not has_interval(total):
        return earned.say("earned.do.few")
    if failed:
        return earned.say("earned.do.fail", names=_names(earned, failed))
    if not is_clear(total):
        return earned.say("earned.do.wait")
    if doubted:
        return earned.say("earned.do.review", names=_names(earned, doubted))
    return earned.say("earned.do.quote")


def _of_a_clear_total(earned: Earned) -> list[str]:
    found = earned.found
    if found.money.total.estimate < 0:
        return [earned.say("earned.do.stop")]
    steps = []
    payback = found.money.payback
    if math.isfinite(payback.high):
        high = earned.say("earned.weeks", number=earned.language.count(payback.high))
        steps.append(earned.say("earned.do.payback", high=high))
    elif math.isfinite(payback.estimate):
        steps.append(earned.say("earned.do.payback.never"))
    differing = [group for group in found.groups if group.p_holm < DIFFERS]
    better = [group for group in differing if group.difference.estimate > 0]
    if better:
        names = [group_name(earned, group) for group in better[:NAMED]]
        steps.append(earned.say("earned.do.groups", groups=earned.language.listed(names)))
    elif not differing and any(math.isfinite(group.p_holm) for group in found.groups):
        steps.append(earned.say("earned.do.groups.none"))
    steps.append(earned.say("earned.do.learn"))
    return steps


def _names(earned: Earned, checks: list[Check]) -> str:
    return earned.language.listed([translated(c.name, earned.language)[0] for c in checks])


def group_name(earned: Earned, group: GroupEffect) -> str:
    """Return the shown name of a group: a format, a kind, a region, or a wave's week."""
    match group.family:
        case "format":
            return earned.setting.format(group.name)
        case "kind":
            return earned.setting.kind(group.name)
        case "region":
            return earned.setting.region(group.name)
        case _:
            return earned.language.week(date.fromisoformat(group.name))
