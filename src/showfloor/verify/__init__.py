"""Verify: rules, objective and bound of a plan recomputed without the optimiser."""

from showfloor.verify.types import Finding, Verification
from showfloor.verify.verification import verify_plan

__all__ = ["Finding", "Verification", "verify_plan"]
