"""A ledger whose files were written before a column was added: it reads as without a value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from showfloor.errors import DataError
from showfloor.storage import IntakeFile, create_workspace, open_workspace, tables
from showfloor.storage.problem_files import read_stores
from showfloor.storage.workspace import Workspace

HEAD = "store_id,name,kind,operator"


def _take(workspace: Workspace, folder: Path, text: str) -> None:
    path = folder / "stores.csv"
    path.write_text(text, encoding="utf-8")
    workspace.ledger.take([IntakeFile(path, "stores", None)])


def _staff(workspace: Workspace, folder: Path) -> dict[str, int | None]:
    path = folder / "exported.csv"
    workspace.ledger.export_csv("stores", path, workspace.ledger.latest())
    return {store.store_id: store.staff for store in read_stores(path)}


def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    old = replace(
        tables.STORES, columns=tuple(one for one in tables.STORES.columns if not one.later)
    )
    for held in (tables.LEDGER_TABLES, tables.INTAKE_TABLES):
        monkeypatch.setitem(held, "stores", old)  # type: ignore[arg-type]  # a dict underneath


def test_stores_of_an_older_ledger_have_no_staff_and_newer_files_add_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "shops"
    workspace = create_workspace(root, name="S", currency="EUR", vat="with", time_zone="UTC")
    with monkeypatch.context() as before:
        _as_before(before)
        _take(workspace, tmp_path, f"{HEAD}\na,A,standard,chain\nb,B,standard,chain\n")
    (file,) = root.joinpath("ledger", "tables", "stores").rglob("*.parquet")
    assert "staff" not in pq.read_schema(file).names
    workspace = open_workspace(root)
    assert _staff(workspace, tmp_path) == {"a": None, "b": None}
    _take(workspace, tmp_path, f"{HEAD},staff\nb,B,standard,chain,2\nc,C,standard,chain,\n")
    assert _staff(workspace, tmp_path) == {"a": None, "b": 2, "c": None}
    assert open_workspace(root).ledger.check().holds


@pytest.mark.parametrize("wrong", ["-1", "2.5", "two"])
def test_a_number_of_people_is_a_whole_number_from_nought_on(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "stores.csv"
    path.write_text(f"{HEAD},staff\na,A,standard,chain,{wrong}\n", encoding="utf-8")
    with pytest.raises(DataError, match="staff"):
        read_stores(path)
    root = tmp_path / "shops"
    workspace = create_workspace(root, name="S", currency="EUR", vat="with", time_zone="UTC")
    _take(workspace, tmp_path, path.read_text(encoding="utf-8") + "b,B,standard,chain,3\n")
    assert _staff(workspace, tmp_path) == {"b": 3}
