"""Reach: whose rows a piece of work may see, held for its duration by scope and database alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django_scopes import scope

NOBODY = UUID(int=0)
"""The organisation of a reader who is of none: no row belongs to it."""
HOUSE_DATABASE = "default"
"""The database of the retailer's people and of all writing."""
PARTNER_DATABASE = "partner"
"""Where everybody else reads on SQLite: read-only, and each table a view of what is theirs."""


class Kind(StrEnum):
    """Three kinds of reader; each sees what the next one sees, and more."""

    HOUSE = "house"
    """The retailer's people, whose house this is: every row. Which pages, their role says."""
    PARTNER = "partner"
    """People of one other organisation: its rows, and rows that are open to all."""
    PUBLIC = "public"
    """Everybody else: rows that are open to all."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows may be seen.

    organisation_id: of the reader's membership; NOBODY for the public.
    person_id: who reads; NOBODY where nobody has signed in.
    """

    kind: Kind
    organisation_id: UUID = NOBODY
    person_id: UUID = NOBODY


PUBLIC = Reach(Kind.PUBLIC)
WHOLE_HOUSE = Reach(Kind.HOUSE)
"""For work that nobody's request does: the background, the start, the keeping of the house."""

_current: ContextVar[Reach | None] = ContextVar("showfloor_reach", default=None)


def current_reach() -> Reach | None:
    """Return the reach of the work that runs, or None outside of `within`."""
    return _current.get()


Step: TypeAlias = Callable[[Reach], AbstractContextManager[None]]


@contextmanager
def within(reach: Reach) -> Iterator[None]:
    """Run what follows in one transaction that sees the rows of `reach` and no others.

    RuntimeError inside another reach: one piece of work never sees with two pairs of eyes.
    """
    with steps() as step, step(reach):
        yield


@contextmanager
def steps() -> Iterator[Step]:
    """Open one transaction for a few steps, each with a reach of its own, one after another.

    Finding out who a visitor is takes three such steps, and each as a transaction of its own costs
    more than what it reads. Between two steps nothing walled can be read.

    RuntimeError for a step inside another, or inside another reach.
    """
    _refuse_another()
    with transaction.atomic(using=HOUSE_DATABASE):
        yield _step


@contextmanager
def _step(reach: Reach) -> Iterator[None]:
    _refuse_another()
    token = _current.set(reach)
    try:
        organisation = None if reach.kind is Kind.HOUSE else reach.organisation_id
        with scope(organisation=organisation):
            _tell(connections[HOUSE_DATABASE], reach)
            yield
    finally:
        _current.reset(token)


def _refuse_another() -> None:
    held = _current.get()
    if held is not None:
        raise RuntimeError(f"this work sees as {held} already; end that before seeing another way")


def _tell(connection: BaseDatabaseWrapper, reach: Reach) -> None:
    """Let PostgreSQL know the reach until the end of the transaction; its policies ask for it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('showfloor.reach', %s, true), "
            "set_config('showfloor.organisation', %s, true), "
            "set_config('showfloor.person', %s, true)",
            [reach.kind.value, str(reach.organisation_id), str(reach.person_id)],
        )
