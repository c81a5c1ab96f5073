"""Whether the scale of a measurement is in doubt: per cent or levels."""

from __future__ import annotations

import math

from showfloor.domain.measuring import CredibilityTerms
from showfloor.measure.types import Check, Estimate, ScaleBeside
from showfloor.measure.types_outcomes import Scale

NAME = "scale"
SPOKEN: dict[Scale, str] = {"per_cent": "in per cent", "levels": "in levels"}
_OWN: dict[Scale, Scale] = {"per_cent": "levels", "levels": "per_cent"}


def scale_check(
    found: ScaleBeside | None, share: Estimate, terms: CredibilityTerms, reason: str = ""
) -> Check:
    """Judge the scale of the headline; share: its effect in per cent.

    FAIL where untreated growth went with size in the headline's own scale, and what that adds is
    more than half of the interval; REVIEW where it went with size but adds less, or where the two
    scales differ beyond the error of their difference. reason: why there is no other scale.
    """
    if found is None:
        return Check(NAME, "REVIEW", f"The other scale cannot stand beside this one: {reason}.")
    if not (math.isfinite(found.apart_p) or math.isfinite(found.growth_p)):
        why = found.apart.reason or "there is no error to judge by"
        return Check(NAME, "REVIEW", f"Whether the scale matters cannot be tested: {why}.")
    if found.growth_p < terms.significant:
        return _grew(found, share)
    beside = f"{found.per_cent.estimate:+.1f}% instead of {share.estimate:+.1f}%"
    other = SPOKEN[found.scale]
    if found.apart_p < terms.significant:
        larger = f", treated stores are {found.size_ratio:.2f} times as large as the others"
        return Check(
            NAME,
            "REVIEW",
            f"Measured {other} the effect would be {beside}, which is more than chance (p = "
            f"{found.apart_p:.3f}){larger if math.isfinite(found.size_ratio) else ''}: "
            f"{_speaks(found, terms)}.",
            found.apart_p,
        )
    return Check(
        NAME,
        "PASS",
        f"Measured {other} the effect would be {beside}, no more apart than by chance.",
        found.apart_p,
    )


def _grew(found: ScaleBeside, share: Estimate) -> Check:
    half = (share.high - share.low) / 2.0
    said = (
        f"Before the openings larger stores grew otherwise than smaller ones "
        f"{SPOKEN[_OWN[found.scale]]} (p = {found.growth_p:.3f}), which adds "
        f"{found.growth.estimate:+.1f}% to the effect"
    )
    if abs(found.growth.estimate) <= half:
        said = f"{said}: compare with stores of like size."
        return Check(NAME, "REVIEW", said, found.growth_p)
    said = f"{said}, more than half its interval: compare with stores of like size."
    return Check(NAME, "FAIL", said, found.growth_p)


def _speaks(found: ScaleBeside, terms: CredibilityTerms) -> str:
    """Return which scale the time before the openings speaks for; the own one is not refuted."""
    if found.growth_beside_p < terms.significant:
        return f"growth before the openings speaks against measuring {SPOKEN[found.scale]}"
    return "growth before the openings does not say which is right"
