"""Changes of announcements: each is one statement whose condition says when it may happen.

So a double click, a repeated request and two people at once all end in one change; the second is
told how it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q

from showfloor.portal.news.models import GOING_OUT, Announcement, Photo
from showfloor.portal.news.photos import photo_of

PHOTOS_AT_MOST = 12


class TooManyPhotosError(Exception):
    """An announcement has as many photos as it may have."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of an announcement; a language that is empty is not there."""

    title_en: str = ""
    text_en: str = ""
    title_de: str = ""
    text_de: str = ""


def keep_draft(organisation_id: UUID, key: UUID, wording: Wording, now: datetime) -> Announcement:
    """Make a draft under a key that its form was given; sent twice, it is made once."""
    made: tuple[Announcement, bool] = Announcement.objects.get_or_create(
        pk=key,
        defaults={"organisation_id": organisation_id, "changed_at": now, **asdict(wording)},
    )
    return made[0]


def change(key: UUID, wording: Wording, seen_revision: int, now: datetime) -> bool:
    """Put a text in place of the one of revision `seen_revision`; False where it changed since.

    The same text sent again is no change and not refused.
    """
    rows = Announcement.objects.filter(pk=key, withdrawn_at=None)
    if rows.filter(**asdict(wording)).exists():
        return True
    changed: int = rows.filter(revision=seen_revision).update(
        **asdict(wording), changed_at=now, revision=F("revision") + 1
    )
    return changed == 1


def publish(key: UUID, now: datetime) -> bool:
    """Make a draft, or one whose moment lies ahead, public now; False where it was so already."""
    return schedule(key, now.replace(microsecond=0), now)


def schedule(key: UUID, moment: datetime, now: datetime) -> bool:
    """Set the moment of publication; False where it has passed, or is so near that it passes."""
    rows = Announcement.objects.filter(_ahead(now), pk=key, withdrawn_at=None)
    changed: int = rows.update(publish_at=moment.replace(microsecond=0))
    return changed == 1


def take_back(key: UUID, now: datetime) -> bool:
    """Make a scheduled announcement a draft again; False where it is out, or going out."""
    rows = Announcement.objects.filter(pk=key, publish_at__gt=now + GOING_OUT, withdrawn_at=None)
    changed: int = rows.update(publish_at=None)
    return changed == 1


def withdraw(key: UUID, now: datetime) -> bool:
    """Withdraw a published announcement for good; False where it is not public."""
    rows = Announcement.objects.filter(pk=key, publish_at__lte=now, withdrawn_at=None)
    changed: int = rows.update(withdrawn_at=now)
    return changed == 1


def discard(key: UUID) -> bool:
    """Remove a draft, which nobody outside has seen; False where it is none."""
    removed: tuple[int, Mapping[str, int]] = Announcement.objects.filter(
        pk=key, publish_at=None
    ).delete()
    return removed[0] > 0


def _ahead(now: datetime) -> Q:
    return Q(publish_at=None) | Q(publish_at__gt=now + GOING_OUT)


@transaction.atomic
def add_photo(
    announcement: Announcement, content: bytes, alternative_en: str, alternative_de: str
) -> Photo:
    """Add a photo, made anew; the same file sent again only changes its words.

    PhotoError for a file that is none; TooManyPhotosError beyond `PHOTOS_AT_MOST`.
    """
    found = photo_of(content)
    # The row is locked first, so that two uploads at once are counted one after the other.
    held = Announcement.objects.select_for_update().get(pk=announcement.pk)
    words = {"alternative_en": alternative_en, "alternative_de": alternative_de}
    photos = Photo.objects.filter(announcement_id=held.pk)
    known: Photo | None = photos.filter(sha256=found.sha256).first()
    if known is not None:
        Photo.objects.filter(pk=known.pk).update(**words)
        return known
    if photos.count() >= PHOTOS_AT_MOST:
        raise TooManyPhotosError
    last: int | None = photos.aggregate(last=Max("place"))["last"]
    added: Photo = Photo.objects.create(
        organisation_id=held.organisation_id,
        announcement=held,
        place=0 if last is None else last + 1,
        media_type=found.media_type,
        large=found.large.content,
        width=found.large.width,
        height=found.large.height,
        small=found.small.content,
        small_width=found.small.width,
        small_height=found.small.height,
        sha256=found.sha256,
        **words,
    )
    return added


def remove_photo(key: UUID) -> bool:
    """Remove a photo; False where it is gone already."""
    removed: tuple[int, Mapping[str, int]] = Photo.objects.filter(pk=key).delete()
    return removed[0] > 0
