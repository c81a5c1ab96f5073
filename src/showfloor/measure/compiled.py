"""Compiled kernels of this room: the one place where numba's decorator is named and typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk, free of the interpreter lock.

    Kernels take and return arrays and numbers only; threads may run them side by side.
    """
    decorate = numba.njit(cache=True, nogil=True, fastmath=False)
    return cast("Callable[P, R]", decorate(function))
