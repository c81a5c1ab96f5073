"""Compiled kernels: the one place where numba's decorator is named and typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk, free of the interpreter lock.

    Kernels take and return arrays and numbers only; threads may run them side by side.
    """
    decorate = numba.njit(cache=True, nogil=True, fastmath=False)
    return cast("Callable[P, R]", decorate(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled as `compiled` does, for kernels that allocate nothing.

    Slices of arrays are then not counted as references, which makes inner loops over short rows
    three times as fast. A kernel that would need memory of its own is refused when it is compiled.
    """
    without_references: dict[str, Any] = {"_nrt": False}
    decorate = numba.njit(cache=True, nogil=True, fastmath=False, **without_references)
    return cast("Callable[P, R]", decorate(function))
