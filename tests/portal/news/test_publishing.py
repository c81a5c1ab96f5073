"""Publishing: one moment that never changes, and nobody outside sees anything before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connections
from django.test import Client
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from showfloor.portal.news import publishing
from showfloor.portal.news.models import GOING_OUT, Announcement, Photo, Status
from showfloor.portal.news.publishing import Wording
from showfloor.portal.walls.reach import PUBLIC, WHOLE_HOUSE, within

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
OUTSIDE = (None, "account_manager", "own_retail", "rival")
FEEDS = ("/news/en.rss", "/news/de.rss", "/news/en.atom", "/news/en.feed")


def _one(key: UUID) -> Announcement:
    with within(WHOLE_HOUSE):
        found: Announcement = Announcement.objects.get(pk=key)
        return found


def _seen_by_the_wall() -> int:
    alias = "default" if ON_POSTGRESQL else "partner"
    with within(PUBLIC), connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM news_announcement")
        found: int = cursor.fetchone()[0]
        return found


@pytest.mark.parametrize("person", OUTSIDE, ids=str)
def test_before_its_moment_nobody_outside_sees_an_announcement_anywhere(
    sign_in: Any, announce: Any, person: str | None
) -> None:
    keys = [
        announce(hours, withdrawn=withdrawn, title_en="SECRET", text_en="SECRET")
        for hours, withdrawn in ((None, False), (1, False), (24 * 365, False), (-1, True))
    ]
    client = sign_in(person)
    for where in ("/news/", "/news.json", "/news.csv", *FEEDS):
        answer = client.get(where)
        assert answer.status_code == 200
        assert b"SECRET" not in answer.content
    for key in keys:
        for end in ("/", ".json", ".csv"):
            assert client.get(f"/news/{key}{end}").status_code == 404
    assert _seen_by_the_wall() == 0


def test_the_moment_passes_by_itself(sign_in: Any, announce: Any) -> None:
    key = announce(1)
    assert _seen_by_the_wall() == 0
    assert sign_in(None).get(f"/news/{key}/").status_code == 404
    with within(WHOLE_HOUSE):
        # The clock cannot be moved in the database: the moment is, to the second that runs.
        Announcement.objects.filter(pk=key).update(publish_at=timezone.now().replace(microsecond=0))
    assert _seen_by_the_wall() == 1
    assert sign_in(None).get(f"/news/{key}/").status_code == 200


def test_what_is_embargoed_looks_like_what_does_not_exist(sign_in: Any, announce: Any) -> None:
    client = sign_in("rival")
    embargoed, unknown = announce(1), uuid4()
    one, other = client.get(f"/news/{embargoed}.json"), client.get(f"/news/{unknown}.json")
    assert one.status_code == other.status_code == 404
    assert one.content == other.content


def test_a_query_outside_of_a_reach_raises(house: Any) -> None:
    with pytest.raises(ScopeError):
        list(Announcement.objects.all())
    with pytest.raises(ScopeError):
        Photo.objects.count()


def test_published_twice_it_was_published_once(announce: Any) -> None:
    key = announce(None)
    now = timezone.now()
    with within(WHOLE_HOUSE):
        assert publishing.publish(key, now)
        assert not publishing.publish(key, now + timedelta(seconds=20))
        assert not publishing.schedule(key, now + timedelta(days=1), now + timedelta(seconds=1))
    assert _one(key).publish_at == now.replace(microsecond=0)


def test_a_double_click_on_publish_says_the_same_twice(sign_in: Any, announce: Any) -> None:
    key = announce(None)
    client = sign_in("partner_manager")
    first = client.post(f"/news/desk/{key}/publish/")
    moment = _one(key).publish_at
    second = client.post(f"/news/desk/{key}/publish/")
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert _one(key).publish_at == moment
    assert sign_in(None).get(f"/news/{key}/").status_code == 200


def test_a_scheduled_one_can_be_moved_and_taken_back_until_it_goes_out(announce: Any) -> None:
    key = announce(1)
    moment = _one(key).publish_at
    assert moment is not None
    with within(WHOLE_HOUSE):
        assert publishing.schedule(key, moment + timedelta(hours=1), timezone.now())
        late = moment + timedelta(hours=1) - GOING_OUT
        assert not publishing.take_back(key, late)
        assert not publishing.schedule(key, moment + timedelta(days=1), late)
        assert publishing.take_back(key, timezone.now())
        assert not publishing.take_back(key, timezone.now())
    assert _one(key).publish_at is None


def test_withdrawn_is_withdrawn_for_good(sign_in: Any, announce: Any) -> None:
    key = announce(-1)
    now = timezone.now()
    with within(WHOLE_HOUSE):
        assert publishing.withdraw(key, now)
        assert not publishing.withdraw(key, now)
        assert not publishing.publish(key, now)
        assert not publishing.take_back(key, now)
        assert not publishing.discard(key)
        assert not publishing.change(key, Wording("New", "text"), 1, now)
    assert _one(key).status(now) is Status.WITHDRAWN
    assert sign_in(None).get(f"/news/{key}/").status_code == 404


def test_only_drafts_are_thrown_away(announce: Any) -> None:
    draft, scheduled, published = announce(None), announce(1), announce(-1)
    with within(WHOLE_HOUSE):
        assert publishing.discard(draft)
        assert not publishing.discard(draft)
        assert not publishing.discard(scheduled)
        assert not publishing.discard(published)


def test_of_two_who_change_a_text_at_once_the_second_is_told(announce: Any) -> None:
    key = announce(None)
    now = timezone.now()
    with within(WHOLE_HOUSE):
        assert publishing.change(key, Wording("One", "text"), 1, now)
        assert not publishing.change(key, Wording("Other", "text"), 1, now)
        assert publishing.change(key, Wording("One", "text"), 1, now), "a double click"
        assert publishing.change(key, Wording("Two", "text"), 2, now)
    assert _one(key).title_en == "Two"
    assert _one(key).revision == 3


def test_the_database_itself_refuses_half_a_language_and_none(house: Any) -> None:
    for texts in ({}, {"title_en": "x"}, {"title_en": "x", "text_en": "y", "text_de": "z"}):
        with pytest.raises(IntegrityError), within(WHOLE_HOUSE):
            Announcement.objects.create(
                organisation=house.organisations["retailer"], changed_at=timezone.now(), **texts
            )


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's policies")
def test_on_postgresql_raw_sql_of_a_partner_sees_no_draft_and_no_photo_of_one(
    house: Any, announce: Any
) -> None:
    announce(None)
    announce(1)
    with within(house.reach("acme")), connections["default"].cursor() as cursor:
        for table in ("news_announcement", "news_photo", "news_comment", "news_complaint"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0


def test_the_desk_is_the_partner_managers_alone(sign_in: Any, announce: Any) -> None:
    key = announce(-1)
    for person in ("rollout_manager", "store_staff", "auditor", "account_manager", None):
        client: Client = sign_in(person)
        assert client.get("/news/desk/").status_code == 404
        assert client.get(f"/news/desk/{key}/").status_code == 404
        assert client.post(f"/news/desk/{key}/withdraw/").status_code == 404
    assert _one(key).withdrawn_at is None
