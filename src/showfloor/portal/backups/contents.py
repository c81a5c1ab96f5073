"""What a backup says of itself: its file `backup.json`, and whether its files are still those.

BACKUP/backup.json            this
BACKUP/database/…             portal.sqlite3, or a file a table of PostgreSQL
BACKUP/workspace/…            the workspace's files
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

from showfloor.errors import WorkspaceError
from showfloor.storage.workspace_copy import BLOCK, CopiedFile

CONTENTS = "backup.json"
DATABASE, WORKSPACE = "database", "workspace"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """A backup's statement.

    made_at: ISO moment. database: sqlite or postgresql. migrations: the applied ones by app.
    ledger_version: the newest, 0 for none. newest_line: ISO moment of the audit log's newest line,
    empty for none. tables: PostgreSQL's columns by table. files: all but backup.json.
    """

    format: int
    made_at: str
    software: str
    workspace: str
    database: str
    migrations: Mapping[str, list[str]]
    ledger_version: int
    newest_line: str
    tables: Mapping[str, list[str]]
    files: tuple[CopiedFile, ...]


def write_contents(folder: Path, contents: Contents) -> None:
    """Write the statement, which makes the folder a backup."""
    text = json.dumps(asdict(contents), ensure_ascii=False, indent=1)
    folder.joinpath(CONTENTS).write_text(f"{text}\n", encoding="utf-8")


def read_contents(folder: Path) -> Contents:
    """Read the statement; WorkspaceError where the folder is no backup, or of another release."""
    path = folder / CONTENTS
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as reason:
        raise WorkspaceError(f"{folder} is no backup: it has no {CONTENTS}") from reason
    except (ValueError, RecursionError) as reason:
        raise WorkspaceError(f"{path} cannot be read: {reason}") from reason
    if isinstance(stated, dict) and stated.get("format") != FORMAT:
        raise WorkspaceError(
            f"{path} is of format {stated.get('format')!r}, this release reads {FORMAT}: install "
            "the release that made it"
        )
    try:
        files = tuple(CopiedFile(**one) for one in stated["files"])
        contents = Contents(**{**stated, "files": files})
    except (KeyError, TypeError) as reason:
        names = ", ".join(one.name for one in fields(Contents))
        raise WorkspaceError(f"{path} does not say all of {names}") from reason
    for one in files:
        _check_path(one, path)
    return contents


def _check_path(one: CopiedFile, path: Path) -> None:
    """Refuse a path that leads out of the backup."""
    parts = PurePosixPath(one.path).parts if isinstance(one.path, str) else ()
    if len(parts) < 2 or parts[0] not in (DATABASE, WORKSPACE) or ".." in parts:  # folder and name
        raise WorkspaceError(f"{path} names a file outside of the backup: {one.path!r}")


def check_files(folder: Path, contents: Contents) -> None:
    """Refuse a backup of which a file is missing or differs; WorkspaceError names the first."""
    for one in contents.files:
        path = folder / one.path
        try:
            digest = _digest(path)
        except OSError as reason:
            raise WorkspaceError(f"the backup is not whole: {path} cannot be read") from reason
        if digest != one.sha256:
            raise WorkspaceError(f"the backup is not whole: {path} is not what was backed up")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as reading:
        while block := reading.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def known_migrations() -> dict[str, list[str]]:
    """Return every migration of this release by app, in order of names."""
    from django.db.migrations.loader import MigrationLoader

    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        found.setdefault(app, []).append(name)
    return found


def refuse_newer_release(contents: Contents, where: Path) -> None:
    """Refuse a backup whose database has migrations that this release does not know."""
    known = known_migrations()
    for app, names in contents.migrations.items():
        newer = sorted(set(names) - set(known.get(app, ())))
        if newer:
            raise WorkspaceError(
                f"{where} was made by Showfloor {contents.software}, which is newer: this release "
                f"does not know {app}'s {newer[0]}; install that one"
            )


def grouped(rows: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    """Return rows of app and migration by app, in order of names."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(rows):
        found.setdefault(str(app), []).append(str(name))
    return found
