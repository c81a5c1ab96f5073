"""Work that was begun again: since when what it keeps may be of its own first try."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.models import Job


def kept_since_asked(job_id: UUID) -> datetime | None:
    """Return when a job was asked for, if it has been begun before; None at its first try."""
    with within(WHOLE_HOUSE):
        job: Job = Job.objects.get(pk=job_id)
    return job.asked_at if job.takes > 1 else None
