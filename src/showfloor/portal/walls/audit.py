"""Writing the audit log: who saw, exported and changed what; nothing of what was seen itself."""

from __future__ import annotations

from showfloor.portal.walls.models import AuditEntry, Happening
from showfloor.portal.walls.reach import NOBODY, Reach

LONGEST = 500


def note(reach: Reach, name: str, happening: Happening, what: str, detail: str = "") -> None:
    """Add a line; nothing for people who belong to no organisation: the public is not watched."""
    if NOBODY in {reach.organisation_id, reach.person_id}:
        return
    AuditEntry.objects.create(
        organisation_id=reach.organisation_id,
        person_id=reach.person_id,
        person_name=name[:200],
        happening=happening.value,
        what=what[:LONGEST],
        detail=detail,
    )
