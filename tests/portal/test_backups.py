"""Backups: all of the portal as it was, over nothing newer, and never half of it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from showfloor.errors import WorkspaceError
from showfloor.portal.backups import restoring
from showfloor.portal.backups.contents import CONTENTS, read_contents
from showfloor.portal.backups.making import back_up
from showfloor.portal.backups.restoring import Restored, restore
from showfloor.portal.backups.unfinished import UNFINISHED, refuse_unfinished
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.policies import weaknesses
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, within
from showfloor.portal.walls.walled import walled_models
from showfloor.storage import open_workspace
from showfloor.storage.workspace_copy import copy_file

from .conftest import ON_POSTGRESQL, PASSWORD, SERVER

SENT = b"lines of a file that was sent"


@pytest.fixture
def backup(house: Any, workspace_root: Path, tmp_path: Path) -> Path:
    """Return a backup of the house, to which a file that was sent belongs."""
    sent = workspace_root / "portal" / "uploads" / "ab" / "sent.csv"
    sent.parent.mkdir(parents=True, exist_ok=True)
    sent.write_bytes(SENT)
    _happens(house)
    back_up(tmp_path / "backup")
    shutil.rmtree(sent.parents[1])
    return tmp_path / "backup"


@pytest.fixture
def empty() -> Iterator[None]:
    """Name an empty database instead of the house's, where the databases are a server's."""
    if SERVER is None:
        yield
        return
    held = connections["default"].settings_dict["NAME"]
    with psycopg.connect(SERVER.get_uri(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {held}_empty OWNER portal_owner")
    _name(f"{held}_empty")
    yield
    _name(held)


def _name(database: str) -> None:
    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = database


def _happens(house: Any) -> None:
    """Let somebody of the house do something that the audit log keeps."""
    manager = house.people["partner_manager"]
    reach = Reach(Kind.HOUSE, house.organisations["retailer"].pk, manager.pk)
    with within(reach):
        note(reach, "partner_manager", Happening.CHANGED, "/something/")


def _counts() -> dict[str, int]:
    with within(WHOLE_HOUSE):
        return {model._meta.label: model.objects.count() for model in walled_models()}


def _is_as_it_was(done: Restored, root: Path, workspace_root: Path) -> None:
    assert done.set_aside is None
    ledger, here = open_workspace(root).ledger, open_workspace(workspace_root).ledger
    assert ledger.latest().number == here.latest().number == done.contents.ledger_version
    assert ledger.check().holds
    assert root.joinpath("portal/uploads/ab/sent.csv").read_bytes() == SENT
    key = "portal/secret.key"
    assert root.joinpath(key).read_bytes() == workspace_root.joinpath(key).read_bytes()
    assert root.joinpath(key).stat().st_mode & 0o077 == 0
    for made_again in ("portal/static", "ledger/slices", UNFINISHED):
        assert not root.joinpath(made_again).exists()


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's file")
def test_a_backup_holds_all_and_comes_back_as_it_was(
    backup: Path, tmp_path: Path, workspace_root: Path
) -> None:
    done, root = restore(backup, tmp_path / "there"), tmp_path / "there"
    _is_as_it_was(done, root, workspace_root)
    with closing(sqlite3.connect(root / "portal.sqlite3")) as found:
        held = found.execute("SELECT count(*) FROM people_membership").fetchone()[0]
        newest = found.execute("SELECT max(at) FROM walls_auditentry").fetchone()[0]
    assert (held, newest) == (7, done.contents.newest_line)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's tables")
def test_on_postgresql_rows_walls_and_counting_come_back(
    house: Any, backup: Path, empty: None, tmp_path: Path, workspace_root: Path
) -> None:
    cache.clear()
    filled = connections["default"].settings_dict["NAME"]
    _name(filled.removesuffix("_empty"))
    before = _counts()
    _name(filled)
    _is_as_it_was(restore(backup, tmp_path / "there"), tmp_path / "there", workspace_root)
    assert _counts() == before
    assert before["walls.AuditEntry"] == 1
    assert weaknesses(connections["default"]) == []
    login = {"login": "partner_manager@canary-retailer.example", "password": PASSWORD}
    client = Client()
    assert client.post("/account/login/", login).status_code == 302
    assert client.get("/overview/").status_code == 200
    with pytest.raises(WorkspaceError, match="holds rows already"):
        restore(backup, tmp_path / "elsewhere")
    assert not tmp_path.joinpath("elsewhere").exists()


@pytest.mark.skipif(ON_POSTGRESQL, reason="its database must be empty each time")
def test_a_workspace_that_is_no_newer_is_set_aside(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "there")
    tmp_path.joinpath("there", "note.txt").write_text("by hand", encoding="utf-8")
    done = restore(backup, tmp_path / "there")
    assert done.set_aside is not None
    assert done.set_aside.joinpath("note.txt").is_file()
    assert not tmp_path.joinpath("there", "note.txt").exists()


@pytest.mark.parametrize("newer", ["version", "run", "line"])
def test_nothing_newer_is_restored_over(
    house: Any, backup: Path, empty: None, tmp_path: Path, newer: str
) -> None:
    root = tmp_path / "there"
    shutil.copytree(backup / "workspace", root)
    if newer == "version":
        versions = sorted(root.joinpath("ledger/versions").iterdir())
        stated = json.loads(versions[-1].read_text(encoding="utf-8"))
        number = int(versions[-1].stem) + 1
        text = json.dumps({**stated, "version": number})
        versions[-1].with_name(f"{number:08d}.json").write_text(text, encoding="utf-8")
    if newer == "run":
        run = root / "runs" / "20990101T000000-import-0000"
        run.mkdir(parents=True)
    if newer == "line":
        if ON_POSTGRESQL:
            pytest.skip("its database must be empty")
        shutil.copy(backup / "database" / "portal.sqlite3", root)
        with closing(sqlite3.connect(root / "portal.sqlite3")) as held:
            held.execute("DROP TRIGGER walls_auditentry_never_update")
            held.execute("UPDATE walls_auditentry SET at = '2099-01-01 00:00:00'")
            held.commit()
    before = sorted(root.rglob("*"))
    with pytest.raises(WorkspaceError, match="is newer than the backup"):
        restore(backup, root)
    assert sorted(root.rglob("*")) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "there"]


def _dies(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], at: int) -> bool:
    """Do work in a process that is gone, without an end, at its n-th file; say whether it was."""
    if not (process := os.fork()):
        count = 0

        def copied(*words: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                os._exit(9)
            return copy_file(*words)

        monkeypatch.setattr(restoring, "copy_file", copied)
        monkeypatch.setattr("showfloor.storage.workspace_copy.copy_file", copied)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9


@pytest.mark.parametrize("at", [1, 20])
def test_a_backup_that_is_killed_leaves_none(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    connections.close_all()
    target = tmp_path / "backup"
    assert _dies(monkeypatch, lambda: back_up(target), at)
    assert not target.exists()
    back_up(target)
    assert read_contents(target).ledger_version == 1


@pytest.mark.skipif(ON_POSTGRESQL, reason="its files are the same, its rows one transaction")
@pytest.mark.parametrize("at", [1, 20])
def test_a_restore_that_is_killed_leaves_what_was_and_can_be_done_again(
    backup: Path, empty: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    connections.close_all()
    root = tmp_path / "there"
    assert _dies(monkeypatch, lambda: restore(backup, root), at)
    assert not root.exists()
    restore(backup, root)
    assert root.joinpath("showfloor.toml").is_file()


def test_a_restore_whose_database_is_not_there_yet_is_not_served(tmp_path: Path) -> None:
    tmp_path.joinpath("portal").mkdir()
    refuse_unfinished(tmp_path)
    tmp_path.joinpath(UNFINISHED).touch()
    with pytest.raises(WorkspaceError, match="restore again"):
        refuse_unfinished(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("nothing", "is no backup"),
        ("rubbish", "cannot be read"),
        ("format", "install the release that made it"),
        ("field", "does not say all"),
        ("outside", "outside of the backup"),
        ("missing", "is not whole"),
        ("changed", "is not what was backed up"),
        ("migration", "which is newer"),
    ],
)
def test_what_is_no_whole_backup_is_refused_before_anything_is_written(
    backup: Path, empty: None, tmp_path: Path, wrong: str, says: str
) -> None:
    path = backup / CONTENTS
    stated = json.loads(path.read_text(encoding="utf-8"))
    file = backup / stated["files"][0]["path"]
    if wrong == "nothing":
        path.unlink()
    if wrong == "field":
        del stated["ledger_version"]
    if wrong == "outside":
        stated["files"][0]["path"] = "workspace/../../outside"
    if wrong == "format":
        stated["format"] = 99
    if wrong == "migration":
        stated["migrations"]["people"].append("9999_later")
    if wrong == "missing":
        file.unlink()
    if wrong == "changed":
        file.write_bytes(b"something else")
    if wrong != "nothing":
        text = "{" if wrong == "rubbish" else json.dumps(stated)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=says):
        restore(backup, tmp_path / "there")
    assert [one.name for one in tmp_path.iterdir()] == ["backup"]


def test_a_backup_takes_a_new_folder_outside_of_the_workspace(
    house: Any, workspace_root: Path, tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match="there already"):
        back_up(tmp_path)
    with pytest.raises(WorkspaceError, match="outside"):
        back_up(workspace_root / "backup")
