"""Putting a backup back: checked whole first, never over anything newer, in place or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from showfloor.errors import WorkspaceError
from showfloor.portal.backups import sqlite
from showfloor.portal.backups.contents import (
    DATABASE,
    WORKSPACE,
    Contents,
    check_files,
    read_contents,
    refuse_newer_release,
)
from showfloor.portal.backups.unfinished import UNFINISHED
from showfloor.portal.configuration import FOLDER, SQLITE_FILE
from showfloor.portal.keys import SECRET_FILE, new_secret
from showfloor.portal.serving import set_up
from showfloor.portal.supervising import only_server_of
from showfloor.storage.workspace_copy import copy_file
from showfloor.workflows.workspace_copies import kept_runs, newest_version


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the workspace went that was there before, if one was."""

    contents: Contents
    set_aside: Path | None


def restore(backup: Path, root: Path) -> Restored:
    """Put a backup's workspace at `root`, and its database where that says.

    A workspace that is there and holds nothing newer is set aside beside it; WorkspaceError where
    it holds something newer, where the backup is not whole, or where this release is too old.
    """
    backup, root = backup.expanduser().absolute(), root.expanduser().absolute()
    contents = read_contents(backup)
    check_files(backup, contents)
    _look(backup, contents)
    if root.exists() and not root.is_dir():
        raise WorkspaceError(f"{root} is a file: name a folder")
    is_there = root.is_dir() and any(root.iterdir())
    if not is_there:
        return Restored(contents, _put(backup, contents, root, None))
    with only_server_of(root):
        _refuse_newer(contents, root)
        aside = root.with_name(f"{root.name}.before-{datetime.now():%Y%m%d-%H%M%S}")  # noqa: DTZ005  # a name for people here
        return Restored(contents, _put(backup, contents, root, aside))


def _look(backup: Path, contents: Contents) -> None:
    """Refuse before anything is written: too old a release, or a database that is in use."""
    if not backup.joinpath(WORKSPACE, FOLDER, SECRET_FILE).is_file():
        # Its key was a variable's; without one a key would be made inside of the backup.
        os.environ.setdefault("SHOWFLOOR_PORTAL_SECRET", new_secret())
    set_up(backup / WORKSPACE)
    refuse_newer_release(contents, backup)
    from django.conf import settings

    is_sqlite = settings.PORTAL.is_sqlite
    if is_sqlite != (contents.database == "sqlite"):
        raise WorkspaceError(
            f"the backup is of {contents.database}: "
            + (
                "name an empty database in SHOWFLOOR_PORTAL_DATABASE"
                if is_sqlite
                else "take SHOWFLOOR_PORTAL_DATABASE away"
            )
        )
    if not is_sqlite:
        from showfloor.portal.backups.postgresql import refuse_used

        refuse_used()


def _refuse_newer(contents: Contents, root: Path) -> None:
    """Refuse where the workspace that is there knows anything that the backup does not."""
    if root.joinpath(UNFINISHED).exists():
        return
    move = "; move it away first, if you are sure"
    version = newest_version(root)
    if version > contents.ledger_version:
        raise WorkspaceError(
            f"{root} is newer than the backup: its ledger has version {version}, the backup's ends "
            f"with {contents.ledger_version}{move}"
        )
    runs = {
        PurePosixPath(one.path).parts[2]
        for one in contents.files
        if one.path.startswith(f"{WORKSPACE}/runs/")
    }
    newer = sorted(kept_runs(root) - runs)
    if newer:
        raise WorkspaceError(
            f"{root} is newer than the backup, which lacks the run {newer[-1]}{move}"
        )
    database = root / SQLITE_FILE
    if contents.database == "sqlite" and database.is_file():
        newest = sqlite.state_of(database)[1]
        if newest > contents.newest_line:
            raise WorkspaceError(
                f"{root} is newer than the backup: its audit log goes on to {newest[:19]} UTC, the "
                f"backup's to {contents.newest_line[:19] or 'nothing'}{move}"
            )


def _put(backup: Path, contents: Contents, root: Path, aside: Path | None) -> Path | None:
    """Lay the workspace out beside its place, move it there, and fill the database."""
    root.parent.mkdir(parents=True, exist_ok=True)
    made = root.with_name(f".{root.name}.{uuid.uuid4().hex[:8]}.restoring")
    made.mkdir(mode=0o700)
    try:
        for one in contents.files:
            folder, path = one.path.split("/", 1)
            if folder == WORKSPACE:
                copied = copy_file(backup / WORKSPACE, made, PurePosixPath(path))
                if copied.sha256 != one.sha256:
                    raise WorkspaceError(f"{backup / one.path} changed while it was restored")
        if contents.database == "sqlite":
            copy_file(backup / DATABASE, made, PurePosixPath(SQLITE_FILE))
        else:
            made.joinpath(UNFINISHED).parent.mkdir(mode=0o700, exist_ok=True)
            made.joinpath(UNFINISHED).touch(mode=0o600)
        if aside is not None:
            root.rename(aside)
        elif root.is_dir():
            root.rmdir()
        made.rename(root)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    if contents.database == "postgresql":
        from showfloor.portal.backups.postgresql import fill_tables

        fill_tables(backup / DATABASE, contents)
        root.joinpath(UNFINISHED).unlink()
    return aside
