"""The audit log: who saw, exported and changed what, and when."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

from showfloor.portal.walls.walled import OfOrganisation


class Happening(StrEnum):
    """What can be written down of somebody."""

    SAW = "saw"
    EXPORTED = "exported"
    CHANGED = "changed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"


class AuditEntry(OfOrganisation):
    """One line of the audit log; added, never changed or removed.

    The person is named by their key and by the name they had, so that the line outlives them.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    happening = models.CharField(max_length=20)
    what = models.CharField(max_length=500)
    """The page or the thing, as its address says it."""
    detail = models.TextField(blank=True)

    append_only: ClassVar[bool] = True

    class Meta(OfOrganisation.Meta):
        """Newest first."""

        ordering = ("-at", "id")
        indexes = (models.Index(fields=("organisation", "-at"), name="audit_by_organisation"),)

    def __str__(self) -> str:
        return f"{self.person_name} {self.happening} {self.what}"
