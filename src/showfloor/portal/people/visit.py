"""A visit: who asks for a page and as what; page functions get this and never the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from showfloor.portal.people.models import Membership, Organisation, Person
from showfloor.portal.walls.permissions import Right, Role, may
from showfloor.portal.walls.reach import PUBLIC, Reach
from showfloor.present.language import Language

NOTHING_ASKED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, as what, in which language, and what the address asks beside the page's name.

    membership and organisation are None for the public; `asked` are the address's parameters
    (sorting, filters, the page of a long table), each as text and the last one where it is
    repeated.
    """

    language: Language
    reach: Reach = PUBLIC
    role: Role = Role.PUBLIC
    person: Person | None = None
    membership: Membership | None = None
    organisation: Organisation | None = None
    path: str = "/"
    asked: Mapping[str, str] = field(default_factory=lambda: NOTHING_ASKED)

    def may(self, right: Right) -> bool:
        """Say whether the visitor's role has a right."""
        return may(self.role, right)

    def say(self, key: str, **values: str | float) -> str:
        """Return a message in the visitor's language."""
        return self.language.say(key, **values)
