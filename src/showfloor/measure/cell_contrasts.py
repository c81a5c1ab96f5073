"""What each cell of a draw shows, for what the draw gave and for all that it could have given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell's units, and the slots (first treated times) that were drawn among them.

    rows: [m] units in the panel. got: [m] place of each unit's slot, -1 for none.
    slots: [s] the slots' distinct times, rising.
    """

    name: str
    rows: Ints
    got: Ints
    slots: Floats

    def outcomes(self) -> list[Ints]:
        """Return every way in which the slots could have been given out, the actual one first."""
        actual = tuple(self.got.tolist())
        others = sorted(set(permutations(actual)) - {actual})
        return [np.array(way, dtype=np.int64) for way in (actual, *others)]


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Sums over a cell's comparisons, by ways [O] of the draw and estimates [K].

    after:  mean of treated less mean of not yet treated, summed over the compared times.
    before: the same of the units' means before the cell's first slot.
    count:  number of comparisons summed.
    """

    after: Floats
    before: Floats
    count: Floats


def contrasts(
    cell: DrawnCell, outcome: Floats, times: Floats, events: Floats, window: int
) -> Contrasts | None:
    """Return a cell's sums: first over all compared times, then by event time [E].

    outcome: [U, T]. The mean of a slot's units is compared, at each time from the slot on, with the
    mean of the cell's units that are not yet treated, both over units that were seen. window: times
    before the first slot of which the mean is taken. None where a unit was not seen in the window.
    """
    own = outcome[cell.rows]
    first = int(np.searchsorted(times, cell.slots[0]))
    early = own[:, max(first - window, 0) : first]
    seen = np.isfinite(early)
    if not seen.any(axis=1).all():
        return None
    level = np.where(seen, early, 0.0).sum(axis=1) / seen.sum(axis=1)
    ways = cell.outcomes()
    sums = np.zeros((3, len(ways), 1 + len(events)))
    for o, got in enumerate(ways):
        for slot in range(len(cell.slots)):
            at, after, before = _compare(own, level, times, cell.slots, (got, slot))
            place = 1 + np.searchsorted(events, times[at] - cell.slots[slot])
            for row, values in enumerate((after, before, np.ones(len(at)))):
                sums[row, o, 0] += values.sum()
                np.add.at(sums[row, o], place, values)
    return Contrasts(*sums)


def _compare(
    own: Floats, level: Floats, times: Floats, slots: Floats, which: tuple[Ints, int]
) -> tuple[Ints, Floats, Floats]:
    """Return the places of the compared times and, at each, the differences after and before."""
    got, slot = which
    start = np.where(got >= 0, slots[np.maximum(got, 0)], np.inf)
    seen = np.isfinite(own)
    mine = (got == slot)[:, None] & seen
    waits = (start[:, None] > times[None, :]) & seen
    at = np.flatnonzero((times >= slots[slot]) & mine.any(axis=0) & waits.any(axis=0))
    filled = np.where(seen, own, 0.0)
    base = np.broadcast_to(level[:, None], own.shape)
    return at, _apart(filled, mine, waits, at), _apart(base, mine, waits, at)


def _apart(values: Floats, mine: Flags, waits: Flags, at: Ints) -> Floats:
    """Return the mean of `values` [m, T] over `mine` less that over `waits`, at some times."""
    one, other = mine[:, at], waits[:, at]
    chosen = values[:, at]
    treated: Floats = (chosen * one).sum(axis=0) / one.sum(axis=0)
    waiting: Floats = (chosen * other).sum(axis=0) / other.sum(axis=0)
    return treated - waiting


def event_times(cells: Sequence[DrawnCell], times: Floats) -> Floats:
    """Return the event times at which a cell can be compared, rising."""
    found: set[float] = set()
    for cell in cells:
        end = cell.slots[-1] if (cell.got >= 0).all() else np.inf
        for slot in cell.slots.tolist():
            found.update((times[(times >= slot) & (times < end)] - slot).tolist())
    return np.array(sorted(found))
