"""Results about how sure a plan's choices are: shares of draws of the margins, and the regret."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Within:
    """A figure that lies between two computed ones; NaN where undefined."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlanUncertainty:
    """What the margins' uncertainty means for a plan (week 0 currency).

    In each draw all margins of the chosen party are drawn anew. The regret of a draw is what the
    best plan for the drawn margins would be worth beyond today's plan: at least what some plan
    that keeps every rule gains, at most what the draw's own bound leaves.
    """

    draws: int
    seed: int
    common: float
    """Share of the variance that stores of one kind share for a format, 0 to 1."""
    value_sd: float
    """Standard deviation over the draws of what today's plan is worth."""
    value_low: float
    """5 per cent of the draws lie below."""
    value_high: float
    """5 per cent of the draws lie above."""
    gap: float
    """What the certificate leaves open: bound - objective."""
    regret: Within
    """Mean over the draws."""
    regret_median: Within
    regret_high: Within
    """5 per cent of the draws lie above."""
    store_ids: tuple[str, ...]
    """All stores, sorted."""
    shares: tuple[float, ...]
    """Share of the draws in which a store is chosen at the draw's own prices; NaN where it has no
    option."""
    without_sd: int
    """Options that state no standard deviation; their margins stay as they are."""
    reason: str = ""
    """Why nothing could be drawn; figures are NaN then."""

    def share_of(self, store_id: str) -> float:
        """Return the share of draws in which a store is chosen; NaN for an unknown one."""
        return shares_of_draws(self, [store_id])[store_id]


def shares_of_draws(
    uncertainty: PlanUncertainty | None, store_ids: Iterable[str]
) -> dict[str, float]:
    """Return the share of draws in which each store is chosen; NaN where nothing was drawn."""
    known: dict[str, float] = {}
    if uncertainty is not None:
        known = dict(zip(uncertainty.store_ids, uncertainty.shares, strict=True))
    return {store_id: known.get(store_id, math.nan) for store_id in store_ids}
