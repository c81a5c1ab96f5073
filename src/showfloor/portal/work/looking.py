"""Looking around: an idle worker asks the rooms whether something has to be done by itself.

A room gives a look when its app is ready. Each is called every few seconds outside of any reach,
must be quick where nothing has changed, and asks for a job where something has.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError

Look = Callable[[], None]
LOG = logging.getLogger("showfloor.work")
DAY_SECONDS = 24 * 60 * 60.0
_LOOKS: list[Look] = []


def look_after(look: Look) -> None:
    """Let the worker look after something; called once, when a room's app is ready."""
    if look not in _LOOKS:
        _LOOKS.append(look)


def once_a_day(duty: Callable[[], object]) -> Look:
    """Return a look that does a duty at a worker's first look, and then once a day."""
    done: list[float] = []

    def look() -> None:
        if done and time.monotonic() - done[-1] < DAY_SECONDS:
            return
        done[:] = [time.monotonic()]
        duty()

    return look


def look_around() -> None:
    """Look once after everything; a look that breaks keeps no other from looking."""
    for look in _LOOKS:
        try:
            look()
        except DatabaseError:
            raise
        except Exception:
            LOG.exception("looking after %s broke", look.__module__)
