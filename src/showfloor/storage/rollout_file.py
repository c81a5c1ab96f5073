"""The file of what the rollout's people have marked, and the lock of who writes decisions down.

`rollout/marks.json` in the workspace: it is replaced as a whole, so that a reader finds what was
marked before or after, never a part. The people's own rows are the portal's; this is what pages,
reports and everything else that asks no database follow, and it can be written again from them.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from showfloor.domain.installations import InstallationMark
from showfloor.errors import DataError
from showfloor.storage.result_json import decode, encode
from showfloor.storage.whole_file import write_whole

FOLDER, MARKS, LOCK = "rollout", "marks.json", ".lock"


@contextmanager
def writing_decisions(root: Path) -> Iterator[None]:
    """Hold the workspace's decisions alone; whoever comes next waits, and a dead holder holds none.

    What is read after it was taken and written before it ends is never overwritten by older words.
    """
    folder = root / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def read_marks(root: Path) -> tuple[InstallationMark, ...]:
    """Return every mark by programme and store; none where nothing readable was written."""
    try:
        document = json.loads(_path(root).read_bytes())
        return decode(tuple[InstallationMark, ...], document)
    except (OSError, ValueError, DataError, RecursionError):
        return ()


def write_marks(root: Path, marks: Sequence[InstallationMark]) -> bool:
    """Write every mark, all or none; False where they stand there already. Under the lock."""
    ordered = tuple(sorted(marks, key=lambda one: (one.programme_id, one.store_id)))
    text = json.dumps(encode(ordered), ensure_ascii=False, allow_nan=False, indent=0)
    path = _path(root)
    if _text(path) == text:
        return False
    write_whole(path, text)
    return True


def marks_stamp(root: Path) -> tuple[int, int]:
    """Return what changes whenever the marks do; zeros where there are none."""
    try:
        found = _path(root).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


def _path(root: Path) -> Path:
    return root / FOLDER / MARKS


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
