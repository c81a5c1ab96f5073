"""Announcements, readers and comments for the tests of news."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from PIL import Image

from showfloor.portal.news.models import Announcement, Comment
from showfloor.portal.people.models import Person
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

Announce = Callable[..., UUID]


@pytest.fixture
def announce(house: Any) -> Announce:
    """Return what keeps an announcement that becomes public so many hours from now."""

    def kept(hours: float | None = -1, withdrawn: bool = False, **texts: str) -> UUID:
        now = timezone.now().replace(microsecond=0)
        words = texts or {"title_en": "Areas open", "text_en": "In **Hamburg**."}
        with within(WHOLE_HOUSE):
            made = Announcement.objects.create(
                organisation=house.organisations["retailer"],
                publish_at=None if hours is None else now + timedelta(hours=hours),
                withdrawn_at=now if withdrawn else None,
                changed_at=now - timedelta(days=1),
                **words,
            )
        return made.pk

    return kept


@pytest.fixture
def letters() -> list[Any]:
    """Return the letters that went out; Django's test environment keeps them in memory."""
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def reader(house: Any) -> tuple[Client, Person]:
    """Return a client that is signed in as a reader, and who that is."""
    with within(WHOLE_HOUSE):
        person = Person.objects.create_user("reader@somewhere.example")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, person


@pytest.fixture
def commented(house: Any) -> Callable[..., UUID]:
    """Return what keeps a comment in a state."""

    def kept(announcement: UUID, person: Person, state: str = "waiting", text: str = "Hm.") -> UUID:
        with within(WHOLE_HOUSE):
            made = Comment.objects.create(
                pk=uuid4(),
                organisation=house.organisations["retailer"],
                announcement_id=announcement,
                reader_id=person.pk,
                name="Nora",
                text=text,
                state=state,
                made_at=timezone.now(),
            )
        return made.pk

    return kept


def picture(
    size: tuple[int, int] = (60, 40), kind: str = "JPEG", mode: str = "RGB", **kept: Any
) -> bytes:
    """Return the file of a plain picture."""
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None).save(out, kind, **kept)
    return out.getvalue()
