"""Kept plans as pages read them: rows, checks, installations, comparisons, slips, changed files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from showfloor.domain.plan import OptionMargin
from showfloor.errors import UsageError
from showfloor.learn.types import LearnedLifts, LearnedOptions
from showfloor.plan.types import PlanResult
from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.problem_files import write_options
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import keep, latest
from showfloor.workflows.learning import OPTIONS_FILE, LearnFound
from showfloor.workflows.plan_pages import (
    changed_files,
    compared_plans,
    digests_of,
    installations_of,
    kept_plans,
    plan_content,
    plan_row,
    slip_consequences,
    verify_plan_run,
)
from showfloor.workflows.planning import PlanAsked, run_plan
from showfloor.workflows.replanning import ReplanAsked, run_replan
from showfloor.workflows.what_ifs import (
    Scenario,
    check_scenarios,
    kept_what_ifs,
    what_can_change,
    what_if_content,
)

STORES = ("bonn", "essen", "koeln")
PROGRAMME = """[programme]
id = "acme-areas"
manufacturer = "acme"
start = 2021-04-19
weeks = 6
area_life_weeks = 52
discount_rate = 0.0
value_for = "retailer"

[[formats]]
id = "wall"
footprint_m2 = 10.0
places = 20
capex = 100.00
manufacturer_pays = 0.5
crew_days = [2]

[[budget]]
through = 2021-12-31
amount = 200.00

[[crews]]
region = "DE-NW"
crew_days = 2

[[promises]]
store = "koeln"
selling_by = 2021-05-03
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Make a workspace with three stores of which two can be paid for, and one plan."""
    folder = tmp_path_factory.mktemp("plan-pages")
    workspace = create_workspace(
        folder / "Müller & Söhne", name="M", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    rows = "".join(f"{s},{s.title()},standard,chain,{s.title()},DE-NW,30\n" for s in STORES)
    tables = {
        "stores": f"store_id,name,kind,operator,city,region,area_space_m2\n{rows}",
        "manufacturers": "manufacturer_id,name\nacme,Acme\n",
        "products": "product_id,valid_from,manufacturer_id,category,name\n"
        "a1,2019-01-01,acme,phones,One\n",
        "sales": "source,date,store_id,product_id,line_no,units,revenue\n"
        "till,2021-03-31,koeln,a1,1,1,100.00\n",
    }
    for name, text in tables.items():
        folder.joinpath(f"{name}.csv").write_text(text, encoding="utf-8")
    workspace.ledger.take([IntakeFile(folder / f"{name}.csv", name, None) for name in tables])
    options = tuple(OptionMargin(s, "wall", 10.0 + at) for at, s in enumerate(STORES))
    write_options(folder / OPTIONS_FILE, options)
    learned = LearnedOptions(options, "", "", "stated", 0.0, ())
    keep(
        workspace,
        "learn",
        LearnFound(LearnedLifts((), None), learned, True),
        parameters={},
        watch=Stopwatch(),
        version=workspace.ledger.latest(),
        files={OPTIONS_FILE: folder / OPTIONS_FILE},
    )
    workspace.root.joinpath("programme.toml").write_text(PROGRAMME, encoding="utf-8")
    run_plan(workspace, PlanAsked(time_limit=5.0))
    return workspace


@pytest.fixture
def workspace(made: Workspace, tmp_path: Path) -> Workspace:
    """Return a copy that a test may change."""
    shutil.copytree(made.root, tmp_path / "copy")
    return open_workspace(tmp_path / "copy")


def _only(workspace: Workspace) -> str:
    (row,) = kept_plans(workspace)
    return row.run_id


def test_a_plan_is_listed_with_what_its_run_kept_and_the_verdict_of_its_latest_check(
    workspace: Workspace,
) -> None:
    """Koeln and Essen are worth most: 52 weeks of 12 and of 11 euros less half of 100 each."""
    run_id = _only(workspace)
    row = plan_row(workspace, run_id)
    assert row is not None
    assert (row.programme_id, row.manufacturer_id, row.areas) == ("acme-areas", "acme", 2)
    assert row.objective == pytest.approx(52 * (12 + 11) - 100, abs=0.01)
    assert row.upper_bound >= row.objective
    assert (row.verdict, row.verify_run, row.is_replan) == ("", "", False)
    checked = verify_plan_run(workspace, run_id)
    again = plan_row(workspace, run_id)
    assert again is not None
    assert (again.verdict, again.verify_run) == ("PASS", checked.record.run_id)
    assert plan_content(workspace, run_id).verification is not None


def test_installations_hold_weeks_space_and_crew_days_in_order(workspace: Workspace) -> None:
    found = installations_of(workspace, _only(workspace))
    assert {one.store_id for one in found} == {"koeln", "essen"}
    assert [one.start_week for one in found] == sorted(one.start_week for one in found)
    for one in found:
        assert one.selling_week - one.start_week == timedelta(weeks=1)
        assert (one.footprint_m2, one.crew_days) == (10.0, (2,))
        assert one.store_name == one.store_id.title()
    koeln = next(one for one in found if one.store_id == "koeln")
    assert koeln.selling_week <= date(2021, 5, 3)


def test_a_run_that_is_none_is_refused_by_name(workspace: Workspace) -> None:
    verified = verify_plan_run(workspace, _only(workspace)).record.run_id
    for name in ("nothing", verified, "../x"):
        assert plan_row(workspace, name) is None
        for ask in (plan_content, installations_of, verify_plan_run, what_can_change):
            with pytest.raises(UsageError, match="has no plan run"):
                ask(workspace, name)


def test_a_changed_and_a_missing_file_are_named(workspace: Workspace) -> None:
    run_id = _only(workspace)
    assert changed_files(workspace, run_id) == ()
    folder = workspace.runs.path(run_id)
    assert {"plan.csv", "certificate.json"} <= set(digests_of(workspace, run_id))
    with folder.joinpath("plan.csv").open("a", encoding="utf-8") as stream:
        stream.write("x\n")
    folder.joinpath("certificate.json").unlink()
    assert set(changed_files(workspace, run_id)) == {"plan.csv", "certificate.json"}


def test_a_run_without_its_record_or_with_a_broken_programme_is_left_out(
    workspace: Workspace,
) -> None:
    run_id = _only(workspace)
    half = workspace.runs.path(run_id).with_name("29991231-000000-000-plan-half")
    half.mkdir()
    assert [row.run_id for row in kept_plans(workspace)] == [run_id]
    shutil.rmtree(half)
    whole = run_plan(workspace, PlanAsked(time_limit=5.0)).record.run_id
    workspace.runs.path(whole).joinpath("inputs", "programme.toml").write_text("[", "utf-8")
    assert [row.run_id for row in kept_plans(workspace)] == [run_id]


def test_two_plans_compared_say_what_became_of_each_store(workspace: Workspace) -> None:
    first = _only(workspace)
    text = PROGRAMME + '\n[exclude]\nstores = ["essen"]\n'
    workspace.root.joinpath("programme.toml").write_text(text, encoding="utf-8")
    second = run_plan(workspace, PlanAsked(time_limit=5.0)).record.run_id
    found = compared_plans(workspace, first, second).replan
    assert found is not None
    changes = {change.store_id: change.change for change in found.changes}
    assert changes["essen"] == "dropped"
    assert changes["bonn"] == "new"
    other = text.replace("acme-areas", "others")
    workspace.root.joinpath("programme.toml").write_text(other, encoding="utf-8")
    third = run_plan(workspace, PlanAsked(time_limit=5.0)).record.run_id
    with pytest.raises(UsageError, match="compare plans of one programme"):
        compared_plans(workspace, first, third)


def test_a_slip_past_the_promised_week_breaks_the_promise(workspace: Workspace) -> None:
    run_id = _only(workspace)

    def broken(ready_from: date) -> set[str]:
        found = slip_consequences(
            workspace, run_id, store_id="koeln", format_id="wall", ready_from=ready_from
        )
        return {one.rule for one in found.breaks}

    assert "promise" not in broken(date(2021, 4, 26))
    assert "promise" in broken(date(2021, 4, 27))


def test_a_re_plan_continues_the_plan_before_it(workspace: Workspace) -> None:
    first = _only(workspace)
    what = ReplanAsked(date(2021, 4, 20), 10.0, slipped=(("essen", date(2021, 5, 10)),))
    kept, _ = run_replan(workspace, PlanAsked(time_limit=5.0), what, last_run=first)
    row = plan_row(workspace, kept.record.run_id)
    assert row is not None
    assert row.is_replan
    found = {one.store_id: one for one in installations_of(workspace, kept.record.run_id)}
    before = {one.store_id: one for one in installations_of(workspace, first)}
    assert found["essen"].start_week >= date(2021, 5, 10)
    committed = [one for one in before.values() if one.start_week <= date(2021, 4, 20)]
    assert all(found[one.store_id] == replace(one) for one in committed)
    planned = latest(workspace, "plan", PlanResult)
    assert planned is not None
    assert planned.record.run_id == kept.record.run_id


def test_what_can_be_asked_is_what_the_programme_states(workspace: Workspace) -> None:
    run_id = _only(workspace)
    can = what_can_change(workspace, run_id)
    assert (can.has_budget, can.crew_regions, can.closed_regions) == (True, ("DE-NW",), ())
    assert [(one.store_id, one.selling_by) for one in can.promises] == [("koeln", date(2021, 5, 3))]
    check_scenarios(workspace, run_id, [Scenario("more", ("budget +100",))])
    with pytest.raises(UsageError, match="fall below 0"):
        check_scenarios(workspace, run_id, [Scenario("less", ("budget -201",))])
    assert kept_what_ifs(workspace, run_id) == ()
    with pytest.raises(UsageError, match="there is no run"):
        what_if_content(workspace, run_id, "nothing")
    with pytest.raises(UsageError, match="compares nothing"):
        what_if_content(workspace, run_id, run_id)


def test_a_record_keeps_what_a_list_needs(workspace: Workspace) -> None:
    record = workspace.runs.path(_only(workspace)).joinpath("record.json")
    assert json.loads(record.read_text(encoding="utf-8"))["kind"] == "plan"
