"""The mark of a restore that has not ended: files in place, the database not yet."""

from __future__ import annotations

from pathlib import Path

from showfloor.errors import WorkspaceError

UNFINISHED = "portal/restoring"


def refuse_unfinished(root: Path) -> None:
    """Refuse to work on a workspace whose restore was ended half-way."""
    if root.joinpath(UNFINISHED).exists():
        raise WorkspaceError(
            f"the restore of {root} did not end: its database is still empty; restore again"
        )
