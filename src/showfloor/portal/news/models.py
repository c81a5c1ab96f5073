"""Announcements with their photos, what readers say to them, and how many letters were sent.

When something is public is a fact of its row and the database's own clock: `publish_at` is the
moment, and the walls compare it with CURRENT_TIMESTAMP, which SQLite and PostgreSQL both know. So
an embargo ends by itself, in the same second on every page, without work in the background that
could be late, and nobody outside the house can see a row before, whatever a page forgets.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from showfloor.portal.walls.opened import opened_manager
from showfloor.portal.walls.walled import OfOrganisation

TITLE_LENGTH = 200
TEXT_LENGTH = 20_000
ALTERNATIVE_LENGTH = 300
NAME_LENGTH = 60
COMMENT_LENGTH = 2_000
REASON_LENGTH = 500
GOING_OUT = timedelta(seconds=5)
"""So shortly before its moment an announcement is no longer taken back: it is going out."""

PUBLIC_SQL = "publish_at <= CURRENT_TIMESTAMP AND withdrawn_at IS NULL"
PUBLIC = Q(publish_at__lte=Now(), withdrawn_at=None)
OF_PUBLIC_SQL = f"announcement_id IN (SELECT id FROM news_announcement WHERE {PUBLIC_SQL})"
OF_PUBLIC = Q(announcement__publish_at__lte=Now(), announcement__withdrawn_at=None)


class Status(StrEnum):
    """Where an announcement stands; never stored, as it follows from two moments."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Announcement(OfOrganisation):
    """A text in German, English or both that becomes public at one moment and never twice.

    publish_at: the moment, in whole seconds; None for a draft. Once past, it never changes: it is
    the publication's date in every feed, as the key is its guid. withdrawn_at: since when it is
    taken back; for good. revision: counts changes of the text, so that of two that change it at
    once the second is told.
    """

    title_en = models.CharField(max_length=TITLE_LENGTH, blank=True)
    text_en = models.TextField(blank=True)
    title_de = models.CharField(max_length=TITLE_LENGTH, blank=True)
    text_de = models.TextField(blank=True)
    publish_at = models.DateTimeField(null=True, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    open_to_all_when: ClassVar[str] = PUBLIC_SQL
    objects: ClassVar[Any] = opened_manager(PUBLIC)

    class Meta(OfOrganisation.Meta):
        """Newest first; a language has title and text or neither, and one language is there."""

        ordering = ("-publish_at", "-made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(title_en="", text_en="") | (~Q(title_en="") & ~Q(text_en="")),
                name="news_english_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(title_de="", text_de="") | (~Q(title_de="") & ~Q(text_de="")),
                name="news_german_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_de=""), name="news_has_a_language"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(publish_at__isnull=False),
                name="news_withdrawn_was_published",
            ),
        )

    def __str__(self) -> str:
        return self.title_en or self.title_de

    def status(self, now: datetime) -> Status:
        """Return where it stands at a moment."""
        if self.withdrawn_at is not None:
            return Status.WITHDRAWN
        if self.publish_at is None:
            return Status.DRAFT
        return Status.PUBLISHED if self.publish_at <= now else Status.SCHEDULED


class Photo(OfOrganisation):
    """A photo of an announcement, re-encoded in two sizes, with what it shows in words.

    Its bytes lie in the row, so that the walls hold for them too and a backup of the database has
    them.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    alternative_en = models.CharField(max_length=ALTERNATIVE_LENGTH, blank=True)
    alternative_de = models.CharField(max_length=ALTERNATIVE_LENGTH, blank=True)
    media_type = models.CharField(max_length=20)
    large = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    small = models.BinaryField()
    small_width = models.PositiveIntegerField()
    small_height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    """Of what was uploaded."""

    open_to_all_when: ClassVar[str] = OF_PUBLIC_SQL
    objects: ClassVar[Any] = opened_manager(OF_PUBLIC)

    class Meta(OfOrganisation.Meta):
        """In their order; the same file once an announcement."""

        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("announcement", "sha256"), name="news_photo_once_an_announcement"
            ),
        )

    def __str__(self) -> str:
        return self.alternative_en or self.alternative_de


class CommentState(StrEnum):
    """What the house has decided about a comment."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


class Comment(OfOrganisation):
    """What a reader says to an announcement; nobody else sees it before it is decided.

    reader_id: key of the person who wrote it; name: as they wanted to be called in it.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    reader_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField()
    state = models.CharField(max_length=10, default=CommentState.WAITING.value)
    """Of `CommentState`."""
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    open_to_all_when: ClassVar[str] = f"state = 'shown' AND {OF_PUBLIC_SQL}"
    written_by_person: ClassVar[str] = "reader_id"
    objects: ClassVar[Any] = opened_manager(
        Q(state=CommentState.SHOWN.value) & OF_PUBLIC, person="reader_id"
    )

    class Meta(OfOrganisation.Meta):
        """In the order in which they were written."""

        ordering = ("made_at", "id")
        indexes = (models.Index(fields=("state", "made_at"), name="news_comments_by_state"),)

    def __str__(self) -> str:
        return self.name


class Complaint(OfOrganisation):
    """A reader's report of somebody's comment; one a reader and comment.

    comment_key: of the comment, without a constraint, as its writer may remove it without being
    able to see who reported it.
    """

    comment_key = models.UUIDField(db_index=True)
    reader_id = models.UUIDField()
    reason = models.CharField(max_length=REASON_LENGTH)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    written_by_person: ClassVar[str] = "reader_id"
    objects: ClassVar[Any] = opened_manager(Q(pk__in=()), person="reader_id")

    class Meta(OfOrganisation.Meta):
        """Oldest first."""

        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("comment_key", "reader_id"), name="news_one_complaint_a_reader"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class LetterTally(models.Model):
    """How many letters went out in an hour: in all, and to one address, which a keyed hash hides.

    It holds nothing of any organisation; rows of past hours are removed with the next letter.
    """

    key = models.CharField(primary_key=True, max_length=64)
    hour = models.DateTimeField(db_index=True)
    sent = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.hour} {self.sent}"
