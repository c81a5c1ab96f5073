"""Small problems, random prices and certificates for the verifier's tests.

Made with the second implementation of the rules, plain_arithmetic.py, which is loaded first.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
from showfloor_plain_arithmetic import (
    START,
    capacity,
    chosen,
    fixed_areas,
    monday,
    most_loss,
    objective,
    option_of,
    strata,
    value_of,
    week_of,
)

from showfloor.domain.calendars import TradingDays
from showfloor.domain.certificate import Certificate, Leaf, Prices, Split
from showfloor.domain.plan import (
    Holding,
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


def small_problem(**changes):
    """Two stores, two planning weeks, one format of one week, no discount: sums by hand."""
    programme = Programme(
        programme_id="p",
        manufacturer_id="m",
        start=START,
        weeks=2,
        area_life_weeks=2,
        discount_rate=0.0,
        value_for="retailer",
        formats=(Format("table", 10.0, 4, 100.0, 0.0, (1,)),),
    )
    fields = {name: changes.pop(name) for name in list(changes) if name in _PROBLEM}
    problem = RolloutProblem(
        programme=replace(programme, **changes),
        stores=(
            Store("a", "A", "standard", "o", region="R", area_space_m2=10.0),
            Store("b", "B", "standard", "o", region="R", area_space_m2=10.0),
        ),
        closures=(),
        options=(OptionMargin("a", "table", 100.0), OptionMargin("b", "table", 80.0)),
    )
    return replace(problem, **fields)


_PROBLEM = ("stores", "closures", "options", "areas", "trading_days", "previous")


def random_problem(seed):
    """A tiny problem with a random selection of rules; three stores, two formats, three weeks."""
    dice = random.Random(seed)
    regions = [dice.choice(["R", "Q", None]) for _ in range(3)]
    stores = tuple(_random_store(dice, f"s{i}", regions[i]) for i in range(3))
    names = [s.store_id for s in stores]
    formats = (
        Format("table", 5.0, 4, 60.0, 0.25, (dice.choice([1, 2]),), ramp=(0.5,)),
        Format("wall", 9.0, 9, 110.5, 0.5, (2, dice.choice([0, 1]))),
    )
    weeks = 3
    party = dice.choice(["retailer", "manufacturer", "joint"])
    programme = Programme(
        programme_id="p",
        manufacturer_id="m",
        start=START,
        weeks=weeks,
        area_life_weeks=dice.choice([2, 4]),
        discount_rate=dice.choice([0.0, 0.5, -0.3]),
        value_for=party,
        formats=formats,
        season=tuple(1.0 + 0.01 * i for i in range(52)) if dice.random() < 0.5 else (),
        budget=_random_budget(dice),
        crews=_random_crews(dice, weeks + 1),
        supply=_random_supply(dice),
        holdout=_random_holdout(dice),
        quotas=(Quota("R", 1),) if dice.random() < 0.3 else (),
        excluded_stores=(names[2],) if dice.random() < 0.15 else (),
        spillover=(SpilloverPair(names[0], names[1], 20.0), SpilloverPair(names[1], names[2], 9.0))
        if dice.random() < 0.6
        else (),
        freezes=_random_freezes(dice),
        other_at_least=dice.uniform(-120, 200)
        if party != "joint" and dice.random() < 0.5
        else None,
        **_random_obligations(dice, names),
    )
    options = tuple(
        OptionMargin(name, item.format_id, dice.uniform(10, 90), dice.uniform(5, 60))
        for name in names
        for item in formats
        if dice.random() < 0.9
    )
    return RolloutProblem(
        programme=programme,
        stores=stores,
        closures=_random_closures(dice, names),
        options=options,
        areas=_random_areas(dice, names),
        trading_days=dice.choice([TradingDays(), TradingDays((0, 1, 2, 3, 4, 5, 6))]),
    )


def with_later_rules(problem, seed):
    """The problem with random pace, earlier plan, named holdout stores and a third pair.

    Its own dice: the problems of `random_problem` stay as they are.
    """
    dice = random.Random(f"later {seed}")
    programme = problem.programme
    names = [s.store_id for s in problem.stores]
    if dice.random() < 0.6:
        most = sorted(dice.choice([0, 1, 1, 2]) for _ in range(dice.choice([1, 2])))
        weeks = sorted(dice.sample(range(5), len(most)))
        pace = tuple(Pace(monday(w), n) for w, n in zip(weeks, most, strict=True))
        programme = replace(programme, pace=pace)
    if programme.holdout is not None and programme.holdout.draw == "random":
        held = tuple(dice.sample(names, dice.choice([0, 1, 2])))
        programme = replace(programme, holdout=replace(programme.holdout, stores=held))
    if dice.random() < 0.5:
        third = SpilloverPair(names[2], names[0], 13.0)
        programme = replace(programme, spillover=(*programme.spillover, third))
    previous = None
    if dice.random() < 0.6:
        formats = [item.format_id for item in programme.formats]
        choices = tuple(
            PreviousChoice(name, dice.choice(formats), monday(dice.randint(-1, programme.weeks)))
            for name in dice.sample(names, dice.randint(0, 3))
        )
        previous = PreviousPlan(choices, dice.choice([0.0, 5.0, 40.0]))
    return replace(problem, programme=programme, previous=previous)


def random_path_tree(problem, seed):
    """Leaves' paths of a random binary tree of splits, at most three deep."""
    dice = random.Random(f"paths {seed}")

    def grow(path):
        if len(path) == 3 or (path and dice.random() < 0.5):
            return [path]
        split = _random_split(problem, dice)
        sides = [replace(split, at_most=side) for side in (True, False)]
        return [leaf for side in sides for leaf in grow((*path, side))]

    return grow(())


def _random_split(problem, dice):
    store = dice.choice(problem.stores)
    by_store = dice.random() < 0.5
    first = dice.randint(0, problem.programme.weeks - 1)
    return Split(
        store_id=store.store_id if by_store else "",
        region="" if by_store else store.region or "",
        format_id=dice.choice(["", "table", "wall"]),
        from_week=first,
        to_week=dice.randint(first + 1, problem.programme.weeks),
        count=0 if by_store else dice.randint(0, 2),
        at_most=True,
    )


def random_later_prices(problem, seed, path=()):
    """`random_prices`, and prices for pace and splits; a random forest of pairs is exact."""
    dice = random.Random(f"later prices {seed} {path}")
    prices = random_prices(problem, f"{seed} {path}")
    exact = _random_forest(problem, dice)
    keep = ~np.isin(prices.spillover_pair, exact)
    return replace(
        prices,
        pace=np.array([dice.choice([0.0, dice.uniform(0, 60)]) for _ in problem.programme.pace]),
        split=np.array([dice.choice([0.0, dice.uniform(0, 80)]) for _ in path]),
        spillover_exact=np.array(exact, dtype=np.int64),
        spillover_pair=prices.spillover_pair[keep],
        spillover_week=prices.spillover_week[keep],
        spillover_price=prices.spillover_price[keep],
    )


def _random_forest(problem, dice):
    """Places of pairs without a cycle: groups of joined stores are merged as sets."""
    groups = [{s.store_id} for s in problem.stores]
    fixed = {s.store_id for s in problem.stores if fixed_areas(problem, s.store_id)}
    exact = []
    pairs = list(enumerate(problem.programme.spillover))
    for place, pair in dice.sample(pairs, len(pairs)):
        if dice.random() < 0.3:
            continue
        mine, other = (next(g for g in groups if s in g) for s in (pair.store_a, pair.store_b))
        if mine is other and not {pair.store_a, pair.store_b} & fixed:
            continue
        exact.append(place)
        if mine is not other and not {pair.store_a, pair.store_b} & fixed:
            groups.remove(other)
            mine |= other
    return sorted(exact)


def _random_store(dice, name, region):
    day = lambda: START + timedelta(days=dice.randint(-3, 24))  # noqa: E731 - three uses, one line
    return Store(
        name,
        name,
        dice.choice(["standard", "flagship", "standard", "standard"]),
        "o",
        region=region,
        area_space_m2=dice.choice([9.0, 9.0, 5.0, None]) if dice.random() < 0.4 else 9.0,
        capex_factor=dice.choice([1.0, 1.105]),
        ready_on=day() if dice.random() < 0.2 else None,
        opened_on=day() if dice.random() < 0.15 else None,
        closed_on=day() + timedelta(days=20) if dice.random() < 0.15 else None,
    )


def _random_budget(dice):
    if dice.random() < 0.4:
        return ()
    first = BudgetStep(START + timedelta(days=dice.choice([0, 6, 7, 9])), 120.0)
    return (first, BudgetStep(START + timedelta(days=14), 70.0))[: dice.choice([1, 2])]


def _random_crews(dice, weeks):
    if dice.random() < 0.4:
        return None
    return tuple(
        CrewCapacity(region, tuple(dice.choice([0, 2, 3, 5]) for _ in range(weeks)))
        for region in ("R", "Q")
    )


def _random_supply(dice):
    if dice.random() < 0.6:
        return ()
    return (
        SupplyStep("wall", monday(dice.choice([0, 1])), 1),
        SupplyStep("wall", monday(2), dice.choice([1, 2])),
    )


def _random_holdout(dice):
    if dice.random() < 0.6:
        return None
    by = dice.choice([("region",), ("kind", "region")])
    return Holdout(by, 1, monday(dice.choice([3, 4])), dice.choice(["random", "optimised"]))


def _random_obligations(dice, names):
    promises, waves = (), ()
    if dice.random() < 0.3:
        kinds = dice.choice([(), ("table",)])
        promises = (Promise(names[0], monday(dice.choice([2, 3])), kinds),)
    if dice.random() < 0.3:
        release = dice.choice([None, monday(2), monday(3)])
        waves = (Wave("first", (names[1],), release), Wave("second", (names[0],)))
    return {"promises": promises, "waves": waves}


def _random_freezes(dice):
    freezes = []
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        first = START + timedelta(days=dice.randint(-9, 28))
        end = first + timedelta(days=dice.randint(1, 9))
        freezes.append(Freeze(first, end, dice.choice([(), ("R",), ("Q", "R")])))
    return tuple(freezes)


def _random_closures(dice, names):
    closures = []
    for _ in range(dice.choice([0, 0, 1, 2])):
        first = START + timedelta(days=dice.randint(-5, 30))
        end = first + timedelta(days=dice.randint(1, 12))
        closures.append(Closure(dice.choice(names), first, end, "", dice.random() < 0.5))
    return tuple(closures)


def _random_areas(dice, names):
    if dice.random() < 0.6:
        return ()
    first = START + timedelta(days=dice.randint(-20, 20))
    end = dice.choice([None, first + timedelta(days=21)])
    maker = dice.choice(["m", "m", "other"])
    return (Area("x", dice.choice(names), maker, "table", first, first, end),)


def random_prices(problem, seed):
    """Any prices that the format admits, with crew rows that are valid by their own enumeration."""
    dice = random.Random(seed)
    programme = problem.programme
    amount = lambda top: dice.choice([0.0, dice.uniform(0, top)])  # noqa: E731 - one line, many uses
    arrays = {
        "budget": np.array([amount(1.0) for _ in programme.budget]),
        "supply": np.array([amount(60.0) for _ in programme.supply]),
        "quota": np.array([amount(60.0) for _ in programme.quotas]),
    }
    if programme.other_at_least is not None:
        arrays["other"] = np.array([amount(1.5)])[: dice.choice([0, 1, 1, 1])]
    if programme.crews is not None:
        arrays |= _random_crew_rows(problem, dice)
    if programme.holdout is not None and programme.holdout.draw == "optimised":
        names = sorted(strata(problem))
        arrays["holdout_stratum"] = np.array(names, dtype=np.str_)
        arrays["holdout"] = np.array([dice.uniform(-60, 60) for _ in names])
    arrays |= _random_wave_rows(problem, dice)
    rows = [
        (p, w, dice.random() * most_loss(problem, pair, w))
        for p, pair in enumerate(programme.spillover)
        for w in range(1, programme.crew_weeks + programme.area_life_weeks)
        if dice.random() < 0.7
    ]
    arrays["spillover_pair"] = np.array([r[0] for r in rows], dtype=np.int64)
    arrays["spillover_week"] = np.array([r[1] for r in rows], dtype=np.int64)
    arrays["spillover_price"] = np.array([r[2] for r in rows], dtype=np.float64)
    return Prices(**arrays)


def _random_crew_rows(problem, dice):
    days = sorted({d for f in problem.programme.formats for d in f.crew_days if d})
    rows = []
    for region in sorted({s.region or "" for s in problem.stores}):
        for week in range(problem.programme.crew_weeks):
            weights = [float(dice.randint(-1, 4)) for _ in days]
            limit = knapsack_by_enumeration(days, weights, capacity(problem, region or None, week))
            rows.append((region, week, weights, limit, dice.choice([0.0, dice.uniform(0, 30)])))
    return {
        "crew_region": np.array([r[0] for r in rows], dtype=np.str_),
        "crew_week": np.array([r[1] for r in rows], dtype=np.int64),
        "crew_days": np.array(days, dtype=np.int64),
        "crew_weights": np.array([r[2] for r in rows]),
        "crew_limit": np.array([r[3] for r in rows]),
        "crew_price": np.array([r[4] for r in rows]),
    }


def knapsack_by_enumeration(days, weights, size):
    """Largest sum of weights over all counts that fit, by trying every one."""
    ranges = [range(size // d + 1) for d in days]
    return max(
        sum(w * n for w, n in zip(weights, counts, strict=True))
        for counts in itertools.product(*ranges)
        if sum(d * n for d, n in zip(days, counts, strict=True)) <= size
    )


def _random_wave_rows(problem, dice):
    rows = []
    for k, wave in enumerate(problem.programme.waves):
        release = 99 if wave.release_on is None else week_of(wave.release_on, START)
        later = [s for other in problem.programme.waves[k + 1 :] for s in other.store_ids]
        for week in range(min(release, problem.programme.crew_weeks + 1)):
            rows += [(k, week, s, -1, dice.uniform(0, 40)) for s in wave.store_ids]
            rows += [(k, week, s, 1, dice.uniform(0, 40)) for s in later]
    return {
        "wave_of": np.array([r[0] for r in rows], dtype=np.int64),
        "wave_week": np.array([r[1] for r in rows], dtype=np.int64),
        "wave_store": np.array([r[2] for r in rows], dtype=np.str_),
        "wave_side": np.array([r[3] for r in rows], dtype=np.int64),
        "wave_price": np.array([r[4] for r in rows], dtype=np.float64),
    }


def areas_of(problem, plan):
    start = problem.programme.start
    return tuple(
        PlannedArea(
            s,
            f,
            monday(t, start),
            monday(t + problem.programme.format(f).weeks_to_install, start),
            round(value_of(problem, s, f, t), 2),
        )
        for s, f, t in chosen(plan)
        if option_of(problem, s, f)
    )


def holdings_of(held):
    return tuple(Holding(s, name) for s, name in sorted(held.items()))


def certificate_of(problem, plan, bound, prices=None, seed=1):
    worth = objective(problem, plan)
    return Certificate(
        status="feasible",
        objective=worth,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - worth) / max(1.0, abs(bound)),
        seconds=1.0,
        seed=seed,
        leaves=(Leaf(prices if prices is not None else Prices()),),
        trading_days=problem.trading_days.weekdays,
        change_cost=problem.previous.change_cost if problem.previous is not None else 0.0,
    )
