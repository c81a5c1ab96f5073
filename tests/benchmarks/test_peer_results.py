"""What the comparison reports: gaps, medians over seeds, limits in use, the chart's words."""

import math
from dataclasses import replace
from datetime import date

import pytest

from limits_in_use import limits_in_use
from peer_cases import CERTIFIED, HIGHS_HULL, SHOWFLOOR, SOLVERS
from peer_chart import chart
from peer_claims import claims, judged
from peer_runs import GAPS, POINTS_KEPT, Run, certified_points, gap_of, thinned
from peer_table import markdown, summaries, table, write_csv
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import BudgetStep, CrewCapacity, Format, Programme, SupplyStep
from showfloor.domain.stores import Store

NEVER = {f"{gap:g}": None for gap in GAPS}
PLAIN = SOLVERS[1].name


def run(solver=CERTIFIED, seed=1, *, seconds=None, **changes):
    """Return a medium run that reached 1 % after `seconds`, or never found a plan."""
    reached = NEVER if seconds is None else NEVER | {"0.01": seconds}
    found = Run(
        size="medium",
        stores=1000,
        formats=6,
        weeks=52,
        seed=seed,
        spillover=False,
        large=False,
        solver=solver,
        threads=2,
        limit=60.0,
        status="feasible",
        objective=None if seconds is None else 99.5,
        bound=100.0,
        gap=None if seconds is None else 0.005,
        wall=60.0,
        cpu=100.0,
        build_seconds=1.0,
        memory_mb=500.0,
        checked="no plan" if seconds is None else "PASS",
        wall_to=reached,
        cpu_to={name: None if s is None else 2 * s for name, s in reached.items()},
        trace=() if seconds is None else ((seconds, 2 * seconds, 99.5, 100.0),),
    )
    return replace(found, **changes)


def test_a_gap_is_a_share_of_the_bound_and_unknown_without_plan_or_bound():
    assert gap_of(90.0, 100.0) == pytest.approx(0.1)
    assert gap_of(-120.0, -100.0) == pytest.approx(0.2)
    assert gap_of(100.0000001, 100.0) == 0.0
    assert math.isinf(gap_of(None, 100.0))
    assert math.isinf(gap_of(90.0, None))


def test_a_median_counts_a_seed_without_a_plan_as_never():
    two_of_three = [run(seed=1, seconds=3.0), run(seed=2), run(seed=3, seconds=1.0)]
    one_of_three = [run(PLAIN, 1, seconds=3.0), run(PLAIN, 2), run(PLAIN, 3)]
    ours, theirs = summaries([*two_of_three, *one_of_three])
    assert (ours.solver, ours.plans, ours.seeds) == (CERTIFIED, 2, 3)
    assert ours.wall_to["0.01"] == 3.0
    assert ours.cpu_to["0.01"] == 6.0
    assert ours.gap == 0.005
    assert math.isinf(ours.worst_gap)
    assert math.isinf(theirs.wall_to["0.01"])
    printed = table([ours, theirs])
    assert "2/3" in printed
    for text in (printed, markdown([ours, theirs])):
        assert "–" in text


def test_a_plan_that_verify_does_not_confirm_shows_in_the_table():
    (found,) = summaries([run(seconds=2.0, checked="breaks a rule: budget")])
    assert "1 NOT CONFIRMED" in table([found])


def test_the_claim_compares_processor_time_with_the_peers_limit_where_it_never_arrives():
    (found,) = judged([run(seconds=2.0), run(PLAIN)])
    # 100 processor seconds until the peer's limit, 4 of ours.
    assert (found.theirs, found.ours, found.ratios) == ((100.0,), (4.0,), (25.0,))
    assert found.arrived == (False,)
    (said,) = claims([found])
    assert said.startswith("holds: medium, mixed installations, without spillover, to 0.01")
    assert "(stopped at its limit on 1)" in said


def test_a_claim_fails_where_we_never_reach_the_gap_and_counts_only_shared_seeds():
    ours = [run(seed=1, seconds=2.0), run(seed=2), run(seed=3), run(seed=9, seconds=0.1)]
    peers = [run(PLAIN, seed=seed, seconds=80.0) for seed in (1, 2, 3)]
    (found,) = judged([*ours, *peers])
    # 160 processor seconds over 4, then twice nothing of ours.
    assert found.ratios == (40.0, 0.0, 0.0)
    assert claims([found])[0].startswith("FAILS")


def test_of_runs_with_two_limits_the_one_that_arrived_first_is_judged():
    short, long = run(seconds=3.0, limit=5.0), run(seconds=9.0, limit=15.0)
    for ours in ((short, long), (long, short), (replace(run(), limit=5.0), short)):
        (found,) = judged([*ours, run(PLAIN, seconds=60.0)])
        assert (found.ours, found.ratios) == ((6.0,), (20.0,))


def test_a_peer_that_was_stopped_too_early_leaves_the_claim_open():
    # 100 processor seconds until its limit over 8 of ours: at least 12.5 times, 20 are asked.
    (found,) = judged([run(seconds=4.0), run(PLAIN)])
    assert found.verdict == "open"
    (found,) = judged([run(), run(PLAIN)])
    assert found.verdict == "FAILS"


def test_small_is_judged_by_the_solvers_bound_on_both_clocks():
    reached = NEVER | {"1e-05": 3.0}
    ours = run(SHOWFLOOR, size="small", wall_to=reached, cpu_to=reached)
    theirs = run(HIGHS_HULL, size="small", wall_to=NEVER | {"1e-05": 1.9}, cpu_to=reached)
    cpu, wall = judged([ours, theirs])
    # Within 1.5 times: 3 over 3 is, 3 over 1.9 is not.
    assert (cpu.clock, cpu.verdict) == ("cpu", "holds")
    assert (wall.clock, wall.verdict) == ("wall", "FAILS")


def test_a_run_that_failed_is_a_row_that_says_why():
    rows = [run(seconds=2.0), run(seed=2, checked="failed: out of memory", objective=None)]
    (found,) = summaries(rows)
    assert found.failed == ("failed: out of memory",)
    assert found.wrong == 0
    assert "failed: out of memory" in table([found])
    assert math.isinf(found.worst_gap)


def test_a_certified_gap_counts_from_when_prices_proved_it():
    traced = [
        (0.1, 0.1, None, None, None),
        (0.2, 0.2, None, 120.0, 120.0),
        (0.3, 0.3, None, 110.0, 110.0),
        (1.0, 1.0, 99.0, 100.0, 110.0),
        (2.0, 2.0, 99.0, 100.0, 101.0 - 1e-9),
    ]
    # By hand: the solver's own 100 proves nothing to others, and the final bound, rounded outward,
    # is never undercut by one that was not rounded yet.
    points = certified_points(traced, 101.0)
    assert [point[3] for point in points] == [None, 120.0, 110.0, 110.0, 101.0]
    assert [point[2] for point in points] == [None, None, None, 99.0, 99.0]


def test_a_long_trace_keeps_its_first_its_last_and_few_between():
    points = [(float(n), float(n), 1e6 * (1 - 0.999**n), 1e6) for n in range(1, 20_001)]
    kept = thinned(points)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    assert len(kept) <= POINTS_KEPT + 2
    assert thinned([]) == ()


def test_each_run_is_a_row_of_the_csv_file(tmp_path):
    write_csv(tmp_path / "runs.csv", [run(seconds=2.5), run(PLAIN)])
    lines = (tmp_path / "runs.csv").read_text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("size,stores")
    assert '"HiGHS, plain"' in lines[2]


def test_the_chart_names_every_solver_and_says_who_found_no_plan():
    svg = chart([run(seconds=2.0), run(PLAIN)])
    assert svg.startswith("<svg")
    assert ">Medium, without spillover</text>" in svg
    assert "1,000 shops, 6 formats, 52 weeks; installations of 1 to 3 crew-days a week" in svg
    assert f">{CERTIFIED}</text>" in svg
    assert ">HiGHS, plain: no plan</text>" in svg
    # A peer without a plan counts with the 100 processor seconds that it used, beside 4.
    assert "certified 25 times sooner than the fastest other solver" in svg


def test_limits_count_as_full_where_the_smallest_thing_no_longer_fits():
    start = date(2021, 3, 1)
    stores = tuple(Store(f"s{n}", "", "standard", "own", region="R") for n in range(3))
    programme = Programme(
        programme_id="p", manufacturer_id="m", start=start, weeks=2, area_life_weeks=9,
        discount_rate=0.0, value_for="retailer",
        formats=(Format("wall", 1.0, 1, 100.0, 0.5, (2, 1)),),
        budget=(BudgetStep(date(2021, 3, 1), 150.0), BudgetStep(date(2021, 3, 8), 150.0)),
        crews=(CrewCapacity("R", (2, 5, 0)),),
        supply=(SupplyStep("wall", start, 1), SupplyStep("wall", date(2021, 3, 8), 3)),
    )  # fmt: skip
    problem = RolloutProblem(programme, stores, (), ())
    starts = [("s0", "wall", start), ("s1", "wall", date(2021, 3, 8))]
    budget, crews, supply = limits_in_use(problem, starts)
    # 100 of 150, then 200 of 300: one more wall fits each time but the first.
    assert (budget.limits, budget.full, budget.used) == (2, 1, pytest.approx(2 / 3))
    # 2 of 2, 1 + 2 of 5; the third week has no crews, where 1 crew-day is used nevertheless.
    assert (crews.limits, crews.full, crews.used) == (2, 1, pytest.approx(6 / 7))
    assert (supply.limits, supply.full, supply.used) == (2, 1, pytest.approx(1.0))
