"""Slices of a file made a few ahead of their taking, in a thread of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


AHEAD = 3
"""Parts that are made before they are asked for."""


def ahead(parts: Iterator[Part], make: Callable[[Part], Made]) -> Iterator[tuple[Part, Made]]:
    """Yield each part with what `make` makes of it, while the next ones are made already.

    What is raised on the way is raised where its part would be.
    """

    def following() -> tuple[Part, Made] | None:
        for part in parts:
            return part, make(part)
        return None

    with ThreadPoolExecutor(1) as pool:
        coming = deque(pool.submit(following) for _ in range(AHEAD))
        try:
            while (found := coming.popleft().result()) is not None:
                coming.append(pool.submit(following))
                yield found
        finally:
            for future in coming:
                future.cancel()
