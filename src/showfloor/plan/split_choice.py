"""Which split to divide a part by: the one whose two sides both lower the bound most.

A few candidates are tried by some simplex steps on either side (strong branching); how much a side
lowered the bound per unit that it cuts off is remembered and stands in for trying again
(reliability branching; Achterberg, Koch and Martin 2005).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from showfloor.domain.certificate import Split
from showfloor.plan.network import Floats
from showfloor.plan.split_candidates import Candidate

TRIALS = 10
RELIABLE = 2
"""Trials after which a split's memory stands in for trying it again."""
LEAST = 1e-6
"""Currency that stands in for no effect, so that products can be compared."""


@dataclass(slots=True)
class _Memory:
    """What a split's sides lowered the bound by, per unit that they cut off, on average."""

    below: float = 0.0
    above: float = 0.0
    trials: int = 0

    def learn(self, below: float, above: float) -> None:
        """Add one trial."""
        self.trials += 1
        self.below += (below - self.below) / self.trials
        self.above += (above - self.above) / self.trials


class Divisible(Protocol):
    """A relaxation that can be divided by splits."""

    def candidates(self, primal: Floats) -> list[Candidate]:
        """Return splits whose count at the fractions `primal` is no whole number."""

    def row_of(self, split: Split) -> int:
        """Return the number of the split's row, which is added if it is new."""

    def tried(self, row: int, at_most: bool) -> float:
        """Return what the value falls to, at least, on one side of a split."""


@dataclass(slots=True)
class SplitChoice:
    """What is known about splits so far."""

    lp: Divisible
    trials: int = TRIALS
    """Candidates of regions, and as many of stores, that are tried at a part."""
    memory: dict[Split, _Memory] = field(default_factory=dict)

    def best(self, primal: Floats, bound: float, target: float, used: set[Split]) -> Split | None:
        """Return the split to divide the part by that the LP has just solved; None: all is whole.

        `primal` [n] its fractions, `bound` its value; below `target` nothing more is gained. Splits
        `used` on the way to the part are left out.
        """
        room = max(bound - target, LEAST)
        best, most = None, -1.0
        found = [item for item in self.lp.candidates(primal) if item.split not in used]
        for candidate in self._shortlist(found):
            below, above = self._effects(candidate, bound)
            score = max(min(below, room), LEAST) * max(min(above, room), LEAST)
            if score > most:
                best, most = candidate.split, score
        return best

    def _trials(self, candidate: Candidate) -> int:
        known = self.memory.get(candidate.split)
        return 0 if known is None else known.trials

    def _shortlist(self, found: list[Candidate]) -> list[Candidate]:
        """Return the candidates that are well known, and the most fractional of the others."""
        known = [candidate for candidate in found if self._trials(candidate) >= RELIABLE]
        new = [candidate for candidate in found if self._trials(candidate) < RELIABLE]
        new.sort(key=lambda candidate: -min(candidate.below, candidate.above))
        regions = [candidate for candidate in new if not candidate.split.store_id]
        stores = [candidate for candidate in new if candidate.split.store_id]
        return [*known, *regions[: self.trials], *stores[: self.trials]]

    def _effects(self, candidate: Candidate, bound: float) -> tuple[float, float]:
        """Return by how much each side lowers the bound, remembered or tried."""
        memory = self.memory.setdefault(candidate.split, _Memory())
        if memory.trials >= RELIABLE:
            return memory.below * candidate.below, memory.above * candidate.above
        row = self.lp.row_of(candidate.split)
        below = max(0.0, bound - self.lp.tried(row, at_most=True))
        above = max(0.0, bound - self.lp.tried(row, at_most=False))
        memory.learn(below / candidate.below, above / candidate.above)
        return below, above
