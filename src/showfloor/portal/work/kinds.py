"""Kinds of background work: each room of pages offers what it can have done, by a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from showfloor.portal.walls.permissions import Right
from showfloor.workflows.progress import Report

NO_VALUES: Mapping[str, str | float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job was asked to do.

    parameters: what `ask` was given, as JSON keeps it. person: who asked, by name and key.
    """

    job_id: UUID
    parameters: Mapping[str, Any]
    person_id: UUID
    person_name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job ends with.

    said: key of a message of the room's words, with its values, for the job's page.
    href: the page of the result; empty: the one named when the job was asked for.
    run_id: the run that keeps the result, where there is one.
    """

    said: str
    values: Mapping[str, str | float] = field(default_factory=lambda: NO_VALUES)
    href: str = ""
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    name: begins with its room's ("imports.take"); `<name>.job` says it in the room's words.
    right: who may see its jobs. do: does it, in a process of the worker's and outside of any
    reach; its time may be long, so it enters one only to read or write a row. A ShowfloorError
    says what the data refuse and ends the job as failed.
    """

    name: str
    right: Right
    do: Callable[[Asked, Report], Outcome]


_OFFERED: dict[str, Kind] = {}


def offer(*kinds: Kind) -> None:
    """Let kinds of work be asked for; called once, when a room's app is ready."""
    _OFFERED.update({kind.name: kind for kind in kinds})


def kind_of(name: str) -> Kind | None:
    """Return a kind by its name; None where no room offers it (any more)."""
    return _OFFERED.get(name)


def offered() -> tuple[Kind, ...]:
    """Return every kind that rooms offer, by name."""
    return tuple(_OFFERED[name] for name in sorted(_OFFERED))
