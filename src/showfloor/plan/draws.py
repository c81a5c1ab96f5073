"""Draws of the margins: in what share of them a store is in the plan, and what the plan forgoes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.plan.compiled import compiled
from showfloor.plan.crew_cuts import cuts_of
from showfloor.plan.draws_exchanges import better_by_exchanges
from showfloor.plan.draws_prices import tune
from showfloor.plan.draws_types import PlanUncertainty, Within
from showfloor.plan.dual import build_dual, price_units
from showfloor.plan.dual_prices import price_vector
from showfloor.plan.grid import Grid, build_grid, worth_by_profile
from showfloor.plan.leaves_whole import prices_of_whole
from showfloor.plan.near_ties import Choices, Ground, ground_of, objective_on
from showfloor.plan.network import Bools, Floats, Ints, Network, build_network

PASSES = 30
"""Passes that re-tune the prices for one draw."""
FIRST_PASSES = 120
STREAM = 8021
"""Keeps the draws of margins apart from other draws by the same seed."""
ROUNDING = 1e-8
"""Share of the bound that is added to a draw's bound, so that noise never lowers it."""


@dataclass(frozen=True, slots=True)
class Draws:
    """How margins are drawn.

    A margin is its mean plus its standard deviation times sqrt(common) z(format, kind of store)
    + sqrt(1 - common) z(format, store), all z independent and standard normal.
    """

    count: int = 100
    seed: int = 0
    common: float = 0.5
    """Share of the variance that stores of one kind share for a format, 0 to 1."""


def plan_uncertainty(
    problem: RolloutProblem,
    areas: tuple[PlannedArea, ...],
    held_ids: frozenset[str],
    certificate: Certificate,
    draws: Draws,
    *,
    progress: Callable[[float], None] | None = None,
) -> PlanUncertainty:
    """Return how sure a plan's choices are under draws of the chosen party's margins.

    `held_ids` are the plan's holdout; `progress` is told the share done. Margins of the other party
    stay as they are. NaN with a reason where there is no plan or no option states a standard
    deviation. Method: docs/methods/plan-uncertainty.md.
    """
    network = build_network(problem)
    grid = build_grid(network, certificate.seed)
    deviation, without = margin_deviations(network)
    if not certificate.leaves or math.isnan(certificate.objective):
        return _undefined(grid, certificate, draws, without, "there is no plan")
    if not np.any(deviation > 0) or draws.count < 1:
        return _undefined(grid, certificate, draws, without, "no option states a deviation")
    held = np.isin([store.store_id for store in network.stores], list(held_ids))
    plan = choices_of(grid, areas)
    sampler = _Sampler(grid, draws)
    found = _regrets(grid, plan, held, certificate, sampler, progress=progress)
    return _summary(grid, certificate, draws, without, found)


def choices_of(grid: Grid, areas: tuple[PlannedArea, ...]) -> Choices:
    """Return planned areas as arrays over the grid's stores."""
    network = grid.network
    place = {form.format_id: index for index, form in enumerate(network.formats)}
    form = np.full(grid.stores, -1, dtype=np.int64)
    start = np.full(grid.stores, -1, dtype=np.int64)
    for area in areas:
        store = network.place[area.store_id]
        form[store], start[store] = place[area.format_id], network.week_of(area.start_week)
    return Choices(form, start)


def margin_deviations(network: Network) -> tuple[Floats, int]:
    """Return [S, F] the chosen party's standard deviation, 0 where none; and how many lack one.

    Jointly both parties' margins move together, as one lift moves both: deviations add up.
    """
    party = network.programme.value_for
    column = {form.format_id: index for index, form in enumerate(network.formats)}
    deviation, without = np.zeros((len(network.stores), len(network.formats))), 0
    for row in network.problem.options:
        stated = {
            "retailer": (row.margin_sd,),
            "manufacturer": (row.manufacturer_margin_sd,),
            "joint": (row.margin_sd, row.manufacturer_margin_sd),
        }[party]
        known = [sd for sd in stated if sd is not None]
        without += len(known) < len(stated)
        deviation[network.place[row.store_id], column[row.format_id]] = math.fsum(known)
    return deviation, without


@compiled
def _shift(base: Floats, change: Floats, worth: Floats, profile: Ints, into: Floats) -> None:
    """Write base + change of the margin x what a margin of one is worth [S, F, T]."""
    stores, formats, weeks = base.shape
    for s in range(stores):
        for f in range(formats):
            more, unit = change[s, f], worth[profile[s], f]
            for t in range(weeks):
                into[s, f, t] = base[s, f, t] + more * unit[t]


def margin_changes(network: Network, draws: Draws) -> Iterator[Floats]:
    """Yield what each draw adds to the chosen party's margins [S, F]: currency a week."""
    deviation, _ = margin_deviations(network)
    kinds = sorted({store.kind for store in network.stores})
    kind = np.array([kinds.index(store.kind) for store in network.stores])
    rng = np.random.default_rng([STREAM, draws.seed])
    stores, formats = deviation.shape
    for _ in range(draws.count):
        shared = rng.standard_normal((len(kinds), formats))[kind]
        own = rng.standard_normal((stores, formats))
        mixed = math.sqrt(draws.common) * shared + math.sqrt(1.0 - draws.common) * own
        yield deviation * mixed


class _Sampler:
    """Draws changes of margins and writes the options' values that follow from them."""

    def __init__(self, grid: Grid, draws: Draws) -> None:
        self.grid, self.draws = grid, draws
        self.worth = worth_by_profile(grid.network)

    def write(self, change: Floats, into: Floats) -> None:
        """Write the drawn values into an array [S, F, T]."""
        _shift(self.grid.value, change, self.worth, self.grid.network.profile, into)

    def gain(self, change: Floats, plan: Choices) -> float:
        """Return how much more a plan is worth at the changed margins."""
        chosen = np.flatnonzero(plan.format >= 0)
        form, start = plan.format[chosen], plan.start[chosen]
        unit = self.worth[self.grid.network.profile[chosen], form, start]
        return math.fsum(change[chosen, form] * unit)


@dataclass(frozen=True, slots=True)
class _Found:
    """By draw [D]: today's plan's value, and between what its regret lies."""

    value: Floats
    low: Floats
    high: Floats
    chosen: Floats
    """[S] share of the draws in which a store is chosen."""


def _regrets(
    grid: Grid,
    plan: Choices,
    held: Bools,
    certificate: Certificate,
    sampler: _Sampler,
    *,
    progress: Callable[[float], None] | None,
) -> _Found:
    drawn = replace(grid, value=grid.value.copy())
    whole = prices_of_whole(grid, certificate)
    work = build_dual(drawn, cuts_of(grid, whole)[0])
    unit = price_units(work)
    ground = ground_of(drawn, held, by_kind=False)
    count = sampler.draws.count
    value, low, high = np.zeros(count), np.zeros(count), np.zeros(count)
    chosen = np.zeros(grid.stores)
    with work.threads():
        given = price_vector(work, whole)
        start = tune(work, given, unit, FIRST_PASSES)
        for index, change in enumerate(margin_changes(grid.network, sampler.draws)):
            sampler.write(change, drawn.value)
            tuned = tune(work, start.prices, unit, PASSES)
            value[index] = certificate.objective + sampler.gain(change, plan)
            low[index] = _gained(ground, plan)
            bound = tuned.bound + ROUNDING * max(1.0, abs(tuned.bound))
            high[index] = max(bound - value[index], low[index])
            chosen += tuned.chosen / count
            if progress is not None:
                progress((index + 1) / count)
    return _Found(value, low, high, chosen)


def _gained(ground: Ground, plan: Choices) -> float:
    """Return what exchanges between stores gain at the ground's values; never below 0."""
    better = better_by_exchanges(ground, plan)
    return max(0.0, objective_on(ground, better) - objective_on(ground, plan))


def _summary(
    grid: Grid, certificate: Certificate, draws: Draws, without: int, found: _Found
) -> PlanUncertainty:
    options = np.isfinite(grid.value.max(axis=(1, 2), initial=-np.inf))
    shares = np.where(options, found.chosen, np.nan)
    return PlanUncertainty(
        draws=draws.count,
        seed=draws.seed,
        common=draws.common,
        value_sd=float(np.std(found.value, ddof=1)) if draws.count > 1 else math.nan,
        value_low=float(np.quantile(found.value, 0.05)),
        value_high=float(np.quantile(found.value, 0.95)),
        gap=certificate.upper_bound - certificate.objective,
        regret=Within(float(found.low.mean()), float(found.high.mean())),
        regret_median=Within(float(np.median(found.low)), float(np.median(found.high))),
        regret_high=Within(
            float(np.quantile(found.low, 0.95)), float(np.quantile(found.high, 0.95))
        ),
        store_ids=tuple(store.store_id for store in grid.network.stores),
        shares=tuple(float(share) for share in shares),
        without_sd=without,
    )


def _undefined(
    grid: Grid, certificate: Certificate, draws: Draws, without: int, reason: str
) -> PlanUncertainty:
    nan, nothing = math.nan, Within(math.nan, math.nan)
    return PlanUncertainty(
        draws=0,
        seed=draws.seed,
        common=draws.common,
        value_sd=nan,
        value_low=nan,
        value_high=nan,
        gap=certificate.upper_bound - certificate.objective,
        regret=nothing,
        regret_median=nothing,
        regret_high=nothing,
        store_ids=tuple(store.store_id for store in grid.network.stores),
        shares=(nan,) * grid.stores,
        without_sd=without,
        reason=reason,
    )
