"""The search for a plan: a first plan, annealing at dual prices, neighbourhoods, and a proof.

Effort is counted in chains and nodes, not in seconds, so that the same problem and seed give the
same plan on a busy machine; the time limit, or whoever asks to stop, only cuts it short.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from showfloor.plan.construct import adopt, construct, near_candidates
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual import Shares
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.grid import Grid, codes_of_options
from showfloor.plan.improve import Cooling, Scene, cool
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.improve_field import (
    TotalPrices,
    copy_of,
    field_of,
    keeps_obligations,
    objective_of_standing,
    restore,
)
from showfloor.plan.near_ties import Choices
from showfloor.plan.neighbourhood import Effort, choose_again
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.regional_rounds import Round
from showfloor.plan.search_merge import (
    Ground,
    Plan,
    anneal_several,
    merge,
    standing_of,
)

OPTIONS_A_STORE = 30
"""Near options that the search looks at, on average."""
MERGED = (300, 3000)
"""Stores, at least and below, with which several annealings are merged."""
MERGED_OPTIONS_A_STORE = 12
"""The same with so many stores: annealings that are merged need not find everything alone."""
FIRST = Cooling(chains=300, hot=0.01, cold=0.00025, rounds=16)
LONG = Cooling(chains=1000, hot=0.01, cold=0.0001, rounds=32)
AGAIN = Cooling(chains=500, hot=0.003, cold=0.0001, rounds=16)
GENERATIONS = (
    (Cooling(chains=300, hot=0.01, cold=0.0001, rounds=16), 5.0),
    (Cooling(chains=100, hot=0.004, cold=0.0001, rounds=16), 2.0),
    (Cooling(chains=100, hot=0.004, cold=0.0001, rounds=16), 2.0),
    (Cooling(chains=100, hot=0.004, cold=0.0001, rounds=16), 2.0),
)
"""Coolings whose plans are merged, one after the other, and the gap to which the programme over
their options is solved, in hundred-thousandths of the bound."""
SOON = ((3000, 1_000_000), (15_000, 20), (3000, 1_000_000), (15_000, 100))
"""After each of them: options up to which one programme over all stores is tried, and its nodes."""
ANNEALINGS = 4
"""Plans of one generation."""
LIKELY = 0.05
"""Options that so large a share of the dual's late passes takes are merged with the plans'."""
MERGE_NODES = 50
MERGE_SECONDS = 20.0
PHASES = 6
"""Turns of neighbourhoods and another cooling after the first two coolings."""
COLUMNS = 4000
"""Options that a neighbourhood may let in."""
TOGETHER = ((1e-6, 1.0, 100), (3e-6, 0.5, 100), (3e-5, 0.5, 100), (1e-4, 0.5, 100))
"""Networks choose again together: distance as a share of the bound, gap as a multiple of the asked
one, nodes."""
MOST_TOGETHER = 3000
"""Stores up to which they do."""
TOGETHER_SECONDS = 20.0
SURE = 3000
"""Options up to which the rest is at once decided by one programme over all stores."""
WHOLE = 40_000
"""Options up to which one programme over all stores is tried at the end."""
NODES = 200
LOCAL_SECONDS = 5.0
PROVEN = 0.9
"""Share of the asked gap to which that programme is solved."""
PROOF_NODES = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a search, and whom it tells and asks while it works."""

    seed: int
    gap: float
    """Relative distance of plan and bound at which the search may end."""
    time_left: Callable[[], float]
    stop: Callable[[], bool]
    tell: Callable[[str, float, float], None]
    """Hears a stage, the best objective so far (NaN: no plan) and the bound."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """Prices of the dual [rows] and the bound that they prove."""

    dual: DualPass
    prices: Floats
    bound: float
    shares: Shares | None = None
    """How often late passes of the dual took options."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan found, and the bound that the solver claims."""

    choices: Choices
    held: Bools
    """[S] stores that an optimised holdout holds."""
    found: bool
    bound: float
    near: Candidates
    """Options near their store's best that were looked at first."""
    distance: float
    """Currency within which all of them are."""
    round: Round | None = None
    """The best round over regions, where the network falls apart."""


class Search:
    """A search under way: the plan that is being changed, and the best one so far."""

    def __init__(self, grid: Grid, bounded: Bounded, asked: Asked) -> None:
        """Build the empty plan and the options near the best."""
        self.grid, self.bounded, self.asked = grid, bounded, asked
        self.best: Choices | None = None
        self.objective, self.bound = -math.inf, bounded.bound
        self.field = field_of(grid, total_prices(bounded))
        self.plans: list[Plan] = []
        self.cuts = priced_cuts(bounded)
        self.distance = self._distance()
        self.near = self._near(self.distance)
        self.scene = self._scene(self.near, None)

    def _scene(self, near: Candidates, choices: Choices | None) -> Scene:
        """Return given choices as far as they fit, with options to improve them."""
        return Scene(self.field, standing_of(self.grid, self.field, near, choices), near)

    def _near(self, distance: float) -> Candidates:
        return near_candidates(self.bounded.dual, self.bounded.prices, distance)

    def _distance(self) -> float:
        """Return a distance within which there are some options a store on average."""
        asked = (MERGED_OPTIONS_A_STORE if self.merges() else OPTIONS_A_STORE) * self.grid.stores
        scale = max(1.0, abs(self.bound))
        distance = 2e-5 * scale
        while distance < scale:
            near = self._near(distance)
            if len(near.store) >= asked:
                break
            distance *= 2.0
        return distance

    def begin(self, choices: Choices | None) -> None:
        """Start from given choices as far as they fit, else from a greedy plan."""
        near, standing = self.scene.near, self.scene.standing
        if choices is not None:
            adopt(self.field, near, standing, choices.format, choices.start)
            self._keep_best()
        construct(self.grid, self.field, near, standing)
        self._keep_best()

    def _keep_best(self) -> bool:
        """Remember the plan if it keeps every rule and is better than the best so far."""
        standing = self.scene.standing
        kept = keeps_obligations(self.field, standing)
        worth = objective_of_standing(self.field, standing) + self.grid.constant
        better = kept and worth > self.objective
        if better:
            self.objective = worth
            self.best = Choices(standing.form.copy(), standing.start.copy())
        self.tell()
        return better

    def tell(self) -> None:
        """Tell how far the search is."""
        worth = self.objective if self.best is not None else math.nan
        self.asked.tell("plan", worth, max(self.bound, self.objective))

    def close_enough(self) -> bool:
        """Say whether the plan is within the asked gap of the bound."""
        return self.bound - self.objective <= self.asked.gap * max(1.0, abs(self.bound))

    def cool(self, cooling: Cooling, turn: int) -> None:
        """Anneal; go on from the best plan if that has not become better."""
        before = copy_of(self.scene.standing)
        worth = self.objective

        def go_on() -> bool:
            self.tell()
            return not self.asked.stop()

        cool(self.scene, cooling, 1000 * self.asked.seed + turn, go_on)
        self._keep_best()
        if self.best is not None and self.objective == worth:
            restore(self.scene.standing, before)

    def merges(self) -> bool:
        """Say whether several annealings are merged, as pays for a middling number of stores."""
        return MERGED[0] <= self.grid.stores < MERGED[1]

    def merge(self, generation: int) -> None:
        """Anneal several plans from the best so far and merge them with all plans before."""
        cooling, slack = GENERATIONS[generation]
        ground = Ground(self.grid, self.field, self.scene.near, self.distance, self.cuts)
        first = 1000 * self.asked.seed + 100 * generation
        seeds = range(first, first + ANNEALINGS)
        self.plans += anneal_several(ground, self.best, cooling, seeds, self.asked.stop)
        effort = Effort(
            1e-5 * slack * max(1.0, abs(self.bound)),
            MERGE_NODES,
            min(MERGE_SECONDS, self.asked.time_left()),
            trials=1,
        )
        best = max(self.plans, key=lambda plan: plan.worth)
        if best.worth > -math.inf and not self.asked.stop():
            self.take(best)
            best, _ = merge(ground, self.plans, effort, self._likely())
            self.plans.append(best)
        self.take(best)

    def take(self, plan: Plan) -> None:
        """Go on from a plan that is better than the best."""
        if plan.worth > self.objective:
            self.scene = self._scene(self.scene.near, plan.choices)
            self._keep_best()

    def adopt_if_better(self, choices: Choices) -> bool:
        """Go on from given choices, as far as they fit, if that is better than the best."""
        scene, worth = self.scene, self.objective
        self.scene = self._scene(scene.near, choices)
        construct(self.grid, self.field, self.scene.near, self.scene.standing)
        if not self._keep_best():
            self.scene = scene
        return self.objective > worth

    def _likely(self) -> Bools:
        """Return which of the near options late passes of the dual took often."""
        near, shares = self.scene.near, self.bounded.shares
        if shares is None:
            return np.zeros(len(near.store), dtype=np.bool_)
        often = shares.share > LIKELY
        likely = codes_of_options(
            self.grid, shares.store[often], shares.form[often], shares.start[often]
        )
        codes = codes_of_options(self.grid, near.store, near.form, near.start)
        return np.isin(codes, likely)

    def neighbourhoods(self, width_share: float) -> float:
        """Let the stores of each region choose again, the most promising first; return the gain."""
        able = np.flatnonzero(np.diff(self.scene.near.first) > 0)
        loss = np.minimum(self.scene.standing.loss, 1e12)
        region = self.field.region
        lost = np.bincount(region[able], weights=loss[able], minlength=len(self.field.capacity))
        gained = 0.0
        for place in np.argsort(-lost, kind="stable"):
            stores = able[region[able] == place]
            if self.asked.stop() or self.close_enough():
                break
            if len(stores):
                gained += self._choose_again(stores, width_share * lost[place])
        return gained

    def together(self, distance: float, slack: float, nodes: int) -> float:
        """Let all stores choose again among their very nearest options; return the gain.

        This finds what no region can by itself: which near-ties fill the limits that all share.
        """
        able = np.flatnonzero(np.diff(self.scene.near.first) > 0)
        if len(able) > MOST_TOGETHER or self.asked.stop() or self.close_enough():
            return 0.0
        scale = max(1.0, abs(self.bound))
        width = min(distance * scale, self.bound - self.objective)
        if np.count_nonzero(self.scene.near.loss <= width) > 2 * COLUMNS:
            return 0.0
        seconds = min(TOGETHER_SECONDS, self.asked.time_left())
        effort = Effort(slack * self.asked.gap * scale, nodes, seconds)
        answer = choose_again(self.scene, able, width, effort, self.cuts)
        if answer.gained > 0:
            self._keep_best()
        return answer.gained

    def _choose_again(self, stores: Ints, most: float) -> float:
        width = self._width(stores, most)
        gap = 0.02 * self.asked.gap * max(1.0, abs(self.bound))
        seconds = min(LOCAL_SECONDS, self.asked.time_left())
        effort = Effort(gap, NODES, seconds)
        answer = choose_again(self.scene, stores, width, effort, self.cuts)
        if answer.gained > 0:
            self._keep_best()
        return answer.gained

    def _width(self, stores: Ints, most: float) -> float:
        """Return the distance that lets in about so many options, and no more than `most`."""
        near = self.scene.near
        mask = np.zeros(self.grid.stores, dtype=np.bool_)
        mask[stores] = True
        loss = near.loss[mask[near.store]]
        if len(loss) > COLUMNS:
            most = min(most, float(np.partition(loss, COLUMNS)[COLUMNS]))
        return most

    def prove(self, limit: int, nodes: int = PROOF_NODES) -> None:
        """Decide by one programme over all stores, if it has at most `limit` options.

        Every better plan takes only options that lose less than the remaining gap.
        """
        width = 1.0001 * (self.bound - self.objective) + 1e-6
        if self.best is None:
            width = max(1.0, abs(self.bound)) * 10.0
        near = self._near(width)
        if len(near.store) > limit or self.asked.stop():
            return
        self.scene = self._scene(near, self.best)
        gap = max(1e-6, PROVEN * self.asked.gap * max(1.0, abs(self.bound)))
        stores = np.flatnonzero(np.diff(near.first) > 0)
        effort = Effort(gap, nodes, self.asked.time_left())
        answer = choose_again(self.scene, stores, width, effort, self.cuts)
        self._keep_best()
        inside = answer.bound + self.grid.constant
        proven = max(inside, self.bounded.bound - width, self.objective)
        self.bound = min(self.bound, proven)
        self.asked.tell("proof", self.objective, max(self.bound, self.objective))


def priced_cuts(bounded: Bounded) -> tuple[CrewCut, ...]:
    """Return the crew cuts that have a price."""
    rows = bounded.dual.rows
    price = bounded.prices[rows.span("cut")]
    return tuple(cut for cut, paid in zip(rows.cuts, price > 0, strict=True) if paid)


def total_prices(bounded: Bounded) -> TotalPrices:
    """Return the prices of the limits that all stores share."""
    prices, rows = bounded.prices, bounded.dual.rows
    return TotalPrices(
        prices[rows.span("budget")],
        prices[rows.span("supply")],
        prices[rows.span("pace")],
        float(prices[rows.span("other")].sum()),
    )


def chosen_holdout(grid: Grid, choices: Choices) -> Bools:
    """Return [S]: which stores an optimised holdout holds; the first that sell late or never."""
    held = np.zeros(grid.stores, dtype=np.bool_)
    if not len(grid.stratum_keep):
        return held
    late = choices.format < 0
    chosen = np.flatnonzero(~late)
    late[chosen] = grid.late[choices.format[chosen], choices.start[chosen]]
    for group, keep in enumerate(grid.stratum_keep):
        held[np.flatnonzero((grid.stratum == group) & late)[: int(keep)]] = True
    return held
