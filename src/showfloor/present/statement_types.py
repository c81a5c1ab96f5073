"""What stands beside a statement where the truth is known, because it was generated."""

from __future__ import annotations

from dataclasses import dataclass

from showfloor.measure.types import Estimate
from showfloor.present.types import Bilingual


@dataclass(frozen=True, slots=True)
class KnownTruth:
    """One figure whose truth is known, in currency, and what was measured for it."""

    label: Bilingual
    truth: float
    measured: Estimate

    @property
    def holds(self) -> bool:
        """Say whether the measured interval holds the truth; no interval holds nothing."""
        return self.measured.low <= self.truth <= self.measured.high
