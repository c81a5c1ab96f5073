"""Workers killed at any moment: nothing is lost, doubled or half done.

SHOWFLOOR_PORTAL_KILLS says how many kills; `make kill-test` has many.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from showfloor.portal.imports.models import Delivery
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.models import OPEN, Job
from showfloor.storage import open_workspace

from ..sending import send  # noqa: TID252  # no package

KILLS = int(os.environ.get("SHOWFLOOR_PORTAL_KILLS", "4"))
LINES = 10_000
PATIENCE = 90.0
HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _state(key: Any) -> Job:
    with within(WHOLE_HOUSE):
        found: Job = Job.objects.get(pk=key)
        return found


def _until_done(start: Callable[..., int]) -> None:
    """Start workers, one after the other, until no job is open."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        number = start()
        while _lives(number) and time.monotonic() < deadline:
            time.sleep(0.1)
        with within(WHOLE_HOUSE):
            if not Job.objects.filter(state__in=OPEN).exists():
                return
        time.sleep(0.5)
    raise AssertionError("the jobs were not done in time")


def _sales(lines: int, seed: int) -> bytes:
    drawn = random.Random(seed)
    rows = (
        f"kill-{seed},2021-0{1 + n % 3}-{10 + n % 18},koeln,a1,{n},1,{drawn.randrange(900)}.00"
        for n in range(lines)
    )
    return (HEAD + "\n".join(rows) + "\n").encode()


def test_an_import_whose_worker_is_killed_again_and_again_is_done_once(
    manager: Client, shop: Path, worker: Callable[..., int]
) -> None:
    before = open_workspace(shop).ledger.latest()
    address = send(manager, ("sales.csv", _sales(LINES, 1)))["Location"]
    manager.post(f"{address}take/")
    drawn = random.Random(20210415)
    for _ in range(KILLS):
        number = worker("stay")
        time.sleep(drawn.uniform(0.0, 2.5))
        os.kill(number, signal.SIGKILL)
        time.sleep(drawn.uniform(0.0, 0.4))
    _until_done(worker)
    with within(WHOLE_HOUSE):
        assert {job.state for job in Job.objects.all()} == {"done"}
        (delivery,) = Delivery.objects.all()
        assert DBTaskResult.objects.ready().count() == 0
    ledger = open_workspace(shop).ledger
    assert ledger.latest().number == before.number + 1 == delivery.version
    assert ledger.latest().rows["sales"] == before.rows["sales"] + LINES
    assert ledger.check().holds
    leftovers = [path.name for path in shop.joinpath("runs").glob(".*")]
    assert leftovers == []


def test_of_two_workers_each_job_is_done_by_one_and_one_asked_to_end_gives_its_job_back(
    manager: Client, shop: Path, worker: Callable[..., int]
) -> None:
    for seed in range(4):
        address = send(manager, (f"sales-{seed}.csv", _sales(30, seed)))["Location"]
        manager.post(f"{address}take/")
    numbers = [worker(), worker()]
    deadline = time.monotonic() + PATIENCE
    while any(_lives(number) for number in numbers) and time.monotonic() < deadline:
        time.sleep(0.1)
    _until_done(worker)
    with within(WHOLE_HOUSE):
        assert {job.state for job in Job.objects.all()} == {"done"}
        own = Job.objects.filter(kind__startswith="imports.")
        assert [job.takes for job in own] == [1] * 8
        versions = {delivery.version for delivery in Delivery.objects.all()}
    assert versions == {2, 3, 4, 5}
    assert len(list(shop.joinpath("runs").iterdir())) == 4
    _one_is_asked_to_end(manager, worker)


def _one_is_asked_to_end(manager: Client, worker: Callable[..., int]) -> None:
    address = send(manager, ("sales.csv", _sales(LINES, 2)))["Location"]
    manager.post(f"{address}take/")
    number = worker()
    with within(WHOLE_HOUSE):
        keys = [job.pk for job in Job.objects.filter(label="sales.csv")]
    deadline = time.monotonic() + PATIENCE
    while all(_state(key).state == "waiting" for key in keys) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(number, signal.SIGTERM)
    while _lives(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {_state(key).state for key in keys} <= {"waiting", "done"}
    assert all(_state(key).takes == 0 for key in keys if _state(key).state == "waiting")
    _until_done(worker)
    assert {_state(key).state for key in keys} == {"done"}
