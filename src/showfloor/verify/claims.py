"""What the certificate claims, compared with what was recomputed."""

from __future__ import annotations

import math

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import RolloutProblem
from showfloor.verify.bound import ProvenBound
from showfloor.verify.types import Finding

MONEY_TOLERANCE = 0.01
RELATIVE_TOLERANCE = 1e-9
LOOSE_TOLERANCE = 1e-8
"""Relative; so much a claim may lie above its prices' bound, for a planner that rounds outward."""
SOLVER_TOLERANCE = 1e-5
"""Relative; a solver's claim may lie below the plan's objective by its own tolerances."""


def gap_of(upper_bound: float, objective: float) -> float:
    """Return (bound - objective) / max(1, |bound|); NaN where either is undefined."""
    if not (math.isfinite(upper_bound) and math.isfinite(objective)):
        return math.nan
    return (upper_bound - objective) / max(1.0, abs(upper_bound))


def check_claims(
    problem: RolloutProblem, certificate: Certificate, findings: list[Finding]
) -> None:
    """Note what the certificate claims about itself that cannot be."""
    if certificate.status not in ("optimal", "feasible"):
        why = "; ".join(certificate.conflict)
        says = f"there is no plan to verify: {certificate.status}" + (f" ({why})" if why else "")
        findings.append(Finding("certificate", "status", says))
    days = problem.trading_days.weekdays
    if tuple(certificate.trading_days) != tuple(days):
        says = f"made for {tuple(certificate.trading_days)}, verified with {tuple(days)}"
        findings.append(Finding("certificate", "trading_days", says))
    cost = problem.previous.change_cost if problem.previous is not None else 0.0
    if certificate.change_cost != cost:
        says = f"made for {certificate.change_cost:g} a store that departs, verified with {cost:g}"
        findings.append(Finding("certificate", "change_cost", says))


def compare_claims(
    certificate: Certificate,
    objective: float,
    bound: ProvenBound | None,
    findings: list[Finding],
) -> None:
    """Note each claimed number that is not the recomputed one."""
    claimed = certificate.upper_bound
    if not abs(certificate.objective - objective) <= MONEY_TOLERANCE:
        _differs(findings, "objective", certificate.objective, objective)
    if bound is not None:
        slack = MONEY_TOLERANCE + bound.rounding + RELATIVE_TOLERANCE * abs(bound.value)
        above = slack + LOOSE_TOLERANCE * abs(bound.value)
        if not bound.tightest - slack <= claimed <= bound.value + above:
            _differs(findings, "upper_bound", claimed, bound.value)
        if not bound.value + slack >= objective:
            says = f"the prices prove {bound.value:.2f}, the plan has {objective:.2f}"
            findings.append(Finding("upper_bound", "prices", says))
    gap = gap_of(claimed, objective)
    slack = 2 * MONEY_TOLERANCE / max(1.0, abs(claimed)) if math.isfinite(claimed) else 0.0
    if not abs(certificate.gap - gap) <= slack:
        says = f"claimed {certificate.gap:.3g}, recomputed {gap:.3g}"
        findings.append(Finding("gap", "certificate", says))
    least = objective - MONEY_TOLERANCE - SOLVER_TOLERANCE * abs(objective)
    if certificate.solver_bound < least:
        says = f"is {certificate.solver_bound:.2f}, below the plan's objective {objective:.2f}"
        findings.append(Finding("certificate", "solver_bound", says))


def _differs(findings: list[Finding], rule: str, claimed: float, found: float) -> None:
    says = f"claimed {claimed:.4f}, recomputed {found:.4f}"
    findings.append(Finding(rule, "certificate", says))
