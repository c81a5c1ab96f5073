"""Designing in a workspace: the ledger's weeks give the same answer as the same weeks on a file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.cli.main import run
from showfloor.errors import WorkspaceError
from showfloor.measure.design_types import DesignFound
from showfloor.measure.rollout_design_stores import StoresAsked
from showfloor.plan.types import PlanResult
from showfloor.storage import IntakeFile, Workspace, create_workspace
from showfloor.storage.history_file import HistoryColumns
from showfloor.storage.result_json import encode
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.designing import DesignAsked, HistoryFile, design_of_files, run_design
from showfloor.workflows.designing_stores import (
    DESIGN_STORES,
    design_of_stores,
    run_design_of_stores,
)
from showfloor.workflows.keeping import Kept, keep, latest
from showfloor.workflows.planning import INPUTS, PlanAsked, paths_in, plan_from_files
from showfloor.workflows.reporting import gather

STORES, BEFORE = 14, 12
START, ON = date(2021, 3, 1), date(2021, 4, 26)
PROGRAMME = """
[programme]
id = "half"
manufacturer = "m1"
start = 2021-03-01
weeks = 8
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 400.0
manufacturer_pays = 0.5
crew_days = [1]

[[budget]]
through = 2021-12-31
amount = 2800.0

[[crews]]
region = "DE-BE"
crew_days = 2
"""
IDS = [f"s{i:02d}" for i in range(STORES)]
STORE_ROWS = "store_id,name,kind,operator,region,area_space_m2\n" + "".join(
    f"{store},Shop {store},standard,own,DE-BE,10\n" for store in IDS
)
TABLES = {
    "stores": f"{STORE_ROWS}web,Web,online,own,,\n",
    "manufacturers": "manufacturer_id,name\nm1,Mine\nm2,Other\n",
    "products": "product_id,valid_from,manufacturer_id,category,name\n"
    "p1,2019-01-01,m1,phones,Phone\np2,2019-01-01,m2,phones,Other phone\n",
}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve weeks of each shop's units, as the file that `--panel` takes."""
    rng = np.random.default_rng(3)
    path = tmp_path_factory.mktemp("weeks") / "weeks.csv"
    lines = ["store_id,week,units"]
    for store in IDS:
        level = 10 + rng.integers(0, 10)
        for week in range(BEFORE):
            day = START - timedelta(weeks=BEFORE - week)
            lines.append(f"{store},{day},{level + rng.integers(0, 6)}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, weeks: Path) -> Workspace:
    folder = tmp_path_factory.mktemp("shops")
    made = create_workspace(
        folder / "shops", name="Shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    sales = ["source,date,store_id,product_id,line_no,units,revenue"]
    for line in weeks.read_text().splitlines()[1:]:
        store, monday, units = line.split(",")
        saturday = date.fromisoformat(monday) + timedelta(days=5)
        sales.append(f"till,{monday},{store},p1,1,{units},{units}.00")
        sales.append(f"till,{saturday},{store},p2,1,7,70.00")
        sales.append(f"till,{saturday},web,p1,{store[1:]},900,9000.00")
    for name, text in {**TABLES, "sales": "\n".join(sales) + "\n"}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    made.ledger.take([IntakeFile(folder / f"{name}.csv", name) for name in (*TABLES, "sales")])
    (made.root / "programme.toml").write_text(PROGRAMME)
    kept_plan(made, folder / "plan")
    return made


def kept_plan(workspace: Workspace, folder: Path) -> Kept[PlanResult]:
    """Plan for half of the shops and keep the run as `showfloor plan` does."""
    inputs = folder / INPUTS
    inputs.mkdir(parents=True)
    version = workspace.ledger.latest()
    for table in ("stores", "closures", "areas"):
        workspace.ledger.export_csv(table, inputs / f"{table}.csv", version)
    (inputs / "programme.toml").write_text(PROGRAMME)
    (inputs / "options.csv").write_text(
        "store_id,format_id,retailer_margin_per_week\n"
        + "".join(f"{store},table,{40 + place}\n" for place, store in enumerate(IDS))
    )
    result = plan_from_files(paths_in(inputs), folder, PlanAsked(time_limit=20.0))
    files = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()}
    return keep(
        workspace, "plan", result, parameters={}, watch=Stopwatch(), version=version, files=files
    )


def test_the_ledger_and_a_file_of_the_same_weeks_give_the_same_answer(
    workspace: Workspace, weeks: Path
) -> None:
    kept, designed = run_design(workspace, DesignAsked(on=ON))
    assert kept is not None
    assert designed.plan is None
    plan = max((workspace.root / "runs").glob("*-plan-*"))
    history = HistoryFile(weeks, HistoryColumns("store_id", "week", "units"))
    expected = design_of_files(history, plan / "plan.csv", ON)
    assert kept.result.design.at == expected.design.at
    assert (kept.result.design.at.treated, kept.result.design.at.compared) == (7, 7)
    assert (kept.folder / "design.de.html").exists()


def test_a_frontier_in_a_workspace_keeps_its_plans_with_the_run(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["design", "--on", str(ON), "--frontier", "3", "-w", str(workspace.root)]
    with pytest.raises(SystemExit) as end:
        run(words)
    assert not end.value.code
    assert "Plans" in capsys.readouterr().out
    folder = max((workspace.root / "runs").glob("*-design-*"))
    assert sorted(p.name for p in (folder / "frontier").iterdir()) == ["00", "01", "02"]
    assert (folder / "programme.toml").exists()
    assert not list((workspace.root / "runs").glob("*-plan-*"))[1:]


def test_the_report_shows_a_design_until_there_is_a_newer_plan(
    workspace: Workspace, tmp_path: Path
) -> None:
    run_design(workspace, DesignAsked(on=ON))
    assert gather(workspace).design is not None
    kept_plan(workspace, tmp_path / "newer")
    assert gather(workspace).design is None


def test_stores_and_dates_in_a_workspace_are_what_the_same_weeks_on_a_file_say(
    workspace: Workspace, weeks: Path, tmp_path: Path
) -> None:
    """The online shop is left out; the report shows it where the plan has no design of its own."""
    question = StoresAsked(waves=(START,), given=tuple(IDS[:6]), through=ON)
    kept = run_design_of_stores(workspace, question)
    expected = design_of_stores(
        HistoryFile(weeks, HistoryColumns("store_id", "week", "units")), question
    )
    assert kept.result.design.at == expected.design.at
    assert kept.result.stores is not None
    assert kept.result.stores.compared == tuple(IDS[6:])
    assert {store.stratum for store in kept.result.stores.planned} == {"DE-BE · standard"}
    assert (kept.folder / "design_stores.csv").exists()
    read = latest(workspace, DESIGN_STORES, DesignFound)
    assert read is not None
    assert encode(read.result) == encode(kept.result)
    shown = gather(workspace).design
    assert shown is not None
    assert encode(shown.stores) == encode(kept.result.stores)
    (tmp_path / "bare").mkdir()
    bare = create_workspace(
        tmp_path / "bare" / "w", name="B", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    (bare.root / "programme.toml").unlink(missing_ok=True)
    with pytest.raises(WorkspaceError, match=r"programme\.toml is missing"):
        run_design_of_stores(bare, question)
