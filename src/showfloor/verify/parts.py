"""The parts of a certificate: that they divide what they may, and have the prices that they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Part, Prices, Split
from showfloor.verify.arrays import Flags, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.leaves import check_tree, describe
from showfloor.verify.territories import Territories
from showfloor.verify.types import Finding

_OWN = ("crew_", "cut_", "entry_", "split", "spillover_")
"""How the names of the fields begin that a part's leaf has prices in."""
_COMMON = tuple(item.name for item in fields(Prices) if not item.name.startswith(_OWN))
SHOWN = 20
"""Findings of one kind; more of them say nothing new."""


def check_parts(facts: Facts, certificate: Certificate, findings: list[Finding]) -> bool:
    """Say whether parts stand beside one whole leaf and each divides all plans of its stores."""
    before = len(findings)
    parts = certificate.parts
    if not parts:
        return True
    leaves = certificate.leaves
    if len(leaves) != 1 or leaves[0].path:
        says = f"stand beside {len(leaves)} leaves or a path; they need one leaf without a path"
        findings.append(Finding("certificate", "parts", says))
    _check_regions(facts, parts, findings)
    for number, part in enumerate(parts):
        where = f"part {number}, leaves"
        if len(part.leaves) < 2:
            says = f"there are {len(part.leaves)}; a part has two or more"
            findings.append(Finding("certificate", where, says))
        elif check_tree(facts, part.leaves, where, findings):
            _check_inside(facts, part, where, findings)
    return len(findings) == before


def _check_regions(facts: Facts, parts: Sequence[Part], findings: list[Finding]) -> None:
    named: dict[str, int] = {}
    for number, part in enumerate(parts):
        faults: list[str] = []
        if not part.regions:
            faults.append("names no region")
        if any(a > b for a, b in zip(part.regions, part.regions[1:], strict=False)):
            faults.append("its regions must rise")
        for region in part.regions:
            if region not in facts.regions:
                faults.append(f"there is no store in region {region!r}")
            if region in named:
                faults.append(f"region {region!r} is named by part {named[region]} already")
            named[region] = number
        findings += [Finding("certificate", f"part {number}, regions", says) for says in faults]


def _check_inside(facts: Facts, part: Part, where: str, findings: list[Finding]) -> None:
    """Note splits that count stores elsewhere; names have been checked."""

    def inside(split: Split) -> bool:
        if not split.store_id:
            return split.region in part.regions
        return facts.regions[facts.region_of[facts.row[split.store_id]]] in part.regions

    for split in dict.fromkeys(split for leaf in part.leaves for split in leaf.path):
        if not inside(split):
            says = f"{describe(split)}: counts stores that are not the part's"
            findings.append(Finding("certificate", where, says))


def check_common_leaf(territories: Territories, prices: Prices, findings: list[Finding]) -> None:
    """Note exact pairs of the certificate's leaf that join a part's store to others' stores.

    The pairs' places have been checked.
    """
    for pair in prices.spillover_exact[territories.crossing[prices.spillover_exact]][:SHOWN]:
        says = (
            "is counted exactly, has a store in a part and belongs to none; it may have"
            " spillover_price instead"
        )
        findings.append(Finding("price", f"spillover pair {pair}", says))


def check_part_shapes(leaf: Leaf, findings: list[Finding]) -> None:
    """Note fields of a part's leaf that must be empty."""
    for name in _COMMON:
        numbers = np.size(getattr(leaf.prices, name))
        if numbers:
            says = f"has {numbers} numbers; the leaves of a part have none, see leaf 0"
            findings.append(Finding("price", name, says))


def check_part_prices(
    territories: Territories, number: int, prices: Prices, findings: list[Finding]
) -> None:
    """Note prices of a leaf of this part that belong to others; they have been checked else."""
    names = territories.names
    for name in ("crew_region", "cut_region"):
        regions = getattr(prices, name).tolist()
        strange = [place for place, region in enumerate(regions) if names.get(region) != number]
        for place in strange[:SHOWN]:
            says = f"is {regions[place]!r}, which is not a region of the part"
            findings.append(Finding("price", f"{name}[{place}]", says))
    for pair in _foreign(territories, number, prices)[:SHOWN].tolist():
        says = "does not belong to the part: each of its stores without a fixed area has to"
        findings.append(Finding("price", f"spillover pair {pair}", says))


def _foreign(territories: Territories, number: int, prices: Prices) -> Ints:
    """Return the pairs with a theta, or counted exactly, that do not belong to the part."""
    foreign: Flags = territories.pair != number
    pairs: Ints = np.concatenate([prices.spillover_pair, prices.spillover_exact])
    return np.unique(pairs[foreign[pairs]])
