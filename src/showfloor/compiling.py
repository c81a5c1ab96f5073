"""Compiled kernels: the one place where numba's decorator is named, and where they are kept.

Numba keeps what it compiled beside the function's file and looks at that file alone, so a kernel
would go on running what it calls in other files in their old form. Here all files that kernels of
a room are compiled from count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")
LAYOUT = b"NamedTuple"
"""Kernels pass groups of arrays as these: a file with one may say how a kernel is laid out."""


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of the files' names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sources(module: str, file: str) -> list[Path]:
    """Return the files beside `file` that import decorators from `module`, or lay out arrays."""
    named = f"from {module} import".encode()
    beside = sorted(Path(file).parent.glob("*.py"))
    read = [(path, path.read_bytes()) for path in beside]
    return [path for path, text in read if named in text or LAYOUT in text]


def kept(function: Callable[P, R], digest: str, **switches: object) -> Callable[P, R]:
    """Return the function compiled at its first call, free of the interpreter lock.

    It is kept on disk for as long as the digest of its sources stays. Where numba's cache has no
    stamp that could carry the digest, nothing is kept. Kernels take and return arrays and numbers
    only; threads may run them side by side.
    """
    options: dict[str, Any] = {"nogil": True, "fastmath": False, **switches}
    dispatcher = numba.njit(cache=True, **options)(function)
    index: Any = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if hasattr(index, "_source_stamp"):
        index._source_stamp = digest  # noqa: SLF001  # numba has no public way to say it
    else:
        dispatcher = numba.njit(**options)(function)
    return cast("Callable[P, R]", dispatcher)
