"""Looking around: an idle worker asks the rooms whether something has to be done by itself.

A room gives a look when its app is ready. Each is called every few seconds outside of any reach,
must be quick where nothing has changed, and asks for a job where something has.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.portal.walls.reach import Kind, Reach
from showfloor.portal.words import language_of
from showfloor.portal.work.asking import ask
from showfloor.portal.work.models import Job, State
from showfloor.portal.workspace import workspace

Look = Callable[[], None]
LOG = logging.getLogger("showfloor.work")
DAY_SECONDS = 24 * 60 * 60.0
_LOOKS: list[Look] = []
_seen_to: dict[str, dict[str, Any]] = {}
"""By kind of work: for which state this process last saw it asked for."""


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


def see_to(kind: str, state: dict[str, Any], *, label: str) -> None:
    """Have a kind of work done for a state of the house, once however often one looks.

    state: what the work follows from, and its parameters. Called within the whole house. Work that
    failed is asked for again by the next worker that starts, or for the next state.
    """
    if _seen_to.get(kind) == state:
        return
    retailer = Organisation.objects.filter(kind=OrganisationKind.RETAILER.value).first()
    if retailer is None:
        return
    if not Job.objects.filter(kind=kind, parameters=state, state=State.DONE.value).exists():
        visit = Visit(
            language_of("en", workspace().config.currency), Reach(Kind.HOUSE, retailer.pk)
        )
        job = ask(visit, kind, state, label=label, once="")
        if job.parameters != state:
            return  # one for an earlier state is still open; it is asked for after that
    _seen_to[kind] = state


def forget_looks() -> None:
    """Forget what was seen to, as a worker that has just started; for tests."""
    _seen_to.clear()
