"""Kept answers: what a ledger version was asked, answered once and read from a file afterwards.

A version never changes, so that its answers never do. They lie in the workspace's folder
`answers/VERSION`, can be thrown away at any time, and those of versions long past are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from showfloor.errors import DataError
from showfloor.storage import Workspace
from showfloor.storage.result_json import decode, encode
from showfloor.workflows.keeping import SOFTWARE

T = TypeVar("T")
ANSWERS = "answers"
KEPT_VERSIONS = 2
"""Answers of so many versions are kept, the newest; older ones can be computed again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a ledger version: its name, which is a file's too, and its parameters."""

    name: str
    version: int
    parameters: object = None


def kept_answer(workspace: Workspace, asked: Asked, kind: type[T], answer: Callable[[], T]) -> T:
    """Return an answer of a ledger version, computed where it is not kept yet.

    Another release of the software asks again, and a file that cannot be read is made anew. Two
    that answer at once keep the same.
    """
    path = _path(workspace.root, asked)
    found = _read(path, kind)
    if found is not None:
        return found
    made = answer()
    _write(path, encode(made))
    _forget_older(workspace.root.joinpath(ANSWERS))
    return made


def is_kept(workspace: Workspace, asked: Asked) -> bool:
    """Say whether this release has kept an answer; the answer is not read."""
    return _path(workspace.root, asked).is_file()


def _path(root: Path, asked: Asked) -> Path:
    words = json.dumps([SOFTWARE, encode(asked.parameters)], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(words.encode()).hexdigest()[:32]
    return root.joinpath(ANSWERS, str(asked.version), f"{asked.name}-{digest}.json")


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return decode(kind, json.loads(path.read_bytes()))
    except (OSError, ValueError, DataError):
        return None


def _write(path: Path, document: object) -> None:
    """Write an answer whole or not at all; a folder that takes no file is no reason to fail."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    made = path.with_name(f".{uuid.uuid4().hex}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.write_text(text, encoding="utf-8")
        made.chmod(0o600)
        made.replace(path)


def _forget_older(folder: Path) -> None:
    """Remove the answers of all versions but the newest."""
    names = (path.name for path in folder.glob("*") if path.name.isdigit())
    for number in sorted(map(int, names), reverse=True)[KEPT_VERSIONS:]:
        shutil.rmtree(folder.joinpath(str(number)), ignore_errors=True)
