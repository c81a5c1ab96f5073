"""Compiled kernels of this room: the one place where numba's decorator is named and typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk, free of the interpreter lock.

    Kernels take and return arrays and numbers only, and make no array: so they need not count
    references (`_nrt`, numba's own switch), which here took most of the time. Threads may run
    them side by side.
    """
    without_references: dict[str, Any] = {"_nrt": False}
    decorate = numba.njit(cache=True, nogil=True, fastmath=False, **without_references)
    return cast("Callable[P, R]", decorate(function))


def inner_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled likewise, for kernels that only other kernels call.

    Without an entry from Python, functions that take many arrays compile in half the time.
    """
    without: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    decorate = numba.njit(cache=True, nogil=True, fastmath=False, **without)
    return cast("Callable[P, R]", decorate(function))
