"""Promises of `ledger check`: a sound ledger holds them all; each kind of damage is named first."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.ledger_check import PROMISES, LedgerCheckReport

HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of four versions: tables, sales of two months, a correction, its undo."""
    folder = tmp_path_factory.mktemp("sound")
    made = create_workspace(
        folder / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    deliveries: list[dict[str, str]] = [
        {"stores": "store_id,name,kind,operator\ns1,Eins,live,o2\ns2,Zwei,live,o2\n"},
        {
            "sales": HEADER
            + "till,2020-01-30,s1,p1,1,1,10.00\ntill,2020-02-01,s2,p2,1,2,30.00\n"
            + "web,2020-02-01,s9,p2,1,2,30.00\n"
        },
        {"sales": HEADER + "till,2020-01-30,s1,p1,1,4,40.00\n"},
    ]
    for tables in deliveries:
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text)
        made.ledger.take([IntakeFile(folder / f"{name}.csv") for name in tables])
    made.ledger.undo()
    return made.root


@pytest.fixture
def ledger(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    shutil.copytree(sound, tmp_path / "w")
    return tmp_path / "w"


def _check(root: Path, runs: dict[str, int] | None = None) -> LedgerCheckReport:
    return open_workspace(root).ledger.check(runs)


def _broken(root: Path, runs: dict[str, int] | None = None) -> tuple[str, str]:
    report = _check(root, runs)
    assert not report.holds
    assert all(promise.holds for promise in report.promises[:-1])
    return report.promises[-1].name, report.promises[-1].said


def _edit(root: Path, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    path = root / "ledger" / "versions" / f"{number:08d}.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _a_file(root: Path, table: str) -> Path:
    return min((root / "ledger" / "tables" / table).rglob("part-*.parquet"))


def test_a_sound_ledger_keeps_every_promise(sound: Path) -> None:
    report = _check(sound, {"a-run": 2})
    assert report.holds
    assert report.version == 4
    assert [promise.name for promise in report.promises] == list(PROMISES)


def test_an_empty_ledger_keeps_every_promise(workspace: Workspace) -> None:
    assert workspace.ledger.check().holds


def test_a_missing_version_is_named(ledger: Path) -> None:
    (ledger / "ledger" / "versions" / "00000002.json").unlink()
    name, said = _broken(ledger)
    assert (name, said.startswith("version 2 is missing")) == ("versions", True)


def test_a_manifest_that_was_changed_later_is_named(ledger: Path) -> None:
    _edit(ledger, 2, lambda document: document["rows"].update(sales=7))
    assert _broken(ledger) == (
        "versions",
        "the manifest of version 2 was changed after version 3 followed it",
    )


def test_a_missing_file_is_named_with_the_version_that_needs_it(ledger: Path) -> None:
    path = _a_file(ledger, "stores")
    path.unlink()
    assert _broken(ledger) == ("files", f"{path} is missing; version 1 needs it")


def test_a_file_of_the_same_size_and_other_bytes_is_named(ledger: Path) -> None:
    path = _a_file(ledger, "sales")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert _broken(ledger) == ("files", f"{path} is not as it was written: its SHA-256 differs")


@pytest.mark.parametrize(
    ("change", "promise", "said"),
    [
        (
            lambda document: document["rows"].update(sales=9),
            "rows",
            "sales of version 4 states 9 rows, its files 2",
        ),
        (
            lambda document: document["totals"]["till"].update(units=5),
            "totals",
            "sales of 'till' are 2 lines, 3 units, 40.00; version 4 states 2 lines, 5 units, 40.00",
        ),
    ],
)
def test_a_newest_manifest_that_states_other_figures_is_named(
    ledger: Path, change: Callable[[dict[str, Any]], object], promise: str, said: str
) -> None:
    _edit(ledger, 4, change)
    assert _broken(ledger) == (promise, said)


def test_a_derived_table_that_its_sources_do_not_make_is_named(ledger: Path) -> None:
    def older(document: dict[str, Any]) -> None:
        third = json.loads((ledger / "ledger/versions/00000003.json").read_text())
        document["tables"]["store_days"] = third["tables"]["store_days"]

    _edit(ledger, 4, older)
    assert _broken(ledger) == (
        "derived",
        "store_days of 202001 is not what store_manufacturer_days make",
    )


def test_a_run_on_a_version_that_is_gone_is_named(ledger: Path) -> None:
    assert _broken(ledger, {"20260101-plan": 9}) == (
        "runs",
        "run 20260101-plan was made on version 9, which is gone",
    )


def test_a_log_that_is_gone_is_named_and_no_traceback(ledger: Path) -> None:
    shutil.rmtree(ledger / "ledger" / "tables" / "sales" / "_delta_log")
    name, said = _broken(ledger)
    assert name == "files"
    assert "of the table in" in said
