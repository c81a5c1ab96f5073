"""Closures that go with region and wave: the money once more by each remedy, and a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.errors import PanelError
from showfloor.measure.area_panel import area_panel, prepared_areas, reopened
from showfloor.measure.area_regions import compared_in_regions
from showfloor.measure.area_scale import weights_of
from showfloor.measure.area_scores import averages_of, weighted_effects
from showfloor.measure.credibility_checks import rejected
from showfloor.measure.inference import two_sided_p, undefined
from showfloor.measure.outcomes import per_cent, total
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_areas import (
    AreaLedger,
    AreaPanel,
    AreaQuestion,
    ClosureRemedy,
)
from showfloor.measure.types_outcomes import Quantity
from showfloor.measure.untreated_model import fit_in_scale

Floats = npt.NDArray[np.float64]

NAME = "closures"


def closure_remedies(
    panel: AreaPanel, ledger: AreaLedger, quantity: Quantity, terms: CredibilityTerms
) -> tuple[ClosureRemedy, ...]:
    """Return the money by each remedy that the question does not use already.

    With weeks of each region's own, where stores have several regions; and without the
    `reopening_weeks` after a closure, where stores reopened.
    """
    question = panel.question
    found: list[ClosureRemedy] = []
    if not question.region_weeks and len(set(panel.region)) > 1:
        asked = replace(question, region_weeks=True)
        found.append(
            _remedy(panel, quantity, 0, lambda: compared_in_regions(replace(panel, question=asked)))
        )
    weeks = terms.reopening_weeks
    if not question.after_reopening and weeks and reopened(panel, ledger):
        later = replace(question, after_reopening=weeks)
        found.append(_remedy(panel, quantity, weeks, lambda: area_panel(later, ledger)))
    return tuple(found)


def _remedy(
    panel: AreaPanel, quantity: Quantity, weeks: int, made: Callable[[], AreaPanel]
) -> ClosureRemedy:
    """weeks: that the remedy leaves out; 0: it compares within regions. made: its panel."""
    try:
        return _measured(panel, made(), quantity, weeks)
    except PanelError as reason:
        nothing = undefined(str(reason))
        return ClosureRemedy(weeks, nothing, nothing, nothing, math.nan, 0)


def _measured(panel: AreaPanel, other: AreaPanel, quantity: Quantity, weeks: int) -> ClosureRemedy:
    """Return what the panel `other` says, and how far the headline is from it.

    Both see the same treated outcomes of the store-weeks that the remedy keeps, so that they differ
    by what they foretell: the error is that of the stores' influences on it.
    """
    scale, outcome = panel.question.scale, other.outcomes["own", quantity]
    prepared = prepared_areas(other)
    fit = fit_in_scale(replace(prepared, outcome=outcome), scale)
    weight = np.where(np.isfinite(fit.effect), weights_of(other, other.disrupted), 0.0)
    theirs = averages_of(prepared, fit, outcome, [weight])
    place = {store: row for row, store in enumerate(panel.stores)}
    rows = np.array([place[store] for store in other.stores], dtype=np.int64)
    same = np.zeros_like(panel.open_share)
    same[rows] = weight
    ours = weighted_effects(
        prepared_areas(panel), panel.outcomes["own", quantity], [same], scale=scale
    )
    influence = ours.on_counterfactual[:, 0].copy()
    influence[rows] -= theirs.on_counterfactual[:, 0]
    treated, compared = np.minimum(ours.errors.sides, theirs.errors.sides)[:, 0].tolist()
    apart = rest_small(
        float(ours.value[0] - theirs.value[0]),
        float(np.linalg.norm(influence)),
        float(min(ours.errors.df[0], theirs.errors.df[0])),
        (treated, compared),
        BY_UNIT,
    )
    times = int((weight > 0.0).sum())
    sums = theirs.totals(0, weight=float(weight.sum()), unit_times=times)
    kept = int((weights_of(panel, panel.disrupted) > 0.0).sum())
    return ClosureRemedy(
        weeks, total(sums), per_cent(sums), apart, two_sided_p(apart), kept - times
    )


def remedied(
    check: Check,
    found: Sequence[ClosureRemedy],
    headline: Estimate,
    question: AreaQuestion,
    terms: CredibilityTerms,
) -> Check:
    """Return the check on closures, judged by what the remedies change; headline: in per cent.

    PASS where the headline and each remedy differ by no more than chance.
    """
    said = check.advice.partition(":")[0].rstrip(".")
    if not found:
        used = _used(question)
        return check if not used else Check(NAME, "PASS", f"{said}: {used}.", check.value)
    known = [item for item in found if math.isfinite(item.apart_p)]
    shares = ", ".join(f"{_by(item)} {item.per_cent.estimate:+.1f}%" for item in known)
    beside = f"{said}: {shares} instead of {headline.estimate:+.1f}%"
    if len(known) < len(found):
        lost = next(item for item in found if not math.isfinite(item.apart_p))
        why = lost.apart.reason or "there is no error to judge by"
        told = f"{beside}, and" if known else f"{said}:"
        return Check(NAME, "REVIEW", f"{told} {_by(lost)} cannot be judged: {why}.", check.value)
    least = min(item.apart_p for item in known)
    hit = rejected([item.apart_p for item in known], terms.significant)
    apart = [item for item, is_hit in zip(known, hit, strict=True) if is_hit]
    if not apart:
        return Check(NAME, "PASS", f"{beside}, no more apart than by chance.", least)
    how = " ".join(_option(item) for item in apart)
    return Check(
        NAME, "REVIEW", f"{beside}, more than chance (p = {least:.3f}): measure with {how}.", least
    )


def _by(remedy: ClosureRemedy) -> str:
    if not remedy.weeks:
        return "within regions and weeks"
    return f"without {remedy.weeks} weeks after reopening"


def _option(remedy: ClosureRemedy) -> str:
    if not remedy.weeks:
        return "--region-weeks"
    return f"--without-weeks-after-reopening {remedy.weeks}"


def _used(question: AreaQuestion) -> str:
    """Return how the question meets closures itself; "" where it does not."""
    parts = ["stores are compared within regions and weeks"] if question.region_weeks else []
    if question.after_reopening:
        parts.append(f"{question.after_reopening} weeks after reopening are left out")
    return " and ".join(parts)
