"""Locked analyses in a workspace: one file each, written once, never replaced."""

from __future__ import annotations

import re
from pathlib import Path

from showfloor.errors import WorkspaceError

FOLDER = "locked"


def lock_path(root: Path, manufacturer_id: str, format_id: str) -> Path:
    """Return where the lock on a manufacturer's areas (of one format; "" for all) lies."""
    names = [manufacturer_id, format_id] if format_id else [manufacturer_id]
    plain = [re.sub(r"[^A-Za-z0-9_-]", "_", name) for name in names]
    return root / FOLDER / f"{'.'.join(plain)}.json"


def write_lock(path: Path, text: str) -> None:
    """Write a lock; WorkspaceError where there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as reason:
        raise WorkspaceError(
            f"{path} is there already: an analysis is locked once; to announce another one, move "
            "the old file away and keep it"
        ) from reason


def read_lock_text(path: Path) -> str | None:
    """Return the lock's text, or None where nothing was locked."""
    return path.read_text(encoding="utf-8") if path.exists() else None
