"""Tiny random programmes whose every plan can be listed: all rules, small numbers, by seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.plan import (
    OptionMargin,
    PlannedArea,
    PreviousChoice,
    PreviousPlan,
    RolloutProblem,
)
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Freeze,
    Holdout,
    Pace,
    Programme,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area, Closure, Store

START = date(2020, 12, 7)
WEEKS = 4


def monday(week: int) -> date:
    return START + timedelta(weeks=week)


def store(store_id: str, region: str | None = "R1", **more: object) -> Store:
    values = {"name": store_id, "kind": "standard", "operator": "o", "area_space_m2": 20.0}
    return Store(store_id=store_id, region=region, **{**values, **more})


def programme(**more: object) -> Programme:
    """Return two formats, four weeks, six weeks of life, and nothing limited."""
    values = {
        "programme_id": "tiny",
        "manufacturer_id": "maker",
        "start": START,
        "weeks": WEEKS,
        "area_life_weeks": 6,
        "discount_rate": 0.08,
        "value_for": "retailer",
        "formats": (
            Format("table", 4.0, 8, 100.0, 0.5, (1,)),
            Format("wall", 10.0, 20, 300.0, 0.4, (2, 1), (0.5,)),
        ),
    }
    return Programme(**{**values, **more})


def equal_shops() -> RolloutProblem:
    """Return six equal stores in R1, a table built in two weeks with 2 and 1 crew-days for 100."""
    item = Format("table", 4.0, 8, 100.0, 0.0, (2, 1))
    plain = programme(weeks=6, area_life_weeks=4, discount_rate=0.0, formats=(item,))
    options = tuple(OptionMargin(s, "table", 60.0) for s in "abcdef")
    return RolloutProblem(plain, tuple(store(s) for s in "abcdef"), (), options)


def stated(problem: RolloutProblem, **rules: object) -> RolloutProblem:
    """Return the problem with other rules in its programme."""
    return replace(problem, programme=replace(problem.programme, **rules))


def planned(store_id: str, week: int) -> PlannedArea:
    """Return a planned table that is built in two weeks."""
    return PlannedArea(store_id, "table", monday(week), monday(week + 2), 0.0)


def tiny_problem(seed: int, *, stores: int = 4, draw: str | None = None) -> RolloutProblem:
    """Return a random problem; each rule is there in about half of them."""
    rng = np.random.default_rng(seed)
    shops = tuple(_shop(rng, index) for index in range(stores))
    ids = [shop.store_id for shop in shops]
    options = tuple(
        OptionMargin(
            shop.store_id,
            form,
            float(np.round(rng.normal(scale, 40.0), 2)),
            float(np.round(rng.normal(scale, 30.0), 2)),
        )
        for shop in shops
        for form, scale in (("table", 60.0), ("wall", 140.0))
        if rng.random() < 0.95
    )
    closures = tuple(
        Closure(s, monday(-1), monday(int(rng.integers(1, 4))), "", bool(rng.random() < 0.7))
        for s in ids
        if rng.random() < 0.25
    )
    plain = programme(value_for=str(rng.choice(["retailer", "manufacturer", "joint"])))
    problem = RolloutProblem(plain, shops, closures, options, _areas(rng, ids))
    return replace(problem, programme=_limited(rng, plain, ids, draw))


def _shop(rng: np.random.Generator, index: int) -> Store:
    return store(
        f"s{index}",
        str(rng.choice(["R1", "R2"], p=[0.7, 0.3])),
        kind=str(rng.choice(["standard", "live", "online"], p=[0.7, 0.25, 0.05])),
        area_space_m2=[20.0, 10.0, 5.0, None][rng.choice(4, p=[0.7, 0.15, 0.1, 0.05])],
        capex_factor=float(rng.choice([1.0, 1.13, 0.87])),
        ready_on=monday(1) + timedelta(days=1) if rng.random() < 0.15 else None,
        closed_on=monday(8) if rng.random() < 0.1 else None,
    )


def _areas(rng: np.random.Generator, ids: list[str]) -> tuple[Area, ...]:
    if rng.random() > 0.3:
        return ()
    begins = monday(int(rng.integers(-8, 4)))
    ends = begins + timedelta(weeks=9) if rng.random() < 0.3 else None
    return (Area("a", ids[0], "maker", "wall", begins, begins, ends),)


def _limited(
    rng: np.random.Generator, plain: Programme, ids: list[str], draw: str | None
) -> Programme:
    coin = iter(rng.random(12) < 0.5)
    order = [str(s) for s in rng.permutation(ids)]
    changes: dict[str, object] = {}
    if next(coin):
        changes["budget"] = (
            BudgetStep(monday(1), float(rng.integers(1, 5) * 100)),
            BudgetStep(monday(2) + timedelta(days=2), float(rng.integers(1, 6) * 100)),
        )
    if next(coin):
        days = tuple(int(d) for d in rng.integers(1, 5, WEEKS + 1))
        changes["crews"] = (CrewCapacity("R1", days), CrewCapacity("R2", days[::-1]))
    if next(coin):
        changes["supply"] = (SupplyStep("wall", monday(0), 1), SupplyStep("wall", monday(2), 2))
    if next(coin):
        changes["promises"] = (Promise(order[0], monday(int(rng.integers(2, 5)))),)
    if next(coin):
        released = monday(int(rng.integers(2, 5))) if next(coin) else None
        changes["waves"] = (Wave("first", (order[1],), released), Wave("second", (order[2],)))
    if next(coin):
        changes["quotas"] = (Quota("R1", 1),)
    if next(coin):
        changes["excluded_stores"] = (order[-1],)
    if next(coin) or draw:
        drawn = draw or str(rng.choice(["random", "optimised"]))
        changes["holdout"] = Holdout(("region",), 1, monday(4), drawn)
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if rng.random() < 0.5]
    changes["spillover"] = tuple(SpilloverPair(a, b, float(rng.integers(5, 80))) for a, b in pairs)
    return replace(plain, **changes)


def with_freeze_and_other(problem: RolloutProblem, seed: int) -> RolloutProblem:
    """Return the problem with freezes, the other party's least value, or both."""
    rng = np.random.default_rng([7, seed])
    party = str(rng.choice(["retailer", "manufacturer"]))
    changes: dict[str, object] = {"value_for": party}
    which = int(rng.integers(0, 3))
    if which != 1:
        changes["other_at_least"] = float(
            rng.choice([-300.0, 400.0, 700.0, 1000.0, 1300.0, 1700.0])
        )
    if which != 0:
        regions = sorted({s.region for s in problem.stores})
        changes["freezes"] = tuple(freeze(rng, regions) for _ in range(int(rng.integers(1, 3))))
    return replace(problem, programme=replace(problem.programme, **changes))


def freeze(rng: np.random.Generator, regions: list[str]) -> Freeze:
    """Return a freeze of one to nine days around the planning weeks, in one region or all."""
    begins = START + timedelta(days=int(rng.integers(-9, 7 * WEEKS)))
    ends = begins + timedelta(days=int(rng.integers(1, 10)))
    everywhere = rng.random() < 0.5
    return Freeze(begins, ends, () if everywhere else (str(rng.choice(regions)),))


def with_pace(problem: RolloutProblem, seed: int) -> RolloutProblem:
    """Return the problem with one or two steps of pace, some of which bind."""
    rng = np.random.default_rng([8, seed])
    weeks = sorted(int(w) for w in rng.choice(np.arange(-1, WEEKS + 3), 2, replace=False))
    counts = sorted(int(n) for n in rng.integers(0, 3, 2))
    steps = tuple(Pace(monday(w), n) for w, n in zip(weeks, counts, strict=True))
    kept = steps[: int(rng.integers(1, 3))]
    return replace(problem, programme=replace(problem.programme, pace=kept))


def with_previous(problem: RolloutProblem, seed: int) -> RolloutProblem:
    """Return the problem with an earlier plan at random, possible or not, and a cost of change."""
    rng = np.random.default_rng([9, seed])
    choices = tuple(
        PreviousChoice(
            shop.store_id,
            str(rng.choice(["table", "wall"])),
            monday(int(rng.integers(-1, WEEKS + 1))),
        )
        for shop in problem.stores
        if rng.random() < 0.6
    )
    cost = float(rng.choice([0.0, 15.0, 60.0, 250.0]))
    return replace(problem, previous=PreviousPlan(choices, cost))
