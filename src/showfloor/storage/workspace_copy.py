"""A workspace's files copied while others use it: the ledger under its lock, each digested.

A published version and a kept run never change; what is being written while the copy is made lies
in temporary places, which are left out.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from showfloor.errors import WorkspaceError
from showfloor.storage.manifest import writer_lock

LEDGER = "ledger"
MADE_AGAIN = ("ledger/slices", "ledger/temporary", "answers")
"""Folders whose content is made from the rest whenever it is asked for."""
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of a copy: its path within, with slashes; its bytes; its SHA-256."""

    path: str
    bytes: int
    sha256: str


def copy_workspace(
    root: Path, into: Path, *, leaving_out: tuple[str, ...] = (), wait_seconds: float = 600.0
) -> tuple[CopiedFile, ...]:
    """Copy a workspace into an empty folder; LedgerError where an import holds the ledger too long.

    leaving_out: files and folders of the workspace, with slashes, that are not copied, beside those
    that are made again. Names that begin with a full stop are temporary and stay out too.
    """
    left = frozenset((*leaving_out, *MADE_AGAIN))
    found: list[CopiedFile] = []
    if (root / LEDGER).is_dir():
        with writer_lock(root / LEDGER / "lock", wait_seconds=wait_seconds):
            found += [
                copy_file(root, into, path) for path in _files(root, PurePosixPath(LEDGER), left)
            ]
    left |= {LEDGER}
    found += [copy_file(root, into, path) for path in _files(root, PurePosixPath(), left)]
    return tuple(found)


def run_names(root: Path) -> frozenset[str]:
    """Return the names of a workspace's kept runs, as their folders say."""
    folder = root / "runs"
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return frozenset(name for name in names if not name.startswith("."))


def copy_file(root: Path, into: Path, path: PurePosixPath) -> CopiedFile:
    """Copy one file, as it is on the disk afterwards, with its rights."""
    source, target = root / path, into / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while block := reading.read(BLOCK):
            digest.update(block)
            writing.write(block)
            size += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    target.chmod(stat.S_IMODE(source.stat().st_mode))
    return CopiedFile(str(path), size, digest.hexdigest())


def _files(root: Path, folder: PurePosixPath, left: frozenset[str]) -> Iterator[PurePosixPath]:
    """Go through the files below a folder, in the order of their names."""
    for entry in sorted(os.scandir(root / folder), key=lambda one: one.name):
        path = folder / entry.name
        if str(path) in left or entry.name.startswith("."):
            continue
        try:
            entry.name.encode()
        except UnicodeEncodeError as reason:
            raise WorkspaceError(
                f"{root / folder} holds a file whose name is no text: rename it first"
            ) from reason
        if entry.is_dir(follow_symlinks=False):
            yield from _files(root, path, left)
        elif entry.is_file():
            yield path
