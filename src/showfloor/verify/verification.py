"""The whole verification: eligibility, values, rules, draw, prices, objective, bound and gap."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import DrawnStore, Holding, PlannedArea, RolloutProblem
from showfloor.verify.claims import MONEY_TOLERANCE, check_claims, compare_claims, gap_of
from showfloor.verify.decisions import (
    Decision,
    decision_at,
    first_selling_weeks,
    place_of,
    read_decisions,
    values_of,
)
from showfloor.verify.earlier import count_departures
from showfloor.verify.experiment import areas_before, check_cost, check_draw, count_draw
from showfloor.verify.facts import Facts, gather_facts
from showfloor.verify.holdouts import eligible_stores
from showfloor.verify.proof import Eligible, prove_leaves
from showfloor.verify.rules import (
    check_budget,
    check_crews,
    check_holdout,
    check_other,
    check_pace,
    check_promises,
    check_quotas,
    check_supply,
    check_waves,
)
from showfloor.verify.spillovers import Spillovers, list_spillovers, plan_losses
from showfloor.verify.survey import Place, Survey, survey_options
from showfloor.verify.types import Finding, Verification


def verify_plan(
    problem: RolloutProblem,
    areas: Sequence[PlannedArea],
    holdout: Sequence[Holding],
    certificate: Certificate,
    *,
    drawn: Sequence[DrawnStore] = (),
    changed_files: Sequence[tuple[str, str, str]] = (),
) -> Verification:
    """Say whether a plan keeps every rule and is as good as its certificate claims.

    `areas` are the plan's rows after a draw among near-ties, their values to cents or better;
    `drawn` is that draw; `changed_files` lists (file, certified SHA-256, found) of files that
    differ, each of which is a finding. Everything is recomputed from the problem; the certificate
    gives only prices and claims. Money in week 0 currency. PASS means: every rule holds within
    0.01, the objective is the claimed one, and no plan is better than the claimed bound.
    Infeasible and no_plan_found have no plan to verify and never pass. Raises DataError where an
    option of the problem has no margin, ProgrammeError where the earlier plan names what is not in
    the problem.
    """
    started = time.perf_counter()
    findings = [_changed(item) for item in changed_files]
    checked: list[str] = []
    if changed_files:
        checked.append(f"{len(changed_files)} files differ from the certified ones")
    facts = gather_facts(problem)
    spillovers = list_spillovers(facts)
    check_claims(problem, certificate, findings)
    plan = _read_plan(facts, areas, drawn, findings)
    checked += _check_rules(facts, plan, holdout, seed=certificate.seed, findings=findings)
    objective = _objective(facts, spillovers, plan.decisions)
    checked += _say_objective(facts, plan.decisions, objective)
    bound = prove_leaves(
        facts, spillovers, plan.eligible, certificate, findings=findings, checked=checked
    )
    if drawn:
        check_draw(facts, drawn, areas, seed=certificate.seed, findings=findings)
        untouched = _before_the_draw(facts, plan, findings)
        cost = _objective(facts, spillovers, untouched) - objective
        most = certificate.upper_bound
        check_cost(facts, cost, most, tolerance=MONEY_TOLERANCE, findings=findings)
        cells = len(count_draw(drawn))
        checked.append(f"draw: {len(drawn)} stores in {cells} cells, cost {cost:.2f}")
    compare_claims(certificate, objective, bound, findings)
    upper = bound.value + bound.rounding if bound is not None else math.nan
    return Verification(
        passed=not findings,
        findings=tuple(findings),
        objective=objective,
        upper_bound=upper,
        gap=gap_of(upper, objective),
        checked=tuple(checked),
        seconds=time.perf_counter() - started,
        status="FAIL" if findings else "PASS",
    )


@dataclass(frozen=True, slots=True)
class _ReadPlan:
    """A plan's rows found among the options of its problem."""

    survey: Survey
    eligible: Eligible
    decisions: tuple[Decision, ...]
    """After a draw among near-ties."""
    before: tuple[Place | None, ...]
    """Options of the plan before the draw; None for one that does not exist."""


def _read_plan(
    facts: Facts,
    areas: Sequence[PlannedArea],
    drawn: Sequence[DrawnStore],
    findings: list[Finding],
) -> _ReadPlan:
    asked = [(area.store_id, area.format_id, area.start_week) for area in areas]
    places = [place_of(facts, *option) for option in asked]
    before = tuple(place_of(facts, *option) for option in areas_before(areas, drawn))
    survey = survey_options(facts, [place for place in (*places, *before) if place is not None])
    return _ReadPlan(
        survey=survey,
        eligible=eligible_stores(facts, survey.has_option),
        decisions=read_decisions(facts, survey, areas, findings),
        before=before,
    )


def _changed(item: tuple[str, str, str]) -> Finding:
    name, expected, found = item
    return Finding("digest", name, f"certified SHA-256 {expected}, found {found}")


def _check_rules(
    facts: Facts,
    plan: _ReadPlan,
    holdout: Sequence[Holding],
    *,
    seed: int,
    findings: list[Finding],
) -> list[str]:
    programme, decisions = facts.programme, plan.decisions
    check_budget(facts, decisions, findings)
    check_crews(facts, decisions, findings)
    check_supply(facts, decisions, findings)
    check_pace(facts, decisions, findings)
    check_promises(facts, decisions, findings)
    check_waves(facts, {**first_selling_weeks(decisions), **facts.first_selling}, findings)
    check_quotas(facts, decisions, findings)
    check_holdout(facts, plan.eligible, decisions, holdout, seed=seed, findings=findings)
    other = check_other(facts, decisions, findings)
    allowed = plan.survey.allowed
    regions = "unlimited" if programme.crews is None else f"{len(programme.crews)} regions"
    checked = [
        f"eligibility: {len(decisions)} planned areas against {allowed} allowed options",
        f"budget: {len(programme.budget)} steps",
        f"crews: {regions}",
        f"supply: {len(programme.supply)} deliveries",
        f"promises: {len(programme.promises)}; waves: {len(programme.waves)}",
        f"quotas: {len(programme.quotas)}; stores held out: {len(holdout)}",
    ]
    if programme.freezes:
        checked.append(f"freezes: {len(programme.freezes)}")
    if programme.pace:
        checked.append(f"pace: {len(programme.pace)} steps")
    if facts.other is not None:
        checked.append(
            f"value to the {facts.other.name}: {other:.2f}, at least {facts.other.at_least:.2f}"
        )
    return checked


def _departures(facts: Facts, decisions: Sequence[Decision]) -> int:
    return count_departures(facts.earlier, (item.place for item in decisions), facts.fixed_rows)


def _objective(facts: Facts, spillovers: Spillovers, decisions: Sequence[Decision]) -> float:
    losses = plan_losses(facts, spillovers, first_selling_weeks(decisions))
    worth = fsum([*values_of(decisions), *(-loss for loss in losses)])
    if facts.earlier is None:
        return worth
    return worth - facts.earlier.change_cost * _departures(facts, decisions)


def _say_objective(
    facts: Facts, decisions: Sequence[Decision], objective: float
) -> tuple[str, ...]:
    worth = (
        f"value of {len(decisions)} areas and losses of {len(facts.programme.spillover)}"
        f" spillover pairs: objective {objective:.2f}"
    )
    if facts.earlier is None:
        return (worth,)
    departing = _departures(facts, decisions)
    cost = f"{facts.earlier.change_cost:.2f} each"
    return worth, f"earlier plan: {departing} stores depart from it, {cost}"


def _before_the_draw(facts: Facts, plan: _ReadPlan, findings: list[Finding]) -> list[Decision]:
    """Return the plan before the draw; note options in it that do not exist or are not allowed."""
    decisions = []
    for place in plan.before:
        if place is None:
            says = "the plan before the draw names an option that does not exist"
            findings.append(Finding("experiment", "draw", says))
            continue
        option = plan.survey.options[place]
        decision = decision_at(facts, option, place)
        decisions.append(decision)
        if not (option.allowed and option.delivered):
            says = "had an area in the plan before the draw that is not allowed"
            findings.append(Finding("experiment", decision.store_id, says))
    return decisions
