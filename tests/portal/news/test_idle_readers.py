"""Readers who do not come back: gone after two years with all they said; everybody else stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from showfloor.portal.news.idle_readers import IDLE, remove_idle_readers
from showfloor.portal.people.models import Person


def _reader(address: str, *, joined: int, came: int | None) -> Person:
    """Make a reader who joined, and last signed in, so many days ago."""
    now = timezone.now()
    made = Person.objects.create_user(address)
    last = None if came is None else now - timedelta(days=came)
    Person.objects.filter(pk=made.pk).update(
        joined_at=now - timedelta(days=joined), last_login=last
    )
    return made


def test_two_years_without_a_sign_in_end_a_readers_account(house: Any) -> None:
    days = IDLE.days
    _reader("gone@reader.example", joined=days + 9, came=days + 1)
    _reader("never@reader.example", joined=days + 9, came=None)
    _reader("came@reader.example", joined=days + 9, came=days - 1)
    _reader("new@reader.example", joined=3, came=None)
    assert remove_idle_readers() == 2
    assert remove_idle_readers() == 0
    left = set(Person.objects.filter(email__endswith="@reader.example").values_list("email"))
    assert left == {("came@reader.example",), ("new@reader.example",)}


def test_nobody_who_is_or_was_a_member_goes_however_long_ago(house: Any) -> None:
    before = Person.objects.count()
    Person.objects.update(joined_at=timezone.now() - 3 * IDLE, last_login=None)
    assert remove_idle_readers() == 0
    assert Person.objects.count() == before
