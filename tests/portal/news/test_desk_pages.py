"""The desk's pages: writing, looking, scheduling in the workspace's time, photos, and mistakes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from showfloor.portal.news.models import Announcement, Photo
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from .conftest import picture

GERMAN = {"title_de": "Fläche in Köln", "text_de": "Seit **heute**."}


@pytest.fixture
def desk(sign_in: Any) -> Any:
    return sign_in("partner_manager")


def _save(desk: Any, key: UUID, **fields: Any) -> Any:
    return desk.post(f"/news/desk/{key}/save/", {"key": str(key), "revision": "0", **fields})


def _one(key: UUID) -> Announcement:
    with within(WHOLE_HOUSE):
        found: Announcement = Announcement.objects.get(pk=key)
        return found


def test_from_an_empty_desk_to_a_public_page(desk: Any, sign_in: Any) -> None:
    begun = desk.post("/news/desk/new/")
    where = begun["Location"]
    assert desk.get(where).status_code == 200
    key = UUID(where.split("/")[3])
    with within(WHOLE_HOUSE):
        assert Announcement.objects.count() == 0
    assert _save(desk, key, **GERMAN)["Location"] == f"/news/desk/{key}/"
    preview = desk.get(f"/news/desk/{key}/").content.decode()
    assert "<strong>heute</strong>" in preview
    assert sign_in(None).get(f"/news/{key}/").status_code == 404
    desk.post(f"/news/desk/{key}/publish/")
    public = sign_in(None).get(f"/news/{key}/").content.decode()
    assert "Fläche in Köln" in public
    assert "only there in German" in public
    assert "Fläche in Köln" in desk.get("/news/desk/").content.decode()


def test_the_form_sent_twice_makes_one_draft(desk: Any) -> None:
    key = uuid4()
    assert _save(desk, key, **GERMAN).status_code == 303
    assert _save(desk, key, **GERMAN).status_code == 303
    with within(WHOLE_HOUSE):
        assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "in German or in English"),
        ({"title_de": "x"}, "needs a title and a text"),
        ({**GERMAN, "text_en": "x"}, "needs a title and a text"),
        ({"title_de": "\u202e", "text_de": " "}, "in German or in English"),
        ({"title_de": "x" * 201, "text_de": "x"}, "200"),
        ({"title_de": "x", "text_de": "x" * 20_001}, "20000"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    desk: Any, fields: dict[str, str], says: str
) -> None:
    answer = _save(desk, uuid4(), **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert fields.get("title_de", "")[:50] in page
    with within(WHOLE_HOUSE):
        assert Announcement.objects.count() == 0


def test_the_second_of_two_editors_keeps_their_text_in_the_form(desk: Any) -> None:
    key = uuid4()
    _save(desk, key, **GERMAN)
    assert _save(desk, key, revision="1", title_de="Erste", text_de="x").status_code == 303
    late = _save(desk, key, revision="1", title_de="Zweite", text_de="y")
    assert late.status_code == 422
    assert "Somebody has changed this" in late.content.decode()
    assert "Zweite" in late.content.decode()
    assert _one(key).title_de == "Erste"


def test_the_moment_is_in_the_workspaces_time_zone(desk: Any, announce: Any) -> None:
    key = announce(None)
    answer = desk.post(f"/news/desk/{key}/schedule/", {"moment": "2099-07-01T10:00"})
    assert answer.status_code == 303
    # Berlin is two hours ahead of UTC in July.
    assert _one(key).publish_at == datetime(2099, 7, 1, 8, 0, tzinfo=UTC)
    page = desk.get(f"/news/desk/{key}/").content.decode()
    assert "1 July 2099, 10:00" in page.replace("\xa0", " ")
    assert 'value="2099-07-01T10:00"' in page


@pytest.mark.parametrize(
    "moment", ["", "soon", "2020-01-01T10:00", "2099-03-29T02:30", "2099-10-25T02:30", "9" * 50]
)
def test_a_moment_that_is_past_or_is_none_or_two_is_refused(
    desk: Any, announce: Any, moment: str
) -> None:
    """On 29 March 2099 clocks go from 2 to 3, on 25 October from 3 to 2."""
    key = announce(None)
    answer = desk.post(f"/news/desk/{key}/schedule/", {"moment": moment})
    assert answer.status_code == 422
    assert _one(key).publish_at is None


def test_taking_back_withdrawing_and_throwing_away(desk: Any, announce: Any) -> None:
    scheduled, public, draft = announce(1), announce(-1), announce(None)
    desk.post(f"/news/desk/{scheduled}/take-back/")
    assert _one(scheduled).publish_at is None
    desk.post(f"/news/desk/{public}/withdraw/")
    desk.post(f"/news/desk/{public}/withdraw/")
    assert _one(public).withdrawn_at is not None
    assert desk.get(f"/news/desk/{public}/write/").status_code == 404
    assert desk.post(f"/news/desk/{draft}/discard/")["Location"] == "/news/desk/"
    assert desk.post(f"/news/desk/{draft}/discard/").status_code == 404
    for verb in ("publish", "schedule", "take-back", "withdraw", "discard", "photo"):
        assert desk.post(f"/news/desk/{uuid4()}/{verb}/").status_code == 404


def _photo(name: str = "wall.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")


def test_a_photo_is_added_once_with_its_words_and_removed(desk: Any, announce: Any) -> None:
    key = announce(None)
    for words in ("A wall", "A long wall"):
        answer = desk.post(
            f"/news/desk/{key}/photo/", {"photo": _photo("../../x.php"), "alternative_en": words}
        )
        assert answer.status_code == 303
    with within(WHOLE_HOUSE):
        photo = Photo.objects.get()
    assert photo.alternative_en == "A long wall"
    assert 'alt="A long wall"' in desk.get(f"/news/desk/{key}/").content.decode()
    for _ in range(2):
        assert desk.post(f"/news/desk/photos/{photo.pk}/remove/").status_code == 303
    with within(WHOLE_HOUSE):
        assert Photo.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words", "says"),
    [
        (b"", "x", "empty"),
        (b"<svg/>", "x", "no JPEG, PNG or WebP"),
        (b"x" * 12_000_001, "x", "too large"),
        (None, "", "required"),
    ],
)
def test_a_photo_that_cannot_be_taken_says_why(
    desk: Any, announce: Any, content: bytes | None, words: str, says: str
) -> None:
    key = announce(None)
    sent = {"photo": _photo(content=content), "alternative_en": words}
    answer = desk.post(f"/news/desk/{key}/photo/", sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_an_announcement_has_so_many_photos(
    desk: Any, announce: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showfloor.portal.news.publishing.PHOTOS_AT_MOST", 2)
    key = announce(None)
    codes = []
    for number in range(3):
        sent = {"photo": _photo(content=picture((60 + number, 40))), "alternative_en": "x"}
        codes.append(desk.post(f"/news/desk/{key}/photo/", sent).status_code)
    assert codes == [303, 303, 422]


def test_a_public_text_that_is_changed_says_so(desk: Any, sign_in: Any, announce: Any) -> None:
    key = announce(-1)
    assert b"Changed on" not in sign_in(None).get(f"/news/{key}/").content
    assert _save(desk, key, revision="1", title_en="New", text_en="x").status_code == 303
    assert b"Changed on" in sign_in(None).get(f"/news/{key}/").content


def test_a_long_list_is_read_a_page_at_a_time(sign_in: Any, announce: Any) -> None:
    for number in range(45):
        announce(-1 - number, title_en=f"Number {number}.", text_en="x")
    client = sign_in(None)
    first, last = (
        client.get("/news/").content.decode(),
        client.get("/news/?from=40").content.decode(),
    )
    assert "Number 0." in first
    assert "Number 20." not in first
    assert "?from=20" in first
    assert "Number 44." in last
    assert client.get("/news/?from=99999").status_code == 200
    assert client.get("/news/?from=²").status_code == 200
