"""Stopping a job: at once while it waits, by its worker while it runs; nothing stays half done."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from showfloor.portal.imports.models import Delivery
from showfloor.portal.walls.models import AuditEntry
from showfloor.portal.walls.permissions import Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work import carrying, holding, kinds
from showfloor.portal.work.kinds import Asked, Outcome
from showfloor.portal.work.models import Job
from showfloor.storage import open_workspace

from ..sending import figures, send, work_here  # noqa: TID252  # no package

HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
PATIENCE = 60.0


def _sent(manager: Client, lines: int = 5) -> tuple[str, Any]:
    """Send sales and have them taken; return the delivery's address and the job's key."""
    rows = "".join(f"stop,2021-02-{1 + n % 28:02},koeln,a1,{n},1,9.00\n" for n in range(lines))
    address: str = send(manager, ("sales.csv", (HEAD + rows).encode()))["Location"]
    work_here()
    manager.post(f"{address}take/")
    with within(WHOLE_HOUSE):
        return address, Delivery.objects.get().job


def _job(key: Any) -> Job:
    with within(WHOLE_HOUSE):
        found: Job = Job.objects.get(pk=key)
        return found


def test_a_waiting_job_ends_at_once_and_a_second_click_changes_nothing(
    manager: Client, shop: Path
) -> None:
    before = open_workspace(shop).ledger.latest().number
    address, key = _sent(manager)
    for page in (f"/work/{key}/", address):
        assert f'action="/work/{key}/stop/"' in manager.get(page).content.decode()
    assert manager.post(f"/work/{key}/stop/", follow=True).status_code == 200
    ended = _job(key)
    assert (ended.state, ended.stopped_by) == ("stopped", "partner_manager")
    manager.post(f"/work/{key}/stop/")
    assert _job(key).ended_at == ended.ended_at
    work_here()
    assert open_workspace(shop).ledger.latest().number == before
    assert "partner_manager let it end" in manager.get(f"/work/{key}/").content.decode()


def test_a_stopped_job_can_be_started_again_and_is_then_done(manager: Client, shop: Path) -> None:
    before = open_workspace(shop).ledger.latest().number
    address, key = _sent(manager)
    manager.post(f"/work/{key}/stop/")
    manager.post(f"/work/{key}/again/")
    work_here()
    assert _job(key).state == "done"
    assert _job(key).stopped_by == ""
    assert figures(manager, address)["version"] == before + 1


def test_a_job_that_is_done_is_not_stopped_any_more(manager: Client, shop: Path) -> None:
    assert shop.is_dir()
    _address, key = _sent(manager)
    work_here()
    manager.post(f"/work/{key}/stop/")
    assert _job(key).state == "done"


def test_a_running_job_is_ended_by_its_worker_and_not_given_to_the_next(
    manager: Client, shop: Path
) -> None:
    assert shop.is_dir()
    _address, key = _sent(manager)
    with within(WHOLE_HOUSE):
        held = holding.take(key)
        assert held is not None
        assert not holding.is_to_stop(held)
    manager.post(f"/work/{key}/stop/")
    assert _job(key).state == "running"
    assert "asked it to end" in manager.get(f"/work/{key}/").content.decode()
    with within(WHOLE_HOUSE):
        assert holding.is_to_stop(held)
        assert holding.give_back(held, counts=True)
    assert _job(key).state == "stopped"


def test_only_who_may_see_a_job_may_stop_it(
    manager: Client, shop: Path, sign_in: Callable[..., Client]
) -> None:
    assert shop.is_dir()
    _address, key = _sent(manager)
    for person in ("rollout_manager", "account_manager", "auditor", None):
        assert sign_in(person).post(f"/work/{key}/stop/").status_code == 404
    assert _job(key).state == "waiting"


def test_an_import_stopped_at_any_moment_is_in_the_ledger_whole_or_not_at_all(
    manager: Client, shop: Path, worker: Callable[..., int]
) -> None:
    lines = 2_000
    before = open_workspace(shop).ledger.latest()
    address, key = _sent(manager, lines)
    drawn = random.Random(6)
    number = worker("stay")
    try:
        for _ in range(2):
            time.sleep(drawn.uniform(0.1, 1.2))
            manager.post(f"/work/{key}/stop/")
            deadline = time.monotonic() + PATIENCE
            while _job(key).is_open and time.monotonic() < deadline:
                time.sleep(0.05)
            assert _job(key).state in {"stopped", "done"}
            rows = open_workspace(shop).ledger.latest().rows["sales"] - before.rows["sales"]
            assert rows in {0, lines}
            manager.post(f"/work/{key}/again/")
        deadline = time.monotonic() + PATIENCE
        while _job(key).state != "done" and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        os.kill(number, signal.SIGKILL)
    assert _job(key).state == "done"
    ledger = open_workspace(shop).ledger
    assert ledger.latest().rows["sales"] == before.rows["sales"] + lines
    assert ledger.check().holds
    assert figures(manager, address)["version"] == ledger.latest().number


def test_the_audit_log_holds_one_line_of_a_page_that_follows_and_one_of_its_end(
    manager: Client, shop: Path
) -> None:
    assert shop.is_dir()
    _address, key = _sent(manager)
    path = f"/work/{key}/"

    def lines(happening: str) -> int:
        with within(WHOLE_HOUSE):
            return AuditEntry.objects.filter(
                happening=happening, what__startswith=path.rstrip("/")
            ).count()

    for _ in range(5):
        assert 'http-equiv="refresh"' in manager.get(path).content.decode()
    assert lines("saw") == 1
    manager.get(f"/work/{key}.json")
    manager.get(f"/work/{key}.json")
    assert lines("exported") == 1
    work_here()
    manager.get(path)
    manager.get(path)
    assert lines("saw") == 3


def test_a_job_that_is_killed_leaves_no_folder_behind(
    manager: Client, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _address, key = _sent(manager)

    def ends_at_once(_asked: Asked, _report: object) -> Outcome:
        folder = Path(tempfile.mkdtemp(dir=shop))
        folder.joinpath("half.csv").write_text("x", encoding="utf-8")
        with tempfile.NamedTemporaryFile(delete=False) as stream:
            stream.write(b"x")
        os._exit(9)

    kind = kinds.Kind("imports.take", Right.IMPORT, ends_at_once)
    monkeypatch.setitem(kinds._OFFERED, "imports.take", kind)
    before = {path.name for path in shop.iterdir()}
    carrying.carry(key)
    assert _job(key).state == "waiting"
    assert {path.name for path in shop.iterdir()} == before
    assert list(Path(tempfile.gettempdir()).glob(f"job-{key.hex}-*")) == []
