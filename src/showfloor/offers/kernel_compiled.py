"""How kernels of this room are compiled: without counting references, which took most of the time.

Kernels make no array, so they need not count references (`_nrt`, numba's own switch).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from showfloor.compiling import digest_of, kept, sources

P = ParamSpec("P")
R = TypeVar("R")
LIMITS = Path(__file__).with_name("purchase_checks.py")
"""Numbers in it are compiled into kernels."""
DIGEST = digest_of([*sources(__name__, __file__), LIMITS])


def compiled_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call; it makes no array."""
    return kept(function, DIGEST, _nrt=False)


def inner_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled likewise, for kernels that only other kernels call.

    Without an entry from Python, functions that take many arrays compile in half the time.
    """
    return kept(function, DIGEST, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
