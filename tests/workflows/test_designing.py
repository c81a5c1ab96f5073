"""Designing on files: plans that can be measured, their certificates, and what slower costs."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.cli.main import run
from showfloor.errors import UsageError
from showfloor.storage.history_file import HistoryColumns
from showfloor.storage.plan_files import read_plan
from showfloor.storage.programme_file import read_programme
from showfloor.workflows.designing import (
    DesignAsked,
    HistoryFile,
    design_of_files,
    plan_measurably,
)
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

STORES, BEFORE = 36, 16
START = date(2021, 3, 1)
ON = date(2021, 7, 5)
PROGRAMME = """
[programme]
id = "every-shop"
manufacturer = "m1"
start = 2021-03-01
weeks = 30
area_life_weeks = 104
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 400.0
manufacturer_pays = 0.5
crew_days = [1]

[[crews]]
region = "DE-BE"
crew_days = 12

[[promises]]
store = "s03"
selling_by = 2021-03-08
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme for every shop, done in three weeks, and 16 weeks of sales before it."""
    place = tmp_path_factory.mktemp("every shop")
    rng = np.random.default_rng(1)
    ids = [f"s{i:02d}" for i in range(STORES)]
    (place / "programme.toml").write_text(PROGRAMME)
    (place / "stores.csv").write_text(
        "store_id,name,kind,operator,region,area_space_m2\n"
        + "".join(f"{i},Shop {i},standard,own,DE-BE,10\n" for i in ids)
    )
    (place / "options.csv").write_text(
        "store_id,format_id,retailer_margin_per_week\n"
        + "".join(f"{i},table,{40 + 40 * rng.random():.2f}\n" for i in ids)
    )
    with (place / "weeks.csv").open("w") as out:
        out.write("store_id,week,units\n")
        for store in ids:
            level = 20.0 + 3.0 * rng.normal()
            for week in range(BEFORE):
                day = START - timedelta(weeks=BEFORE - week)
                out.write(f"{store},{day},{level + rng.normal():.3f}\n")
    return place


@pytest.fixture(scope="module")
def paths(folder: Path) -> ProblemPaths:
    return ProblemPaths(folder / "programme.toml", folder / "stores.csv", folder / "options.csv")


@pytest.fixture(scope="module")
def history(folder: Path) -> HistoryFile:
    return HistoryFile(folder / "weeks.csv", HistoryColumns("store_id", "week", "units"))


QUICK = PlanAsked(time_limit=20.0)


@pytest.fixture(scope="module")
def out(folder: Path, paths: ProblemPaths, history: HistoryFile) -> Path:
    """Nine plans and those that a limit of half a unit needs."""
    place = folder / "design"
    asked = DesignAsked(on=ON, mde_at_most=0.5, points=9, plan=QUICK)
    designed = plan_measurably(paths, place, history, asked)
    assert designed.found is not None
    assert designed.found.met
    return place


def found_in(out: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads((out / "design.json").read_text())
    return document


def frontier_rows(out: Path) -> list[dict[str, str]]:
    with (out / "design_frontier.csv").open() as lines:
        return list(csv.DictReader(lines))


def test_at_least_nine_plans_each_pass_the_verifier_with_the_programme_beside_them(
    out: Path, paths: ProblemPaths
) -> None:
    folders = sorted((out / "frontier").iterdir())
    assert len(folders) >= 9
    assert len(frontier_rows(out)) == len(folders)
    for folder in (out, *folders):
        own = ProblemPaths(folder / "programme.toml", paths.stores, paths.options)
        verdict = verify_files(own, folder)
        assert verdict.passed, verdict.findings


def test_the_best_plan_leaves_two_weeks_to_compare_and_the_chosen_one_enough(
    out: Path, history: HistoryFile
) -> None:
    """12 shops a week: 12 and 24 are treated beside untreated ones, then every shop is."""
    best = design_of_files(history, out / "frontier" / "00" / "plan.csv", ON)
    assert best.design.at.store_weeks == 12 + 24
    assert best.design.at.mde > 0.5
    chosen = design_of_files(history, out / "plan.csv", ON)
    assert chosen.design.at.mde <= 0.5
    point = found_in(out)["points"][found_in(out)["chosen"]]  # type: ignore[index]  # JSON
    assert chosen.design.at.mde == pytest.approx(point["mde"])


def test_every_price_is_the_first_certified_bound_less_that_plan_s_objective(out: Path) -> None:
    bound = read_plan(out / "frontier" / "00").certificate.upper_bound
    for row in frontier_rows(out):
        own = read_plan(out / row["folder"]).certificate
        assert float(row["price"]) == pytest.approx(bound - own.objective, abs=1e-6)
        assert float(row["upper_bound"]) == pytest.approx(own.upper_bound)
        assert float(row["value"]) <= bound + 1e-6


def test_slower_plans_keep_their_pace_and_the_promise(out: Path) -> None:
    for folder in sorted((out / "frontier").iterdir()):
        programme, stored = read_programme(folder / "programme.toml"), read_plan(folder)
        for step in programme.pace:
            opened = sum(area.selling_week <= step.selling_by for area in stored.areas)
            assert opened <= step.at_most
        promised = next(area for area in stored.areas if area.store_id == "s03")
        assert promised.selling_week <= date(2021, 3, 8)


def test_a_limit_out_of_reach_is_said_with_what_can_be_reached(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["design", "--panel", str(folder / "weeks.csv")]
    for name in ("programme.toml", "stores.csv", "options.csv"):
        words += [f"--{name.split('.')[0]}", str(folder / name)]
    with pytest.raises(SystemExit) as end:
        run([*words, "--on", str(ON), "--mde", "0.01", "--out", str(folder / "missed")])
    assert end.value.code == 1
    said = capsys.readouterr().out
    assert "The limit of 0.0100 cannot be met" in said
    finest = min(float(row["mde"]) for row in frontier_rows(folder / "missed") if row["mde"])
    assert f"{finest:.4f}" in said
    page = (folder / "missed" / "design.de.html").read_text()
    assert "ist bis 5. Juli 2021 nicht zu erreichen" in page.replace("\u00a0", " ")


def test_the_programme_s_own_limit_and_date_are_used(
    folder: Path, paths: ProblemPaths, history: HistoryFile
) -> None:
    stated = folder / "stated.toml"
    limit = f"\n[experiment]\nmde_at_most = 5.0\nmeasured_on = {START + timedelta(weeks=2)}\n"
    stated.write_text(PROGRAMME + limit)
    own = ProblemPaths(stated, paths.stores, paths.options)
    designed = plan_measurably(own, folder / "stated", history, DesignAsked(plan=QUICK))
    assert designed.found is not None
    assert designed.found.met
    assert [point.strength for point in designed.found.points] == [0.0]


def test_without_a_date_nothing_is_planned(
    folder: Path, paths: ProblemPaths, history: HistoryFile
) -> None:
    with pytest.raises(UsageError, match="--on"):
        plan_measurably(paths, folder / "undated", history, DesignAsked())
    assert not (folder / "undated").exists()


def test_a_programme_without_a_plan_says_so_and_writes_no_design(
    folder: Path, paths: ProblemPaths, history: HistoryFile
) -> None:
    """The promise of week 2 cannot be kept by crews that never come."""
    idle = folder / "idle.toml"
    idle.write_text(PROGRAMME.replace("crew_days = 12", "crew_days = 0"))
    own = ProblemPaths(idle, paths.stores, paths.options)
    designed = plan_measurably(own, folder / "idle", history, DesignAsked(on=ON, plan=QUICK))
    assert designed.found is None
    assert designed.plan is not None
    assert designed.plan.certificate.status == "infeasible"


def test_a_given_plan_is_measured_by_the_command_as_json(
    folder: Path, paths: ProblemPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_from_files(paths, folder / "plain", QUICK)
    words = ["design", "--panel", str(folder / "weeks.csv"), "--plan"]
    words += [str(folder / "plain" / "plan.csv"), "--on", str(START + timedelta(weeks=2)), "--json"]
    with pytest.raises(SystemExit) as end:
        run(words)
    assert end.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert found["folder"] is None
    assert found["design"]["design"]["at"]["treated"] == 24
    assert found["design"]["design"]["at"]["mde"] > 0
    assert found["design"]["points"] == []
