"""Readers: an address proved by a letter, nothing kept before, and everything gone on request."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from showfloor.portal.news import letters as post
from showfloor.portal.news.models import Comment, Complaint, LetterTally
from showfloor.portal.people.models import Membership, Person
from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

ADDRESS = "Nora.Neu@Somewhere.example"


def _asked(client: Client, address: str = ADDRESS, back: str = "") -> Any:
    return client.post("/news/sign-up/send/", {"address": address, "next": back})


def _link(letter: Any) -> str:
    found = re.search(r"http://testserver(/news/enter/\S+)", letter.body)
    assert found is not None, letter.body
    return found[1]


def test_nothing_is_kept_before_the_letters_link_is_followed_and_pressed(
    sign_in: Any, letters: list[Any]
) -> None:
    client = sign_in(None)
    assert _asked(client).status_code == 303
    where = _link(letters[0])
    assert client.get(where).status_code == 200, "a scanner of letters follows links too"
    assert not Person.objects.filter(email=ADDRESS.lower()).exists()
    assert "nora" not in str(list(LetterTally.objects.values())).lower()
    assert client.post(f"{where}now/").status_code == 302
    person = Person.objects.get(email=ADDRESS.lower())
    assert not person.has_usable_password()
    assert person.name == ""
    page = client.get("/news/reader/").content.decode()
    assert ADDRESS.lower() in page


def test_a_link_works_once_and_a_double_click_is_one(sign_in: Any, letters: list[Any]) -> None:
    _asked(sign_in(None))
    where = f"{_link(letters[0])}now/"
    first, second = sign_in(None), sign_in(None)
    assert first.post(where).status_code == 302
    assert second.post(where).status_code == 302
    Person.objects.filter(email=ADDRESS.lower()).update(
        last_login=timezone.now() - timedelta(minutes=2)
    )
    late = sign_in(None)
    assert late.post(where).status_code == 422
    assert late.get("/news/reader.json").json()["title"].startswith("Comment with nothing")
    assert Person.objects.filter(email=ADDRESS.lower()).count() == 1


def test_a_link_ends_after_a_day_and_a_forged_one_is_none(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    secret = post.proof_for(ADDRESS)
    assert post.proof_in(secret, now) is not None
    assert post.proof_in(secret[:-2] + "xx", now) is None
    assert post.proof_in("", now) is None
    assert post.proof_in(signing.dumps(["a", "", "", ""], salt="elsewhere"), now) is None
    monkeypatch.setattr(post, "HOLDS", timedelta(seconds=-1))
    assert post.proof_in(secret, now) is None


def test_a_link_never_signs_in_somebody_who_has_a_password(
    sign_in: Any, letters: list[Any], house: Any
) -> None:
    manager = house.people["partner_manager"]
    assert _asked(sign_in(None), manager.email).status_code == 303
    assert "/account/login/" in letters[0].body
    assert "/news/enter/" not in letters[0].body
    secret = post.proof_for(manager.email)
    assert post.proof_in(secret, timezone.now()) is None
    assert sign_in(None).post(f"/news/enter/{secret}/now/").status_code == 422


def test_the_page_says_the_same_of_known_and_unknown_addresses(
    sign_in: Any, letters: list[Any], house: Any
) -> None:
    said = []
    for address in ("unknown@x.example", house.people["partner_manager"].email):
        client = sign_in(None)
        answer = _asked(client, address)
        page = client.get(answer["Location"]).content.decode()
        said.append(re.sub(r'value="\w+"', "", page).replace(address, "ADDRESS"))
    assert said[0] == said[1]


def test_letters_to_an_address_and_in_all_are_bounded(
    sign_in: Any, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(None)
    codes = [_asked(client).status_code for _ in range(5)]
    assert codes == [303, 303, 303, 422, 422]
    assert len(letters) == 3
    monkeypatch.setattr(post, "IN_ALL_AT_MOST", 4)
    assert _asked(client, "a@x.example").status_code == 303
    assert _asked(client, "b@x.example").status_code == 422
    LetterTally.objects.update(hour=timezone.now() - timedelta(hours=3))
    assert _asked(client, "c@x.example").status_code == 303
    assert LetterTally.objects.count() == 2, "past hours are forgotten"


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b", "a@x.example\nBcc: b@x.example", "a" * 300 + "@x.example", "\x00@x.de"],
)
def test_what_is_no_address_gets_no_letter(sign_in: Any, letters: list[Any], address: str) -> None:
    assert _asked(sign_in(None), address).status_code == 422
    assert letters == []


def test_a_post_that_is_down_is_said_and_keeps_nothing(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_words: Any, **_options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    answer = _asked(sign_in(None))
    assert answer.status_code == 422
    assert "could not be sent" in answer.content.decode()
    assert not Person.objects.filter(email=ADDRESS.lower()).exists()


def test_after_signing_in_one_comes_back_to_the_page_within_the_portal_alone(
    sign_in: Any, letters: list[Any], announce: Any
) -> None:
    key = announce(-1)
    for number, (back, expected) in enumerate(
        (
            (f"/news/{key}/", f"/news/{key}/"),
            ("https://evil.example/", "/news/reader/"),
            ("//evil.example/", "/news/reader/"),
            ("/\\evil.example", "/news/reader/"),
        )
    ):
        client = sign_in(None)
        _asked(client, f"r{number}@x.example", back)
        answer = client.post(f"{_link(letters[-1])}now/")
        assert answer["Location"] == expected


def test_leaving_removes_address_comments_and_reports_and_nobody_elses(
    reader: Any, house: Any, announce: Any, commented: Any
) -> None:
    client, person = reader
    key = announce(-1)
    own = [commented(key, person, state) for state in ("waiting", "shown", "refused")]
    other = commented(key, house.people["rival"], "shown")
    with within(WHOLE_HOUSE):
        for number, comment in enumerate((own[1], other)):
            Complaint.objects.create(
                organisation=house.organisations["retailer"],
                comment_key=comment,
                reader_id=(house.people["rival"], person)[number].pk,
                reason="x",
                made_at=timezone.now(),
            )
    assert client.post("/news/reader/leave/").status_code == 303
    assert not Person.objects.filter(pk=person.pk).exists()
    with within(WHOLE_HOUSE):
        assert [one.pk for one in Comment.objects.all()] == [other]
        assert Complaint.objects.filter(reader_id=person.pk).count() == 0
    assert client.get("/news/reader.json").json()["title"].startswith("Comment with nothing")
    assert client.post("/news/reader/leave/").status_code == 303, "a double click"


def test_a_member_present_or_past_is_not_removed_here(
    sign_in: Any, house: Any, reader: Any
) -> None:
    assert sign_in("rival").post("/news/reader/leave/").status_code == 303
    assert Person.objects.filter(pk=house.people["rival"].pk).exists()
    client, person = reader
    with within(WHOLE_HOUSE):
        Membership.objects.create(
            organisation=house.organisations["acme"],
            person=person,
            role=Role.ACCOUNT_MANAGER.value,
            ended_at=timezone.now(),
        )
    assert client.post("/news/reader/leave/").status_code == 303
    assert Person.objects.filter(pk=person.pk).exists()


def test_a_reader_sees_only_their_own_page(reader: Any, commented: Any, announce: Any) -> None:
    client, person = reader
    key = announce(-1)
    commented(key, person, "waiting", "mine")
    with within(WHOLE_HOUSE):
        stranger = Person.objects.create_user("stranger@x.example")
    commented(key, stranger, "waiting", "theirs")
    found = client.get("/news/reader.json").json()
    assert [row["text"] for row in found["tables"]["comments"]["rows"]] == ["mine"]
