"""Two or more deeds begun together, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Begin every deed at the same moment; return what each gave, or raise what one raised."""
    ready = threading.Barrier(len(deeds))

    def one(deed: Callable[[], T]) -> T:
        try:
            ready.wait()
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        begun = [threads.submit(one, deed) for deed in deeds]
        return [each.result() for each in begun]
