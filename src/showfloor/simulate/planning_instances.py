"""Planning instances of any size with every rule active, built around a plan known to keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.money import to_cents
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import Format, Programme
from showfloor.errors import UsageError
from showfloor.simulate.planning_instances_network import (
    FORMATS,
    LARGE_CREW_DAYS,
    START,
    build_shops,
    draw_margins,
    draw_pairs,
    standing_areas,
)
from showfloor.simulate.planning_instances_rules import (
    AREA_LIFE_WEEKS,
    crews_by_region,
    two_freezes,
    wishes,
    with_rules,
)
from showfloor.simulate.witness import Witness, WitnessArea

CREWS_IN_TURNS_FROM_SHOPS = 50
FROZEN_FROM_SHOPS = 5_000
"""Networks of this size have freezes unless asked otherwise."""

PLANNING_SIZES: Mapping[str, tuple[int, int, int]] = {
    "small": (60, 4, 26),
    "medium": (1_000, 6, 52),
    "large": (10_000, 8, 104),
    "national": (100_000, 8, 104),
}
"""Shops, formats and weeks of the sizes that benchmarks name."""


@dataclass(frozen=True, slots=True)
class PlanningInstance:
    """A problem, and a plan that keeps its rules whatever the holdout's seed draws.

    Only other_at_least, which the caller states, the plan may miss.
    """

    problem: RolloutProblem
    witness: tuple[WitnessArea, ...]


def planning_instance(
    stores: int,
    formats: int,
    weeks: int,
    seed: int,
    *,
    freeze: bool | None = None,
    other_at_least: float | None = None,
    spillover: bool = True,
    crews_in_turns: bool | None = None,
    large_installations: bool = False,
) -> RolloutProblem:
    """Return a feasible planning problem with `stores` shops, `formats` formats and `weeks` weeks.

    From about 20 shops and 8 weeks on every rule of the programme is active: a budget of 30 to
    50 % of what the shops would like, whole crews by region, deliveries of one format,
    installations of one and two weeks, a lockdown that ends region by region, promises, two
    waves, a holdout, quotas, exclusions, standing areas, and about one spillover pair a shop.
    Smaller instances have as many of these as fit. The same arguments give the same problem.
    UsageError for less than two shops, one format or four weeks.

    `freeze` adds two freezes: a tenth of the weeks everywhere after two thirds of them, and one
    from a Wednesday to a Wednesday a third in, in the first region; None: where there are at least
    FROZEN_FROM_SHOPS shops. `other_at_least` (currency) is put into the programme as it is; whether
    a plan can reach it is the caller's to know. Without `spillover` the rest stays the same.
    `crews_in_turns` lets a crew that a region needs only at times come for two weeks and go on, so
    that crews bind nearly everywhere; None: where there are at least CREWS_IN_TURNS_FROM_SHOPS.
    `large_installations` makes every installation 3 or 4 crew-days a week (LARGE_CREW_DAYS): of a
    crew's five only one fits, where a row over fractions takes 1.67, so that general solvers start
    from a bound that is per cents too high.
    """
    return planning_instance_with_witness(
        stores,
        formats,
        weeks,
        seed,
        freeze=freeze,
        other_at_least=other_at_least,
        spillover=spillover,
        crews_in_turns=crews_in_turns,
        large_installations=large_installations,
    ).problem


def planning_instance_with_witness(
    stores: int,
    formats: int,
    weeks: int,
    seed: int,
    *,
    freeze: bool | None = None,
    other_at_least: float | None = None,
    spillover: bool = True,
    crews_in_turns: bool | None = None,
    large_installations: bool = False,
) -> PlanningInstance:
    """Return the same as `planning_instance`, with the plan that keeps all but other_at_least."""
    if stores < 2 or formats < 1 or weeks < 4:
        raise UsageError(
            f"a planning instance needs at least 2 shops, 1 format and 4 weeks; got {stores}, "
            f"{formats} and {weeks}"
        )
    rng = np.random.default_rng([seed, stores, formats, weeks])
    chosen = _formats(formats, large=large_installations)
    network = build_shops(rng, stores, weeks)
    base = np.exp(rng.normal(6.2, 0.6, stores))
    options = draw_margins(rng, network.stores, chosen, base)
    wished = wishes(network.stores, chosen, options)
    areas = standing_areas(rng, network, chosen)
    pairs = draw_pairs(rng, network, base)
    in_turns = stores >= CREWS_IN_TURNS_FROM_SHOPS if crews_in_turns is None else crews_in_turns
    frozen = stores >= FROZEN_FROM_SHOPS if freeze is None else freeze
    programme = Programme(
        programme_id=f"instance-{stores}-{formats}-{weeks}-{seed}"
        + ("-large-installations" if large_installations else ""),
        manufacturer_id="maker",
        start=START,
        weeks=weeks,
        area_life_weeks=AREA_LIFE_WEEKS,
        discount_rate=0.08,
        value_for="retailer",
        formats=chosen,
        season=_season(),
        crews=crews_by_region(network, chosen, wished, weeks, in_turns=in_turns),
        excluded_stores=network.excluded,
        spillover=pairs if spillover else (),
        freezes=two_freezes(network, weeks) if frozen else (),
        other_at_least=other_at_least,
    )
    taken = {area.store_id for area in areas} | set(network.excluded)
    witness = Witness(programme, network.stores, network.earliest, taken)
    programme = with_rules(rng, programme, network, wished, witness)
    problem = RolloutProblem(programme, network.stores, network.closures, options, areas)
    return PlanningInstance(problem, tuple(witness.areas))


def _formats(count: int, *, large: bool) -> tuple[Format, ...]:
    """Return the first `count` formats; beyond the named four, larger and smaller variants."""
    models: tuple[Format, ...] = FORMATS
    if large:
        models = tuple(replace(f, crew_days=LARGE_CREW_DAYS[f.format_id]) for f in FORMATS)
    named = list(models[:count])
    for number in range(len(FORMATS), count):
        model = models[number % len(FORMATS)]
        size = 1.0 + 0.1 * (number // len(FORMATS))
        named.append(
            replace(
                model,
                format_id=f"{model.format_id}-{number // len(FORMATS) + 1}",
                footprint_m2=round(model.footprint_m2 * size, 1),
                capex=to_cents(model.capex * size),
            )
        )
    return tuple(named)


def _season() -> tuple[float, ...]:
    """Return 52 factors with mean 1: a quiet summer, a strong December."""
    weeks = np.arange(52)
    shape = 1.0 + 0.08 * np.cos(2 * np.pi * (weeks - 50) / 52)
    shape[47:51] += 0.35
    return tuple(round(float(value), 4) for value in shape / shape.mean())
