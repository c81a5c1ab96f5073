"""Asking for work: the job and its task appear together, in the transaction of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from showfloor.portal.people.visit import Visit
from showfloor.portal.work.models import ENDED, OPEN, Job, State
from showfloor.portal.work.tasks import carry_out


def ask(
    visit: Visit,
    kind: str,
    parameters: Mapping[str, Any],
    *,
    label: str,
    once: str,
    href: str = "",
) -> Job:
    """Return the job that will do it: a new one, or the open one that says the same `once`.

    The job is the visitor's organisation's. A second click, or a request that is sent again while
    the first is not done, so asks for nothing twice.
    """
    key = f"{kind} {once}"
    found: Job | None = Job.objects.filter(once=key, state__in=OPEN).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made: Job = Job.objects.create(
                organisation_id=visit.reach.organisation_id,
                kind=kind,
                label=label[:300],
                parameters=dict(parameters),
                once=key,
                person_id=visit.reach.person_id,
                person_name=str(visit.person)[:200] if visit.person else "",
                href=href,
            )
    except IntegrityError:
        other: Job = Job.objects.get(once=key, state__in=OPEN)
        return other
    enqueue(made.pk)
    return made


def again(job: Job) -> bool:
    """Let a job that failed, was interrupted or stopped wait once more; False for every other."""
    if job.state == State.DONE.value:
        return False
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job.pk, state__in=ENDED).update(
                state=State.WAITING.value,
                takes=0,
                step="",
                share=None,
                refusal="",
                said="",
                stopped_by="",
                started_at=None,
                ended_at=None,
            )
    except IntegrityError:
        return False
    if changed:
        enqueue(job.pk)
    return bool(changed)


def ask_to_stop(job_id: UUID, name: str) -> bool:
    """Let a job end before it is done; False where it is not open or was asked to before.

    One that waits ends at once. One that runs is ended by its worker, which alone knows that
    nothing of it goes on; where it is done before that, it stays done.
    """
    said = name[:200] or "?"
    waiting = Job.objects.filter(pk=job_id, state=State.WAITING.value)
    if waiting.update(state=State.STOPPED.value, stopped_by=said, ended_at=Now()):
        return True
    running = Job.objects.filter(pk=job_id, state=State.RUNNING.value, stopped_by="")
    return bool(running.update(stopped_by=said))


def enqueue(job_id: UUID) -> None:
    """Put a task for a waiting job into the queue, and remember which."""
    task = carry_out.enqueue(str(job_id))
    Job.objects.filter(pk=job_id).update(task_id=UUID(task.id))
