"""What a manufacturer is told of a measurement of its areas."""

from __future__ import annotations

from django.db import models

from showfloor.portal.walls.walled import OfOrganisation


class OwnMeasurement(OfOrganisation):
    """One kept measurement as its manufacturer may see it; a row of that organisation."""

    run_id = models.CharField(max_length=200)
    measured_at = models.DateTimeField()
    effects = models.JSONField()
    """As `workflows.measured_pages` gives them: own products alone."""

    class Meta(OfOrganisation.Meta):
        """Newest first; each once."""

        ordering = ("-measured_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "run_id"), name="one_own_measurement_a_run"
            ),
        )

    def __str__(self) -> str:
        return self.run_id
