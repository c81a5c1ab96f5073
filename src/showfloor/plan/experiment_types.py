"""Results of drawing among near-ties: what it costs, and the exact price of a plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """Why a plan is worth less than the bound, term by term (week 0 currency).

    The bound is what prices of the whole programme prove: the certificate's, or, where that has
    several leaves, one above it.
    The terms sum up to bound - objective. Each is >= 0 for a plan that keeps the rules; a limit's
    term is its price times what the plan leaves of it.
    """

    bound: float
    objective: float
    choices: float
    """Sum over stores of (best reduced value - reduced value of what the plan chose)."""
    budget: float
    crews: float
    supply: float
    pace: float
    quota: float
    other: float
    waves: float
    spillover: float
    """Exact losses less what the prices charge for them."""
    splits: float
    """Of the certificate's leaf; may be < 0 where the plan lies in another leaf."""
    rounding: float
    """What the bound was rounded outward."""

    @property
    def total(self) -> float:
        """Return the sum of all terms: bound - objective."""
        return (
            self.choices
            + self.budget
            + self.crews
            + self.supply
            + self.pace
            + self.quota
            + self.other
            + self.waves
            + self.spillover
            + self.splits
            + self.rounding
        )


@dataclass(frozen=True, slots=True)
class DrawCost:
    """What drawing among near-ties costs (week 0 currency), and how many stores it reaches."""

    allowed: float
    """cost_at_most x max(1, |upper bound|)."""
    worst: float
    """What the worst draw of every cell would cost together; never above `allowed`."""
    expected: float
    """Mean over all draws."""
    realised: float
    """Objective before less objective after; negative where the draw was lucky."""
    objective_before: float
    cells: int
    stores: int
    stores_in_or_out: int
    """Of these, stores whose having an area was drawn; of the rest the start was drawn."""
    stores_with_option: int
    """All stores that could get an area."""

    @property
    def share(self) -> float:
        """Return the drawn share of the stores that could get an area; 0 where none could."""
        return self.stores / self.stores_with_option if self.stores_with_option else 0.0
