"""Finished runs of a benchmark on disk, one line each, so that it goes on where it was ended.

The first line says what was measured with: versions, processors, and a digest of the code that
decides what a run finds. Runs of other code are set aside, never mixed with new ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
"""A run as JSON has it."""
ROOT = Path(__file__).parents[1]


def digest_of(patterns: Collection[str], but: Collection[str]) -> str:
    """Return one number for all code of some patterns, but for the files named `but`."""
    total = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.name not in but:
                total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class KeptRuns(Generic[T]):
    """The finished runs of one benchmark by key, read when it begins and written one by one.

    key, found: what a line calls the two.
    """

    def __init__(
        self,
        path: Path,
        made_with: Mapping[str, object],
        *,
        key: str = "key",
        found: str = "found",
    ) -> None:
        self.path = path
        self.found: dict[str, T] = {}
        self._names = key, found
        head = json.dumps(made_with, sort_keys=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        same = lines[:1] == [head]
        self.set_aside = 0 if same else max(0, len(lines) - 1)
        """Kept runs of other code or versions, which are not used."""
        whole = [line for line in lines[1:] if self._took(line)] if same else []
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in (head, *whole)), encoding="utf-8")

    def _took(self, line: str) -> bool:
        """Take a line's run; False for one that was cut off while it was written."""
        try:
            kept = json.loads(line)
        except ValueError:
            return False
        key, found = self._names
        self.found[kept[key]] = kept[found]
        return True

    def keep(self, key: str, run: T) -> None:
        """Keep a run, on disk at once."""
        self.found[key] = run
        line = json.dumps(dict(zip(self._names, (key, run), strict=True)), allow_nan=False)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return a run that is known, or make it and keep it."""
        if key not in self.found:
            self.keep(key, make())
        return self.found[key]

    def forget(self) -> None:
        """Remove the file: the benchmark is complete and its results are written."""
        self.path.unlink(missing_ok=True)
