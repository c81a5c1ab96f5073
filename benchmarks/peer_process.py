"""A child process that may take so long and no longer, and why it gave no result where it did not.

The child makes RESULT.started when its clock starts and RESULT.json when it is done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from peer_cases import THREADS

LOOK_EVERY = 0.1
"""Seconds."""
MEMORY_WORDS = ("memoryerror", "bad_alloc", "out of memory", "cannot allocate")
OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a child may take."""

    until_start: float
    from_start: float


def finished(words: Sequence[object], result: Path, patience: Patience) -> str:
    """Run a process to its end or until patience ends; return "" or why it gave no result."""
    errors = result.with_suffix(".errors")
    with errors.open("w", encoding="utf-8") as file:
        child = subprocess.Popen(
            [str(word) for word in words],
            env=_environment(),
            stdout=subprocess.DEVNULL,
            stderr=file,
        )
        try:
            why = _watched(child, result.with_suffix(".started"), patience)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    if not why and child.returncode:
        why = _reason(child.returncode, errors.read_text(encoding="utf-8", errors="replace"))
    return why if why or result.exists() else "ended without a result"


def _watched(child: subprocess.Popen[bytes], started: Path, patience: Patience) -> str:
    """Wait for the child; return why it has to be ended, or ""."""
    end, running = time.monotonic() + patience.until_start, False
    while True:
        try:
            child.wait(timeout=LOOK_EVERY)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if not running and started.exists():
                end, running = now + patience.from_start, True
            if now > end:
                seconds = patience.from_start if running else patience.until_start
                what = "not done" if running else "still building its model"
                return f"{what} after {seconds:.0f} s, ended"
        else:
            return ""


def _reason(code: int, says: str) -> str:
    lines = [line.strip() for line in says.splitlines() if line.strip()]
    if any(word in line.lower() for line in lines[-3:] for word in MEMORY_WORDS):
        return OUT_OF_MEMORY
    if code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return lines[-1] if lines else f"ended with code {code}"


def _environment() -> dict[str, str]:
    """Two threads for whoever can use them, one for linear algebra underneath."""
    found = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    found["NUMBA_NUM_THREADS"] = str(THREADS)
    return found
