"""On small random programmes the planner's optimum is HiGHS's on the plain formulation.

That formulation is written from the programme's meaning without the planner's room, with every
pair's loss linearised and each region's week one row of crew-days; HiGHS proves its optimum.
"""

from dataclasses import replace

import highspy
import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from peer_formulation import formulation
from peer_solve import EUR_IN_COST, _highs_model
from peer_tables import build_tables
from showfloor.domain.programme import BudgetStep, CrewCapacity, SpilloverPair
from showfloor.plan import plan_rollout
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan

GAP = 1e-7
SAME = 1e-6
"""Relative, and a cent for each shop: values in a plan are rounded to cents."""


@st.composite
def problems(draw):
    """Return a generated network, its limits and losses drawn anew, possibly too tight."""
    problem = planning_instance(
        draw(st.integers(4, 18)),
        draw(st.integers(1, 4)),
        draw(st.integers(4, 9)),
        draw(st.integers(0, 10_000)),
        freeze=draw(st.booleans()),
        large_installations=draw(st.booleans()),
    )
    plain = problem.programme
    money = draw(st.sampled_from([0.4, 1.0, 1.0, 2.0]))
    loss = draw(st.sampled_from([0.0, 1.0, 5.0, 20.0]))
    days = draw(st.lists(st.integers(0, 9), min_size=3, max_size=3))
    crews = plain.crews
    if draw(st.booleans()):
        crews = tuple(
            CrewCapacity(crew.region, tuple(days[w % 3] for w in range(len(crew.crew_days))))
            for crew in plain.crews
        )
    programme = replace(
        plain,
        budget=tuple(BudgetStep(s.through, round(money * s.amount, 2)) for s in plain.budget),
        crews=crews,
        promises=plain.promises if draw(st.booleans()) else (),
        waves=plain.waves if draw(st.booleans()) else (),
        quotas=plain.quotas if draw(st.booleans()) else (),
        supply=plain.supply if draw(st.booleans()) else (),
        spillover=tuple(
            SpilloverPair(p.store_a, p.store_b, round(loss * p.loss_per_week, 2))
            for p in plain.spillover
        ),
    )
    return replace(problem, programme=programme)


def plain_optimum(problem):
    """Return what HiGHS proves to be best on the plain formulation; None where nothing is."""
    form = formulation(build_tables(problem, 0), "plain")
    model = {
        "data": form.matrix.data, "indices": form.matrix.indices, "indptr": form.matrix.indptr,
        "shape": np.array(form.matrix.shape), "lower": form.lower, "upper": form.upper,
        "scale": form.scale, "cost": form.cost, "options": np.array(form.options),
    }  # fmt: skip
    solver = _highs_model(model)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal
    return -EUR_IN_COST * solver.getInfo().objective_function_value


@given(problems())
@settings(
    settings.get_profile("costly"), suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_the_planners_optimum_is_that_of_a_general_solver(problem):
    best = plain_optimum(problem)
    found = plan_rollout(problem, seed=0, time_limit=30, gap=GAP)
    proof = found.certificate
    if best is None:
        event("no plan")
        assert proof.status == "infeasible"
        return
    event("a plan")
    assert proof.status == "optimal"
    near = SAME * max(1.0, abs(best)) + 0.01 * len(problem.stores)
    assert abs(proof.objective - best) <= near
    assert proof.upper_bound >= best - near
    assert proof.solver_bound >= best - near
    assert verify_plan(problem, found.areas, found.holdout, proof).passed
