"""How limits and facts in a conflict can be loosened, a whole step at a time, and in what words."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import CrewCapacity, Pace, Programme, SupplyStep
from showfloor.domain.stores import Store
from showfloor.plan.droppable import pace_words
from showfloor.plan.model import Model
from showfloor.plan.remedies_of_rules import Loosening, counted, of_programme
from showfloor.plan.types import Remedy

WEEKS_TRIED = 16
"""So many weeks of a region's crews are tried one by one."""


def limits(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    """Yield how the limits among the rules with these words can be loosened."""
    yield from _budget(model, words)
    yield from _supply(model, words)
    yield from _pace(model, words)
    yield from _crews(model, words)
    yield from _facts(model, words)


def _budget(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    steps = model.network.programme.budget
    total = 0.0
    for place, step in enumerate(steps):
        total += step.amount
        if f"budget through {step.through}: {total:.2f} in all" not in words:
            continue

        def change(p: Programme, more: int, place: int = place) -> Programme:
            raised = replace(p.budget[place], amount=p.budget[place].amount + more)
            return replace(p, budget=(*p.budget[:place], raised, *p.budget[place + 1 :]))

        def says(more: int, through: date = step.through, total: float = total) -> str:
            return f"budget through {through}: {more:,.2f} more, {total + more:,.2f} in all"

        most = math.ceil(float(model.network.capex.max(axis=1).sum()))
        yield Loosening("budget", "", "currency", max(1, most), of_programme(change), says)


def _supply(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    programme = model.network.programme
    for format_id in dict.fromkeys(step.format_id for step in programme.supply):
        steps = [step for step in programme.supply if step.format_id == format_id]
        stated = ", ".join(f"{step.units} by {step.week}" for step in steps)
        if f"supply {format_id}: {stated}" not in words:
            continue
        for step in steps:
            yield _more_fixtures(step, len(model.network.stores))


def _more_fixtures(step: SupplyStep, most: int) -> Loosening:
    def change(p: Programme, more: int) -> Programme:
        return replace(
            p,
            supply=tuple(
                replace(s, units=s.units + more)
                if s.format_id == step.format_id and s.week >= step.week
                else s
                for s in p.supply
            ),
        )

    return Loosening(
        "supply",
        step.format_id,
        "fixtures",
        most,
        of_programme(change),
        lambda n: f"supply {step.format_id}: {n} more by {step.week}, {step.units + n} in all",
    )


def _pace(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    for step in model.network.programme.pace:
        if pace_words(step) in words:
            yield _faster(step, len(model.network.stores))


def _faster(step: Pace, most: int) -> Loosening:
    def change(p: Programme, more: int) -> Programme:
        least = step.at_most + more
        return replace(
            p,
            pace=tuple(
                replace(s, at_most=max(s.at_most, least)) if s.selling_by >= step.selling_by else s
                for s in p.pace
            ),
        )

    return Loosening(
        "pace",
        "",
        "areas",
        most,
        of_programme(change),
        lambda n: f"pace: {n} more selling by {step.selling_by}, at most {step.at_most + n}",
    )


def _crews(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    programme = model.network.programme
    if programme.crews is None:
        return
    named = {store.region for store in model.network.stores if store.region}
    for region in sorted(named | {crew.region for crew in programme.crews}):
        if not any(said.startswith(f"crews {region}: ") for said in words):
            continue
        for week in _weeks_of_obligations(model, region):
            yield _more_days(model, region, (week,))
        yield _more_days(model, region, tuple(range(programme.crew_weeks)))


def _weeks_of_obligations(model: Model, region: str) -> list[int]:
    """Return the weeks in which crews of a region could build what promises and waves demand."""
    network = model.network
    own = np.array([store.region == region for store in network.stores]) & model.obliged
    weeks: set[int] = set()
    for index, item in enumerate(network.formats):
        starts = np.flatnonzero(model.kept[own, index, :].any(axis=0))
        weeks.update(int(s) + k for s in starts for k, d in enumerate(item.crew_days) if d > 0)
    return sorted(weeks)[:WEEKS_TRIED]


def _more_days(model: Model, region: str, weeks: tuple[int, ...]) -> Loosening:
    network = model.network

    def change(p: Programme, more: int) -> Programme:
        stated = {crew.region: crew.crew_days for crew in p.crews or ()}
        days = stated.get(region, (0,) * p.crew_weeks)
        raised = tuple(d + more if week in weeks else d for week, d in enumerate(days))
        others = tuple(crew for crew in p.crews or () if crew.region != region)
        return replace(p, crews=(*others, CrewCapacity(region, raised)))

    def says(more: int) -> str:
        when = f"the week of {network.monday(weeks[0])}" if len(weeks) == 1 else "every week"
        return f"crews {region}: {counted(more, 'more crew-day')} in {when}"

    largest = max(max(item.crew_days) for item in network.formats)
    stores = sum(store.region == region for store in network.stores)
    return Loosening(
        "crews", region, "crew-days", max(1, largest * stores), of_programme(change), says
    )


def crews_by_week(region: str, extra: Mapping[int, int], monday: Callable[[int], date]) -> Remedy:
    """Return the remedy of so many more crew-days in each of some weeks."""
    parts = [f"{days} in the week of {monday(week)}" for week, days in sorted(extra.items())]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    total = float(sum(extra.values()))
    return Remedy("crews", region, total, "crew-days", f"crews {region}: more crew-days, {listed}")


def with_more_days(
    problem: RolloutProblem, region: str, extra: Mapping[int, int]
) -> RolloutProblem:
    """Return the problem with more crew-days of a region in some weeks."""
    programme = problem.programme
    stated = {crew.region: crew.crew_days for crew in programme.crews or ()}
    days = stated.get(region, (0,) * programme.crew_weeks)
    raised = tuple(d + extra.get(week, 0) for week, d in enumerate(days))
    others = tuple(crew for crew in programme.crews or () if crew.region != region)
    crews = (*others, CrewCapacity(region, raised))
    return replace(problem, programme=replace(programme, crews=crews))


def _facts(model: Model, words: Collection[str]) -> Iterator[Loosening]:
    """Yield what could change at obliged stores that the conflict names: facts, not rules."""
    network = model.network
    named = {said.split(",")[0].removeprefix("exclude ") for said in words}
    named |= {said.split(" ")[1] for said in words if said.startswith("promise ")}
    for store in network.stores:
        if store.store_id in named:
            yield from _facts_of(network.problem, store)


def _facts_of(problem: RolloutProblem, store: Store) -> Iterator[Loosening]:
    name, programme = store.store_id, problem.programme
    if name in programme.excluded_stores:
        yield Loosening(
            "store",
            name,
            "",
            1,
            of_programme(
                lambda p, _: replace(
                    p, excluded_stores=tuple(s for s in p.excluded_stores if s != name)
                )
            ),
            lambda _: f"{name} is no longer excluded",
        )
    ready = store.ready_on
    if ready is not None and ready > programme.start:

        def sooner(found: RolloutProblem, weeks: int) -> RolloutProblem:
            day = ready - timedelta(weeks=weeks)
            return replace(
                found,
                stores=tuple(
                    replace(s, ready_on=day) if s.store_id == name else s for s in found.stores
                ),
            )

        yield Loosening(
            "store",
            name,
            "weeks",
            -((programme.start - ready).days // 7),
            sooner,
            lambda n: (
                f"{name}: ready {counted(n, 'week')} earlier, on {ready - timedelta(weeks=n)}"
            ),
        )
    if any(c.store_id == name and not c.crew_access for c in problem.closures):
        yield Loosening(
            "store",
            name,
            "",
            1,
            lambda found, _: replace(
                found,
                closures=tuple(
                    replace(c, crew_access=True) if c.store_id == name else c
                    for c in found.closures
                ),
            ),
            lambda _: f"{name}: crews may build while it is closed",
        )
