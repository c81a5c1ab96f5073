"""How kernels of this room are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from showfloor.compiling import digest_of, kept, sources

P = ParamSpec("P")
R = TypeVar("R")
DIGEST = digest_of(sources(__name__, __file__))


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled at its first call, kept on disk."""
    return kept(function, DIGEST)
