"""Copies of a workspace for backups, and what tells an older copy from a newer workspace."""

from __future__ import annotations

from pathlib import Path

from showfloor.storage import Workspace, open_workspace
from showfloor.storage.workspace_copy import CopiedFile, copy_workspace, run_names


def copied(
    workspace: Workspace, into: Path, leaving_out: tuple[str, ...]
) -> tuple[CopiedFile, ...]:
    """Copy a workspace's files into an empty folder while others use it."""
    return copy_workspace(workspace.root, into, leaving_out=leaving_out)


def newest_version(root: Path) -> int:
    """Return the number of a workspace's newest ledger version; 0 where it has none."""
    return open_workspace(root).ledger.latest_number()


def kept_runs(root: Path) -> frozenset[str]:
    """Return the names of a workspace's kept runs, unread."""
    return run_names(root)
