"""Whether the assumptions behind a split into area and offer hold, as far as can be seen."""

from __future__ import annotations

import math

from showfloor.domain.measuring import CredibilityTerms
from showfloor.measure.inference import two_sided_p
from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_offers import TRIPLE, TripleDifference


def offer_checks(found: TripleDifference, terms: CredibilityTerms) -> tuple[Check, ...]:
    """Return the checks on a split; one FAIL alone where there is no split."""
    if not found.way:
        return (
            Check(
                "area apart from offer",
                "FAIL",
                f"Area and offer cannot be told apart: {found.area.reason}. The effect of the "
                "areas contains that of the offers.",
            ),
        )
    if found.way != TRIPLE:
        return _matched(found), _both_ways(found.apart, terms)
    return (
        _matched(found),
        _before(found.before, terms),
        _others(found.others_by_offer, terms),
        _both_ways(found.apart, terms),
    )


def _matched(found: TripleDifference) -> Check:
    name = "area apart from offer"
    said = f"{found.matched:.0%} of the store-weeks with both have a counterpart of the same age"
    if found.matched < 1.0:
        return Check(
            name,
            "REVIEW",
            f"Area and offer are told apart by {found.way}; only {said}: the split is about these.",
            found.matched,
        )
    return Check(name, "PASS", f"Area and offer are told apart by {found.way}; {said}.", 1.0)


def _before(before: Estimate, terms: CredibilityTerms) -> Check:
    name = "products on offer before the offer"
    p = two_sided_p(before)
    if math.isnan(p):
        why = before.reason or "it has no standard error"
        return Check(name, "REVIEW", f"Whether they moved alike before is open: {why}.")
    if p < terms.significant:
        return Check(
            name,
            "REVIEW",
            f"Before area and offer began, products on offer gained {before.estimate:.4g} on the "
            f"others where both came later (p = {p:.3f}): the split contains that difference.",
            p,
        )
    return Check(
        name, "PASS", f"Products on offer and the others moved alike before (p = {p:.3f}).", p
    )


def _others(moved: Estimate, terms: CredibilityTerms) -> Check:
    name = "offer and other own products"
    p = two_sided_p(moved)
    if math.isnan(p):
        return Check(
            name,
            "REVIEW",
            "Whether an offer takes from the other own products cannot be seen: "
            f"{moved.reason or 'it has no standard error'}. What it takes counts as the offer's.",
        )
    if p < terms.significant:
        return Check(
            name,
            "REVIEW",
            f"With the offer alone the other own products moved by {moved.estimate:.4g} "
            f"(p = {p:.3f}): the offer's part contains that, and the area's lacks it.",
            p,
        )
    return Check(
        name, "PASS", f"With the offer alone the other own products did not move (p = {p:.3f}).", p
    )


def _both_ways(apart: Estimate, terms: CredibilityTerms) -> Check:
    name = "offers with and without an area"
    p = two_sided_p(apart)
    if math.isnan(p):
        return Check(
            name,
            "REVIEW",
            "Whether the offer works alike with and without an area cannot be tested: "
            f"{apart.reason or 'there is no standard error'}.",
        )
    if p < terms.significant:
        return Check(
            name,
            "REVIEW",
            f"By stores with the offer alone the area's part would be {apart.estimate:.4g} more "
            f"(p = {p:.3f}): the offer works differently beside an area.",
            p,
        )
    return Check(
        name,
        "PASS",
        f"Stores with the offer alone give the same part of the area (p = {p:.3f}).",
        p,
    )
