"""Taking a backup while the portal runs: the database first, then the files, whole or not at all.

The database is of one moment, and the files are a little newer: the ledger and the runs only grow,
and what was sent lies on the disk before the database knows of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from showfloor import __version__
from showfloor.errors import WorkspaceError
from showfloor.portal.backups import postgresql, sqlite
from showfloor.portal.backups.contents import (
    DATABASE,
    FORMAT,
    WORKSPACE,
    Contents,
    write_contents,
)
from showfloor.portal.configuration import FOLDER, SQLITE_FILE
from showfloor.portal.workspace import workspace
from showfloor.storage.workspace_copy import CopiedFile
from showfloor.workflows.workspace_copies import copied, newest_version

LEFT_OUT = (
    SQLITE_FILE,
    f"{SQLITE_FILE}-wal",
    f"{SQLITE_FILE}-shm",
    f"{SQLITE_FILE}-journal",
    f"{FOLDER}/static",
    f"{FOLDER}/uploads/receiving",
)
"""The database is copied by itself; static files are laid out again by `prepare`."""


def back_up(target: Path) -> Contents:
    """Take a backup into a new folder; WorkspaceError where there is one, or a file.

    It is made beside its place and moved there when it is whole, so that what is killed half-way
    leaves no backup.
    """
    target = target.expanduser().absolute()
    root = workspace().root.resolve()
    if target.exists():
        raise WorkspaceError(f"{target} is there already: name a new folder")
    if target.resolve().is_relative_to(root):
        raise WorkspaceError(f"{target} is in the workspace that is backed up: name one outside")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.unfinished")
    unfinished.mkdir(mode=0o700)
    try:
        contents = _filled(unfinished)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return contents


def _filled(folder: Path) -> Contents:
    database = folder / DATABASE
    database.mkdir(mode=0o700)
    tables: dict[str, list[str]] = {}
    if settings.PORTAL.is_sqlite:
        copy = database / SQLITE_FILE
        sqlite.copy_database(Path(settings.DATABASES["default"]["NAME"]), copy)
        migrations, newest = sqlite.state_of(copy)
    else:
        tables, migrations, newest = postgresql.copy_tables(database)
    here = workspace()
    files = copied(here, folder / WORKSPACE, LEFT_OUT)
    found = [replace(one, path=f"{WORKSPACE}/{one.path}") for one in files]
    found += [_digested(path) for path in sorted(database.iterdir())]
    contents = Contents(
        format=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        software=__version__,
        workspace=here.config.name,
        database="sqlite" if settings.PORTAL.is_sqlite else "postgresql",
        migrations=migrations,
        ledger_version=newest_version(folder / WORKSPACE),
        newest_line=newest,
        tables=tables,
        files=tuple(found),
    )
    write_contents(folder, contents)
    os.sync()
    return contents


def _digested(path: Path) -> CopiedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return CopiedFile(f"{DATABASE}/{path.name}", path.stat().st_size, digest)
