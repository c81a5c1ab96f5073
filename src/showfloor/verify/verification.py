"""The whole verification: eligibility, values, rules, prices, objective, bound and gap."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from math import fsum

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import Holding, PlannedArea, RolloutProblem
from showfloor.verify.bound import ProvenBound, prove_bound
from showfloor.verify.choices import Choices, list_choices
from showfloor.verify.crew_rows import prove_crew_rows
from showfloor.verify.decisions import Decision, first_selling_weeks, read_decisions, values_of
from showfloor.verify.facts import Facts, gather_facts
from showfloor.verify.prices import check_prices, check_shapes
from showfloor.verify.rules import (
    check_budget,
    check_crews,
    check_holdout,
    check_other,
    check_promises,
    check_quotas,
    check_supply,
    check_waves,
)
from showfloor.verify.spillovers import Spillovers, list_spillovers, plan_losses
from showfloor.verify.types import Finding, Verification

MONEY_TOLERANCE = 0.01
RELATIVE_TOLERANCE = 1e-9
SOLVER_TOLERANCE = 1e-5
"""Relative; a solver's claim may lie below the plan's objective by its own tolerances."""
UNDEFINED = math.nan


def verify_plan(
    problem: RolloutProblem,
    areas: Sequence[PlannedArea],
    holdout: Sequence[Holding],
    certificate: Certificate,
    *,
    changed_files: Sequence[tuple[str, str, str]] = (),
) -> Verification:
    """Say whether a plan keeps every rule and is as good as its certificate claims.

    `areas` are the plan's rows, their values to cents or better; `changed_files` lists (file,
    certified SHA-256, found) of files that differ, each of which is a finding. Everything is
    recomputed from the problem; the certificate gives only prices and claims. Money in week 0
    currency. PASS means: every rule holds within 0.01, the objective is the claimed one, and no
    plan is better than the claimed bound. Infeasible and no_plan_found have no plan to verify
    and never pass. Raises DataError where an option of the problem has no margin.
    """
    started = time.perf_counter()
    findings = [_changed(item) for item in changed_files]
    checked: list[str] = []
    if changed_files:
        checked.append(f"{len(changed_files)} files differ from the certified ones")
    facts = gather_facts(problem)
    choices = list_choices(facts)
    spillovers = list_spillovers(facts)
    _check_claims(problem, certificate, findings)
    decisions = read_decisions(facts, choices, areas, findings)
    checked += _check_rules(
        facts, choices, decisions, holdout, seed=certificate.seed, findings=findings
    )
    objective = _objective(facts, spillovers, decisions)
    checked.append(
        f"value of {len(decisions)} areas and losses of {len(problem.programme.spillover)}"
        f" spillover pairs: objective {objective:.2f}"
    )
    bound = _bound(facts, choices, spillovers, certificate, findings=findings, checked=checked)
    _compare(certificate, objective, bound, findings)
    upper = bound.value + bound.rounding if bound is not None else UNDEFINED
    passed = not findings
    return Verification(
        passed=passed,
        findings=tuple(findings),
        objective=objective,
        upper_bound=upper,
        gap=gap_of(upper, objective),
        checked=tuple(checked),
        seconds=time.perf_counter() - started,
        status="PASS" if passed else "FAIL",
    )


def gap_of(upper_bound: float, objective: float) -> float:
    """Return (bound - objective) / max(1, |bound|); NaN where either is undefined."""
    if not (math.isfinite(upper_bound) and math.isfinite(objective)):
        return UNDEFINED
    return (upper_bound - objective) / max(1.0, abs(upper_bound))


def _changed(item: tuple[str, str, str]) -> Finding:
    name, expected, found = item
    return Finding("digest", name, f"certified SHA-256 {expected}, found {found}")


def _check_claims(
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


def _check_rules(
    facts: Facts,
    choices: Choices,
    decisions: tuple[Decision, ...],
    holdout: Sequence[Holding],
    *,
    seed: int,
    findings: list[Finding],
) -> list[str]:
    programme = facts.programme
    check_budget(facts, decisions, findings)
    check_crews(facts, decisions, findings)
    check_supply(facts, decisions, findings)
    check_promises(facts, decisions, findings)
    check_waves(facts, {**first_selling_weeks(decisions), **facts.first_selling}, findings)
    check_quotas(facts, decisions, findings)
    check_holdout(facts, choices, decisions, holdout, seed=seed, findings=findings)
    other = check_other(facts, decisions, findings)
    regions = "unlimited" if programme.crews is None else f"{len(programme.crews)} regions"
    options = int(choices.allowed.sum())
    checked = [
        f"eligibility: {len(decisions)} planned areas against {options} allowed options",
        f"budget: {len(programme.budget)} steps",
        f"crews: {regions}",
        f"supply: {len(programme.supply)} deliveries",
        f"promises: {len(programme.promises)}; waves: {len(programme.waves)}",
        f"quotas: {len(programme.quotas)}; stores held out: {len(holdout)}",
    ]
    if programme.freezes:
        checked.append(f"freezes: {len(programme.freezes)}")
    if facts.other is not None:
        checked.append(
            f"value to the {facts.other.name}: {other:.2f}, at least {facts.other.at_least:.2f}"
        )
    return checked


def _objective(facts: Facts, spillovers: Spillovers, decisions: tuple[Decision, ...]) -> float:
    losses = plan_losses(facts, spillovers, first_selling_weeks(decisions))
    return fsum([*values_of(decisions), *(-loss for loss in losses)])


def _bound(
    facts: Facts,
    choices: Choices,
    spillovers: Spillovers,
    certificate: Certificate,
    *,
    findings: list[Finding],
    checked: list[str],
) -> ProvenBound | None:
    """Return what the only leaf's prices prove, or None where they prove nothing."""
    leaves = certificate.leaves
    if len(leaves) != 1 or leaves[0].path:
        says = f"{len(leaves)} leaves; this version verifies one leaf with nothing fixed"
        findings.append(Finding("certificate", "leaves", says))
        return None
    prices = leaves[0].prices
    if not check_shapes(facts, prices, findings):
        return None
    sound = check_prices(facts, spillovers, prices, findings)
    if not sound:
        return None
    before = len(findings)
    crew_limits = prove_crew_rows(facts, prices, findings)
    checked.append(
        f"{len(prices.crew_price)} crew rows, each proven by its own knapsack;"
        f" {len(prices.wave_price)} wave and {len(prices.spillover_price)} spillover prices"
    )
    bound = prove_bound(
        facts, choices, spillovers, prices, crew_limits=crew_limits, seed=certificate.seed
    )
    if len(findings) > before and not math.isfinite(bound.value):
        return None
    checked.append(f"upper bound from the prices: {bound.value:.2f}")
    return bound


def _compare(
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
        if not bound.tightest - slack <= claimed <= bound.value + slack:
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
