"""The documents that a plan is taken along in, as files in a folder: written whole, read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from showfloor.storage.whole_file import write_whole


def write_documents(folder: Path, documents: Mapping[str, bytes]) -> None:
    """Write each document under its name (with slashes) in `folder`, whole or not at all.

    Files that are there under other names stay.
    """
    for name, data in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def read_documents(folder: Path) -> Mapping[str, bytes]:
    """Return the documents in `folder` and below by name; none where there is no folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("[!.]*"))
        if path.is_file()
    }
