"""Wall seconds by step, for the record of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime


class Stopwatch:
    """Counts the wall seconds of named steps; a step that comes again adds up."""

    def __init__(self) -> None:
        self.started_at = datetime.now(UTC)
        self._began = time.perf_counter()
        self._steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the seconds of the `with` block for `name`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._steps[name] = self._steps.get(name, 0.0) + time.perf_counter() - began

    @property
    def seconds(self) -> Mapping[str, float]:
        """Seconds by step so far, and "total" since the stopwatch was made."""
        return {**self._steps, "total": time.perf_counter() - self._began}
