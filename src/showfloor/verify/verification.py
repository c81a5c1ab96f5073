"""The whole verification: eligibility, values, rules, draw, prices, objective, bound and gap."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from math import fsum

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import DrawnStore, Holding, PlannedArea, RolloutProblem
from showfloor.verify.bound import CrewSides, ProvenBound, largest_bound, prove_bound
from showfloor.verify.claims import MONEY_TOLERANCE, check_claims, compare_claims, gap_of
from showfloor.verify.crew_cuts import Question, prove_crew_cuts
from showfloor.verify.crew_rows import prove_crew_rows
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
from showfloor.verify.leaves import check_leaves
from showfloor.verify.prices import check_prices, check_shapes
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
from showfloor.verify.survey import Survey, leaves_at_once, price_options, survey_options
from showfloor.verify.types import Finding, Verification

Eligible = Mapping[str, tuple[str, ...]]


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
    asked = [(area.store_id, area.format_id, area.start_week) for area in areas]
    before = areas_before(areas, drawn)
    places = [place_of(facts, *option) for option in (*asked, *before)]
    survey = survey_options(facts, [place for place in places if place is not None])
    eligible = eligible_stores(facts, survey.has_option)
    decisions = read_decisions(facts, survey, areas, findings)
    checked += _check_rules(
        facts, survey, eligible, decisions, holdout, seed=certificate.seed, findings=findings
    )
    objective = _objective(facts, spillovers, decisions)
    checked.append(
        f"value of {len(decisions)} areas and losses of {len(problem.programme.spillover)}"
        f" spillover pairs: objective {objective:.2f}"
    )
    if facts.earlier is not None:
        checked.append(
            f"earlier plan: {_departures(facts, decisions)} stores depart from it,"
            f" {facts.earlier.change_cost:.2f} each"
        )
    bound = _bound(facts, spillovers, eligible, certificate, findings=findings, checked=checked)
    if drawn:
        check_draw(facts, drawn, areas, seed=certificate.seed, findings=findings)
        untouched = _before_the_draw(facts, survey, places[len(asked) :], findings)
        cost = _objective(facts, spillovers, untouched) - objective
        check_cost(
            facts, cost, certificate.upper_bound, tolerance=MONEY_TOLERANCE, findings=findings
        )
        checked.append(
            f"draw: {len(drawn)} stores in {len(count_draw(drawn))} cells, cost {cost:.2f}"
        )
    compare_claims(certificate, objective, bound, findings)
    upper = bound.value + bound.rounding if bound is not None else math.nan
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


def _changed(item: tuple[str, str, str]) -> Finding:
    name, expected, found = item
    return Finding("digest", name, f"certified SHA-256 {expected}, found {found}")


def _check_rules(
    facts: Facts,
    survey: Survey,
    eligible: Eligible,
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
    check_pace(facts, decisions, findings)
    check_promises(facts, decisions, findings)
    check_waves(facts, {**first_selling_weeks(decisions), **facts.first_selling}, findings)
    check_quotas(facts, decisions, findings)
    check_holdout(facts, eligible, decisions, holdout, seed=seed, findings=findings)
    other = check_other(facts, decisions, findings)
    regions = "unlimited" if programme.crews is None else f"{len(programme.crews)} regions"
    checked = [
        f"eligibility: {len(decisions)} planned areas against {survey.allowed} allowed options",
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


def _before_the_draw(
    facts: Facts,
    survey: Survey,
    places: Sequence[tuple[int, int, int] | None],
    findings: list[Finding],
) -> list[Decision]:
    """Return the plan before the draw; note options in it that do not exist or are not allowed."""
    decisions = []
    for place in places:
        if place is None:
            says = "the plan before the draw names an option that does not exist"
            findings.append(Finding("experiment", "draw", says))
            continue
        option = survey.options[place]
        decision = decision_at(facts, option, place)
        decisions.append(decision)
        if not (option.allowed and option.delivered):
            says = "had an area in the plan before the draw that is not allowed"
            findings.append(Finding("experiment", decision.store_id, says))
    return decisions


def _bound(
    facts: Facts,
    spillovers: Spillovers,
    eligible: Eligible,
    certificate: Certificate,
    *,
    findings: list[Finding],
    checked: list[str],
) -> ProvenBound | None:
    """Return what the leaves' prices prove together, or None where they prove nothing."""
    leaves = certificate.leaves
    if not check_leaves(facts, leaves, findings):
        return None
    found: list[list[Finding]] = [[] for _ in leaves]
    for leaf, notes in zip(leaves, found, strict=True):
        if check_shapes(facts, leaf.prices, len(leaf.path), notes):
            check_prices(facts, spillovers, leaf.prices, notes)
    sound = not any(found)
    sums: dict[Question, int] = {}
    limits = [
        CrewSides(
            rows=prove_crew_rows(facts, leaf.prices, notes),
            cuts=prove_crew_cuts(facts, leaf.prices, sums, notes),
        )
        for leaf, notes in zip(leaves if sound else (), found, strict=False)
    ]
    valid_rows = not any(found)
    for number, notes in enumerate(found):
        findings += [_of_leaf(note, number, len(leaves)) for note in notes]
    if not sound:
        return None
    _say_prices(certificate, checked)
    bounds: list[ProvenBound] = []
    at_once = leaves_at_once(facts)
    for first in range(0, len(leaves), at_once):
        part = leaves[first : first + at_once]
        tables = price_options(facts, part)
        for leaf, limit in zip(part, limits[first : first + at_once], strict=True):
            bounds.append(
                prove_bound(
                    facts,
                    spillovers,
                    leaf,
                    tables.pop(0),
                    eligible,
                    crews=limit,
                    seed=certificate.seed,
                )
            )
    bound = largest_bound(bounds)
    if not valid_rows and not math.isfinite(bound.value):
        return None
    checked.append(f"upper bound from the prices: {bound.value:.2f}")
    return bound


def _of_leaf(note: Finding, number: int, leaves: int) -> Finding:
    """Return a finding that says which leaf it is about, where there are several."""
    if leaves == 1:
        return note
    return Finding(note.rule, f"leaf {number}, {note.where}", note.says)


def _say_prices(certificate: Certificate, checked: list[str]) -> None:
    prices = [leaf.prices for leaf in certificate.leaves]
    if len(prices) > 1:
        checked.append(f"leaves: {len(prices)}, which hold every plan between them")
    checked.append(
        f"{sum(len(own.crew_price) for own in prices)} crew rows, each proven by its own knapsack;"
        f" {sum(len(own.wave_price) for own in prices)} wave and"
        f" {sum(len(own.spillover_price) for own in prices)} spillover prices"
    )
    cuts = sum(len(own.cut_price) for own in prices)
    if cuts:
        checked.append(f"{cuts} crew cuts, each proven by the largest sum that crews allow")
    exact = sum(len(own.spillover_exact) for own in prices)
    if exact:
        checked.append(f"{exact} spillover pairs counted exactly, without a cycle")
