"""Re-planning on files: the folder alone proves the plan, and the next re-plan starts from it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from showfloor.domain.stores import Closure
from showfloor.errors import UsageError
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files
from showfloor.workflows.replanning import ReplanAsked, replan_from_files

PROGRAMME = """
[programme]
id = "p"
manufacturer = "m"
start = 2021-03-01
weeks = 12
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "wall"
footprint_m2 = 10
places = 20
capex = 1000.00
manufacturer_pays = 0.5
crew_days = [2]

[[budget]]
through = 2021-03-31
amount = 4000.00

[[budget]]
through = 2021-06-30
amount = 3000.00

[[crews]]
region = "DE-HH"
crew_days = 2

[holdout]
by = ["region"]
keep = 1
no_sales_before = 2021-12-27
"""


@pytest.fixture
def paths(tmp_path: Path) -> ProblemPaths:
    (tmp_path / "programme.toml").write_text(PROGRAMME)
    stores = ["store_id,name,kind,operator,region,area_space_m2"]
    margins = ["store_id,format_id,retailer_margin_per_week"]
    for number in range(8):
        stores.append(f"s{number},Store {number},standard,own,DE-HH,20")
        margins.append(f"s{number},wall,{90 - 5 * number}.00")
    (tmp_path / "stores.csv").write_text("\n".join(stores) + "\n")
    (tmp_path / "options.csv").write_text("\n".join(margins) + "\n")
    return ProblemPaths(
        *(tmp_path / f"{name}" for name in ("programme.toml", "stores.csv", "options.csv"))
    )


def derived(folder: Path) -> ProblemPaths:
    inputs = folder / "inputs"
    return ProblemPaths(
        programme=inputs / "programme.toml",
        stores=inputs / "stores.csv",
        options=inputs / "options.csv",
        closures=inputs / "closures.csv",
        areas=inputs / "areas.csv",
        previous=inputs / "previous.csv",
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_a_slip_and_a_closure_are_re_planned_verified_and_told_store_by_store(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    # One store a week at 2 crew-days, best margins first: weeks 0 and 1 are over on 11 March.
    first = plan_from_files(paths, tmp_path / "one", PlanAsked(seed=5))
    order = [a.store_id for a in sorted(first.areas, key=lambda a: a.start_week)]
    what = ReplanAsked(
        date(2021, 3, 11),
        5.0,
        slipped=((order[1], date(2021, 3, 29)),),
        closures=(Closure(order[2], date(2021, 3, 12), date(2021, 4, 5), "flood"),),
    )
    out = tmp_path / "two"
    result, found = replan_from_files(paths, tmp_path / "one", out, PlanAsked(seed=5), what)
    assert result.certificate.status == "optimal"
    assert [area.store_id for area in found.committed] == [order[0]]
    assert verify_files(derived(out), out).passed
    reasons = {row["store_id"]: row for row in rows(out / "difference.csv")}
    assert reasons[order[0]]["change"] == "committed"
    assert reasons[order[1]]["change"] == "moved"
    assert reasons[order[1]]["because"].endswith("not ready before 2021-03-29")
    assert reasons[order[2]]["because"] == "crews have no access in the week of 2021-03-15"
    assert json.loads((out / "replan.json").read_text())["start"] == "2021-03-15"
    assert {held.store_id for held in result.holdout} == {held.store_id for held in first.holdout}


def test_the_next_re_plan_knows_what_the_one_before_had_committed(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    first = plan_from_files(paths, tmp_path / "one", PlanAsked(seed=5))
    for before, after, day in (
        ("one", "two", date(2021, 3, 9)),
        ("two", "three", date(2021, 3, 23)),
    ):
        what = ReplanAsked(day, 5.0)
        result, found = replan_from_files(
            paths, tmp_path / before, tmp_path / after, PlanAsked(seed=5), what
        )
        assert found.departing == 0
    started = [a.store_id for a in first.areas if a.start_week < date(2021, 3, 29)]
    assert sorted(started) == [area.store_id for area in found.committed]
    assert len(found.committed) + len(result.areas) == len(first.areas)
    # 7000 in all, four walls of 1000 started: 3000 are left, none of it after June.
    text = (tmp_path / "three" / "inputs" / "programme.toml").read_text()
    amounts = [float(line.split("=")[1]) for line in text.splitlines() if "amount" in line]
    assert sum(amounts) == 3000.0
    assert verify_files(derived(tmp_path / "three"), tmp_path / "three").passed


def test_a_re_plan_never_overwrites_the_plan_it_starts_from(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    plan_from_files(paths, tmp_path / "one", PlanAsked(seed=5))
    with pytest.raises(UsageError, match="is the last plan's folder"):
        replan_from_files(
            paths,
            tmp_path / "one",
            tmp_path / "one",
            PlanAsked(),
            ReplanAsked(date(2021, 3, 9), 1.0),
        )
