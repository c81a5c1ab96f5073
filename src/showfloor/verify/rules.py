"""Every rule of the programme, tested on the plan's decisions: limits, promises, waves, quotas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum

from showfloor.domain.calendars import week_number
from showfloor.domain.plan import Holding
from showfloor.verify.decisions import Decision, starts_by_week
from showfloor.verify.facts import FOR_EVER, Facts
from showfloor.verify.holdouts import draw_holdout
from showfloor.verify.limits import budget_limits, crew_capacity, pace_limits, supply_limits
from showfloor.verify.types import Finding

TOLERANCE = 0.01


def check_budget(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each budget step whose start weeks spend more than the amounts so far."""
    for limit in budget_limits(facts):
        spent = fsum(item.capex for item in decisions if item.start < limit.end)
        if spent > limit.amount + TOLERANCE:
            says = f"{spent:.2f} is spent, {limit.amount:.2f} allowed"
            findings.append(Finding("budget", limit.name, says))


def check_crews(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each region and week in which installations need more crew-days than there are."""
    used: defaultdict[tuple[str | None, int], int] = defaultdict(int)
    for item in decisions:
        days = facts.programme.formats[item.column].crew_days
        for offset, crew_days in enumerate(days):
            used[facts.region(item.row), item.start + offset] += crew_days
    for (region, week), needed in sorted(used.items(), key=lambda u: (u[0][0] or "", u[0][1])):
        capacity = crew_capacity(facts, region, week)
        if needed > capacity:
            where = f"{region or 'stores without a region'}, week {week}"
            says = f"{needed} crew-days are needed, {capacity} there"
            findings.append(Finding("crews", where, says))


def check_supply(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each delivery step by whose end more installations start than were delivered."""
    starts = starts_by_week(facts, decisions)
    for limit in supply_limits(facts):
        taken = int(starts[limit.format_column, : limit.end].sum())
        if taken > limit.amount:
            says = f"{taken} start before week {limit.end}, {limit.amount:g} are delivered"
            findings.append(Finding("supply", limit.name, says))


def check_pace(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each pace step by whose week more new areas sell than it allows."""
    for limit in pace_limits(facts):
        selling = sum(item.selling <= limit.week for item in decisions)
        if selling > limit.at_most:
            says = f"{selling} new areas sell by then, at most {limit.at_most} may"
            findings.append(Finding("pace", limit.name, says))


def check_promises(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each promised store that gets no area of a promised format in time."""
    start = facts.programme.start
    formats = facts.programme.formats
    kept: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for item in decisions:
        kept[item.store_id].append((formats[item.column].format_id, item.selling))
    for store_id in facts.promises:
        for area in facts.fixed.get(store_id, ()):
            first = (area.selling_from - start).days // 7
            kept[store_id].append((area.format_id, first))
    for store_id, promise in facts.promises.items():
        latest = week_number(promise.selling_by, start)
        if any(
            week <= latest and (not promise.format_ids or name in promise.format_ids)
            for name, week in kept[store_id]
        ):
            continue
        names = " or ".join(promise.format_ids) or "an area"
        has = ", ".join(f"{name} from week {week}" for name, week in kept[store_id]) or "no area"
        says = f"was promised {names} selling by {promise.selling_by} (week {latest}), has {has}"
        findings.append(Finding("promise", store_id, says))


def check_waves(facts: Facts, first: Mapping[str, int], findings: list[Finding]) -> None:
    """Note listed stores without an area, and stores that sell before an earlier wave does.

    `first` holds the first selling week of every store with an area, new or fixed.
    """
    last: list[tuple[int, int, str]] = []
    for wave in facts.programme.waves:
        present = {store: first[store] for store in wave.store_ids if store in first}
        findings += [
            Finding("wave", store, f"is in wave {wave.name}, has no area")
            for store in wave.store_ids
            if store not in present
        ]
        for store, week in present.items():
            for latest, release, name in last:
                if latest > week and week < release:
                    says = f"sells from week {week}, wave {name} before it only from {latest}"
                    findings.append(Finding("wave", store, says))
        if present:
            release = wave_release(facts, wave.release_on)
            last.append((max(present.values()), release, wave.name))


def wave_release(facts: Facts, release_on: date | None) -> int:
    """Return the first week in which a wave no longer holds back later ones."""
    if release_on is None:
        return FOR_EVER
    return week_number(release_on, facts.programme.start)


def check_quotas(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> None:
    """Note each region with fewer new areas than its quota."""
    for quota in facts.programme.quotas:
        found = sum(facts.region(item.row) == quota.region for item in decisions)
        if found < quota.at_least:
            says = f"{found} new areas, at least {quota.at_least} demanded"
            findings.append(Finding("quota", quota.region, says))


def check_other(facts: Facts, decisions: Sequence[Decision], findings: list[Finding]) -> float:
    """Return what the new areas are worth to the other party; note where it is not enough.

    NaN without other_at_least. Spillover losses are the chosen party's and do not count.
    """
    if facts.other is None:
        return float("nan")
    worth = fsum(item.other for item in decisions)
    if not worth >= facts.other.at_least - TOLERANCE:
        says = f"the plan is worth {worth:.2f}, at least {facts.other.at_least:.2f} demanded"
        findings.append(Finding("other_at_least", facts.other.name, says))
    return worth


def check_holdout(
    facts: Facts,
    eligible: Mapping[str, tuple[str, ...]],
    decisions: Sequence[Decision],
    holdout: Sequence[Holding],
    *,
    seed: int,
    findings: list[Finding],
) -> None:
    """Note a holdout that is not the one drawn, or held stores that sell too early."""
    rule = facts.programme.holdout
    if rule is None:
        for held in holdout:
            says = "is held out, the programme has no holdout"
            findings.append(Finding("holdout", held.store_id, says))
        return
    found: dict[str, str] = {}
    for held in holdout:
        if held.store_id in found:
            findings.append(Finding("holdout", held.store_id, "stands twice in the holdout"))
        found[held.store_id] = held.stratum
    if rule.draw == "random":
        _compare_draw(draw_holdout(eligible, rule, seed), found, seed, findings)
    else:
        _check_chosen(eligible, rule.keep, found, findings)
    _check_held_sales(facts, decisions, found, findings)


def _compare_draw(
    drawn: Mapping[str, str], found: Mapping[str, str], seed: int, findings: list[Finding]
) -> None:
    for store_id in sorted({*drawn, *found}):
        expected, claimed = drawn.get(store_id), found.get(store_id)
        if expected == claimed:
            continue
        if claimed is None:
            says = f"is drawn for {expected!r} by seed {seed}, not in the holdout"
        elif expected is None:
            says = f"is in the holdout for {claimed!r}, seed {seed} does not draw it"
        else:
            says = f"is held out for {claimed!r}, its stratum is {expected!r}"
        findings.append(Finding("holdout", store_id, says))


def _check_chosen(
    eligible: Mapping[str, tuple[str, ...]],
    keep: int,
    found: Mapping[str, str],
    findings: list[Finding],
) -> None:
    stratum_by_store = {store: name for name, stores in eligible.items() for store in stores}
    for store_id, claimed in found.items():
        expected = stratum_by_store.get(store_id)
        if expected is None:
            findings.append(Finding("holdout", store_id, "is held out and not eligible"))
        elif expected != claimed:
            says = f"is held out for {claimed!r}, its stratum is {expected!r}"
            findings.append(Finding("holdout", store_id, says))
    for name, stores in eligible.items():
        held = sum(store in found for store in stores)
        if held != min(keep, len(stores)):
            says = f"{held} stores are held out, must be {min(keep, len(stores))}"
            findings.append(Finding("holdout", name, says))


def _check_held_sales(
    facts: Facts, decisions: Sequence[Decision], found: Mapping[str, str], findings: list[Finding]
) -> None:
    rule = facts.programme.holdout
    if rule is None:
        return
    earliest = week_number(rule.no_sales_before, facts.programme.start)
    for item in decisions:
        if item.store_id in found and item.selling < earliest:
            says = (
                f"is held out and sells from week {item.selling}, not before {rule.no_sales_before}"
                f" (week {earliest})"
            )
            findings.append(Finding("holdout", item.store_id, says))
