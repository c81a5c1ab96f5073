"""A delivery: files that somebody sent at once, what was found in them, and what became of them."""

from __future__ import annotations

from pathlib import Path

from django.db import models

from showfloor.portal.imports.receiving import KeptFile
from showfloor.portal.walls.walled import OfOrganisation

AUTO = "auto"


class Delivery(OfOrganisation):
    """Files that were sent together; the same files sent again are the same delivery."""

    label = models.CharField(max_length=300)
    """The names of the files."""
    files = models.JSONField()
    """Of each: name, kept, sha256, size; in the order sent."""
    digest = models.CharField(max_length=64)
    """SHA-256 over contents, names and what the delivery mends."""
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    received_at = models.DateTimeField(auto_now_add=True)

    table = models.CharField(max_length=60, default=AUTO)
    source = models.CharField(max_length=200, blank=True)
    mends = models.CharField(max_length=200, blank=True)
    """The import whose quarantined rows these are after the fix; empty: ordinary files."""
    mends_delivery = models.UUIDField(null=True, blank=True)

    looks = models.JSONField(default=list)
    """What was found in each file before it was taken."""
    look_job = models.UUIDField(null=True, blank=True)
    job = models.UUIDField(null=True, blank=True)
    """The last job that took it."""
    run_id = models.CharField(max_length=200, blank=True)
    """The run that keeps what became of it."""
    version = models.PositiveIntegerField(null=True, blank=True)
    """The ledger's version after it was taken."""

    class Meta(OfOrganisation.Meta):
        """Newest first; the same files once."""

        ordering = ("-received_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "digest"), name="one_delivery_of_the_same_files"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def kept_files(self) -> tuple[KeptFile, ...]:
        """Its files, in the order sent."""
        return tuple(KeptFile(**file) for file in self.files)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where its files lie, as they were sent."""
        return tuple(file.path for file in self.kept_files)
