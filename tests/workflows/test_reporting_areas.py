"""A report takes the latest kept measurement of areas, with all its pages and tables."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from showfloor.workflows.measuring_areas import AreasAsked, run_areas
from showfloor.workflows.reporting import run_report

if "areas_in_a_workspace" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location(
        "areas_in_a_workspace", Path(__file__).with_name("test_measuring_areas.py")
    )
    assert _SPEC is not None
    assert _SPEC.loader is not None
    sys.modules["areas_in_a_workspace"] = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(sys.modules["areas_in_a_workspace"])
areas = sys.modules["areas_in_a_workspace"]

TABLES = (
    "areas_by_event_week", "areas_by_group", "areas_by_store", "areas_by_week",
    "areas_drifts", "areas_neighbours", "areas_others", "areas_whom", "earned",
)  # fmt: skip


def test_the_report_shows_the_latest_measurement(tmp_path: Path) -> None:
    workspace = areas.made_workspace(tmp_path, areas.rows())
    before = run_report(workspace)
    assert 'id="earned"' not in before.folder.joinpath("report.en.html").read_text("utf-8")
    run_areas(workspace, AreasAsked(until=areas.FIRST.replace(month=5, day=3)))
    kept = run_areas(workspace, AreasAsked())
    written = run_report(workspace)
    html = written.folder.joinpath("report.en.html").read_text("utf-8")
    assert kept.record.run_id in html
    assert 'id="earned"' in html
    document = json.loads(written.folder.joinpath("report.json").read_text("utf-8"))
    assert document["facts"]["run_ids"]["measure-areas"] == kept.record.run_id
    total = kept.result.money.total
    first = document["tables"]["earned"]["rows"][0]
    assert [first[key] for key in ("estimate", "low", "high")] == pytest.approx(
        [total.estimate, total.low, total.high]
    )
    files = {path.stem for path in written.folder.joinpath("tables").glob("*.csv")}
    assert set(TABLES) <= files
    weeks = document["tables"]["areas_by_week"]["rows"]
    in_all = sum(row["gain"] * row["weight"] for row in weeks if row["gain"] is not None)
    assert in_all == pytest.approx(total.estimate)
