"""How far a staggered rollout's measured effect can be trusted: a verdict and one sentence each."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import FEWEST_TREATED
from showfloor.measure.types import CallawaySantAnna, Check, Imputation

_DEFAULT = CredibilityTerms()


def staggered_checks(
    prepared: PreparedPanel,
    direct: CallawaySantAnna,
    imputed: Imputation,
    unforetold: int,
    terms: CredibilityTerms = _DEFAULT,
) -> tuple[Check, ...]:
    """Return the checks; unforetold: treated unit-times that have nothing to be compared with."""
    return (
        _pretrend(imputed, terms),
        _agreement(direct, imputed, terms, within=prepared.region is not None),
        _treated(prepared, terms),
        _compared(prepared, terms),
        _openings(prepared),
        _missing(prepared, unforetold, terms),
        _left_out(prepared),
    )


def _pretrend(imputed: Imputation, terms: CredibilityTerms) -> Check:
    p = imputed.pretrend_p
    name = "before the opening"
    if math.isnan(p) and imputed.pretrend:
        return Check(
            name,
            "REVIEW",
            "Too few treated units show whether they and the comparison units moved alike before "
            "the openings.",
        )
    if math.isnan(p):
        return Check(
            name,
            "REVIEW",
            "The data show too little time before the openings to see whether treated and "
            "comparison units moved alike.",
        )
    if p < terms.significant:
        return Check(
            name,
            "REVIEW",
            f"Treated and comparison units moved apart before the opening (p = {p:.3f}): part of "
            "the effect may be that difference going on.",
            p,
        )
    return Check(
        name,
        "PASS",
        f"Treated and comparison units moved alike before the opening (p = {p:.3f}); that makes "
        "the comparison plausible, it does not prove it.",
        p,
    )


def _agreement(
    direct: CallawaySantAnna, imputed: Imputation, terms: CredibilityTerms, *, within: bool
) -> Check:
    name = "both methods"
    first, second = direct.simple, imputed.overall
    larger = max(first.se, second.se)
    apart = abs(first.estimate - second.estimate) / larger if larger > 0.0 else math.nan
    if math.isnan(apart):
        return Check(name, "REVIEW", "Without standard errors the methods cannot be compared.")
    if apart > terms.methods_apart_errors and within:
        return Check(
            name,
            "REVIEW",
            f"The two methods differ by {apart:.1f} standard errors ({second.estimate:.4g} and "
            f"{first.estimate:.4g}): one compares within regions, the other units of all regions, "
            "so look at what sets the regions apart.",
            apart,
        )
    if apart > terms.methods_apart_errors:
        return Check(
            name,
            "REVIEW",
            f"The two methods differ by {apart:.1f} standard errors ({second.estimate:.4g} and "
            f"{first.estimate:.4g}): they use the time before the opening differently, so look at "
            "its trend.",
            apart,
        )
    return Check(name, "PASS", f"Both methods agree within {apart:.1f} standard errors.", apart)


def _clusters(prepared: PreparedPanel, chosen: npt.NDArray[np.bool_]) -> int:
    """Return the number of clusters with a chosen unit: as many units as count."""
    return len(np.unique(prepared.cluster[chosen]))


def _comparable(prepared: PreparedPanel) -> npt.NDArray[np.bool_]:
    """Return [U] the never treated; with times of each region's own, where somebody is treated."""
    never = np.isinf(prepared.cohort)
    if prepared.region is None:
        return np.asarray(never, dtype=np.bool_)
    return np.asarray(never & np.isin(prepared.region, prepared.region[~never]), dtype=np.bool_)


def _treated(prepared: PreparedPanel, terms: CredibilityTerms) -> Check:
    number = _clusters(prepared, np.isfinite(prepared.cohort))
    if number < FEWEST_TREATED:
        return Check(
            "treated units",
            "FAIL",
            f"Only {number} treated: the estimate has no interval, wait for more openings.",
            number,
        )
    if number < terms.enough_treated:
        return Check(
            "treated units",
            "REVIEW",
            f"Only {number} treated: the interval is wide and still rather too narrow.",
            number,
        )
    return Check("treated units", "PASS", f"{number} treated units carry the effect.", number)


def _compared(prepared: PreparedPanel, terms: CredibilityTerms) -> Check:
    number = _clusters(prepared, _comparable(prepared))
    if number >= terms.enough_compared:
        return Check(
            "comparison units",
            "PASS",
            f"{number} units were never treated, which is enough.",
            number,
        )
    if prepared.region is not None:
        return Check(
            "comparison units",
            "REVIEW",
            f"Only {number} units in a region with a treated one were never treated: one odd unit "
            "among them can make the effect.",
            number,
        )
    return Check(
        "comparison units",
        "REVIEW",
        f"Only {number} units were never treated: one odd unit among them can make the effect.",
        number,
    )


def _openings(prepared: PreparedPanel) -> Check:
    number = len(prepared.cohorts)
    if number > 1:
        return Check("opening dates", "PASS", f"{number} different opening dates.", number)
    return Check(
        "opening dates",
        "REVIEW",
        "All areas opened at one date: anything else that happened to those units then looks "
        "like their effect.",
        number,
    )


def _missing(prepared: PreparedPanel, unforetold: int, terms: CredibilityTerms) -> Check:
    share = 1.0 - prepared.facts.observed / prepared.outcome.size
    said = f"{share:.1%} of the unit-times have no outcome"
    where = "in their region " if prepared.region is not None else ""
    if unforetold:
        return Check(
            "missing outcomes",
            "REVIEW",
            f"{said}, and {unforetold} treated ones have nothing {where}to be compared with; the "
            "effect is that of the others.",
            share,
        )
    if share > terms.most_missing:
        return Check(
            "missing outcomes",
            "REVIEW",
            f"{said}; where that has to do with the opening, the effect is off.",
            share,
        )
    return Check("missing outcomes", "PASS", f"{said}.", share)


def _left_out(prepared: PreparedPanel) -> Check:
    dropped = prepared.facts.dropped
    if dropped:
        said = f"Not all of the panel could be used: {'; '.join(dropped)}."
        return Check("left out", "REVIEW", said, len(dropped))
    return Check("left out", "PASS", "Every unit of the panel was used.", 0.0)
