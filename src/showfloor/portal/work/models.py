"""A job: one piece of long work, by whom it was asked for, how far it is, and how it ended."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from showfloor.portal.walls.walled import OfOrganisation


class State(StrEnum):
    """What has become of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """The data or the programme said no; the job's page says what and where."""
    INTERRUPTED = "interrupted"
    """It ended with its worker as often as it was taken; nothing of it is half done."""
    STOPPED = "stopped"
    """Somebody let it end before it was done."""


OPEN = (State.WAITING.value, State.RUNNING.value)
BADLY = (State.FAILED.value, State.INTERRUPTED.value, State.STOPPED.value)
ENDED = (State.DONE.value, *BADLY)


class Job(OfOrganisation):
    """One piece of long work; `services` hold the rules of how it changes."""

    kind = models.CharField(max_length=60)
    """Of `kinds`."""
    label = models.CharField(max_length=300)
    """What it is about, for example the names of files."""
    parameters = models.JSONField(default=dict)
    once = models.CharField(max_length=200)
    """Of two jobs that say the same, only one is open at a time."""
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)

    state = models.CharField(max_length=20, default=State.WAITING.value)
    step = models.CharField(max_length=300, blank=True)
    """What it does just now, in words."""
    share = models.FloatField(null=True, blank=True)
    """The share done, 0 to 1; null where nobody can say."""
    takes = models.PositiveSmallIntegerField(default=0)
    """How often a worker has taken it since somebody asked for it."""
    claim = models.UUIDField(null=True, blank=True)
    """Made anew whenever a worker takes it; whoever holds another one writes nothing."""
    beat_at = models.DateTimeField(null=True, blank=True)
    """When its worker last said that it lives, by the database's clock."""
    task_id = models.UUIDField(null=True, blank=True)
    """The task that a worker finds it by."""
    stopped_by = models.CharField(max_length=200, blank=True)
    """Who asked to let it end before it is done; its worker sees that at its next beat."""
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    said = models.CharField(max_length=100, blank=True)
    said_values = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    """What the data refused, as the rooms say it."""
    href = models.CharField(max_length=300, blank=True)
    run_id = models.CharField(max_length=200, blank=True)

    class Meta(OfOrganisation.Meta):
        """Newest first."""

        ordering = ("-asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "once"),
                condition=Q(state__in=OPEN),
                name="one_open_job_of_a_kind",
            ),
        )
        indexes = (models.Index(fields=("state", "beat_at"), name="job_by_beat"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def ended_badly(self) -> bool:
        """Whether it failed, was interrupted or stopped, and somebody may start it again."""
        return self.state in BADLY
