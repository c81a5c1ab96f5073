"""Comments: unseen before they are decided, one a click, one decision of two moderators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from showfloor.portal.news.commenting import WAITING_AT_MOST, decide
from showfloor.portal.news.models import Comment, CommentState, Complaint
from showfloor.portal.people.models import Person
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, within

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
WAITING, SHOWN, REFUSED = CommentState.WAITING, CommentState.SHOWN, CommentState.REFUSED


def _send(client: Any, announcement: UUID, **fields: Any) -> Any:
    sent = {"name": "Nora", "text": "Fine.", "key": str(uuid4()), **fields}
    return client.post(f"/news/{announcement}/comment/", sent)


def _state(key: UUID) -> str:
    with within(WHOLE_HOUSE):
        state: str = Comment.objects.get(pk=key).state
        return state


def test_a_comment_waits_unseen_until_it_is_shown(reader: Any, sign_in: Any, announce: Any) -> None:
    client, person = reader
    key = announce(-1)
    assert _send(client, key, text="Very <b>fine</b>\n\nindeed").status_code == 303
    for other in (sign_in(None), sign_in("rival"), sign_in("rollout_manager")):
        assert b"indeed" not in other.get(f"/news/{key}/").content
        assert b"indeed" not in other.get(f"/news/{key}.json").content
    assert b"waits to be read" in client.get(f"/news/{key}/").content
    with within(WHOLE_HOUSE):
        comment = Comment.objects.get()
    page = sign_in("partner_manager").get("/news/desk/moderation/").content.decode()
    assert "Very &lt;b&gt;fine&lt;/b&gt;" in page
    answer = sign_in("partner_manager").post(
        "/news/desk/moderation/decide/", {f"waiting-{comment.pk}": "shown"}
    )
    assert answer.status_code == 303
    seen = sign_in(None).get(f"/news/{key}/").content.decode()
    assert "<p>Very &lt;b&gt;fine&lt;/b&gt;</p>" in seen
    assert "Nora" in seen
    assert person.email not in seen


def test_only_signed_in_readers_comment_and_only_on_what_is_public(
    sign_in: Any, reader: Any, announce: Any
) -> None:
    public, ahead = announce(-1), announce(1)
    assert _send(sign_in(None), public).status_code == 404
    assert _send(reader[0], ahead).status_code == 404
    assert _send(reader[0], uuid4()).status_code == 404
    with within(WHOLE_HOUSE):
        assert Comment.objects.count() == 0


def test_a_double_click_is_one_comment(reader: Any, announce: Any) -> None:
    client, _ = reader
    announcement, key = announce(-1), str(uuid4())
    assert _send(client, announcement, key=key).status_code == 303
    assert _send(client, announcement, key=key).status_code == 303
    with within(WHOLE_HOUSE):
        assert Comment.objects.count() == 1


def test_a_key_that_is_anothers_changes_nothing_of_it(
    reader: Any, announce: Any, commented: Any, house: Any
) -> None:
    announcement = announce(-1)
    theirs = commented(announcement, house.people["rival"], "waiting", "theirs")
    assert _send(reader[0], announcement, key=str(theirs)).status_code == 404
    with within(WHOLE_HOUSE):
        assert Comment.objects.get().text == "theirs"


def test_a_reader_can_say_so_much_and_no_more(reader: Any, announce: Any) -> None:
    client, _ = reader
    key = announce(-1)
    codes = [_send(client, key).status_code for _ in range(WAITING_AT_MOST + 2)]
    assert codes == [303] * WAITING_AT_MOST + [422, 422]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": " \u202e\u200f\n"},
        {"text": "x" * 2_001},
        {"name": "\u202e"},
        {"name": "x" * 61},
        {"key": "no key"},
        {"text": "nul\x00"},
    ],
)
def test_what_cannot_be_read_is_refused_and_what_was_typed_stays(
    reader: Any, announce: Any, fields: dict[str, str]
) -> None:
    answer = _send(reader[0], announce(-1), **fields)
    assert answer.status_code == 422
    assert b"<form" in answer.content
    with within(WHOLE_HOUSE):
        assert Comment.objects.count() == 0


def test_hostile_names_and_texts_are_only_words(reader: Any, sign_in: Any, announce: Any) -> None:
    client, _ = reader
    key = announce(-1)
    name = "</bdi><script>\u202ex"
    _send(client, key, name=name, text="<img src=x onerror=alert(1)> \u2066=1+1 https://x.example")
    with within(WHOLE_HOUSE):
        Comment.objects.update(state=SHOWN.value)
    page = sign_in(None).get(f"/news/{key}/").content.decode()
    assert "<bdi>&lt;/bdi&gt;&lt;script&gt;x</bdi>" in page
    assert "&lt;img src=x" in page
    assert "\u202e" not in page
    assert "\u2066" not in page
    assert 'href="https://x.example"' not in page
    desk = sign_in("partner_manager").get("/news/desk/moderation/").content.decode()
    assert "<script" not in desk


def test_of_two_moderators_the_first_decision_holds(
    reader: Any, announce: Any, commented: Any
) -> None:
    key = commented(announce(-1), reader[1])
    now = timezone.now()
    with within(WHOLE_HOUSE):
        assert decide(key, WAITING, REFUSED, now)
        assert not decide(key, WAITING, SHOWN, now)
        assert decide(key, WAITING, REFUSED, now), "the same decision is no conflict"
    assert _state(key) == "refused"
    with within(WHOLE_HOUSE):
        assert decide(key, REFUSED, SHOWN, now), "and later it can be changed by who sees it"
    assert _state(key) == "shown"


def test_the_second_moderator_is_told(
    sign_in: Any, reader: Any, announce: Any, commented: Any
) -> None:
    key = commented(announce(-1), reader[1])
    client = sign_in("partner_manager")
    where = "/news/desk/moderation/decide/"
    client.post(where, {f"waiting-{key}": "refused"})
    client.post(where, {f"waiting-{key}": "shown"})
    assert "decided otherwise" in client.get("/news/desk/moderation/").content.decode()
    assert _state(key) == "refused"
    for nonsense in ("waiting-x", "x", "waiting-", f"odd-{key}", "-"):
        assert client.post(where, {nonsense: "shown"}).status_code == 303
    assert client.post(where, {f"refused-{key}": "burnt"}).status_code == 303
    assert _state(key) == "refused"


def test_a_report_reaches_the_moderators_once_and_is_settled(
    sign_in: Any, reader: Any, house: Any, announce: Any, commented: Any
) -> None:
    client, _ = reader
    key = commented(announce(-1), house.people["rival"], "shown", "rude")
    where = f"/news/comments/{key}/report/"
    assert b"rude" in client.get(where).content
    assert client.post(f"{where}send/", {"reason": "Rude."}).status_code == 303
    assert client.post(f"{where}send/", {"reason": "Rude!"}).status_code == 303
    with within(WHOLE_HOUSE):
        assert Complaint.objects.count() == 1
    desk = sign_in("partner_manager")
    found = desk.get("/news/desk/moderation.json").json()
    assert found["figures"]["reported"] == 1
    assert found["tables"]["complaints"]["rows"][0]["reason"] == "Rude."
    desk.post("/news/desk/moderation/decide/", {f"shown-{key}": "refused"})
    assert desk.get("/news/desk/moderation.json").json()["figures"]["reported"] == 0
    assert b"rude" not in sign_in(None).get("/news/").content
    assert sign_in(None).get(where).status_code == 404
    assert sign_in(None).post(f"{where}send/", {"reason": "x"}).status_code == 404


def test_a_reader_removes_their_own_comment_and_no_other(
    reader: Any, house: Any, announce: Any, commented: Any
) -> None:
    client, person = reader
    announcement = announce(-1)
    own = commented(announcement, person, "shown")
    other = commented(announcement, house.people["rival"], "shown")
    for key in (other, own, own):
        assert client.post("/news/reader/remove/", {"comment": str(key)}).status_code == 303
    with within(WHOLE_HOUSE):
        assert [one.pk for one in Comment.objects.all()] == [other]


def test_comments_disappear_with_what_they_were_said_to(
    sign_in: Any, reader: Any, announce: Any, commented: Any
) -> None:
    key = announce(-1, withdrawn=True)
    comment = commented(key, reader[1], "shown", "still?")
    assert sign_in(None).get(f"/news/comments/{comment}/report/").status_code == 404
    with within(Reach(Kind.PUBLIC)):
        assert Comment.objects.count() == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's policies")
def test_on_postgresql_a_reader_writes_in_no_name_but_their_own(
    house: Any, reader: Any, announce: Any
) -> None:
    key = announce(-1)
    reach = Reach(Kind.PUBLIC, person_id=reader[1].pk)
    with within(WHOLE_HOUSE):
        stranger = Person.objects.create_user("stranger@x.example")
    with pytest.raises(DatabaseError), within(reach):
        Comment.objects.create(
            organisation_id=house.organisations["retailer"].pk,
            announcement_id=key,
            reader_id=stranger.pk,
            name="x",
            text="x",
            made_at=timezone.now() - timedelta(days=1),
        )
    with within(reach), connections["default"].cursor() as cursor:
        for statement in (
            "UPDATE news_announcement SET title_en = 'mine'",
            "DELETE FROM news_comment",
        ):
            cursor.execute(statement)
            assert cursor.rowcount == 0
