"""What a certificate's leaves prove together: prices checked, crews proven, bounds recomputed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from showfloor.domain.certificate import Certificate, Leaf
from showfloor.verify.bound import CrewSides, ProvenBound, largest_bound, prove_bound
from showfloor.verify.crew_cuts import Question, prove_crew_cuts
from showfloor.verify.crew_rows import prove_crew_rows
from showfloor.verify.facts import Facts
from showfloor.verify.leaves import check_leaves
from showfloor.verify.prices import check_prices, check_shapes
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.survey import leaves_at_once, price_options
from showfloor.verify.types import Finding

Eligible = Mapping[str, tuple[str, ...]]


def prove_leaves(
    facts: Facts,
    spillovers: Spillovers,
    eligible: Eligible,
    certificate: Certificate,
    *,
    findings: list[Finding],
    checked: list[str],
) -> ProvenBound | None:
    """Return what the leaves' prices prove together, or None where they prove nothing.

    Notes what is wrong in `findings` and says in `checked` what was recomputed.
    """
    leaves = certificate.leaves
    if not check_leaves(facts, leaves, findings):
        return None
    found: list[list[Finding]] = [[] for _ in leaves]
    for leaf, notes in zip(leaves, found, strict=True):
        if check_shapes(facts, leaf.prices, len(leaf.path), notes):
            check_prices(facts, spillovers, leaf.prices, notes)
    sound = not any(found)
    crews = _prove_crews(facts, leaves, found) if sound else []
    valid_rows = not any(found)
    for number, notes in enumerate(found):
        findings += [_of_leaf(note, number, len(leaves)) for note in notes]
    if not sound:
        return None
    checked += _say_prices(certificate)
    bound = largest_bound(
        _prove_bounds(facts, spillovers, eligible, leaves, crews=crews, seed=certificate.seed)
    )
    if not valid_rows and not math.isfinite(bound.value):
        return None
    checked.append(f"upper bound from the prices: {bound.value:.2f}")
    return bound


def _prove_crews(
    facts: Facts, leaves: Sequence[Leaf], found: Sequence[list[Finding]]
) -> list[CrewSides]:
    """Return each leaf's proven right sides; sums that leaves have in common are found once."""
    sums: dict[Question, int] = {}
    return [
        CrewSides(
            rows=prove_crew_rows(facts, leaf.prices, notes),
            cuts=prove_crew_cuts(facts, leaf.prices, sums, notes),
        )
        for leaf, notes in zip(leaves, found, strict=True)
    ]


def _prove_bounds(
    facts: Facts,
    spillovers: Spillovers,
    eligible: Eligible,
    leaves: Sequence[Leaf],
    *,
    crews: Sequence[CrewSides],
    seed: int,
) -> list[ProvenBound]:
    """Return each leaf's bound; options are walked once for as many leaves as memory allows."""
    bounds: list[ProvenBound] = []
    at_once = leaves_at_once(facts)
    for first in range(0, len(leaves), at_once):
        part = slice(first, first + at_once)
        tables = price_options(facts, leaves[part])
        for leaf, sides in zip(leaves[part], crews[part], strict=True):
            table = tables.pop(0)
            bounds.append(
                prove_bound(facts, spillovers, leaf, table, eligible, crews=sides, seed=seed)
            )
    return bounds


def _of_leaf(note: Finding, number: int, leaves: int) -> Finding:
    """Return a finding that says which leaf it is about, where there are several."""
    if leaves == 1:
        return note
    return Finding(note.rule, f"leaf {number}, {note.where}", note.says)


def _say_prices(certificate: Certificate) -> list[str]:
    """Return what was checked of the prices, one sentence each."""
    checked: list[str] = []
    prices = [leaf.prices for leaf in certificate.leaves]
    if len(prices) > 1:
        checked.append(f"leaves: {len(prices)}, which hold every plan between them")
    checked.append(
        f"{sum(len(own.crew_price) for own in prices)} crew rows, each proven by its own knapsack;"
        f" {sum(len(own.wave_price) for own in prices)} wave and"
        f" {sum(len(own.spillover_price) for own in prices)} spillover prices"
    )
    cuts = sum(len(own.cut_price) for own in prices)
    if cuts:
        checked.append(f"{cuts} crew cuts, each proven by the largest sum that crews allow")
    exact = sum(len(own.spillover_exact) for own in prices)
    if exact:
        checked.append(f"{exact} spillover pairs counted exactly, without a cycle")
    return checked
