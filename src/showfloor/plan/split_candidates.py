"""Which divisions of all plans a relaxation's fractions suggest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from showfloor.domain.certificate import Split
from showfloor.plan.network import Floats, Ints, Network
from showfloor.plan.rules import region_index, regions_of

NEAR_WHOLE = 1e-5


class Options(Protocol):
    """Options [n], any set of them."""

    @property
    def store(self) -> Ints:
        """Place of the store."""

    @property
    def format(self) -> Ints:
        """Place of the format."""

    @property
    def start(self) -> Ints:
        """Start week."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A split (its side "at most") and by how much its count is not a whole number."""

    split: Split
    taken: float
    """What the relaxation counts."""

    @property
    def below(self) -> float:
        """How far the relaxation lies above the side "at most"."""
        return self.taken - self.split.count

    @property
    def above(self) -> float:
        """How far it lies below the side "at least"."""
        return self.split.count + 1.0 - self.taken


def candidates(network: Network, options: Options, primal: Floats) -> list[Candidate]:
    """Return splits whose count at `primal` [n] is fractional, each fractional count once.

    A split counts the starts from some week on, of a region's stores or of one store, of one
    format or any.
    """
    return [
        *_of_groups(network, options, primal, stores=False),
        *_of_groups(network, options, primal, stores=True),
    ]


def _of_groups(
    network: Network, options: Options, primal: Floats, *, stores: bool
) -> list[Candidate]:
    weeks = network.programme.weeks
    taken = np.flatnonzero(primal > NEAR_WHOLE)
    group = options.store[taken] if stores else region_index(network)[options.store[taken]]
    count = len(network.stores) if stores else len(regions_of(network))
    names = [store.store_id for store in network.stores] if stores else list(regions_of(network))
    table = np.zeros((count, len(network.formats) + 1, weeks))
    np.add.at(table, (group, options.format[taken], options.start[taken]), primal[taken])
    table[:, -1] = table[:, :-1].sum(axis=1)
    from_week = np.cumsum(table[:, :, ::-1], axis=2)[:, :, ::-1]
    whole = np.floor(from_week + NEAR_WHOLE)
    fractional = from_week - whole > NEAR_WHOLE
    # Only where something starts in the week itself does the count differ from the week after.
    found = []
    for place, form, week in zip(*np.nonzero(fractional & (table > 0)), strict=True):
        ids = "" if form == len(network.formats) else network.formats[form].format_id
        split = Split(
            store_id=names[place] if stores else "",
            region="" if stores else names[place],
            format_id=ids,
            from_week=int(week),
            to_week=weeks,
            count=int(whole[place, form, week]),
            at_most=True,
        )
        found.append(Candidate(split, float(from_week[place, form, week])))
    return found
