"""Promises of an upgrade: an older workspace can be asked, and stays until the new is checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, IntakeFile, Workspace, open_workspace
from showfloor.storage.workspace import upgrade_workspace

Take = Callable[..., ImportReport]
SALES = (
    "source,date,store_id,product_id,line_no,units,revenue\n"
    "pos,2020-01-30,s1,p1,1,1,10.00\npos,2020-02-01,s2,p2,1,2,30.00\n"
)
DAYS = Query(
    "days",
    "SELECT sum(units) AS units, sum(lines) AS lines FROM store_manufacturer_days",
    {"units": "int", "lines": "int"},
)
FORMAT_1 = ("version", "committed_at", "import_id", "tables", "rows", "took")


@pytest.fixture
def older(stocked: Workspace, take: Take) -> Path:
    """A workspace as schema version 1 left it: manifests of format 1, one derived table."""
    take(sales=SALES)
    for path in (stocked.root / "ledger" / "versions").glob("*.json"):
        document = json.loads(path.read_text())
        kept = {"format": 1, **{name: document[name] for name in FORMAT_1}}
        for name in ("store_manufacturer_days", "store_months", "store_days"):
            kept["tables"].pop(name, None)
            kept["rows"].pop(name, None)
        path.write_text(json.dumps(kept, indent=1) + "\n")
    path = stocked.root / "showfloor.toml"
    text = path.read_text().replace("schema_version = 2", "schema_version = 1  # ours")
    path.write_text(text)
    return stocked.root


def _answer(place: Workspace, number: int) -> list[int]:
    with place.ledger.engine(place.ledger.version(number)) as engine:
        found = engine.run(DAYS)
    return [int(found[name][0]) for name in DAYS.columns]


def test_an_older_workspace_can_be_asked_and_not_written(older: Path, tmp_path: Path) -> None:
    place = open_workspace(older)
    assert _answer(place, 2) == [3, 2]
    assert place.ledger.check().holds
    with pytest.raises(LedgerError, match=r"schema version 1: it can be asked.*ledger upgrade"):
        place.ledger.take([IntakeFile(tmp_path / "sales.csv")])


def test_an_upgrade_adds_a_checked_version_and_keeps_the_old_as_it_was(
    older: Path, take: Take
) -> None:
    before = {path: path.read_bytes() for path in older.rglob("*") if path.is_file()}
    upgraded, check = upgrade_workspace(older)
    assert check is not None
    assert check.holds
    assert upgraded.config.schema_version == 2
    changed = {path for path, content in before.items() if path.read_bytes() != content}
    assert changed == {older / "showfloor.toml"}
    kept = older / "showfloor.toml.schema-1"
    assert kept.read_bytes() == before[older / "showfloor.toml"]
    assert "schema_version = 2  # ours" in (older / "showfloor.toml").read_text()
    newest = upgraded.ledger.latest()
    assert (newest.number, newest.operation) == (3, "upgrade")
    assert "store_manufacturer_days" in newest.tables
    assert newest.totals is not None
    assert newest.totals["pos"].units == 3
    assert _answer(upgraded, 3) == _answer(upgraded, 2) == [3, 2]
    report = upgraded.ledger.check()
    assert report.holds
    assert "by size alone" not in report.promises[1].said
    upgraded.ledger.undo()
    assert upgraded.ledger.latest().rows["sales"] == 0
    assert upgrade_workspace(older)[1] is None


def test_an_upgrade_that_would_break_a_promise_leaves_the_workspace_as_it_was(older: Path) -> None:
    path = older / "ledger" / "versions" / "00000002.json"
    document = json.loads(path.read_text())
    document["took"][0]["accepted"] = 7
    path.write_text(json.dumps(document))
    with pytest.raises(LedgerError, match="was not upgraded, and is as it was: sales has 2 rows"):
        upgrade_workspace(older)
    place = open_workspace(older)
    assert (place.config.schema_version, place.ledger.latest().number) == (1, 2)


def test_an_upgrade_killed_before_its_last_step_goes_on(older: Path) -> None:
    open_workspace(older).ledger.upgrade()
    assert open_workspace(older).config.schema_version == 1
    upgraded, check = upgrade_workspace(older)
    assert check is None
    assert (upgraded.config.schema_version, upgraded.ledger.latest().number) == (2, 3)
