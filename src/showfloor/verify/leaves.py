"""The leaves of a certificate: that their paths together hold every plan, and name what exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from showfloor.domain.certificate import Leaf, Split
from showfloor.verify.facts import Facts
from showfloor.verify.types import Finding


def check_leaves(facts: Facts, leaves: Sequence[Leaf], findings: list[Finding]) -> bool:
    """Say whether the leaves hold every plan between them; note where they do not."""
    if not leaves:
        findings.append(Finding("certificate", "leaves", "there is none, so nothing is bounded"))
        return False
    return check_tree(facts, leaves, "leaves", findings)


def check_tree(facts: Facts, leaves: Sequence[Leaf], where: str, findings: list[Finding]) -> bool:
    """Say whether the leaves' paths are the branches of a tree of splits of what exists.

    `where` names the leaves in what is noted.
    """
    before = len(findings)
    for split in dict.fromkeys(split for leaf in leaves for split in leaf.path):
        fault = _fault(facts, split)
        if fault:
            findings.append(Finding("certificate", where, f"{describe(split)}: {fault}"))
    if len(findings) == before:
        _check_cover(leaves, where, findings)
    return len(findings) == before


def describe(split: Split) -> str:
    """Return one side of a split in words."""
    which = f"store {split.store_id!r}" if split.store_id else f"region {split.region!r}"
    what = split.format_id or "any format"
    side = f"at most {split.count}" if split.at_most else f"at least {split.count + 1}"
    return f"{side} of {what} in weeks {split.from_week} to {split.to_week - 1}, {which}"


def _fault(facts: Facts, split: Split) -> str:
    faults = (
        (bool(split.store_id and split.region), "names a store and a region, must name one"),
        (
            bool(split.store_id) and split.store_id not in facts.row,
            f"there is no store {split.store_id!r}",
        ),
        (
            not split.store_id and split.region not in facts.regions,
            f"there is no region {split.region!r}",
        ),
        (
            bool(split.format_id) and split.format_id not in facts.column,
            f"there is no format {split.format_id!r}",
        ),
        (split.from_week >= split.to_week, "its weeks end before they begin"),
        (split.count < 0, "counts less than nothing"),
    )
    return next((says for holds, says in faults if holds), "")


def _check_cover(leaves: Sequence[Leaf], where: str, findings: list[Finding]) -> None:
    """Note each place of the tree at which the leaves do not go on with both sides of one split.

    By induction from the far ends, leaves that share a path then hold every plan of that path: a
    plan has at most the split's count, or at least one more.
    """

    def uncovered(place: str, says: str) -> None:
        findings.append(Finding("certificate", where, f"{place}: {says}"))

    waiting = [(tuple(range(len(leaves))), 0)]
    while waiting:
        members, depth = waiting.pop()
        if len(members) == 1 and len(leaves[members[0]].path) == depth:
            continue
        names = ", ".join(str(number) for number in members[:5])
        place = f"leaves {names}, split {depth}"
        if any(len(leaves[number].path) == depth for number in members):
            uncovered(place, "one path ends where others go on, or stands twice")
            continue
        sides: dict[bool, list[int]] = {True: [], False: []}
        for number in members:
            sides[leaves[number].path[depth].at_most].append(number)
        asked = {replace(leaves[number].path[depth], at_most=True) for number in members}
        if len(asked) > 1:
            uncovered(place, "the paths go on with different splits")
        elif not (sides[True] and sides[False]):
            missing = replace(next(iter(asked)), at_most=not sides[True])
            uncovered(place, f"no leaf has {describe(missing)}")
        else:
            waiting += [(tuple(side), depth + 1) for side in sides.values()]
