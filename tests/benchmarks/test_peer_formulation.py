"""The peers' formulations are the planner's problem: one optimum, and plans that verify accepts."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import showfloor
from peer_formulation import formulation
from peer_runs import PLAN_HOLDS, _check
from peer_tables import build_tables
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import CrewCapacity, Format, Programme, SpilloverPair
from showfloor.domain.stores import Store
from showfloor.plan import plan_rollout
from showfloor.simulate import planning_instance

GAP = 1e-5
SOLVE = Path(showfloor.__file__).parents[2] / "benchmarks" / "peer_solve.py"


def solved(tables, form, folder):
    """Return the plan that HiGHS finds in a process of its own, and its last trace line."""
    formulation(tables, form).save(folder / "model.npz")
    words = [SOLVE, "highs", folder / "model.npz", folder / "found.json", 60, GAP, 1, 12]
    subprocess.run([sys.executable, *map(str, words)], check=True)
    found = json.loads((folder / "found.json").read_text())
    last = json.loads((folder / "found.trace").read_text().splitlines()[-1])
    return np.array(found["chosen"]), last, found


def two_shops():
    """Return two neighbours and one crew-day a week, small enough to plan by hand."""
    stores = tuple(
        Store(name, name, "standard", "own", region="R", area_space_m2=5.0) for name in "ab"
    )
    programme = Programme(
        programme_id="by-hand",
        manufacturer_id="maker",
        start=date(2021, 3, 1),
        weeks=2,
        area_life_weeks=2,
        discount_rate=0.0,
        value_for="retailer",
        formats=(Format("table", 4.0, 8, 100.0, 0.5, (1,)),),
        crews=(CrewCapacity("R", (1, 1)),),
        spillover=(SpilloverPair("a", "b", 10.0),),
    )
    options = (OptionMargin("a", "table", 100.0), OptionMargin("b", "table", 80.0))
    return RolloutProblem(programme, stores, (), options)


@pytest.mark.parametrize("form", ["plain", "hull"])
def test_two_neighbours_are_worth_what_a_hand_finds(tmp_path, form):
    # a: 2 weeks of 100 less half of 100; b: 2 weeks of 80 less 50. One crew-day a week lets one
    # begin each week, so that both sell in one week and lose 10 there: 150 + 110 - 10.
    tables = build_tables(two_shops(), 0)
    chosen, last, _ = solved(tables, form, tmp_path)
    assert last[2] == pytest.approx(250.0, abs=1e-6)
    assert last[3] == pytest.approx(250.0, abs=1e-6)
    assert sorted(tables.start[chosen]) == [0, 1]
    assert _check(tables, chosen, 250.0) == (250.0, PLAN_HOLDS)


@pytest.mark.parametrize(
    ("size", "seed", "spillover"),
    [((24, 3, 8), 1, True), ((60, 4, 26), 1, False), ((60, 4, 26), 2, True)],
)
def test_no_form_and_no_planner_beats_what_another_has_proven(tmp_path, size, seed, spillover):
    problem = planning_instance(*size, seed, freeze=True, spillover=spillover)
    tables = build_tables(problem, 0)
    planned = plan_rollout(problem, seed=0, time_limit=60, gap=GAP).certificate
    assert planned.status == "optimal"
    values, bounds = [planned.objective], [planned.solver_bound, planned.upper_bound]
    for form in ("plain", "hull"):
        chosen, last, found = solved(tables, form, tmp_path)
        assert found["status"] == "Optimal"
        objective, checked = _check(tables, chosen, last[2])
        assert checked == PLAN_HOLDS
        values.append(objective)
        bounds.append(last[3])
    assert min(values) == pytest.approx(max(values), rel=2 * GAP)
    assert max(values) <= min(bounds) * (1 + 1e-7)


def test_a_plan_that_breaks_a_rule_or_claims_too_much_is_not_confirmed(tmp_path):
    tables = build_tables(two_shops(), 0)
    both_at_once = np.flatnonzero(tables.start == 0)
    assert len(both_at_once) == 2
    assert "breaks a rule: crews" in _check(tables, both_at_once, 240.0)[1]
    one = np.flatnonzero((tables.start == 0) & (tables.store == 0))
    assert _check(tables, one, 151.0)[1].startswith("claims 151.0")


def test_a_rule_that_the_formulations_lack_is_refused():
    problem = planning_instance(24, 3, 8, 1, other_at_least=1.0)
    with pytest.raises(ValueError, match="do not know"):
        build_tables(problem, 0)
