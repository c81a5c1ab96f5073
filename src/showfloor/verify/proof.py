"""What a certificate's leaves and parts prove together: prices, crews, and the bound recomputed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from showfloor.domain.certificate import Certificate, Leaf
from showfloor.verify.bound import CrewSides, ProvenBound, largest_bound, prove_bound
from showfloor.verify.crew_cut_book import CutBook
from showfloor.verify.crew_cuts import prove_crew_cuts
from showfloor.verify.crew_rows import prove_crew_rows
from showfloor.verify.facts import Facts
from showfloor.verify.holdout_prices import held_stores
from showfloor.verify.leaves import check_leaves
from showfloor.verify.part_bounds import (
    check_part_leaves,
    prove_with_parts,
)
from showfloor.verify.parts import check_common_leaf, check_parts
from showfloor.verify.prices import check_prices, check_shapes
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.survey import leaves_at_once, price_options
from showfloor.verify.territories import Territories, read_territories
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
    covered = check_leaves(facts, certificate.leaves, findings)
    if not check_parts(facts, certificate, findings) or not covered:
        return None
    territories = read_territories(facts, spillovers, certificate.parts)
    book = CutBook()
    found = _check_own_leaves(facts, spillovers, territories, certificate)
    parts = [
        check_part_leaves(facts, spillovers, territories, part, book)
        for part in enumerate(certificate.parts)
    ]
    all_notes = [*found, *(notes for part in parts for notes in part.notes)]
    sound = not any(all_notes)
    crews = _prove_crews(facts, certificate.leaves, book, found) if sound else []
    for part in parts if sound else ():
        part.prove_crews(facts, book)
    findings += _of_leaves(found)
    findings += _of_parts([part.notes for part in parts])
    if not sound:
        return None
    checked += _say_prices(certificate)
    own = facts, spillovers, eligible, certificate
    bound = (
        prove_with_parts(*own, territories=territories, crews=crews[0], parts=parts)
        if parts
        else _largest_of_leaves(*own, crews=crews)
    )
    if any(all_notes) and not math.isfinite(bound.value):
        return None
    checked.append(f"upper bound from the prices: {bound.value:.2f}")
    return bound


def _check_own_leaves(
    facts: Facts, spillovers: Spillovers, territories: Territories, certificate: Certificate
) -> list[list[Finding]]:
    """Return what is wrong with the prices of each of the certificate's own leaves."""
    found: list[list[Finding]] = [[] for _ in certificate.leaves]
    for leaf, notes in zip(certificate.leaves, found, strict=True):
        if check_shapes(facts, leaf.prices, len(leaf.path), notes):
            check_prices(facts, spillovers, leaf.prices, notes)
        if certificate.parts and not notes:
            check_common_leaf(territories, leaf.prices, notes)
    return found


def _prove_crews(
    facts: Facts, leaves: Sequence[Leaf], book: CutBook, found: Sequence[list[Finding]]
) -> list[CrewSides]:
    """Return each leaf's proven right sides; sums that leaves have in common are found once."""
    return [
        CrewSides(
            rows=prove_crew_rows(facts, leaf.prices, notes),
            cuts=prove_crew_cuts(facts, leaf.prices, book.sums, notes, asked=book.asked),
        )
        for leaf, notes in zip(leaves, found, strict=True)
    ]


def _largest_of_leaves(
    facts: Facts,
    spillovers: Spillovers,
    eligible: Eligible,
    certificate: Certificate,
    *,
    crews: Sequence[CrewSides],
) -> ProvenBound:
    """Return the largest leaf's bound; options are walked once for as many as memory allows."""
    leaves = certificate.leaves
    bounds: list[ProvenBound] = []
    at_once = leaves_at_once(facts)
    for first in range(0, len(leaves), at_once):
        part = slice(first, first + at_once)
        tables = price_options(facts, leaves[part])
        for leaf, sides in zip(leaves[part], crews[part], strict=True):
            table = tables.pop(0)
            held = held_stores(facts, leaf.prices, eligible, certificate.seed)
            bounds.append(
                prove_bound(facts, spillovers, leaf, table, eligible, crews=sides, held=held)
            )
    return largest_bound(bounds)


def _of_leaves(found: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Return findings that say which leaf they are about, where there are several."""
    return [
        note if len(found) == 1 else replace(note, where=f"leaf {leaf}, {note.where}")
        for leaf, notes in enumerate(found)
        for note in notes
    ]


def _of_parts(found: Sequence[Sequence[Sequence[Finding]]]) -> list[Finding]:
    """Return findings that say which leaf of which part they are about."""
    return [
        replace(note, where=f"part {part}, leaf {leaf}, {note.where}")
        for part, of_leaves in enumerate(found)
        for leaf, notes in enumerate(of_leaves)
        for note in notes
    ]


def _say_prices(certificate: Certificate) -> list[str]:
    """Return what was checked of the prices, one sentence each."""
    checked: list[str] = []
    prices = [leaf.prices for leaf in certificate.leaves]
    if len(prices) > 1:
        checked.append(f"leaves: {len(prices)}, which hold every plan between them")
    own = [leaf.prices for part in certificate.parts for leaf in part.leaves]
    if own:
        checked.append(
            f"parts: {len(certificate.parts)} with {len(own)} leaves; those of a part hold every"
            " plan of its regions between them"
        )
    prices += own
    checked.append(
        f"{sum(len(p.crew_price) for p in prices)} crew rows, each proven by its own knapsack;"
        f" {sum(len(p.wave_price) for p in prices)} wave and"
        f" {sum(len(p.spillover_price) for p in prices)} spillover prices"
    )
    cuts = sum(len(p.cut_price) for p in prices)
    if cuts:
        checked.append(f"{cuts} crew cuts, each proven by the largest sum that crews allow")
    exact = sum(len(p.spillover_exact) for p in prices)
    if exact:
        checked.append(f"{exact} spillover pairs counted exactly, without a cycle")
    return checked
