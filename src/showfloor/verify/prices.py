"""The certificate's prices: shapes, signs, and that each belongs to a rule that exists."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Floats
from showfloor.verify.crew_cut_checks import check_crew_cuts
from showfloor.verify.facts import Facts
from showfloor.verify.forest import first_cycle
from showfloor.verify.holdouts import stratum_of
from showfloor.verify.rules import wave_release
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.types import Finding
from showfloor.verify.week_prices import tree_pairs

_GROUPS: tuple[tuple[str, ...], ...] = (
    ("crew_region", "crew_week", "crew_limit", "crew_price"),
    ("cut_region", "cut_from", "cut_weeks", "cut_limit", "cut_price"),
    ("entry_cut", "entry_store", "entry_format", "entry_start", "entry_weight"),
    ("holdout_stratum", "holdout"),
    ("wave_of", "wave_week", "wave_store", "wave_side", "wave_price"),
    ("spillover_pair", "spillover_week", "spillover_price"),
)
_NON_NEGATIVE = (
    "budget",
    "crew_price",
    "cut_price",
    "supply",
    "quota",
    "wave_price",
    "spillover_price",
    "other",
    "pace",
    "split",
)
_NUMBERS = (*_NON_NEGATIVE, "crew_weights", "crew_limit", "cut_limit", "holdout")
_WHOLE = (
    *("crew_week", "crew_days", "wave_of", "wave_week", "wave_side"),
    *("spillover_pair", "spillover_week", "spillover_exact"),
    *("cut_from", "cut_weeks", "entry_cut", "entry_start", "entry_weight"),
)
THETA_TOLERANCE = 1e-9
LARGEST_NUMBER = 1e30
"""In size; with larger ones sums could overflow, and what is infinite looks like no plan."""


def check_shapes(facts: Facts, prices: Prices, splits: int, findings: list[Finding]) -> bool:
    """Say whether the arrays have the documented shapes and types; note what has not.

    `splits` is the length of the leaf's path.
    """
    before = len(findings)
    for item in fields(prices):
        _check_array(item.name, getattr(prices, item.name), findings)
    if len(findings) > before:
        return False
    for group in _GROUPS:
        lengths = [len(getattr(prices, name)) for name in group]
        if len(set(lengths)) > 1:
            _note(findings, ", ".join(group), f"have lengths {lengths}, must be equal")
    expected = (len(prices.crew_price), len(prices.crew_days))
    if prices.crew_weights.shape != expected and len(prices.crew_price):
        _note(findings, "crew_weights", f"has shape {prices.crew_weights.shape}, not {expected}")
    programme = facts.programme
    for name, rules in (
        ("budget", len(programme.budget)),
        ("supply", len(programme.supply)),
        ("quota", len(programme.quotas)),
        ("other", 0 if programme.other_at_least is None else 1),
        ("pace", len(programme.pace)),
    ):
        length = len(getattr(prices, name))
        if length not in (0, rules):
            _note(findings, name, f"has {length} prices, the programme {rules} such rules")
    if len(prices.split) not in (0, splits):
        _note(findings, "split", f"has {len(prices.split)} prices, the leaf's path {splits} splits")
    days = prices.crew_days
    if len(days) and (days.min() <= 0 or len(np.unique(days)) != len(days)):
        _note(findings, "crew_days", "must be positive and different")
    return len(findings) == before


def check_prices(
    facts: Facts, spillovers: Spillovers, prices: Prices, findings: list[Finding]
) -> bool:
    """Say whether every price has its sign and its rule; note those that have not.

    Shapes must have been checked before.
    """
    before = len(findings)
    check_all_but_cuts(facts, spillovers, prices, findings)
    check_crew_cuts(facts, prices, findings)
    return len(findings) == before


def check_all_but_cuts(
    facts: Facts, spillovers: Spillovers, prices: Prices, findings: list[Finding]
) -> None:
    """Note each price without its sign or rule, and numbers of crew cuts that are none."""
    for name in _NUMBERS:
        values = getattr(prices, name)
        flat = values.reshape(-1)
        for place in np.flatnonzero(~(np.abs(flat) <= LARGEST_NUMBER))[:20]:
            says = f"is {flat[place]}, no finite number"
            if np.isfinite(flat[place]):
                says = f"is {flat[place]:g}, may be {LARGEST_NUMBER:g} at most"
            _note(findings, f"{name}[{place}]", says)
    for name in _NON_NEGATIVE:
        values = getattr(prices, name)
        for place in np.flatnonzero(values < 0)[:20]:
            _note(findings, f"{name}[{place}]", f"is {values[place]:g}, must not be negative")
    _check_crew_rows(facts, prices, findings)
    _check_strata(facts, prices, findings)
    _check_wave_rows(facts, prices, findings)
    _check_thetas(facts, spillovers, prices, findings)
    _check_exact(facts, spillovers, prices, findings)


def _note(findings: list[Finding], where: str, says: str) -> None:
    findings.append(Finding("price", where, says))


def _check_array(name: str, values: object, findings: list[Finding]) -> None:
    if not isinstance(values, np.ndarray):
        _note(findings, name, f"is {type(values).__name__}, must be an array")
        return
    dimensions = 2 if name == "crew_weights" else 1
    if values.ndim != dimensions:
        _note(findings, name, f"has {values.ndim} dimensions, must have {dimensions}")
    kinds = "iu" if name in _WHOLE else "f" if name in _NUMBERS else "U"
    if values.dtype.kind not in kinds and values.size:
        _note(findings, name, f"has type {values.dtype}")


def _check_crew_rows(facts: Facts, prices: Prices, findings: list[Finding]) -> None:
    if not len(prices.crew_price):
        return
    crews = facts.programme.crews
    if crews is None:
        for number in range(len(prices.crew_price)):
            _note(findings, f"crew row {number}", "the programme has no crews")
        return
    regions = {*facts.regions, *(entry.region for entry in crews)}
    strange = (prices.crew_week < 0) | (prices.crew_week >= facts.programme.crew_weeks)
    for number in np.flatnonzero(strange).tolist():
        says = f"crews have no week {prices.crew_week[number]}"
        _note(findings, f"crew row {number}", says)
    for number, region in enumerate(prices.crew_region.tolist()):
        if region not in regions and not strange[number]:
            _note(findings, f"crew row {number}", f"there is no region {region!r}")


def _check_strata(facts: Facts, prices: Prices, findings: list[Finding]) -> None:
    if not len(prices.holdout):
        return
    rule = facts.programme.holdout
    if rule is None or rule.draw != "optimised":
        _note(findings, "holdout", 'the programme has no holdout with draw = "optimised"')
        return
    strata = {stratum_of(rule, store) for store in facts.problem.stores}
    for place, stratum in enumerate(prices.holdout_stratum):
        if str(stratum) not in strata:
            _note(findings, f"holdout[{place}]", f"there is no stratum {str(stratum)!r}")


def _check_wave_rows(facts: Facts, prices: Prices, findings: list[Finding]) -> None:
    waves = facts.programme.waves
    releases = [wave_release(facts, wave.release_on) for wave in waves]
    for number in range(len(prices.wave_price)):
        where = f"wave row {number}"
        wave, week = int(prices.wave_of[number]), int(prices.wave_week[number])
        store, side = str(prices.wave_store[number]), int(prices.wave_side[number])
        if not 0 <= wave < len(waves):
            _note(findings, where, f"there is no wave {wave}")
            continue
        place = facts.wave_of.get(store)
        if side == -1 and place != wave:
            _note(findings, where, f"{store!r} is not in wave {waves[wave].name!r}")
        elif side == 1 and (place is None or place <= wave):
            _note(findings, where, f"{store!r} is in no later wave than {waves[wave].name!r}")
        elif side not in (-1, 1):
            _note(findings, where, f"side is {side}, must be 1 or -1")
        if week >= releases[wave]:
            _note(findings, where, f"wave {waves[wave].name!r} holds nothing back in week {week}")


def _check_thetas(
    facts: Facts, spillovers: Spillovers, prices: Prices, findings: list[Finding]
) -> None:
    pairs, weeks = prices.spillover_pair, prices.spillover_week
    if not len(pairs):
        return
    inside = (pairs >= 0) & (pairs < len(facts.programme.spillover))
    inside &= (weeks >= 0) & (weeks < facts.horizon)
    for number in np.flatnonzero(~inside)[:20]:
        says = f"there is no pair {pairs[number]} in week {weeks[number]}"
        _note(findings, f"spillover row {number}", says)
    weeks_of_all = spillovers.loss.shape[1]
    rows = pairs[inside] * weeks_of_all + weeks[inside]
    total: Floats = prices.spillover_price[inside]
    if (np.diff(rows) <= 0).any():
        rows, back = np.unique(rows, return_inverse=True)
        total = np.bincount(back.reshape(-1), total, len(rows)).astype(np.float64)
    loss = spillovers.loss.reshape(-1)[rows]
    for place in np.flatnonzero(total > loss * (1.0 + THETA_TOLERANCE))[:20]:
        pair, week = divmod(int(rows[place]), weeks_of_all)
        where = f"spillover pair {pair}, week {week}"
        _note(findings, where, f"is {total[place]:g}, the loss is {loss[place]:g}")


def _check_exact(
    facts: Facts, spillovers: Spillovers, prices: Prices, findings: list[Finding]
) -> None:
    """Note exact pairs that do not exist, do not rise, have thetas too, or close a cycle."""
    exact = prices.spillover_exact
    if not len(exact):
        return
    strange = (exact < 0) | (exact >= len(facts.programme.spillover))
    for number in np.flatnonzero(strange)[:20]:
        says = f"there is no pair {exact[number]}"
        _note(findings, f"spillover_exact[{number}]", says)
    for number in np.flatnonzero(np.diff(exact) <= 0)[:20]:
        says = f"is {exact[number + 1]} after {exact[number]}, places must rise"
        _note(findings, f"spillover_exact[{number + 1}]", says)
    for pair in np.intersect1d(exact, prices.spillover_pair)[:20]:
        says = "is counted exactly and has prices too; it may have one or the other"
        _note(findings, f"spillover pair {pair}", says)
    if strange.any():
        return
    cycle = first_cycle(spillovers, tree_pairs(spillovers, np.unique(exact)))
    if cycle is not None:
        says = "closes a cycle of pairs that are counted exactly; they must be a forest"
        _note(findings, f"spillover pair {cycle}", says)
