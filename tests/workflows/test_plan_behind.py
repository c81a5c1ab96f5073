"""The plan behind the areas: found among the kept runs, with the sales that its options rest on."""

from __future__ import annotations

import importlib.util
from datetime import date, timedelta
from pathlib import Path

import pytest

from showfloor.cli.main import run
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound
from showfloor.storage import IntakeFile, Workspace
from showfloor.workflows.learning import run_learn
from showfloor.workflows.measuring_areas import AreasAsked, lock_areas, run_areas
from showfloor.workflows.plan_behind import plan_behind
from showfloor.workflows.planning import PlanAsked, run_plan

_SPEC = importlib.util.spec_from_file_location(
    "measuring_areas", Path(__file__).with_name("test_measuring_areas.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
shops = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(shops)
FIRST, WEEKS, HEAD = shops.FIRST, shops.WEEKS, shops.HEAD

SCORED_TO = FIRST + timedelta(weeks=4)
PROGRAMME = f"""
[programme]
id = "p"
manufacturer = "m1"
start = {FIRST + timedelta(weeks=8)}
weeks = 8
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 90.0
manufacturer_pays = 0.5
crew_days = [1]

[[budget]]
through = 2021-12-31
amount = 800.0

[[crews]]
region = "DE-BE"
crew_days = 2

[[crews]]
region = "DE-BB"
crew_days = 2

[experiment]
cost_at_most = 0.2
"""
LEARN = f"""
[baseline]
from_date = {FIRST}
to_date = {SCORED_TO}

[margins]
default_rate = 0.3
manufacturer_rate = 0.2
source = "stated for this test"

[rivals]
loss_share = 0.4
loss_share_se = 0.1
source = "stated for this test"

[[prior]]
format = "table"
kind = "standard"
mean = 0.3
sd = 0.1
source = "stated for this test"
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Stores planned from the first four weeks' sales; then the planned areas opened."""
    folder = tmp_path_factory.mktemp("planned")
    tables = shops.rows()
    tables["areas"] = [HEAD["areas"]]
    tables["stores"] = [
        f"{line},{'area_space_m2' if place == 0 else '10'}"
        for place, line in enumerate(tables["stores"])
    ]
    made: Workspace = shops.made_workspace(folder, tables)
    (made.root / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    (made.root / "learn.toml").write_text(LEARN, encoding="utf-8")
    run_learn(made)
    planned = run_plan(made, PlanAsked(time_limit=10.0)).result
    assert len(planned.areas) >= 4
    areas = folder / "areas.csv"
    lines = [
        f"a-{item.store_id},{item.store_id},m1,table,{item.start_week},{item.selling_week}"
        for item in planned.areas
    ]
    areas.write_text("\n".join([HEAD["areas"], *lines]) + "\n", encoding="utf-8")
    made.ledger.take([IntakeFile(areas, "areas")])
    return made


def check_of(found: AreasFound, name: str) -> Check:
    return next(check for check in found.checks if check.name == name)


def test_the_plan_its_options_and_their_window_are_found(workspace: Workspace) -> None:
    found = run_areas(workspace, AreasAsked())
    plan_run = workspace.runs.list("plan")[-1].run_id
    choice = found.result.choice
    assert choice is not None
    assert choice.run_id == plan_run == found.record.parameters["plan_run"]
    assert choice.scored_by == workspace.runs.list("learn")[-1].run_id
    assert (choice.scored_from, choice.scored_to) == (FIRST, SCORED_TO)
    assert (choice.planned, choice.unplanned) == (found.result.treated, ())


def test_sales_that_chose_the_stores_fail_as_baseline_until_the_weeks_begin_later(
    workspace: Workspace,
) -> None:
    check = check_of(run_areas(workspace, AreasAsked()).result, "regression to the mean")
    assert (check.verdict, check.value) == ("FAIL", 4.0)
    assert f"measure from {SCORED_TO} on (--from)" in check.advice
    later = run_areas(workspace, AreasAsked(since=SCORED_TO)).result
    assert later.first_week == SCORED_TO
    assert check_of(later, "regression to the mean").verdict == "PASS"


def test_the_plans_draw_feeds_the_estimator_of_drawn_stores(workspace: Workspace) -> None:
    drawn = run_plan_drawn(workspace)
    found = run_areas(workspace, AreasAsked(since=SCORED_TO)).result
    assert found.choice is not None
    assert found.choice.drawn == len({store for store, got in drawn if got})
    assert found.drawn is not None
    assert found.drawn.units == len(drawn)


def run_plan_drawn(workspace: Workspace) -> list[tuple[str, bool]]:
    """Return the drawn stores as experiment.csv lists them, and whether each got an area."""
    folder = workspace.runs.path(workspace.runs.list("plan")[-1].run_id)
    lines = (folder / "experiment.csv").read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split(",") for line in lines]
    store, got = head.index("store_id"), head.index("format_id")
    return [(row[store], bool(row[got])) for row in rows]


def test_the_command_says_which_plan_chose_and_by_which_sales(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(["measure", "-w", str(workspace.root), "--from", SCORED_TO.isoformat()])
    text = capsys.readouterr().out
    assert f"Chosen by plan {workspace.runs.list('plan')[-1].run_id}: " in text
    assert f"by sales from {FIRST} to before {SCORED_TO}" in text


def test_another_manufacturers_areas_have_no_plan(workspace: Workspace) -> None:
    assert plan_behind(workspace, "m2", []) == (None, ())


def test_a_plan_that_cannot_be_read_is_said_and_stops_nothing(workspace: Workspace) -> None:
    record = workspace.runs.list("plan")[-1]
    certificate = workspace.runs.path(record.run_id) / "certificate.json"
    whole = certificate.read_text(encoding="utf-8")
    certificate.write_text("{}", encoding="utf-8")
    try:
        found = run_areas(workspace, AreasAsked()).result
    finally:
        certificate.write_text(whole, encoding="utf-8")
    assert found.choice is None
    assert any(f"the plan {record.run_id} cannot be read" in note for note in found.notes)
    assert check_of(found, "regression to the mean").verdict == "REVIEW"


def test_a_lock_keeps_the_weeks_it_began_with(workspace: Workspace) -> None:
    until = FIRST + timedelta(weeks=WEEKS)
    asked = AreasAsked(until=until, since=SCORED_TO)
    locked = lock_areas(workspace, asked, today=date(2021, 2, 1))
    assert locked.analysis.from_date == SCORED_TO
    kept = run_areas(workspace, AreasAsked())
    assert kept.result.first_week == SCORED_TO
    assert kept.result.checks[-1].verdict == "PASS"
    locked.path.unlink()
