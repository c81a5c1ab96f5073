"""Feeds: whole texts, absolute addresses and guids that last, as feedparser and json read them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.utils import timezone

from showfloor.portal.news.models import Announcement, Photo
from showfloor.portal.news.publishing import add_photo
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from .conftest import picture
from .json_feed import wrong_in_feed

HOUSE = "http://testserver"
XML = ("/news/en.rss", "/news/en.atom")


def _parsed(client: Any, where: str) -> Any:
    answer = client.get(where)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("where", XML)
def test_an_empty_portal_has_a_whole_feed(sign_in: Any, where: str) -> None:
    found = _parsed(sign_in(None), where)
    assert found.entries == []
    assert found.feed.title == "Müller & Söhne: news"
    assert found.feed.link == f"{HOUSE}/news/"


def test_an_empty_portal_has_a_whole_json_feed(sign_in: Any) -> None:
    answer = sign_in(None).get("/news/de.feed")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    found = json.loads(answer.content)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{HOUSE}/news/de.feed"
    assert found["title"] == "Müller & Söhne: Neues"
    assert found["items"] == []


@pytest.mark.parametrize("where", [*XML, "/news/en.feed"])
def test_a_feed_carries_text_address_guid_and_date(sign_in: Any, announce: Any, where: str) -> None:
    key = announce(-2, title_en="A & B <i>", text_en="See [this](/brand-areas/) & **that**.")
    with within(WHOLE_HOUSE):
        row = Announcement.objects.get(pk=key)
        photo = add_photo(row, picture((2_000, 1_000)), 'A "wall"', "")
    client = sign_in(None)
    if where.endswith(".feed"):
        item = json.loads(client.get(where).content)["items"][0]
        seen = (item["title"], item["id"], item["url"], item["content_html"])
        published = datetime.fromisoformat(item["date_published"])
        assert item["image"] == f"{HOUSE}/news/photos/{photo.pk}/"
    else:
        entry = _parsed(client, where).entries[0]
        # RSS and Atom titles are HTML to feedparser, which gives the words.
        seen = (entry.title, entry.id, entry.link, entry.content[0].value)
        published = datetime(*entry.published_parsed[:6], tzinfo=UTC)
    assert "A & B" in seen[0].replace("&amp;", "&")
    assert seen[1] == f"urn:uuid:{key}"
    assert seen[2] == f"{HOUSE}/news/{key}/"
    assert f'href="{HOUSE}/brand-areas/"' in seen[3]
    assert "<strong>that</strong>" in seen[3]
    assert f'src="{HOUSE}/news/photos/{photo.pk}/"' in seen[3]
    assert published == row.publish_at


def test_a_changed_text_keeps_guid_and_date_and_says_when_it_changed(
    sign_in: Any, announce: Any
) -> None:
    key = announce(-2)
    client = sign_in(None)
    before = _parsed(client, "/news/en.atom").entries[0]
    now = timezone.now().replace(microsecond=0)
    with within(WHOLE_HOUSE):
        Announcement.objects.filter(pk=key).update(text_en="New.", changed_at=now)
    after = _parsed(client, "/news/en.atom").entries[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert datetime(*after.updated_parsed[:6], tzinfo=UTC) == now
    assert before.updated == before.published


@pytest.mark.parametrize("where", ["/news/en.rss", "/news/en.atom", "/news/en.feed"])
def test_a_guid_outlives_every_edit(sign_in: Any, announce: Any, where: str) -> None:
    key = announce(-2)
    client = sign_in(None)

    def guids() -> list[str]:
        if where.endswith(".feed"):
            return [one["id"] for one in json.loads(client.get(where).content)["items"]]
        return [one.id for one in _parsed(client, where).entries]

    before = guids()
    with within(WHOLE_HOUSE):
        Announcement.objects.filter(pk=key).update(
            title_en="Otherwise", text_en="New.", title_de="Neu", text_de="Neu.", revision=7
        )
    assert before == guids() == [f"urn:uuid:{key}"]


LINKS = "![Plan](/news/stored/) [a](/brand-areas/) [b](../x) [c](#end) [d](https://e.example/f)"


def test_what_rss_encodes_has_absolute_addresses_alone(sign_in: Any, announce: Any) -> None:
    key = announce(-2, title_en="A", text_en=LINKS)
    with within(WHOLE_HOUSE):
        add_photo(Announcement.objects.get(pk=key), picture(), "A wall", "")
    root = ET.fromstring(sign_in(None).get("/news/en.rss").content)
    (found,) = root.iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    addresses = re.findall(r'(?:href|src)="([^"]*)"', found.text or "")
    assert len(addresses) > 3
    assert all(re.match(r"https?://[^/]+/", one) for one in addresses), addresses


def test_a_json_feed_is_as_its_specification_says(sign_in: Any, announce: Any) -> None:
    client = sign_in(None)
    for code in ("en", "de"):
        assert wrong_in_feed(json.loads(client.get(f"/news/{code}.feed").content)) == []
    key = announce(-3, title_en="A & B", text_en=LINKS)
    announce(-2, title_en="C", text_en="c", title_de="D", text_de="d")
    with within(WHOLE_HOUSE):
        add_photo(Announcement.objects.get(pk=key), picture(), "A wall", "")
    for code in ("en", "de"):
        found = json.loads(client.get(f"/news/{code}.feed").content)
        assert wrong_in_feed(found) == []
        assert len(found["items"]) == 2


SOUND = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "A feed",
    "items": [{"id": "1", "content_text": "x"}],
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"version": "https://jsonfeed.org/version/1"}, "feed.version"),
        ({"title": 5}, "feed.title"),
        ({"home_page_url": "/news/"}, "feed.home_page_url"),
        ({"author": {"name": "x"}}, "feed.author is unknown"),
        ({"authors": [{}]}, "feed.authors"),
        ({"language": "English"}, "feed.language"),
        ({"items": {}}, "items is no list"),
        ({"items": [{"content_text": "x"}]}, "has no id"),
        ({"items": [{"id": 1, "content_text": "x"}]}, "items[0].id"),
        ({"items": [{"id": "1", "title": "x"}]}, "neither"),
        ({"items": [{"id": "1", "content_text": "x"}] * 2}, "twice"),
        ({"items": [{"id": "1", "content_text": "x", "date_published": "2021"}]}, "date_published"),
    ],
)
def test_the_check_of_a_json_feed_finds_what_the_specification_forbids(
    change: dict[str, Any], found: str
) -> None:
    assert wrong_in_feed(SOUND) == []
    assert found in " ".join(wrong_in_feed({**SOUND, **change}))


def test_a_feed_has_its_language_where_there_is_one_and_the_other_where_not(
    sign_in: Any, announce: Any
) -> None:
    announce(-3, title_en="Only English", text_en="x")
    announce(-2, title_en="English", text_en="x", title_de="Deutsch", text_de="x")
    client = sign_in(None)
    for code, expected in (
        ("de", ["Deutsch", "Only English"]),
        ("en", ["English", "Only English"]),
    ):
        assert [e.title for e in _parsed(client, f"/news/{code}.rss").entries] == expected
        assert [e.title for e in _parsed(client, f"/news/{code}.atom").entries] == expected
        items = json.loads(client.get(f"/news/{code}.feed").content)["items"]
        assert [item["title"] for item in items] == expected
        assert items[0]["language"] == code
        assert items[1]["language"] == "en"
    assert client.get("/news/fr.rss").status_code == 404


def test_a_feed_is_sent_again_only_where_it_has_changed(sign_in: Any, announce: Any) -> None:
    client = sign_in(None)
    announce(-2)
    first = client.get("/news/en.rss")
    again = client.get("/news/en.rss", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    announce(-1)
    assert client.get("/news/en.rss", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_pages_name_their_feeds(sign_in: Any, announce: Any) -> None:
    announce(-1)
    body = sign_in(None).get("/news/").content.decode()
    head = body[: body.index("</head>")]
    for kind in ("rss", "atom", "feed"):
        for code in ("en", "de"):
            assert f'href="/news/{code}.{kind}"' in head


def test_a_photo_is_public_with_its_announcement_and_not_before(
    sign_in: Any, announce: Any
) -> None:
    key = announce(1)
    with within(WHOLE_HOUSE):
        photo = add_photo(Announcement.objects.get(pk=key), picture(), "Wall", "")
    where = f"/news/photos/{photo.pk}/"
    for person in (None, "rival", "rollout_manager"):
        for end in ("", "small/"):
            assert sign_in(person).get(where + end).status_code == 404
    desk = sign_in("partner_manager").get(where)
    assert desk.status_code == 200
    assert desk["Cache-Control"] == "private, no-store"
    with within(WHOLE_HOUSE):
        Announcement.objects.filter(pk=key).update(publish_at=timezone.now().replace(microsecond=0))
    seen = sign_in(None).get(where)
    assert seen.status_code == 200
    assert seen["Content-Type"] == "image/jpeg"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert seen["Content-Disposition"].startswith("inline;")
    with within(WHOLE_HOUSE):
        assert bytes(Photo.objects.get().large) == seen.content
