"""Slices of a file made one ahead of their taking, in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


def ahead(parts: Iterator[Part], make: Callable[[Part], Made]) -> Iterator[tuple[Part, Made]]:
    """Yield each part with what `make` makes of it, while the next one is made already.

    What is raised on the way is raised where its part would be.
    """

    def following() -> tuple[Part, Made] | None:
        for part in parts:
            return part, make(part)
        return None

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(following)
        while (found := coming.result()) is not None:
            coming = pool.submit(following)
            yield found
