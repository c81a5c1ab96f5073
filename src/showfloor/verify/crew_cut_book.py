"""What is known of crew cuts, found once for all leaves that have the same cuts at other prices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Floats, Ints
from showfloor.verify.crew_cut_checks import check_crew_cuts
from showfloor.verify.crew_cuts import (
    EVERY_OTHER,
    CutKey,
    CutTable,
    Question,
    prove_crew_cuts,
    read_cuts,
)
from showfloor.verify.facts import Facts
from showfloor.verify.types import Finding

_SAME = (
    *("cut_region", "cut_from", "cut_weeks", "entry_cut"),
    *("entry_store", "entry_format", "entry_start", "entry_weight"),
)
"""Fields that make two leaves' cuts the same; limits and prices may differ."""


@dataclass(frozen=True, slots=True)
class Charges:
    """N options that pay for a cut: each `weight` x the price of its cut."""

    cut: Ints
    """[N]."""
    place: Ints
    """[N] row of the store, or place of the region, x formats x weeks + column x weeks + start."""
    weight: Floats
    """[N] negative where a listed store does not pay what other stores of its region do."""


@dataclass(frozen=True, slots=True)
class KnownCuts:
    """The cuts of a leaf."""

    largest: Floats
    """[cuts] the largest sum of weights; infinite where there is none."""
    regions: Charges
    """What every store of a region pays."""
    stores: Charges
    """What listed stores pay beyond it."""


@dataclass(slots=True)
class CutBook:
    """What has been found so far."""

    known: dict[bytes, KnownCuts] = field(default_factory=dict)
    sums: dict[Question, int] = field(default_factory=dict)
    asked: dict[CutKey, Question | str] = field(default_factory=dict)

    def check(self, facts: Facts, prices: Prices, findings: list[Finding]) -> KnownCuts | None:
        """Return what is known of a leaf's cuts, and note what is not as documented.

        None for a leaf without cuts, or with a finding. Lengths and types have been checked.
        """
        if not len(prices.cut_region) and not len(prices.entry_cut):
            return None
        key = _key(prices)
        if key not in self.known:
            before, table = len(findings), read_cuts(facts, prices)
            check_crew_cuts(facts, prices, findings, table=table)
            if len(findings) > before:
                return None
            self.known[key] = self._learn(facts, prices, table)
        return self.known[key]

    def prove(
        self, facts: Facts, prices: Prices, cuts: KnownCuts | None, findings: list[Finding]
    ) -> Floats:
        """Return [cuts] the proven right sides and note invalid cuts, as `prove_crew_cuts`."""
        if cuts is None:
            return np.zeros(0)
        if (prices.cut_limit >= cuts.largest).all():
            return prices.cut_limit
        return prove_crew_cuts(facts, prices, self.sums, findings, asked=self.asked)

    def _learn(self, facts: Facts, prices: Prices, table: CutTable) -> KnownCuts:
        # at a limit of minus infinity the proven side is the largest sum itself
        lowest = replace(prices, cut_limit=np.full(len(prices.cut_region), -np.inf))
        largest = prove_crew_cuts(facts, lowest, self.sums, [], asked=self.asked, table=table)
        regions, stores = _charges(facts, table)
        return KnownCuts(largest=largest, regions=regions, stores=stores)


def _key(prices: Prices) -> bytes:
    """Return a digest of the fields that make two leaves' cuts the same."""
    digest = hashlib.blake2b(digest_size=32)
    for name in _SAME:
        values = np.ascontiguousarray(getattr(prices, name))
        digest.update(f"{values.dtype.str} {values.shape};".encode())
        digest.update(values.tobytes())
    return digest.digest()


def _charges(facts: Facts, table: CutTable) -> tuple[Charges, Charges]:
    """Return what a region's stores pay, and what listed ones pay beyond it."""
    weeks = facts.programme.weeks
    options = len(facts.programme.formats) * weeks
    option = table.column * weeks + table.start
    others = table.row == EVERY_OTHER
    known = others & (table.region[table.cut] >= 0)
    own = ~others
    cuts, weights = [table.cut[own]], [table.weight[own]]
    places = [table.row[own] * options + option[own]]
    for cut in np.unique(table.cut[own]).tolist():
        part = table.entries(cut)
        listed = np.unique(table.row[part][own[part]])
        let_off, weight = option[part][others[part]], table.weight[part][others[part]]
        places.append((listed[:, None] * options + let_off).reshape(-1))
        weights.append(np.tile(-weight, len(listed)))
        cuts.append(np.full(len(places[-1]), cut))
    regions = table.region[table.cut[known]] * options + option[known]
    return (
        _as_charges(table.cut[known], regions, table.weight[known]),
        _as_charges(np.concatenate(cuts), np.concatenate(places), np.concatenate(weights)),
    )


def _as_charges(cut: Ints, place: Ints, weight: Ints) -> Charges:
    """Return the charges that are not 0, sorted by place."""
    some = np.flatnonzero(weight)
    order = some[np.argsort(place[some], kind="stable")]
    return Charges(cut=cut[order], place=place[order], weight=weight[order].astype(np.float64))
