"""Jobs: asked for once, held by one worker at a time, found again when their worker has died."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django_tasks_db.models import DBTaskResult

from showfloor.errors import IntakeError
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right, Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, within
from showfloor.portal.words import language_of
from showfloor.portal.work import carrying, holding, kinds
from showfloor.portal.work.asking import again, ask
from showfloor.portal.work.kinds import Asked, Outcome
from showfloor.portal.work.models import Job

from ..sending import work_here  # noqa: TID252  # no package

TEST = "imports.look"


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let the kind of the test do what the list holds: return it, or raise it."""
    held: list[Any] = []

    def do(_asked: Asked, report: Callable[[str, float], None]) -> Outcome:
        report("counting", 0.5)
        end = held.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    monkeypatch.setitem(kinds._OFFERED, TEST, kinds.Kind(TEST, Right.IMPORT, do))
    return held


def _visit(house: Any) -> Visit:
    person = house.people["partner_manager"]
    reach = Reach(Kind.HOUSE, house.organisations["retailer"].pk, person.pk)
    return Visit(language_of("en", "EUR"), reach, Role.PARTNER_MANAGER, person)


def _asked(house: Any, once: str = "x") -> Job:
    visit = _visit(house)
    with within(visit.reach):
        return ask(visit, TEST, {"a": 1}, label="sales.csv", once=once)


def _now(job: Job) -> Job:
    with within(WHOLE_HOUSE):
        found: Job = Job.objects.get(pk=job.pk)
        return found


def _silent(job: Job, seconds: float) -> None:
    with within(WHOLE_HOUSE):
        Job.objects.filter(pk=job.pk).update(beat_at=Now() - timedelta(seconds=seconds))


def test_what_is_asked_for_twice_is_one_job_until_it_has_ended(
    house: Any, doing: list[Any]
) -> None:
    first = _asked(house)
    assert _asked(house).pk == first.pk
    assert _asked(house, "y").pk != first.pk
    doing += [Outcome("imports.looked")] * 2
    work_here()
    assert _asked(house).pk != first.pk


def test_a_job_and_its_task_appear_together_or_not_at_all(house: Any) -> None:
    visit = _visit(house)

    def broken_off() -> None:
        with within(visit.reach):
            ask(visit, TEST, {}, label="sales.csv", once="x")
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    with within(WHOLE_HOUSE):
        assert Job.objects.count() == 0
        assert DBTaskResult.objects.count() == 0


def test_a_job_is_taken_by_one_worker(house: Any) -> None:
    job = _asked(house)
    with within(WHOLE_HOUSE):
        assert holding.take(job.pk) is not None
        assert holding.take(job.pk) is None


def test_the_job_of_a_silent_worker_waits_again_and_its_late_words_are_not_heard(
    house: Any,
) -> None:
    job = _asked(house)
    with within(WHOLE_HOUSE):
        late = holding.take(job.pk)
        assert late is not None
        assert holding.recover() == 0
    _silent(job, holding.SILENT_SECONDS + 1)
    with within(WHOLE_HOUSE):
        assert holding.recover() == 1
        anew = holding.take(job.pk)
        assert anew is not None
        assert not holding.beat(late)
        assert not holding.tell(late, "late", 0.9)
        assert not holding.finish(late, Outcome("imports.looked"))
        assert holding.finish(anew, Outcome("imports.looked"))
        assert not holding.fail(late, "late")
    assert (_now(job).state, _now(job).takes) == ("done", 2)


def test_a_job_that_ends_with_its_worker_too_often_waits_for_somebody(house: Any) -> None:
    job = _asked(house)
    for _ in range(holding.TAKES):
        with within(WHOLE_HOUSE):
            assert holding.take(job.pk) is not None
        _silent(job, 60.0)
        with within(WHOLE_HOUSE):
            holding.recover()
    assert _now(job).state == "interrupted"
    with within(WHOLE_HOUSE):
        assert again(_now_within(job))
        assert not again(_now_within(job))
    assert (_now(job).state, _now(job).takes) == ("waiting", 0)


def _now_within(job: Job) -> Job:
    found: Job = Job.objects.get(pk=job.pk)
    return found


def test_a_job_whose_task_was_lost_with_a_worker_is_queued_again(house: Any) -> None:
    job = _asked(house)
    with within(WHOLE_HOUSE):
        DBTaskResult.objects.all().delete()
        assert holding.recover() == 1
        assert holding.recover() == 0
        assert DBTaskResult.objects.ready().count() == 1
    assert _now(job).state == "waiting"


def test_a_refusal_is_told_as_it_is_and_a_breakage_without_its_inside(
    house: Any, doing: list[Any], sign_in: Callable[..., Client]
) -> None:
    doing += [IntakeError("sales.csv: line 3 is broken <b>"), ZeroDivisionError("inside")]
    _asked(house)
    _asked(house, "y")
    refused, broke = work_here()
    client = sign_in("partner_manager")
    page = client.get(f"/work/{refused.pk}/").content.decode()
    assert "sales.csv: line 3 is broken &lt;b&gt;" in page
    page = client.get(f"/work/{broke.pk}/").content.decode()
    assert "Something failed on our side" in page
    assert "inside" not in page
    answer = client.post(f"/work/{broke.pk}/again/")
    assert answer.status_code == 303
    doing.append(Outcome("imports.looked"))
    assert [job.state for job in work_here()] == ["done"]
    assert client.post(f"/work/{broke.pk}/again/").status_code == 303
    assert work_here() == []


def test_progress_is_written_at_most_once_a_second(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _asked(house)
    with within(WHOLE_HOUSE):
        held = holding.take(job.pk)
    assert held is not None
    clock = iter([10.0, 10.2, 10.9, 11.0])
    monkeypatch.setattr(carrying, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    teller = carrying.Teller(held)
    told = []
    for step, share in (("a", 0.1), ("b", 0.2), ("c", 0.3), ("d", float("nan"))):
        teller.tell(step, share)
        told.append((_now(job).step, _now(job).share))
    assert told == [("a", 0.1), ("a", 0.1), ("a", 0.1), ("d", None)]


def test_progress_shows_without_a_script(house: Any, sign_in: Callable[..., Client]) -> None:
    job = _asked(house)
    with within(WHOLE_HOUSE):
        held = holding.take(job.pk)
        assert held is not None
        holding.tell(held, "reading sales.csv", 0.42)
    client = sign_in("partner_manager")
    page = client.get(f"/work/{job.pk}/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert '<progress max="1" value="0.420"' in page
    assert "42% · " in page.replace("\xa0", "")
    assert client.get(f"/work/{job.pk}.json").json()["figures"]["share"] == 0.42


def test_nobody_without_the_kinds_right_sees_a_job(
    house: Any, sign_in: Callable[..., Client]
) -> None:
    job = _asked(house)
    nobodys = uuid.uuid4()
    for name in ("rollout_manager", "account_manager", "auditor", None):
        client = sign_in(name)
        theirs = client.get(f"/work/{job.pk}.json")
        assert theirs.status_code == 404
        assert theirs.content == client.get(f"/work/{nobodys}.json").content
        assert client.post(f"/work/{job.pk}/again/").status_code == 404
    assert "sales.csv" not in sign_in("rollout_manager").get("/work/").content.decode()


@pytest.fixture
def quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker beat all the time, as one that is slow and meets every moment of its job."""
    monkeypatch.setattr(carrying, "BEAT_SECONDS", 0.0)
    monkeypatch.setattr(carrying, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(logging.getLogger("showfloor"), "propagate", True)


def test_a_process_that_needs_a_while_to_leave_has_ended_its_job_and_nothing_is_said(
    house: Any,
    doing: list[Any],
    quick_beats: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job, do = _asked(house), carrying.do
    doing.append(Outcome("imports.looked"))

    def leaves_slowly(*words: Any) -> None:
        do(*words)
        time.sleep(0.3)

    monkeypatch.setattr(carrying, "do", leaves_slowly)
    with caplog.at_level(logging.INFO, logger="showfloor"):
        carrying.carry(job.pk)
    assert _now(job).state == "done"
    assert caplog.text == ""


def test_a_worker_that_was_silent_lets_its_job_go_and_tells_it_as_information(
    house: Any,
    quick_beats: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job, other = _asked(house), uuid.uuid4()

    def is_taken(asked: Asked, _report: object) -> Outcome:
        with within(WHOLE_HOUSE):
            Job.objects.filter(pk=asked.job_id).update(claim=other)
        time.sleep(60.0)
        return Outcome("imports.looked")

    kind = kinds.Kind(TEST, Right.IMPORT, is_taken)
    monkeypatch.setitem(kinds._OFFERED, TEST, kind)
    with caplog.at_level(logging.INFO, logger="showfloor"):
        carrying.carry(job.pk)
    assert (_now(job).state, _now(job).claim) == ("running", other)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "goes on with another worker" in caplog.text
