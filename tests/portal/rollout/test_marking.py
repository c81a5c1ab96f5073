"""Marking installations: only where they can go, once however often, with a history that stays."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from showfloor.portal.rollout.marking import MOVES, Slip, comment, mark
from showfloor.portal.rollout.models import (
    Installation,
    InstallationEvent,
    InstallationPhoto,
    ReleasedArea,
    State,
)
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.releasing import release
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.workflows.plan_pages import installations_of

LATER = Slip("no power", date(2021, 6, 1))


def one_of(store_id: str = "koeln") -> Installation:
    found: Installation = Installation.objects.get(store_id=store_id)
    return found


def happened(one: Installation) -> list[str]:
    return [event.happened for event in InstallationEvent.objects.filter(installation=one)]


def test_an_installation_goes_from_planned_over_started_to_done(approved: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        mark(key, State.STARTED, who, seen=1)
        mark(key, State.DONE, who, seen=2)
        assert (one_of().state, one_of().revision) == ("done", 3)
        assert happened(one_of()) == ["planned", "started", "done"]
        last = InstallationEvent.objects.filter(installation=one_of()).last()
        assert (last.by, last.by_name) == (who.person_id, who.name)


def test_the_same_mark_twice_is_one_mark(approved: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        for _ in range(2):
            mark(key, State.SLIPPED, who, seen=1, slip=LATER)
        assert happened(one_of()) == ["planned", "slipped"]


def test_a_second_slip_with_another_day_is_kept_beside_the_first(approved: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        mark(key, State.SLIPPED, who, seen=1, slip=LATER)
        mark(key, State.SLIPPED, who, seen=2, slip=Slip("still no power", date(2021, 7, 1)))
        assert one_of().ready_from == date(2021, 7, 1)
        kept = InstallationEvent.objects.filter(installation=one_of(), happened="slipped")
        assert [event.ready_from for event in kept] == [date(2021, 6, 1), date(2021, 7, 1)]


def test_a_done_installation_cannot_slip(approved: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        mark(key, State.STARTED, who, seen=1)
        mark(key, State.DONE, who, seen=2)
        with pytest.raises(RefusedError) as refused:
            mark(key, State.SLIPPED, who, seen=3, slip=LATER)
        assert refused.value.key == "rollout.refused.move.done"
        assert one_of().state == "done"


def test_of_two_who_mark_at_once_the_second_is_told(approved: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        mark(key, State.SLIPPED, who, seen=1, slip=LATER)
        with pytest.raises(RefusedError) as refused:
            mark(key, State.STARTED, who, seen=1)
        assert refused.value.key == "rollout.refused.meanwhile"
        assert happened(one_of()) == ["planned", "slipped"]


def test_history_is_never_changed_or_removed(approved: Any) -> None:
    with within(WHOLE_HOUSE):
        event = InstallationEvent.objects.first()
        for change in (event.delete, partial(event.save, force_update=True)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_comment_twice_in_a_row_is_one_and_empty_ones_are_refused(
    approved: Any, who: Any
) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
        for text in ("The door is blocked", " The door is blocked ", "Open again"):
            comment(key, text, who)
        assert happened(one_of()) == ["planned", "comment", "comment"]
        assert one_of().revision == 1
        with pytest.raises(RefusedError):
            comment(key, " \n ", who)


def test_the_manufacturer_sees_an_area_as_open_only_while_it_is_done(
    plans: Any, approved: Any, who: Any
) -> None:
    with within(WHOLE_HOUSE):
        release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        key = one_of().pk
        mark(key, State.STARTED, who, seen=1)
        assert ReleasedArea.objects.get(store_id="koeln").opened_on is None
        mark(key, State.DONE, who, seen=2)
        assert ReleasedArea.objects.get(store_id="koeln").opened_on == date(2021, 4, 15)
        mark(key, State.STARTED, who, seen=3)
        assert ReleasedArea.objects.get(store_id="koeln").opened_on is None
        assert happened(one_of())[-1] == "taken_back"


ACTIONS = st.lists(
    st.tuples(st.sampled_from(list(State)), st.booleans(), st.sampled_from(["a", "b"])),
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_whatever_is_marked_states_follow_the_table_and_history_counts_every_change(
    approved: Any, who: Any, actions: list[tuple[State, bool, str]]
) -> None:
    with within(WHOLE_HOUSE):
        undo = transaction.savepoint()
        key = one_of().pk
        for to, is_fresh, why in actions:
            before = one_of()
            slip = Slip(why, date(2021, 6, 1)) if to is State.SLIPPED else None
            try:
                mark(key, to, who, seen=before.revision if is_fresh else -1, slip=slip)
            except RefusedError:
                after = one_of()
                assert (after.state, after.revision) == (before.state, before.revision)
                continue
            after = one_of()
            if after.revision == before.revision:
                assert before.state == to.value, "nothing changes but a repeated mark"
                assert slip is None or before.reason == why
            else:
                assert after.revision == before.revision + 1
                assert is_fresh
                assert to in MOVES[State(before.state)]
            assert after.state == to.value
            assert (after.reason != "") is (to is State.SLIPPED)
        assert len(happened(one_of())) == one_of().revision
        transaction.savepoint_rollback(undo)


def photo(size: tuple[int, int] = (40, 30), form: str = "JPEG", **more: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **more)
    return SimpleUploadedFile(f"p.{form.lower()}", out.getvalue(), f"image/{form.lower()}")


def slipping(client: Client, key: Any, upload: Any = None, **fields: Any) -> Any:
    sent = {"seen": 1, "reason": "no power", "ready_from": "2021-06-01", **fields}
    if upload is not None:
        sent |= {"photo": upload, "alternative": "A dark shop"}
    return client.post(f"/installations/{key}/mark/slipped/", sent)


def test_a_photo_is_drawn_anew_and_only_the_rollouts_people_see_it(
    approved: Any, sign_in: Callable[..., Client]
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    client = sign_in("rollout_manager")
    with within(WHOLE_HOUSE):
        key = one_of().pk
    assert slipping(client, key, photo((3200, 20), exif=exif)).status_code == 303
    with within(WHOLE_HOUSE):
        kept = InstallationPhoto.objects.get()
        assert (kept.width, kept.height) == (1600, 10)
        assert b"secret place" not in bytes(kept.image)
    answer = client.get(f"/photos/{kept.pk}.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    for other in ("account_manager", "rival", "store_staff", None):
        assert sign_in(other).get(f"/photos/{kept.pk}.jpg").status_code == 404
    assert f"/photos/{kept.pk}.jpg" in client.get(f"/installations/{key}/").content.decode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"GIF89a" + b"\0" * 40, "a.gif"),
        (b"\xff\xd8\xff\xe0 cut off", "a.jpg"),
        (b"<?php evil() ?>", "a.jpg"),
        (b"PK\x03\x04zip", "a.png"),
    ],
)
def test_a_hostile_photo_is_refused_and_nothing_is_marked(
    approved: Any, sign_in: Callable[..., Client], data: bytes, name: str
) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
    client = sign_in("rollout_manager")
    answer = slipping(client, key, SimpleUploadedFile(name, data, "image/jpeg"))
    assert answer.status_code == 422
    assert "no photo as JPEG" in answer.content.decode()
    assert "no power" in answer.content.decode(), "what was written is not lost"
    with within(WHOLE_HOUSE):
        assert one_of().state == "planned"


def test_a_photo_of_too_many_pixels_is_refused_before_it_is_opened(
    approved: Any, sign_in: Callable[..., Client]
) -> None:
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    with within(WHOLE_HOUSE):
        key = one_of().pk
    bomb = SimpleUploadedFile("b.png", out.getvalue(), "image/png")
    answer = slipping(sign_in("rollout_manager"), key, bomb)
    assert answer.status_code == 422
    assert "million pixels" in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"reason": "x" * 501},
        {"ready_from": "tomorrow"},
        {"ready_from": "2021-02-30"},
        {"ready_from": ""},
    ],
)
def test_a_slip_with_a_mistake_is_shown_again_with_what_was_written(
    approved: Any, sign_in: Callable[..., Client], fields: dict[str, str]
) -> None:
    with within(WHOLE_HOUSE):
        key = one_of().pk
    answer = slipping(sign_in("rollout_manager"), key, **fields)
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()
    with within(WHOLE_HOUSE):
        assert one_of().state == "planned"
