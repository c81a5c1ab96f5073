"""How far a display's measured effect can be trusted: each check a verdict and one sentence."""

from __future__ import annotations

import math

from showfloor.measure.inference import two_sided_p
from showfloor.measure.types import Check, PoissonFit

SIGNIFICANT = 0.05
FEWEST_STORES = 10
ENOUGH_STORES = 40
MOST_ROWS_DROPPED = 0.20


def display_checks(own: PoissonFit, lead: PoissonFit) -> tuple[Check, ...]:
    """Return the checks on a display effect; `lead` holds next week's share as "F_next"."""
    return (
        _not_randomised(),
        _lead_check(lead),
        _cluster_check(own),
        _rows_check(own),
        _convergence_check(own, lead),
    )


def _not_randomised() -> Check:
    return Check(
        "not randomised",
        "REVIEW",
        "Displays went where and when somebody chose to put them, so part of the effect may be "
        "that choice; only a randomised rollout can settle it.",
    )


def _lead_check(lead: PoissonFit) -> Check:
    found = lead.estimates["F_next"]
    p = two_sided_p(found)
    if math.isnan(p):
        return Check("next week's display", "REVIEW", f"It could not be checked: {found.reason}.")
    said = f"{found.estimate:+.3f} log points (standard error {found.se:.3f})"
    if p < SIGNIFICANT:
        return Check(
            "next week's display",
            "REVIEW",
            f"Sales already differ in the week before a display, by {said}: read about that much "
            "of the effect as timing rather than as the display's work.",
            found.estimate,
        )
    return Check(
        "next week's display",
        "PASS",
        f"Next week's display shows nothing this week: {said}.",
        found.estimate,
    )


def _cluster_check(own: PoissonFit) -> Check:
    stores = own.clusters
    if stores >= ENOUGH_STORES:
        return Check(
            "stores", "PASS", f"{stores} stores carry the standard errors, which is enough.", stores
        )
    verdict = "FAIL" if stores < FEWEST_STORES else "REVIEW"
    return Check(
        "stores",
        "FAIL" if verdict == "FAIL" else "REVIEW",
        f"Only {stores} stores carry the standard errors, which are then too small; at least "
        f"{ENOUGH_STORES} make them dependable.",
        stores,
    )


def _rows_check(own: PoissonFit) -> Check:
    total = own.rows + own.rows_dropped
    share = own.rows_dropped / total
    said = (
        f"{own.rows_dropped:,} of {total:,} rows belong to a pair that never sold in that store "
        "or week and say nothing"
    )
    if share > MOST_ROWS_DROPPED:
        return Check("rows left out", "REVIEW", f"{said}: the result is about the others.", share)
    return Check("rows left out", "PASS", f"{said}; they are left out.", share)


def _convergence_check(own: PoissonFit, lead: PoissonFit) -> Check:
    if own.converged and lead.converged:
        return Check("convergence", "PASS", "The regressions converged.")
    return Check(
        "convergence", "FAIL", "A regression did not converge; do not use its coefficients."
    )
