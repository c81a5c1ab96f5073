"""The one task of the queue: carry out a job; everything about it stands in the job's row."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task


@task()
def carry_out(job_id: str) -> None:
    """Carry out a waiting job; nothing where another worker was faster."""
    from showfloor.portal.work.carrying import carry

    carry(UUID(job_id))
