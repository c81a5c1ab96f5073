"""SQLite's side of a backup: a copy of the database as it is at one moment, while it is used."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from showfloor.errors import WorkspaceError
from showfloor.portal.backups.contents import grouped

WAIT_SECONDS = 20.0


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that others use, whole and of one moment; WorkspaceError where it is none."""
    if not source.is_file():
        raise WorkspaceError(f"{source} is missing: run prepare first")
    with (
        contextlib.closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as reading,
        contextlib.closing(sqlite3.connect(target)) as writing,
    ):
        # In one step: readers hold no writer up, and a copy in steps begins anew at each write.
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")
        found = writing.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise WorkspaceError(f"{source} is damaged: {found}")
    target.chmod(0o600)


def state_of(database: Path) -> tuple[dict[str, list[str]], str]:
    """Return a database's applied migrations, and the moment of the audit log's newest line."""
    with contextlib.closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as reading:
        try:
            rows = reading.execute("SELECT app, name FROM django_migrations").fetchall()
            newest = reading.execute("SELECT max(at) FROM walls_auditentry").fetchone()[0]
        except sqlite3.DatabaseError as reason:
            raise WorkspaceError(f"{database} is no portal's database: {reason}") from reason
    return grouped(rows), str(newest or "")
