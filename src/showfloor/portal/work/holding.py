"""Holding a job: taken by one worker at a time, known to live by its beats, given back or ended.

Every change names the claim that the worker holds. A worker that was thought dead, and another
one that has taken its job since, so never both write. All of it is called within the whole house.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from showfloor.portal.work.asking import enqueue
from showfloor.portal.work.kinds import Outcome
from showfloor.portal.work.models import ENDED, Job, State

BEAT_SECONDS = 2.0
SILENT_SECONDS = 20.0
"""A worker that has said nothing for so long is taken to be dead."""
TAKES = 3
"""A job that has ended with its worker so often is not taken again by itself."""


@dataclass(frozen=True, slots=True)
class Held:
    """A job that this worker has taken, by its claim."""

    job_id: UUID
    claim: UUID


def take(job_id: UUID) -> Held | None:
    """Take a waiting job; None where it waits no longer."""
    claim = uuid.uuid4()
    taken = Job.objects.filter(pk=job_id, state=State.WAITING.value).update(
        state=State.RUNNING.value,
        claim=claim,
        takes=F("takes") + 1,
        beat_at=Now(),
        started_at=Now(),
        step="",
        share=None,
    )
    return Held(job_id, claim) if taken else None


def beat(held: Held) -> bool:
    """Say that the worker lives; False where the job is no longer its own."""
    return bool(_own(held).update(beat_at=Now()))


def has_ended(held: Held) -> bool:
    """Say whether the job has ended, so that nobody holds it."""
    return bool(Job.objects.filter(pk=held.job_id, state__in=ENDED).exists())


def is_to_stop(held: Held) -> bool:
    """Say whether somebody has asked to let the job end."""
    return bool(_own(held).exclude(stopped_by="").exists())


def tell(held: Held, step: str, share: float) -> bool:
    """Say what is being done, and the share done where one is known."""
    known = min(max(share, 0.0), 1.0) if math.isfinite(share) else None
    return bool(_own(held).update(step=step[:300], share=known))


def finish(held: Held, outcome: Outcome) -> bool:
    """End a job with its result."""
    ended = {"said": outcome.said, "said_values": dict(outcome.values), "run_id": outcome.run_id}
    if outcome.href:
        ended["href"] = outcome.href
    return _end(held, State.DONE, share=1.0, **ended)


def fail(held: Held, refusal: str) -> bool:
    """End a job that the data refused, or that broke: then `refusal` is empty."""
    return _end(held, State.FAILED, refusal=refusal)


def give_back(held: Held, *, counts: bool) -> bool:
    """Let a job wait again that its worker could not end.

    counts: whether the job itself may be why; after `TAKES` such ends it is interrupted, and
    somebody must start it again.
    """
    job = _own(held).first()
    if job is None:
        return False
    if job.stopped_by:
        return _end(held, State.STOPPED)
    if counts and job.takes >= TAKES:
        return _end(held, State.INTERRUPTED)
    takes = job.takes if counts else max(job.takes - 1, 0)
    returned = _own(held).update(
        state=State.WAITING.value, claim=None, takes=takes, step="", share=None
    )
    if returned:
        enqueue(held.job_id)
    return bool(returned)


def recover() -> int:
    """Give back every job whose worker is dead, and queue every waiting one without a task.

    Returns how many. A worker may die between taking a task from the queue and taking its job:
    then the job waits, and no task would ever find it.
    """
    long_ago = Now() - timedelta(seconds=SILENT_SECONDS)
    DBTaskResult.objects.finished().delete()
    silent = Job.objects.filter(state=State.RUNNING.value).filter(
        Q(beat_at=None) | Q(beat_at__lt=long_ago)
    )
    found = [Held(job.pk, job.claim) for job in silent]
    returned = sum(give_back(held, counts=True) for held in found)
    queued = {str(key) for key in DBTaskResult.objects.ready().values_list("id", flat=True)}
    for job in Job.objects.filter(state=State.WAITING.value):
        taken = DBTaskResult.objects.running().filter(id=job.task_id, started_at__gte=long_ago)
        if str(job.task_id) not in queued and not taken.exists():
            enqueue(job.pk)
            returned += 1
    return returned


def _own(held: Held) -> QuerySet[Job]:
    own: QuerySet[Job] = Job.objects.filter(
        pk=held.job_id, claim=held.claim, state=State.RUNNING.value
    )
    return own


def _end(held: Held, state: State, **ended: object) -> bool:
    return bool(_own(held).update(state=state.value, claim=None, ended_at=Now(), step="", **ended))
