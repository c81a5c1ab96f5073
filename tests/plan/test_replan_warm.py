"""The last plan's prices, brought to the weeks and steps of a re-plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import BudgetStep, CrewCapacity, Quota, SupplyStep
from showfloor.plan.replan import EarlierPlan, derive_replan
from showfloor.plan.replan_warm import warm_start


def test_prices_keep_to_their_weeks_steps_and_regions(tiny):
    # Two weeks later: the first budget step is over, quota R1 is met by nobody, crew week 1 is
    # gone and week 3 is the new week 1; the wall's deliveries stay, the table's first is over.
    programme = tiny.programme(
        budget=(BudgetStep(tiny.monday(1), 100.0), BudgetStep(tiny.monday(3), 100.0)),
        crews=(CrewCapacity("R1", (1,) * 5),),
        supply=(
            SupplyStep("table", tiny.monday(0), 1),
            SupplyStep("table", tiny.monday(2), 3),
            SupplyStep("wall", tiny.monday(3), 2),
        ),
        quotas=(Quota("R2", 0), Quota("R1", 1)),
    )
    problem = RolloutProblem(programme, (tiny.store("a"),), (), ())
    prices = replace(
        Prices(),
        budget=np.array([0.1, 0.2]),
        supply=np.array([1.0, 2.0, 3.0]),
        quota=np.array([7.0, 8.0]),
        crew_region=np.array(["R1", "R1"]),
        crew_week=np.array([1, 3]),
        crew_days=np.array([1]),
        crew_weights=np.array([[1.0], [1.0]]),
        crew_limit=np.array([1.0, 1.0]),
        crew_price=np.array([5.0, 6.0]),
    )
    nan = float("nan")
    proof = Certificate("feasible", 0.0, 1.0, 1.0, nan, 0.0, 0, leaves=(Leaf(prices),))
    found = derive_replan(problem, EarlierPlan(()), today=tiny.monday(2), change_cost=1.0)
    warm = warm_start(found, programme, proof).prices
    assert warm.budget.tolist() == [0.2]
    assert warm.supply.tolist() == [2.0, 3.0]
    assert warm.quota.tolist() == [8.0]
    assert warm.crew_week.tolist() == [1]
    assert warm.crew_price.tolist() == [6.0]
