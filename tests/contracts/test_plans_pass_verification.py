"""The planner and the verifier were written apart; whatever the one plans, the other must pass."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from showfloor.errors import ShowfloorError
from showfloor.plan import plan_rollout
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

SOLVED = {"optimal", "feasible"}
PROGRAMME = """
[programme]
id = "small"
manufacturer = "m1"
start = 2021-03-01
weeks = 8
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "wall"
footprint_m2 = 8.0
places = 10
capex = 900.0
manufacturer_pays = 0.5
crew_days = [2]

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 400.0
manufacturer_pays = 0.5
crew_days = [1]

[[budget]]
through = 2021-04-30
amount = 6000.0

[[crews]]
region = "DE-BE"
crew_days = 3

[[crews]]
region = "DE-HH"
crew_days = 2
"""


def small_problems() -> ModuleType:
    """Load the verifier's generator of small problems, and the arithmetic that it needs."""
    folder = Path(__file__).parents[1] / "verify"
    for file in ("plain_arithmetic", "small_problems"):
        spec = importlib.util.spec_from_file_location(f"showfloor_{file}", folder / f"{file}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("stores", "formats", "weeks", "seed"),
    [(15, 2, 8, 1), (40, 3, 12, 2), (60, 4, 26, 3), (200, 4, 20, 4)],
)
def test_a_plan_of_a_generated_network_passes(
    stores: int, formats: int, weeks: int, seed: int
) -> None:
    problem = planning_instance(stores, formats, weeks, seed)
    result = plan_rollout(problem, seed=seed, time_limit=20.0, gap=1e-3)
    assert result.certificate.status in SOLVED
    verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert verdict.findings == ()
    assert verdict.upper_bound >= verdict.objective
    if stores >= 200:
        assert verdict.gap <= 5e-3  # what the first planner promises for networks of real size


def test_plans_of_random_problems_pass_and_conflicts_are_named(full: bool) -> None:
    source = small_problems()
    statuses = []
    for seed in range(60 if full else 15):
        problem = source.random_problem(seed)
        result = plan_rollout(problem, seed=seed, time_limit=10.0)
        statuses.append(result.certificate.status)
        if result.certificate.status in SOLVED:
            verdict = verify_plan(problem, result.areas, result.holdout, result.certificate)
            assert verdict.findings == (), f"seed {seed}"
        else:
            assert result.conflict is not None, f"seed {seed}"
            assert result.conflict.rules, f"seed {seed}"
    assert {"optimal", "infeasible"} <= set(statuses)


def test_plans_with_pace_earlier_plans_and_named_comparison_stores_pass(full: bool) -> None:
    source = small_problems()
    statuses = []
    for seed in range(40 if full else 10):
        problem = source.with_later_rules(source.random_problem(seed), seed)
        result = plan_rollout(problem, seed=seed, time_limit=10.0)
        statuses.append(result.certificate.status)
        if result.certificate.status in SOLVED:
            verdict = verify_plan(
                problem, result.areas, result.holdout, result.certificate, drawn=result.drawn
            )
            assert verdict.findings == (), f"seed {seed}"
    assert {"optimal", "infeasible"} <= set(statuses)


def test_an_optimised_holdout_in_a_network_without_any_option_is_no_error() -> None:
    # Found by planning this very problem: no stratum meets the holdout's draw.
    result = plan_rollout(small_problems().random_problem(157), seed=157)
    assert result.certificate.status in {"optimal", "infeasible"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[ProblemPaths, Path]:
    (tmp_path / "programme.toml").write_text(PROGRAMME)
    rows = ["store_id,name,kind,operator,region,area_space_m2"]
    margins = ["store_id,format_id,retailer_margin_per_week"]
    for number in range(10):
        region = "DE-BE" if number < 6 else "DE-HH"
        rows.append(f"s{number},Store {number},standard,own,{region},{6 + number}")
        margins += [f"s{number},wall,{40 + 7 * number}.50", f"s{number},table,{25 + 3 * number}.25"]
    (tmp_path / "stores.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "options.csv").write_text("\n".join(margins) + "\n")
    (tmp_path / "closures.csv").write_text(
        "store_id,from_date,to_date,reason,crew_access\ns1,2021-03-01,2021-03-22,lockdown,true\n"
    )
    paths = ProblemPaths(
        programme=tmp_path / "programme.toml",
        stores=tmp_path / "stores.csv",
        options=tmp_path / "options.csv",
        closures=tmp_path / "closures.csv",
    )
    out = tmp_path / "plan"
    result = plan_from_files(paths, out, PlanAsked(seed=3))
    assert result.certificate.status == "optimal"
    assert verify_files(paths, out).passed
    return paths, out


@pytest.mark.parametrize("name", ["plan.csv", "programme.toml", "stores.csv", "options.csv"])
def test_each_changed_digit_of_a_text_file_is_found_and_the_file_named(
    files: tuple[ProblemPaths, Path], name: str
) -> None:
    paths, out = files
    path = out / name if name == "plan.csv" else out.parent / name
    whole = path.read_text()
    digits = [place for place, letter in enumerate(whole) if letter.isdigit()]
    for place in digits[:: max(1, len(digits) // 25)]:
        changed = str((int(whole[place]) + 1) % 10)
        path.write_text(whole[:place] + changed + whole[place + 1 :])
        said = _said(paths, out)
        assert path.stem in said, f"digit at {place} of {name}"
    path.write_text(whole)
    assert verify_files(paths, out).passed


def test_each_changed_byte_of_the_prices_is_found_and_the_file_named(
    files: tuple[ProblemPaths, Path],
) -> None:
    paths, out = files
    path = out / "prices.npz"
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "prices.npz" in _said(paths, out), f"byte {place}"
    path.write_bytes(whole)
    assert verify_files(paths, out).passed


def test_a_claim_in_the_certificate_that_is_too_good_is_found(
    files: tuple[ProblemPaths, Path],
) -> None:
    paths, out = files
    path = out / "certificate.json"
    claims = json.loads(path.read_text())
    for key, by in (("objective", 1.0), ("upper_bound", -50.0)):
        path.write_text(json.dumps({**claims, key: claims[key] + by}))
        verdict = verify_files(paths, out)
        assert not verdict.passed
        assert key in {finding.rule for finding in verdict.findings}


def _said(paths: ProblemPaths, out: Path) -> str:
    """Return what verification says of changed files: a finding, or why it cannot be read."""
    try:
        verdict = verify_files(paths, out)
    except ShowfloorError as reason:
        return str(reason)
    assert not verdict.passed
    assert "digest" in {finding.rule for finding in verdict.findings}
    return " ".join(f"{finding.where} {finding.says}" for finding in verdict.findings)
