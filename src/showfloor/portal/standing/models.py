"""What a manufacturer is told of its place: its own rank, as it stood when the month closed."""

from __future__ import annotations

from django.db import models

from showfloor.portal.walls.walled import OfOrganisation


class OwnRank(OfOrganisation):
    """A manufacturer's rank in one category and closed month; a row of its own organisation.

    The row holds nothing of anybody else: no share, no count of others, no name.
    """

    category = models.CharField(max_length=200)
    month = models.DateField()
    """Its first day."""
    rank = models.PositiveIntegerField(null=True, blank=True)
    """Null: not shown, whether too few others sell or none, or it sold nothing itself."""
    version = models.PositiveIntegerField()
    """The ledger's version that it was read from."""
    corrected_on = models.DateField(null=True, blank=True)
    """When a correction of the ledger changed it after it had been told."""

    class Meta(OfOrganisation.Meta):
        """Newest month first."""

        ordering = ("-month", "category", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "category", "month"), name="one_rank_a_category_and_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.month} {self.rank}"
