"""From what speaks for or against an effect to verdicts, each with one sentence of advice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from showfloor.domain.measuring import CredibilityTerms
from showfloor.measure.closures import Closures
from showfloor.measure.inference import two_sided_p
from showfloor.measure.influence_of_one import InfluenceOfOne
from showfloor.measure.multiplicity import holm
from showfloor.measure.placebo import PlaceboInSpace
from showfloor.measure.pretrend_power import PretrendPower
from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.spillover_check import RingEffect
from showfloor.measure.types import Check, Estimate

_NAMED = 3
_TERMS = CredibilityTerms()
MAGNITUDES = "drifts like those before"
IN_REGION = "comparison in every region and week"
UNCOMPARED = "leave these out, nothing there can be compared"


@dataclass(frozen=True, slots=True)
class Choosing:
    """How the treated stores were chosen, as far as it is known.

    randomised: drawn by lot among stores of about equal value. scored_from, scored_to: the times
    (the panel's, the end exclusive) whose sales the choice looked at. remedy: what to do where
    these overlap with the baseline; "" to begin at scored_to. by: who chose, in words. gap: how
    much more than the measured stores those left out would gain, by how gains rise with the promise
    among the measured ones; effect: of the measured ones, in the same unit.
    """

    randomised: bool = False
    scored_from: float = math.nan
    scored_to: float = math.nan
    remedy: str = ""
    by: str = ""
    gap: Estimate | None = None
    effect: float = math.nan


def power_check(power: PretrendPower, target: float, terms: CredibilityTerms) -> Check:
    """Judge what a trend could do that the time before the opening would hardly show."""
    name = "power before the opening"
    if math.isnan(power.bias_most) or target == 0.0:
        why = power.reason or "the effect is zero"
        return Check(
            name, "REVIEW", f"What a look before the opening would miss is unknown: {why}."
        )
    share = abs(power.bias_most / target)
    said = f"would move the effect by {abs(power.bias_most):.4g} ({share:.0%} of it)"
    if share > terms.hidden_bias:
        return Check(
            name,
            "REVIEW",
            f"A drift that stays unseen one time in five {said}: that nothing was seen before the "
            "opening says little, so wait for a longer time before or more stores.",
            share,
        )
    return Check(name, "PASS", f"A drift that stays unseen one time in five {said}.", share)


def magnitudes_check(found: Sensitivity, terms: CredibilityTerms) -> Check:
    """Judge how large violations of parallel trends may be before the effect is in doubt."""
    if math.isnan(found.breakdown):
        return Check(
            MAGNITUDES, "REVIEW", f"What drifts would do to the effect is open: {found.reason}."
        )
    said = f"drifts {found.breakdown:.2g} times as large as the largest before the opening"
    if found.breakdown < terms.least_breakdown:
        return Check(
            MAGNITUDES,
            "REVIEW",
            f"The effect could be nothing with {said}: look for what else changed at the openings.",
            found.breakdown,
        )
    return Check(
        MAGNITUDES, "PASS", f"The effect stays clear of zero up to {said}.", found.breakdown
    )


def straight_drift_check(found: Sensitivity) -> Check:
    """Judge what is left of the effect if the drift before goes on in a straight line."""
    name = "drift going on"
    if math.isnan(found.breakdown):
        return Check(
            name,
            "REVIEW",
            "If the drift before the opening went on in a straight line, the effect could be "
            f"nothing: {found.reason}.",
        )
    return Check(
        name,
        "PASS",
        "The effect stays clear of zero if the drift before the opening went on, as long as it "
        f"bends by less than {found.breakdown:.3g} each {_times(found.times_a_step)}.",
        found.breakdown,
    )


def _times(number: int) -> str:
    return "time" if number == 1 else f"{number} times"


def placebo_time_check(effect: Estimate, terms: CredibilityTerms) -> Check:
    """Judge the effect of openings that were pretended too early."""
    name = "placebo in time"
    p = two_sided_p(effect)
    if math.isnan(p):
        why = effect.reason or "it has no standard error"
        return Check(name, "REVIEW", f"Openings could not be pretended earlier: {why}.")
    if p < terms.significant:
        return Check(
            name,
            "REVIEW",
            f"Openings pretended {terms.placebo_earlier} times earlier already show an effect of "
            f"{effect.estimate:.4g} (p = {p:.3f}): treated stores were moving before.",
            p,
        )
    return Check(
        name,
        "PASS",
        f"Openings pretended {terms.placebo_earlier} times earlier show no effect (p = {p:.3f}).",
        p,
    )


def placebo_space_check(found: PlaceboInSpace, terms: CredibilityTerms) -> Check:
    """Judge the effects of rollouts pretended at never-treated stores."""
    name = "placebo in space"
    if math.isnan(found.false_alarms) or math.isnan(found.p_value):
        why = found.reason or "no rollout has a standard error"
        return Check(name, "REVIEW", f"No rollout could be pretended elsewhere: {why}.")
    if found.false_alarms > terms.most_false_alarms:
        return Check(
            name,
            "REVIEW",
            f"{found.false_alarms:.0%} of rollouts pretended at untreated stores seem to have an "
            "effect where 5% should: intervals are too narrow here, so demand a clearer effect.",
            found.false_alarms,
        )
    if found.p_value > terms.significant:
        return Check(
            name,
            "REVIEW",
            "Rollouts pretended at untreated stores show differences as clear as the actual one "
            f"(in {found.p_value:.0%} of draws).",
            found.p_value,
        )
    return Check(
        name,
        "PASS",
        "Hardly any rollout pretended at untreated stores shows as clear a difference as the "
        f"actual one (in {found.p_value:.1%} of draws).",
        found.p_value,
    )


def anticipation_check(pretrend: Mapping[float, Estimate], terms: CredibilityTerms) -> Check:
    """Judge whether sales moved in the last times before the opening (Holm's correction)."""
    name = "anticipation"
    last = sorted((e for e in pretrend if e < 0.0), reverse=True)[: terms.anticipation_leads]
    found = [(e, two_sided_p(pretrend[e])) for e in last]
    known = [(e, p) for e, p in found if math.isfinite(p)]
    if found and not known:
        return Check(name, "REVIEW", "Too few treated units to see anticipation.")
    if not known:
        return Check(name, "REVIEW", "Too little time before the openings to see anticipation.")
    moved = rejected([p for _, p in known], terms.significant)
    early = [e for (e, _), is_moved in zip(known, moved, strict=True) if is_moved]
    least = min(p for _, p in known)
    if early:
        return Check(
            name,
            "REVIEW",
            f"Sales moved already {-min(early):g} times before the opening (clearance, building, "
            f"waiting customers): measure again with anticipation {-min(early):g}.",
            least,
        )
    return Check(name, "PASS", f"Nothing moved in the last {len(known)} times before.", least)


def spillover_check(rings: Sequence[RingEffect], terms: CredibilityTerms) -> Check:
    """Judge whether comparison stores near treated ones moved (Holm's correction)."""
    name = "spillover onto comparison stores"
    if not rings:
        return Check(
            name,
            "REVIEW",
            "Without distances between stores nobody knows whether comparison stores near treated "
            "ones lost sales to them; give latitude and longitude.",
        )
    known = [(ring, two_sided_p(ring.effect)) for ring in rings]
    known = [(ring, p) for ring, p in known if math.isfinite(p)]
    if not known:
        why = next(ring.effect.reason for ring in rings)
        if all(ring.units == 0 for ring in rings):
            far = f"No comparison store lies within {rings[-1].to_km:g} km of a treated one."
            return Check(name, "PASS", far, 0.0)
        return Check(name, "REVIEW", f"Spillover cannot be judged: {why}.")
    hit = rejected([p for _, p in known], terms.significant)
    near = [ring for (ring, _), is_hit in zip(known, hit, strict=True) if is_hit]
    least = min(p for _, p in known)
    if near:
        said = ", ".join(
            f"{ring.effect.estimate:.4g} at {ring.from_km:g} to {ring.to_km:g} km" for ring in near
        )
        return Check(
            name,
            "REVIEW",
            f"Comparison stores near treated ones moved when those opened ({said}): leave stores "
            f"within {near[-1].to_km:g} km out of the comparison.",
            least,
        )
    return Check(
        name, "PASS", f"Comparison stores within {known[-1][0].to_km:g} km did not move.", least
    )


def one_store_check(found: InfluenceOfOne, terms: CredibilityTerms) -> Check:
    """Judge whether one store makes the effect."""
    name = "one store"
    if math.isnan(found.change):
        return Check(name, "FAIL", f"The effect rests on store {found.unit} alone: {found.reason}.")
    turned = found.without * found.effect <= 0.0
    large = found.share_of_error > terms.one_store_errors
    if turned or large:
        return Check(
            name,
            "REVIEW",
            f"Without store {found.unit} the effect is {found.without:.4g} instead of "
            f"{found.effect:.4g}: look at that store before trusting the number.",
            found.share_of_error,
        )
    return Check(
        name,
        "PASS",
        f"No single store matters much; {found.unit} most, without which the effect is "
        f"{found.without:.4g} instead of {found.effect:.4g}.",
        found.share_of_error,
    )


def closures_check(found: Closures, terms: CredibilityTerms) -> Check:
    """Judge whether closed weeks go with the openings."""
    name = "closures"
    if found.most_apart > terms.closed_apart:
        return Check(
            name,
            "REVIEW",
            f"Closed weeks differ by {found.most_apart:.0%} points between stores that opened "
            "together and those that never did: compare within regions, and once more without the "
            "weeks after reopening.",
            found.most_apart,
        )
    if found.most > terms.most_closed:
        return Check(
            name,
            "REVIEW",
            f"{found.most:.0%} of some stores' weeks are closed: measure once more without the "
            "weeks after reopening.",
            found.most,
        )
    return Check(
        name, "PASS", f"At most {found.most:.1%} of any stores' weeks are closed.", found.most
    )


def compared_in_region_check(found: Closures) -> Check:
    """Refuse region-times in which a treated store has no comparison store of its region."""
    name = IN_REGION
    lost = len(found.uncompared)
    if lost:
        said = ", ".join(
            f"{region or 'all'} at {time:g}" for region, time in found.uncompared[:_NAMED]
        )
        more = " and more" if lost > _NAMED else ""
        return Check(
            name,
            "FAIL",
            f"In {lost} of {lost + found.compared} weeks of a region no untreated store was open "
            f"({said}{more}): {UNCOMPARED}.",
            float(lost),
        )
    return Check(name, "PASS", "In every region and week an untreated store was open.", 0.0)


def regression_check(choosing: Choosing, baseline_from: float, baseline_to: float) -> Check:
    """Refuse a baseline that the choice of stores looked at: they would fall back by themselves.

    baseline_from, baseline_to: the times before the last opening, the end exclusive.
    """
    name = "regression to the mean"
    if choosing.randomised:
        return Check(name, "PASS", "Stores were chosen by lot, so good weeks did not decide.", 0.0)
    if math.isnan(choosing.scored_from) or math.isnan(choosing.scored_to):
        return Check(
            name,
            "REVIEW",
            "Nobody said from which weeks' sales the stores were chosen: if these lie in the "
            "baseline, part of the effect is good weeks that would have ended anyway.",
        )
    shared = min(choosing.scored_to, baseline_to) - max(choosing.scored_from, baseline_from)
    if shared > 0.0:
        remedy = choosing.remedy or f"begin the panel at {choosing.scored_to:g}"
        return Check(
            name,
            "FAIL",
            f"Stores were chosen by sales of {shared:g} times that also serve as baseline: "
            f"{remedy}.",
            shared,
        )
    return Check(name, "PASS", "Stores were chosen by sales outside the baseline.", 0.0)


def chosen_check(choosing: Choosing, terms: CredibilityTerms = _TERMS) -> Check:
    """Say for whom the effect holds, and how far from it others may lie."""
    name = "chosen because they gain"
    if choosing.randomised:
        return Check(
            name, "PASS", "Stores were chosen by lot among near-ties: the effect holds for those."
        )
    gap = choosing.gap
    if gap is not None and math.isfinite(gap.low) and choosing.effect > 0.0:
        return _chosen_by_promise(choosing, gap, terms)
    return Check(
        name,
        "REVIEW",
        "Stores were chosen because they promised to gain: the effect is theirs, so do not expect "
        "it of the others; look at near-ties or at the jump at the plan's cut-off.",
    )


def _chosen_by_promise(choosing: Choosing, gap: Estimate, terms: CredibilityTerms) -> Check:
    name = "chosen because they gain"
    share = max(abs(gap.low), abs(gap.high)) / choosing.effect
    said = (
        f"by how gains rise with the promise, stores left out would gain {gap.estimate:.4g} more "
        f"({gap.low:.4g} to {gap.high:.4g}) than the measured {choosing.effect:.4g}"
    )
    if share > terms.chosen_apart:
        return Check(
            name,
            "REVIEW",
            f"Stores were chosen because they promised to gain ({choosing.by}): {said}, so expect "
            "of others what the promise says, not the mean.",
            share,
        )
    return Check(name, "PASS", f"Stores were chosen by promise ({choosing.by}), but {said}.", share)


def rejected(p_values: Sequence[float], level: float) -> list[bool]:
    """Return which hypotheses Holm's procedure rejects at `level`."""
    return [p < level for p in holm(p_values)]
