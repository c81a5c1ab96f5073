"""What the leaves of each part prove, added to what is left of the certificate's own leaf.

A plan is worth at most the Lagrangian of the common prices, a sum of which each part's stores have
a share of their own; of that share a part's tree of leaves bounds the largest value. The formula
and its proof are in docs/reference/certificate.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Part
from showfloor.verify.arrays import Floats
from showfloor.verify.bound import (
    OUTWARD,
    CrewSides,
    ProvenBound,
    constant_terms,
    exact_sum,
    largest,
    prove_bound,
)
from showfloor.verify.crew_cut_book import CutBook, KnownCuts
from showfloor.verify.crew_rows import prove_rows_together
from showfloor.verify.facts import Facts
from showfloor.verify.holdout_prices import HeldStores, held_stores
from showfloor.verify.part_choices import CELLS_AT_ONCE, PartStores, choose
from showfloor.verify.parts import check_part_prices, check_part_shapes
from showfloor.verify.prices import check_all_but_cuts, check_shapes
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.survey import KeptOptions, price_options
from showfloor.verify.territories import NO_PART, Territories, what_is_left
from showfloor.verify.types import Finding
from showfloor.verify.week_prices import pay_by_week


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part whose prices have been looked at, leaf by leaf."""

    leaves: tuple[Leaf, ...]
    notes: tuple[list[Finding], ...]
    """What is wrong with each leaf."""
    cuts: tuple[KnownCuts | None, ...]
    crews: list[CrewSides] = field(default_factory=list)
    """Proven right sides, once they are."""

    def prove_crews(self, facts: Facts, book: CutBook) -> None:
        """Prove crew rows and cuts, and note those that are not valid."""
        prices = [leaf.prices for leaf in self.leaves]
        rows = prove_rows_together(facts, prices, self.notes)
        for own, row, cuts, notes in zip(prices, rows, self.cuts, self.notes, strict=True):
            sides = book.prove(facts, own, cuts, notes)
            self.crews.append(CrewSides(rows=row, cuts=sides))


def check_part_leaves(
    facts: Facts,
    spillovers: Spillovers,
    territories: Territories,
    part: tuple[int, Part],
    book: CutBook,
) -> CheckedPart:
    """Look at the prices of each leaf of a part, which is given with its number."""
    number, leaves = part[0], part[1].leaves
    checked = CheckedPart(leaves, tuple([] for _ in leaves), tuple(None for _ in leaves))
    cuts: list[KnownCuts | None] = []
    for leaf, notes in zip(leaves, checked.notes, strict=True):
        known: KnownCuts | None = None
        check_part_shapes(leaf, notes)
        if check_shapes(facts, leaf.prices, len(leaf.path), notes):
            check_all_but_cuts(facts, spillovers, leaf.prices, notes)
            known = book.check(facts, leaf.prices, notes)
            if not notes:
                check_part_prices(territories, number, leaf.prices, notes)
        cuts.append(known)
    return replace(checked, cuts=tuple(cuts))


def prove_with_parts(
    facts: Facts,
    spillovers: Spillovers,
    eligible: Mapping[str, tuple[str, ...]],
    certificate: Certificate,
    *,
    territories: Territories,
    crews: CrewSides,
    parts: Sequence[CheckedPart],
) -> ProvenBound:
    """Return the bound of a certificate with parts, whose prices have been checked.

    `crews` are the right sides of the certificate's own leaf.
    """
    left, left_crews = what_is_left(territories, certificate.leaves[0], crews)
    held = held_stores(facts, left.prices, eligible, certificate.seed)
    kept = _room_for_options(facts, territories)
    (table,) = price_options(facts, [left], kept)
    apart = territories.store != NO_PART
    bounds = [
        prove_bound(
            *(facts, spillovers, left, table, eligible),
            crews=left_crews,
            held=held,
            apart=apart,
        )
    ]
    by_week = np.zeros((len(facts.problem.stores), facts.selling_weeks))
    pay_by_week(facts, spillovers, left.prices, (by_week,))
    for number, part in enumerate(parts):
        stores = _stores_of(territories, number, kept, by_week, held)
        bounds.append(_prove_part(facts, spillovers, stores, part))
    return ProvenBound(
        value=exact_sum([bound.value for bound in bounds]),
        tightest=exact_sum([bound.tightest for bound in bounds]),
        rounding=fsum(bound.rounding for bound in bounds),
    )


def _room_for_options(facts: Facts, territories: Territories) -> KeptOptions:
    """Return room for the options of all parts' stores, each part's together and in order."""
    order = np.argsort(territories.store, kind="stable")
    order = order[territories.store[order] != NO_PART]
    place = np.full(len(territories.store), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    shape = (len(order), len(facts.programme.formats), facts.programme.weeks)
    return KeptOptions(
        place=place, reduced=np.empty(shape), impossible=np.zeros(shape, dtype=np.bool_)
    )


def _stores_of(
    territories: Territories,
    number: int,
    kept: KeptOptions,
    by_week: Floats,
    held: HeldStores,
) -> PartStores:
    rows = np.flatnonzero(territories.store == number)
    local = np.full(len(territories.store), -1, dtype=np.int64)
    local[rows] = np.arange(len(rows))
    first = int(kept.place[rows[0]])
    own = slice(first, first + len(rows))
    return PartStores(
        rows=rows,
        local=local,
        reduced=kept.reduced[own],
        impossible=kept.impossible[own],
        by_week=by_week[rows],
        held=held,
    )


def _prove_part(
    facts: Facts, spillovers: Spillovers, stores: PartStores, part: CheckedPart
) -> ProvenBound:
    """Return the largest bound of a part's leaves on what its stores have a share of."""
    at_once = max(1, CELLS_AT_ONCE // max(1, stores.by_week.size))
    usable, possible = list[float](), list[float]()
    size = 0.0
    for first in range(0, len(part.leaves), at_once):
        some = slice(first, first + at_once)
        chosen = choose(facts, spillovers, stores, part.leaves[some], part.cuts[some])
        for place, (leaf, sides) in enumerate(
            zip(part.leaves[some], part.crews[some], strict=True)
        ):
            constant = constant_terms(facts, spillovers, leaf, sides)
            own = chosen.usable[place]
            usable.append(exact_sum([*constant, *own.tolist()]))
            possible.append(exact_sum([*constant, *chosen.possible[place].tolist()]))
            numbers = np.abs(own[np.isfinite(own)]).sum() + fsum(map(abs, constant))
            size = max(size, float(chosen.size[place]) + 2.0 * float(numbers))
    return ProvenBound(value=largest(usable), tightest=largest(possible), rounding=OUTWARD * size)
