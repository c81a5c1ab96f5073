"""A photo's bytes as a file: to everybody once its announcement is public, to the desk before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from showfloor.portal.figures.page import NotHereError
from showfloor.portal.news.models import Photo, Status
from showfloor.portal.news.views import File
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right

KEPT = "private, max-age=3600"
NOT_KEPT = "private, no-store"
ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}


def large(visit: Visit, _house: str, key: UUID) -> File:
    """Return a photo for the page of its announcement."""
    return _file(visit, key, "large")


def small(visit: Visit, _house: str, key: UUID) -> File:
    """Return a photo for lists."""
    return _file(visit, key, "small")


def _file(visit: Visit, key: UUID, size: str) -> File:
    found: Photo | None = (
        Photo.objects.filter(pk=key)
        .select_related("announcement")
        .defer("small" if size == "large" else "large")
        .first()
    )
    if found is None or found.media_type not in ENDINGS:
        raise NotHereError
    is_public = _is_public(found, timezone.now())
    if not is_public and not visit.may(Right.PUBLISH):
        raise NotHereError
    return File(
        bytes(getattr(found, size)),
        found.media_type,
        f'"{found.sha256[:32]}-{size}"',
        KEPT if is_public else NOT_KEPT,
        {
            "Content-Disposition": f'inline; filename="{key}.{ENDINGS[found.media_type]}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _is_public(photo: Photo, now: datetime) -> bool:
    return photo.announcement.status(now) is Status.PUBLISHED
