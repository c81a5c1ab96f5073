"""Crew cuts in prices.npz: ten arrays of a leaf that belong together, checked as they are read.

What they mean is documented in docs/reference/certificate.md; that the regions, stores, formats
and weeks exist is for `verify` to say, which knows the programme.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.errors import DataError

CUTS = ("cut_region", "cut_from", "cut_weeks", "cut_limit", "cut_price")
ENTRIES = ("entry_cut", "entry_store", "entry_format", "entry_start", "entry_weight")
SINCE_3 = frozenset((*CUTS, *ENTRIES))
"""Fields that files of the formats before 3 do not have, and later ones only with cuts."""


def check_presence(path: Path, leaf: str, found: Iterable[str], *, cuts_known: bool) -> None:
    """Raise DataError where a leaf has some of the arrays and not all, or none may be there.

    `leaf` is its folder in the archive, `found` are the names of its arrays; `cuts_known` is False
    for files of formats 1 and 2.
    """
    present = SINCE_3.intersection(found)
    if not present:
        return
    if not cuts_known:
        raise DataError(
            f"{path}: {leaf}/{min(present)}: crew cuts need the format showfloor-certificate-3;"
            " leave the arrays cut_* and entry_* out, or plan again"
        )
    if present != SINCE_3:
        raise DataError(
            f"{path}: {leaf}/{min(SINCE_3 - present)}: is missing beside {leaf}/{min(present)};"
            f" write all {len(SINCE_3)} arrays cut_* and entry_*, or none of them"
        )


def check_cuts(path: Path, leaf: str, prices: Prices) -> None:
    """Raise DataError naming file, array and place where a leaf's cuts are not as documented."""
    for group in (CUTS, ENTRIES):
        lengths = [len(getattr(prices, name)) for name in group]
        for name, length in zip(group, lengths, strict=True):
            if length != lengths[0]:
                raise DataError(
                    f"{path}: {leaf}/{name}: has {length} numbers, {group[0]} {lengths[0]};"
                    f" write {', '.join(group)} with equal lengths"
                )
    cuts, entry_cut = len(prices.cut_region), prices.entry_cut
    for place in np.flatnonzero((entry_cut < 0) | (entry_cut >= cuts))[:1]:
        raise DataError(
            f"{path}: {leaf}/entry_cut[{place}]: is {entry_cut[place]}, there are {cuts} cuts;"
            f" name a cut from 0 to {cuts - 1}"
            if cuts
            else f"{path}: {leaf}/entry_cut[{place}]: there is no cut; write the cut or no entry"
        )
    for place in np.flatnonzero(np.diff(entry_cut) < 0)[:1] + 1:
        raise DataError(
            f"{path}: {leaf}/entry_cut[{place}]: is {entry_cut[place]} after"
            f" {entry_cut[place - 1]}; sort the entries by their cut"
        )
    for place in np.flatnonzero(prices.entry_weight < 0)[:1]:
        raise DataError(
            f"{path}: {leaf}/entry_weight[{place}]: is {prices.entry_weight[place]};"
            " write a whole number, 0 or more"
        )
