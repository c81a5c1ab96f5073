"""What readers and moderators do with comments; each leaves one state, whoever comes second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connections, transaction

from showfloor.portal.news.models import Announcement, Comment, CommentState, Complaint
from showfloor.portal.people.models import Person
from showfloor.portal.walls.reach import HOUSE_DATABASE

WAITING_AT_MOST = 5
A_DAY_AT_MOST = 20
DAY = timedelta(days=1)
OPPOSITE: Mapping[CommentState, CommentState] = {
    CommentState.SHOWN: CommentState.REFUSED,
    CommentState.REFUSED: CommentState.SHOWN,
}


class TooManyError(Exception):
    """A reader has said as much as they may for now."""


class HeldElsewhereError(Exception):
    """An address that is more than a reader's; whoever manages people removes it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader sends: under a key that the form was given, the name to show, and the text."""

    key: UUID
    name: str
    text: str


def say(announcement: Announcement, reader: Person, said: Said, now: datetime) -> bool:
    """Add a comment, which waits until it is decided; sent twice under its key, it is added once.

    False where the key belongs to something else. TooManyError where the reader has
    `WAITING_AT_MOST` undecided ones, or `A_DAY_AT_MOST` of one day.
    """
    own = Comment.objects.filter(reader_id=reader.pk)
    if own.filter(pk=said.key).exists():
        return True
    waiting = own.filter(state=CommentState.WAITING.value).count()
    if waiting >= WAITING_AT_MOST or own.filter(made_at__gt=now - DAY).count() >= A_DAY_AT_MOST:
        raise TooManyError
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            Comment.objects.create(
                pk=said.key,
                organisation_id=announcement.organisation_id,
                announcement_id=announcement.pk,
                reader_id=reader.pk,
                name=said.name,
                text=said.text,
                made_at=now,
            )
    except IntegrityError:
        return False
    return True


def remove_own(key: UUID, reader: Person) -> bool:
    """Remove a reader's own comment, whatever was decided about it; False where there is none."""
    removed: tuple[int, Mapping[str, int]] = Comment.objects.filter(
        pk=key, reader_id=reader.pk
    ).delete()
    return removed[0] > 0


def complain(comment: Comment, reader: Person, reason: str, now: datetime) -> bool:
    """Report a comment; False where this reader has reported it before.

    TooManyError where the reader has sent `A_DAY_AT_MOST` reports within a day.
    """
    if Complaint.objects.filter(reader_id=reader.pk, made_at__gt=now - DAY).count() >= (
        A_DAY_AT_MOST
    ):
        raise TooManyError
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            Complaint.objects.create(
                organisation_id=comment.organisation_id,
                comment_key=comment.pk,
                reader_id=reader.pk,
                reason=reason,
                made_at=now,
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def decide(key: UUID, seen: CommentState, decision: CommentState, now: datetime) -> bool:
    """Decide about a comment that still is as the moderator saw it, and settle its complaints.

    False where another moderator has decided otherwise, or the reader removed it: the first
    decision holds. Deciding the same is no conflict.
    """
    rows = Comment.objects.filter(pk=key)
    if seen is not decision:
        changed = rows.filter(state=seen.value).update(state=decision.value, decided_at=now)
        if not changed and not rows.filter(state=decision.value).exists():
            return False
    elif not rows.filter(state=decision.value).exists():
        return False
    Complaint.objects.filter(comment_key=key, settled_at=None).update(settled_at=now)
    return True


def forget_orphans() -> None:
    """Remove complaints about comments that their writers have removed."""
    Complaint.objects.exclude(comment_key__in=Comment.objects.values("pk")).delete()


@transaction.atomic
def leave(reader: Person) -> int:
    """Remove a reader with their address, comments and reports; return how many comments went.

    HeldElsewhereError where the address is or was a member's of an organisation, whose history
    the house keeps.
    """
    Complaint.objects.filter(reader_id=reader.pk).delete()
    own = Comment.objects.filter(reader_id=reader.pk)
    count: int = own.count()
    own.delete()
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            Person.objects.filter(pk=reader.pk).delete()
            connections[HOUSE_DATABASE].check_constraints()
    except IntegrityError as reason:
        raise HeldElsewhereError from reason
    return count
