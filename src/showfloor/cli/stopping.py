"""Ctrl-C as a wish to end with what there is, where a part of the answer is worth having."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from showfloor.cli.output import say_error


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Yield a question whether Ctrl-C was pressed; a second one interrupts as it always does."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)
        say_error("ending with what there is; Ctrl-C once more ends without it")

    before = signal.signal(signal.SIGINT, note)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
