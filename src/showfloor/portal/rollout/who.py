"""Who does something in the rollout; written down with what was done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from showfloor.portal.figures.page import NotHereError
from showfloor.portal.people.visit import Visit


@dataclass(frozen=True, slots=True)
class Who:
    """Who does something, for which organisation; the name outlives the person."""

    organisation_id: UUID
    person_id: UUID
    name: str


def who_of(visit: Visit) -> Who:
    """Return who visits; NotHereError for somebody without an organisation."""
    if visit.person is None or visit.organisation is None:
        raise NotHereError
    return Who(visit.organisation.pk, visit.person.pk, str(visit.person)[:200])
