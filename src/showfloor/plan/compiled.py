"""How kernels of this room are compiled, and how long that took."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba.core import event

from showfloor.compiling import digest_of, kept, sources

P = ParamSpec("P")
R = TypeVar("R")
DIGEST = digest_of(sources(__name__, __file__))


class _Stopwatch(event.Listener):
    """Adds up the time in which kernels were compiled, each second once."""

    def __init__(self) -> None:
        self.depth, self.began, self.total = 0, 0.0, 0.0

    def on_start(self, _event: object) -> None:
        """Begin to count with the outermost kernel."""
        self.began = time.monotonic() if self.depth == 0 else self.began
        self.depth += 1

    def on_end(self, _event: object) -> None:
        """Stop counting with the outermost kernel."""
        self.depth -= 1
        if self.depth == 0:
            self.total += time.monotonic() - self.began


_stopwatch = _Stopwatch()
_register = cast("Callable[[str, event.Listener], None]", event.register)
_register("numba:compile", _stopwatch)


def compiling_seconds() -> float:
    """Return for how long this process has compiled kernels; a limit on time leaves it aside."""
    return _stopwatch.total


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk."""
    return kept(function, DIGEST)


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled as `compiled` does, for kernels that allocate nothing.

    Slices of arrays are then not counted as references, which makes inner loops over short rows
    three times as fast. A kernel that would need memory of its own is refused when it is compiled.
    """
    return kept(function, DIGEST, _nrt=False)


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled as `lean` does, for kernels that only other kernels call.

    Without an entry from Python, functions that take many arrays compile in half the time.
    """
    return kept(function, DIGEST, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
