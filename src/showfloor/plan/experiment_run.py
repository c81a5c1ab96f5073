"""The end of a planning run: draw among the plan's near-ties, and say what plan and draw cost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from showfloor.domain.certificate import Leaf
from showfloor.domain.plan import DrawnStore
from showfloor.plan.experiment import Drawing, draw_near_ties
from showfloor.plan.experiment_price import price_of_plan
from showfloor.plan.experiment_types import PlanPrice
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices, ground_of, objective_on
from showfloor.plan.network import Bools
from showfloor.plan.types import PlanResult, StoreReason


@dataclass(frozen=True, slots=True)
class Bounded:
    """Prices of the whole programme, the bound they prove, and the stores' part of that bound."""

    leaf: Leaf
    bound: float
    best: float
    """Sum of all stores' best choices; stores joined in trees together."""
    certified: float
    """The certificate's bound, of which a draw may cost a share; lower where it has leaves."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The plan to go on with, and what the result says about the draw and the plan's price."""

    choices: Choices
    drawing: Drawing | None
    """None where the programme asks for no draw."""
    price: PlanPrice
    price_before: PlanPrice | None

    def told(self, result: PlanResult) -> PlanResult:
        """Return the result with the draw, its cost, both prices, and the drawn stores' reasons."""
        drawing = self.drawing
        if drawing is None:
            return replace(result, price=self.price)
        return replace(
            result,
            drawn=drawing.drawn,
            draw_cost=drawing.cost,
            price=self.price,
            price_before_draw=self.price_before,
            reasons=_with_draws(result.reasons, drawing.drawn),
        )


def drawn_plan(grid: Grid, choices: Choices, held: Bools, bounded: Bounded, seed: int) -> Drawn:
    """Draw among the near-ties of a plan, where the programme asks for it, and price the plan.

    `choices` must keep every rule; `held` [S] is its holdout. The same plan and seed give the
    same draw.
    """
    drawing = draw_near_ties(grid, choices, held, upper_bound=bounded.certified, seed=seed)
    before = _price(grid, choices, held, bounded)
    if drawing is None:
        return Drawn(choices, None, before, None)
    after = drawing.choices
    return Drawn(after, drawing, _price(grid, after, held, bounded), before)


def _price(grid: Grid, choices: Choices, held: Bools, bounded: Bounded) -> PlanPrice:
    objective = math.fsum([objective_on(ground_of(grid, held), choices), grid.constant])
    return price_of_plan(
        grid,
        bounded.leaf,
        choices,
        held,
        objective=objective,
        bound=bounded.bound,
        best=bounded.best,
    )


def _with_draws(
    reasons: tuple[StoreReason, ...], drawn: tuple[DrawnStore, ...]
) -> tuple[StoreReason, ...]:
    """Return the reasons with the cell in which a store was drawn: "draw DE-NW | standard | 1"."""
    cell = {store.store_id: store.cell for store in drawn}
    return tuple(
        replace(reason, because=(*reason.because, f"draw {cell[reason.store_id]}"))
        if reason.store_id in cell
        else reason
        for reason in reasons
    )
