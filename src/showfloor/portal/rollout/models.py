"""Approvals and installations of the retailer, and what was released to a manufacturer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from showfloor.portal.walls.opened import opened_manager
from showfloor.portal.walls.walled import OfOrganisation

ID_LENGTH = 200


class State(StrEnum):
    """Where an installation stands."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    SLIPPED = "slipped"
    """It cannot begin as planned, and has no new week yet."""
    CALLED_OFF = "called_off"
    """The approved plan no longer holds it."""


class Happened(StrEnum):
    """What the history of an installation can hold."""

    PLANNED = "planned"
    MOVED = "moved"
    CALLED_OFF = "called_off"
    STARTED = "started"
    DONE = "done"
    SLIPPED = "slipped"
    TAKEN_BACK = "taken_back"
    COMMENT = "comment"


class Approval(OfOrganisation):
    """A plan run that the retailer decided on, by whom and when, with the digests of its files."""

    programme_id = models.CharField(max_length=ID_LENGTH)
    manufacturer_id = models.CharField(max_length=ID_LENGTH)
    run_id = models.CharField(max_length=ID_LENGTH)
    verify_run = models.CharField(max_length=ID_LENGTH)
    """The check that passed."""
    digests = models.JSONField()
    """SHA-256 by file of the run."""
    approved_by = models.UUIDField()
    approved_by_name = models.CharField(max_length=200)
    approved_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfOrganisation.Meta):
        """Newest first; one that holds a programme."""

        ordering = ("-approved_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "programme_id"),
                condition=models.Q(superseded_at=None),
                name="one_approved_plan_a_programme",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.run_id}"


class DeclinedPlan(OfOrganisation):
    """A plan run that the retailer decided against, by whom and when; it may still be approved."""

    programme_id = models.CharField(max_length=ID_LENGTH)
    run_id = models.CharField(max_length=ID_LENGTH)
    declined_by = models.UUIDField()
    declined_by_name = models.CharField(max_length=200)
    declined_at = models.DateTimeField()

    class Meta(OfOrganisation.Meta):
        """Newest first; each run once."""

        ordering = ("-declined_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "run_id"), name="a_plan_is_declined_once"
            ),
        )

    def __str__(self) -> str:
        return self.run_id


class Installation(OfOrganisation):
    """One store's area of the approved plan: what is built when, and how far it is."""

    programme_id = models.CharField(max_length=ID_LENGTH)
    manufacturer_id = models.CharField(max_length=ID_LENGTH)
    store_id = models.CharField(max_length=ID_LENGTH)
    store_name = models.CharField(max_length=ID_LENGTH)
    city = models.CharField(max_length=ID_LENGTH, blank=True)
    region = models.CharField(max_length=ID_LENGTH, blank=True)
    format_id = models.CharField(max_length=ID_LENGTH)
    start_week = models.DateField()
    """Monday of the first installation week."""
    selling_week = models.DateField()
    """Monday of the first selling week."""
    footprint_m2 = models.FloatField(null=True, blank=True)
    crew_days = models.CharField(max_length=200, blank=True)
    """Crew-days by week of the installation: "3+2"."""
    state = models.CharField(max_length=20, default=State.PLANNED.value)
    """Of `State`."""
    ready_from = models.DateField(null=True, blank=True)
    """For a slipped one: the first day on which it can begin."""
    reason = models.CharField(max_length=500, blank=True)
    """For a slipped one: why."""
    revision = models.PositiveIntegerField(default=0)
    """Counts every change; a form says which one it saw."""
    changed_at = models.DateTimeField(auto_now=True)
    run_id = models.CharField(max_length=ID_LENGTH)
    """The plan run that the dates come from."""

    class Meta(OfOrganisation.Meta):
        """By week; one a programme and store."""

        ordering = ("start_week", "store_name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "programme_id", "store_id"),
                name="one_installation_a_programme_and_store",
            ),
        )
        indexes = (models.Index(fields=("organisation", "store_id"), name="installation_by_store"),)

    def __str__(self) -> str:
        return f"{self.store_name} {self.start_week}"


class InstallationEvent(OfOrganisation):
    """One line of an installation's history; added, never changed or removed."""

    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField()
    """Of the installation afterwards; a comment leaves it as it is."""
    happened = models.CharField(max_length=20)
    """Of `Happened`."""
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, blank=True)
    """The reason of a slip, or a comment."""
    start_week = models.DateField()
    selling_week = models.DateField()
    ready_from = models.DateField(null=True, blank=True)

    append_only: ClassVar[bool] = True

    class Meta(OfOrganisation.Meta):
        """In the order in which it happened."""

        ordering = ("at", "revision", "id")
        indexes = (models.Index(fields=("installation", "at"), name="event_by_installation"),)

    def __str__(self) -> str:
        return f"{self.happened} {self.by_name}"


class InstallationPhoto(OfOrganisation):
    """A photo with a slip, drawn anew from its pixels; lies beside the row, so never without it."""

    event = models.OneToOneField(InstallationEvent, on_delete=models.PROTECT, related_name="photo")
    image = models.BinaryField()
    """A JPEG."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alternative = models.CharField(max_length=300)
    """What the photo shows, in words."""

    append_only: ClassVar[bool] = True

    class Meta(OfOrganisation.Meta):
        """Related rows are read through the scope too."""

    def __str__(self) -> str:
        return self.alternative


class ReleasedPlan(OfOrganisation):
    """What a manufacturer was told of a plan: a row of that manufacturer's own."""

    programme_id = models.CharField(max_length=ID_LENGTH)
    number = models.PositiveIntegerField()
    """1 for the programme's first release, and so on."""
    approval = models.UUIDField()
    """Key of the approval that was released, so that releasing twice is releasing once."""
    released_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfOrganisation.Meta):
        """Newest first; one that holds a programme."""

        ordering = ("-released_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "programme_id"),
                condition=models.Q(superseded_at=None),
                name="one_released_plan_a_programme",
            ),
            models.UniqueConstraint(
                fields=("organisation", "programme_id", "number"), name="releases_are_counted"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class ReleasedArea(OfOrganisation):
    """One area of a released plan: store, city, format, weeks, and nothing else of the plan."""

    plan = models.ForeignKey(ReleasedPlan, on_delete=models.PROTECT, related_name="+")
    store_id = models.CharField(max_length=ID_LENGTH)
    store_name = models.CharField(max_length=ID_LENGTH)
    city = models.CharField(max_length=ID_LENGTH, blank=True)
    format_id = models.CharField(max_length=ID_LENGTH)
    start_week = models.DateField()
    selling_week = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    """The day on which the retailer marked it as done."""

    class Meta(OfOrganisation.Meta):
        """By week; one a plan and store."""

        ordering = ("start_week", "store_name", "id")
        constraints = (
            models.UniqueConstraint(fields=("plan", "store_id"), name="one_area_a_plan_and_store"),
        )

    def __str__(self) -> str:
        return f"{self.store_name} {self.start_week}"


OPEN = "open"
IS_OPEN = models.Q(state=OPEN)


class OpenArea(OfOrganisation):
    """An area that was marked as done: what anybody may know of it, in a row of its own.

    Nothing of whose it is, of the plan, or of how it came about; the table is read by everybody.
    """

    installation = models.OneToOneField(Installation, on_delete=models.PROTECT, related_name="+")
    store_id = models.CharField(max_length=ID_LENGTH)
    store_name = models.CharField(max_length=ID_LENGTH)
    city = models.CharField(max_length=ID_LENGTH, blank=True)
    format_id = models.CharField(max_length=ID_LENGTH)
    since = models.DateField()
    """The first day on which it can be visited, as far as the retailer has said."""
    state = models.CharField(max_length=20)
    """`OPEN`, or empty where the mark was taken back."""

    open_to_all_when: ClassVar[str] = f"state = '{OPEN}'"
    objects: ClassVar[Any] = opened_manager(IS_OPEN)

    class Meta(OfOrganisation.Meta):
        """Related rows are read through the scope too."""

    def __str__(self) -> str:
        return f"{self.store_name} {self.since}"


class CalendarAddress(OfOrganisation):
    """A person's secret address of a calendar; only its secret's digest is kept."""

    person_id = models.UUIDField()
    secret_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfOrganisation.Meta):
        """One a person and organisation: a new one takes the old one's place."""

        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person_id"), name="one_calendar_a_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.made_at)
