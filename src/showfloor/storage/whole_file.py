"""A file that is written whole or not at all: whoever reads it sees the old one or the new one."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(path: Path, data: bytes | str) -> None:
    """Put a file in its place at once, text as UTF-8 as it stands; its folder must be there.

    What is killed half-way leaves the file of before, and of two that write at once the later one's
    holds, whole. It is on the disk when this returns. OSError where it cannot be written: then
    nothing of it is left.
    """
    made = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with made.open("xb") as stream:
            stream.write(data.encode("utf-8") if isinstance(data, str) else data)
            stream.flush()
            os.fsync(stream.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
