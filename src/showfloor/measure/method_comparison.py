"""The headline beside other methods on the same panel, and a test of whether they disagree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.callaway_santanna import Comparison, callaway_santanna
from showfloor.measure.covariate_adjustment import adjusted_overall
from showfloor.measure.imputation import imputation
from showfloor.measure.inference import undefined
from showfloor.measure.kept_units import kept_units
from showfloor.measure.method_differences import Leaving, RunMethod, differences
from showfloor.measure.method_scores import method_scores
from showfloor.measure.multiplicity import holm
from showfloor.measure.panels import prepare
from showfloor.measure.randomised_cells import randomised_cells
from showfloor.measure.randomised_waves import randomised_waves
from showfloor.measure.region_errors import region_overall
from showfloor.measure.synthetic_difference import synthetic_difference, synthetic_overall
from showfloor.measure.types import (
    Check,
    MethodComparison,
    MethodEstimate,
    StaggeredResult,
)
from showfloor.measure.types_covariates import Covariates
from showfloor.measure.types_randomised import Draw

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Estimator = Literal["imputation", "callaway_santanna", "synthetic", "randomised"]
ESTIMATORS: tuple[Estimator, ...] = ("imputation", "callaway_santanna", "synthetic", "randomised")

FEW_TREATED, FEW_UNITS = 6, 400
"""Below so many treated units, in a panel no larger, the synthetic method stands beside."""
CHECK = "other methods"
_TERMS = CredibilityTerms()


@dataclass(frozen=True, slots=True)
class MethodsAsked:
    """Which method is the headline, and what the others need.

    covariates: of the panel's units; with them the headline "callaway_santanna" is the adjusted
    one. draw: of the plan, for "randomised"; without one, all waves are taken to have been drawn.
    region: [U] labels, where imputation has times of each region's own; the others know none.
    """

    headline: Estimator = "imputation"
    covariates: Covariates | None = None
    draw: Draw | None = None
    comparison: Comparison = "never"
    anticipation: float = 0.0
    seed: int = 0
    region: npt.NDArray[np.str_] | None = None


def compare_methods(
    panel: Panel,
    result: StaggeredResult,
    asked: MethodsAsked | None = None,
    *,
    terms: CredibilityTerms = _TERMS,
) -> StaggeredResult:
    """Return a result of `measure_staggered` with the methods beside it and a check on them.

    Beside imputation and Callaway and Sant'Anna stand: the latter with covariates where there are
    any; synthetic difference-in-differences where it is asked for or fewer than six units are
    treated; the randomised estimator where it is asked for or a draw is known. Each difference to
    the headline is tested with the error of that difference, corrected by Holm. PanelError where
    the headline itself cannot be estimated; others that cannot say why.
    """
    asked = asked or MethodsAsked()
    gap = asked.anticipation
    ran = _ran(panel, result, asked)
    headline = "adjusted" if asked.covariates and asked.headline == _DIRECT else asked.headline
    if asked.headline != "imputation" and not math.isfinite(ran[headline].estimate.estimate):
        raise PanelError(f"{headline} gives no estimate: {ran[headline].estimate.reason}")
    others = [name for name in ran if name != headline]
    first = ran[headline]
    apart = differences(panel, ran, (headline, *others), Leaving(asked.draw, asked.seed), gap)
    p_values = [difference.p_value for difference in apart]
    shown = [MethodEstimate(headline, first.estimate, undefined("it is the headline"))]
    shown[0] = replace(shown[0], notes=first.notes)
    for name, difference, corrected in zip(others, apart, holm(p_values), strict=True):
        own, p = ran[name], difference.p_value
        shown.append(
            MethodEstimate(
                name, own.estimate, difference.apart, difference.test, p, corrected, own.notes
            )
        )
    used = asked.covariates
    found = MethodComparison(
        headline,
        tuple(shown),
        tuple(used.names or ()) if used else (),
        used.control if used else "",
    )
    check = methods_check(found, terms)
    return replace(result, methods=found, checks=(*result.checks, check))


def methods_check(found: MethodComparison, terms: CredibilityTerms) -> Check:
    """Judge whether another method disagrees with the headline more than chance explains."""
    others = found.estimates[1:]
    tested = [other for other in others if math.isfinite(other.p_holm)]
    if not tested:
        why = next((o.apart.reason for o in others if o.apart.reason), "there is none")
        return Check(CHECK, "REVIEW", f"Whether other methods disagree cannot be tested: {why}.")
    least = min(other.p_holm for other in tested)
    differ = [other for other in tested if other.p_holm < terms.significant]
    if differ:
        said = ", ".join(
            f"{other.method} by {other.apart.estimate:.4g} (p = {other.p_holm:.3f})"
            for other in differ
        )
        return Check(
            CHECK,
            "REVIEW",
            f"Other methods differ from {found.headline} more than chance explains: {said}; look "
            "at what each compares with before quoting one.",
            least,
        )
    named = ", ".join(other.method for other in tested)
    return Check(
        CHECK,
        "PASS",
        f"No other method ({named}) differs from {found.headline} more than chance explains "
        f"(p = {least:.3f}).",
        least,
    )


_DIRECT = "callaway_santanna"


def _ran(panel: Panel, result: StaggeredResult, asked: MethodsAsked) -> Mapping[str, RunMethod]:
    gap, kind = asked.anticipation, asked.comparison
    scores = method_scores(panel, comparison=kind, anticipation=gap, region=asked.region)
    ran = {
        "imputation": RunMethod(
            result.imputation.overall,
            lambda part, rows: _imputed(part, asked, rows),
            scores.imputation,
            scores.imputation_df,
        ),
        _DIRECT: RunMethod(
            result.callaway_santanna.simple,
            lambda part, _: (
                callaway_santanna(part, comparison=kind, anticipation=gap).simple.estimate
            ),
            scores.differences,
            scores.differences_df,
        ),
    }
    covariates = asked.covariates
    if covariates is not None:
        ran["adjusted"] = _or_why(lambda: _adjusted(panel, asked, covariates))
    treated = sum(result.panel.cohorts.values())
    few = treated < FEW_TREATED and result.panel.units <= FEW_UNITS
    if asked.headline == "synthetic" or (few and result.panel.never_treated):
        ran["synthetic"] = _or_why(lambda: _synthetic(panel, asked))
    if asked.headline == "randomised" or asked.draw is not None:
        ran["randomised"] = _or_why(lambda: _randomised(panel, asked))
    return ran


def _imputed(part: Panel, asked: MethodsAsked, rows: Ints) -> float:
    gap, region = asked.anticipation, asked.region
    if region is None:
        return imputation(part, anticipation=gap).overall.estimate
    found = region_overall(prepare(part, anticipation=gap, region=region[rows]), gap)
    return float(found.value[0])


def _or_why(run: Callable[[], RunMethod]) -> RunMethod:
    try:
        return run()
    except PanelError as reason:
        return RunMethod(undefined(str(reason)), lambda _part, _rows: math.nan)


def _adjusted(panel: Panel, asked: MethodsAsked, covariates: Covariates) -> RunMethod:
    kind, gap = asked.comparison, asked.anticipation
    found, influence = adjusted_overall(panel, covariates, comparison=kind, anticipation=gap)
    prepared, kept = prepare(panel, anticipation=gap), kept_units(panel, gap)
    sums = np.bincount(prepared.cluster, weights=influence[kept])
    scores = np.asarray(sums, dtype=np.float64)

    def anew(part: Panel, rows: Ints) -> float:
        fewer = replace(covariates, values=covariates.values[rows])
        again, _ = adjusted_overall(part, fewer, comparison=kind, anticipation=gap)
        return again.effects.simple.estimate

    simple = found.effects.simple
    return RunMethod(simple, anew, scores, simple.df, found.notes)


def _synthetic(panel: Panel, asked: MethodsAsked) -> RunMethod:
    found = synthetic_difference(panel, anticipation=asked.anticipation, seed=asked.seed)
    return RunMethod(
        found.overall,
        lambda part, _: synthetic_overall(part, anticipation=asked.anticipation),
        notes=found.notes,
    )


def _randomised(panel: Panel, asked: MethodsAsked) -> RunMethod:
    draw = asked.draw
    if draw is None:
        waves = randomised_waves(panel, seed=asked.seed)
        notes = (*waves.notes, "that the openings of all waves were drawn is taken on trust")
        return RunMethod(
            waves.conservative.simple,
            lambda part, _: randomised_waves(part).conservative.simple.estimate,
            notes=notes,
        )
    cells = randomised_cells(panel, draw, seed=asked.seed)

    def anew(part: Panel, _rows: Ints) -> float:
        return randomised_cells(part, _drawn_within(draw, part.units), draws=99).overall.estimate

    return RunMethod(cells.overall, anew, notes=cells.notes)


def _drawn_within(draw: Draw, units: Sequence[str]) -> Draw:
    known = set(units)
    lost = {c for unit, c in zip(draw.units, draw.cell, strict=True) if unit not in known}
    rows = [place for place, cell in enumerate(draw.cell) if cell not in lost]
    return Draw(
        tuple(draw.units[i] for i in rows),
        tuple(draw.cell[i] for i in rows),
        draw.start[rows],
        draw.probability[rows],
    )
