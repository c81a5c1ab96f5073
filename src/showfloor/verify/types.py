"""Results of verification: PASS, or what is broken and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    rule: str
    """eligibility, freeze, one_area_a_store, budget, crews, crew_row, crew_cut, supply, pace,
    promise, wave, holdout, quota, exclude, other_at_least, experiment, value, objective,
    upper_bound, price, gap, certificate, or digest (a file differs)."""
    where: str
    says: str
    """What is claimed or allowed, and what was found, with numbers."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict; objective and bound as recomputed, NaN where they could not be."""

    passed: bool
    findings: tuple[Finding, ...]
    objective: float
    upper_bound: float
    gap: float
    checked: tuple[str, ...]
    """What was checked, one sentence each, with counts."""
    seconds: float
    status: Literal["PASS", "FAIL"] = "FAIL"
