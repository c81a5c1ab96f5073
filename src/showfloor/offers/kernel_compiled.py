"""Compiled kernels of this room: the one place where numba's decorator is named and typed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")
SOURCES = ("kernel_*.py", "purchase_checks.py")
"""The files of this room that kernels are compiled from."""


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(path for pattern in SOURCES for path in here.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


DIGEST = _digest_of_sources()


def compiled_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk, free of the interpreter lock.

    Kernels take and return arrays and numbers only, and make no array: so they need not count
    references (`_nrt`, numba's own switch), which here took most of the time. Threads may run
    them side by side.
    """
    return _kept(function, {"_nrt": False})


def inner_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled likewise, for kernels that only other kernels call.

    Without an entry from Python, functions that take many arrays compile in half the time.
    """
    return _kept(function, {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def _kept(function: Callable[P, R], switches: dict[str, Any]) -> Callable[P, R]:
    """Compile, and keep what was compiled for as long as no file of the kernels changes.

    Numba asks for the function's own file only, and would run a kernel beside another's old
    layout. Where its cache has no such stamp, nothing is kept on disk.
    """
    dispatcher = numba.njit(cache=True, nogil=True, fastmath=False, **switches)(function)
    index: Any = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if hasattr(index, "_source_stamp"):
        index._source_stamp = DIGEST  # noqa: SLF001  # numba has no public way to say it
    else:
        dispatcher = numba.njit(nogil=True, fastmath=False, **switches)(function)
    return cast("Callable[P, R]", dispatcher)
