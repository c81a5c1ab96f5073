"""How far to trust a measurement of areas: methods beside it, checks, and the plan behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_panel import regions_of, reopened
from showfloor.measure.area_rivals import rival_areas_check
from showfloor.measure.area_scale import other_scale, shown_alike
from showfloor.measure.closure_remedies import NAME as CLOSURES
from showfloor.measure.closure_remedies import closure_remedies, remedied
from showfloor.measure.covariate_values import covariates_of_rows, covariates_of_stores
from showfloor.measure.credibility import Credibility, Surroundings, credibility
from showfloor.measure.credibility_checks import IN_REGION, UNCOMPARED, Choosing
from showfloor.measure.discontinuity import Discontinuity, rollout_discontinuity
from showfloor.measure.method_comparison import MethodsAsked, compare_methods
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.plan_choice import choosing_of, draw_behind, plan_choice
from showfloor.measure.randomised_cells import randomised_cells
from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.spillover_check import RingEffect, neighbours_within
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.types import Check, Estimate, ScaleBeside, StaggeredResult
from showfloor.measure.types_area_more import AreaMore, CovariateSource
from showfloor.measure.types_areas import AreaLedger, AreaMoney, AreaPanel, ClosureRemedy
from showfloor.measure.types_choice import PlanChoice
from showfloor.measure.types_covariates import Covariates
from showfloor.measure.types_outcomes import Quantity
from showfloor.measure.types_randomised import Draw, RandomisedCells

_WITHIN = (
    "imputation, its event study, the check before the opening and the placebo in time compare "
    "within regions; other methods, drifts and what rests on them, rings of neighbours, the "
    "placebo at stores without an area and the one store that decides compare all regions"
)
_ONLINE = (
    "the online shop is compared over all postcode areas: online sales name no region, and an "
    "area without a store has none that could lend it one"
)


@dataclass(frozen=True, slots=True)
class AreaTrust:
    """What stands beside the money of a measurement, as in `AreasFound`; notes on how."""

    staggered: StaggeredResult
    checks: tuple[Check, ...]
    sensitivity: tuple[Sensitivity, ...]
    rings: tuple[RingEffect, ...]
    choice: PlanChoice | None
    drawn: RandomisedCells | None
    jump: Discontinuity | None
    beside: ScaleBeside | None
    remedies: tuple[ClosureRemedy, ...]
    notes: tuple[str, ...]


def trust_in_areas(
    measured: tuple[AreaPanel, PreparedPanel, AreaMoney],
    ledger: AreaLedger,
    more: AreaMore,
    *,
    terms: CredibilityTerms,
    seed: int,
) -> AreaTrust:
    """Return methods, checks and the plan behind a measurement, which is its panel and its money.

    Methods, event study and checks see stores brought to one size where the scale is per cent.
    """
    panel, prepared, money = measured
    alike = shown_alike(panel)
    both = panel, alike.panel
    behind = _behind(both, prepared, (money.quantity, money.a_week), more)
    staggered = compare_methods(
        alike.panel,
        _staggered((panel, alike.panel), seed, behind.strata),
        _methods(panel, ledger, behind.draw, more, seed),
        terms=terms,
    )
    believed = _credibility(both, staggered, terms, seed, behind.choosing)
    beside, scale_said = other_scale(panel, prepared, money.quantity, (money, terms))
    remedies, checks = _with_remedies(believed.checks, panel, ledger, money, terms)
    treated = int(np.isfinite(panel.disrupted).sum())
    rivals = rival_areas_check(panel.rivals, treated)
    return AreaTrust(
        staggered=staggered,
        checks=(*staggered.checks, *checks, scale_said, rivals),
        sensitivity=believed.sensitivity,
        rings=believed.spillover,
        choice=behind.choice,
        drawn=behind.drawn,
        jump=behind.jump,
        beside=beside,
        remedies=remedies,
        notes=(*behind.notes, *alike.notes, *_within(panel, ledger)),
    )


def _within(panel: AreaPanel, ledger: AreaLedger) -> tuple[str, ...]:
    """Say what compares within regions and what does not, where the question asks for that."""
    if panel.regions is None:
        return ()
    return (_WITHIN, _ONLINE) if len(ledger.online["week"]) else (_WITHIN,)


def _with_remedies(
    checks: tuple[Check, ...],
    panel: AreaPanel,
    ledger: AreaLedger,
    money: AreaMoney,
    terms: CredibilityTerms,
) -> tuple[tuple[ClosureRemedy, ...], tuple[Check, ...]]:
    """Return the remedies against closures and the checks; none where no store was closed."""
    checks = tuple(_with_a_way_out(check) for check in checks)
    closed = next(check for check in checks if check.name == CLOSURES)
    if closed.verdict == "PASS" and not reopened(panel, ledger):
        return (), checks
    found = closure_remedies(panel, ledger, money.quantity, terms)
    judged = remedied(closed, found, money.per_cent, panel.question, terms)
    return found, tuple(judged if check is closed else check for check in checks)


def _with_a_way_out(check: Check) -> Check:
    """Name the option that leaves out what cannot be compared within regions."""
    advice = check.advice.replace(UNCOMPARED, "measure with --region-weeks, which leaves these out")
    return replace(check, advice=advice) if check.name == IN_REGION else check


@dataclass(frozen=True, slots=True)
class _Behind:
    """The plan behind the areas: how it chose, its draw in the panel's weeks, and what they show.

    strata: [U] the cell of each store, where chance alone decided who of it was treated.
    """

    choice: PlanChoice | None = None
    choosing: Choosing = field(default_factory=Choosing)
    draw: Draw | None = None
    drawn: RandomisedCells | None = None
    jump: Discontinuity | None = None
    strata: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


def _behind(
    panels: tuple[AreaPanel, Panel],
    prepared: PreparedPanel,
    gained: tuple[Quantity, Estimate],
    more: AreaMore,
) -> _Behind:
    """panels: of areas, and as methods see it. gained: the quantity of money, its mean effect."""
    panel, alike = panels
    plan = more.behind
    if plan is None:
        return _Behind()
    quantity, effect = gained
    choice = plan_choice(panel, prepared, panel.outcomes["own", quantity], plan)
    choosing = choosing_of(panel, choice, effect.estimate)
    draw, notes = draw_behind(panel, plan)
    score = np.array([plan.scores.get(store, np.nan) for store in panel.stores])
    jump = rollout_discontinuity(alike, score) if plan.scores else None
    found = _Behind(choice, choosing, jump=jump, notes=notes)
    if draw is None:
        return found
    try:
        drawn = randomised_cells(alike, draw)
    except PanelError as reason:
        return replace(found, notes=(*notes, f"the plan's draw shows nothing: {reason}"))
    cell = dict(zip(draw.units, draw.cell, strict=True))
    strata = tuple(cell.get(store, "") for store in panel.stores) if choosing.randomised else None
    return replace(found, draw=draw, drawn=drawn, strata=strata, notes=(*notes, *drawn.notes))


def _methods(
    panel: AreaPanel, ledger: AreaLedger, draw: Draw | None, more: AreaMore, seed: int
) -> MethodsAsked:
    if more.estimator == "randomised" and more.behind is not None and draw is None:
        raise PanelError(
            f"the plan {more.behind.run_id} behind these areas drew no stores that can be compared "
            "now: chance did not decide, so measure with another estimator"
        )
    return MethodsAsked(
        headline=more.estimator,
        covariates=_covariates(panel, ledger, more.covariates),
        draw=draw,
        comparison="never" if np.isnan(panel.disrupted).any() else "not_yet",
        seed=seed,
        region=regions_of(panel),
    )


def _covariates(
    panel: AreaPanel, ledger: AreaLedger, source: CovariateSource | None
) -> Covariates | None:
    if source is None:
        return None
    if source.columns:
        found = covariates_of_rows(panel.stores, source.rows, source.columns)
    else:
        found = covariates_of_stores(panel.stores, ledger.stores, source.names)
    return replace(found, control=source.control)


def _staggered(
    panels: tuple[AreaPanel, Panel], seed: int, strata: tuple[str, ...] | None
) -> StaggeredResult:
    panel, alike = panels
    never = bool(np.isnan(alike.cohort).any())
    return measure_staggered(
        alike,
        comparison="never" if never else "not_yet",
        seed=seed,
        strata=strata,
        region=regions_of(panel),
    )


def _credibility(
    panels: tuple[AreaPanel, Panel],
    staggered: StaggeredResult,
    terms: CredibilityTerms,
    seed: int,
    choosing: Choosing,
) -> Credibility:
    panel, alike = panels
    placed = np.isfinite(panel.latitude) & np.isfinite(panel.longitude)
    near = None
    if placed.any():
        near = neighbours_within(panel.latitude, panel.longitude, terms.rings_km[-1])
    region = np.array(panel.region) if any(panel.region) else None
    return credibility(
        alike,
        staggered,
        terms=terms,
        surroundings=Surroundings(
            choosing, near, region, panel.uncompared, within=panel.regions is not None
        ),
        seed=seed,
    )
