"""The worker: finds jobs of dead workers, takes tasks from the queue, ends when asked to."""

from __future__ import annotations

import logging
import os
import signal
import socket
import uuid
from types import FrameType

from django.db import DatabaseError, connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.carrying import ENDING
from showfloor.portal.work.holding import recover
from showfloor.portal.work.looking import look_around

LOG = logging.getLogger("showfloor.work")
LOOK_SECONDS = 1.0
"""How long an idle worker waits before it looks again."""
RECOVER_ROUNDS = 5
"""In every so many looks it also looks for jobs of dead workers."""


def work(*, until_idle: bool = False) -> None:
    """Carry out jobs until a signal asks to end; with `until_idle`, until none waits.

    A first Ctrl-C or SIGTERM stops the job that runs and gives it back, so that the next worker
    begins it again; nothing of it is half done.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ask_to_end)
    rounds = 0
    while not ENDING.is_set():
        try:
            did = _round(recovers=rounds % RECOVER_ROUNDS == 0)
        except DatabaseError:
            LOG.warning("the database refused; looking again", exc_info=True)
            did = False
        finally:
            connections.close_all()
        rounds += 1
        if until_idle and not did:
            return
        if not did:
            ENDING.wait(LOOK_SECONDS)


def _ask_to_end(_number: int, _frame: FrameType | None) -> None:
    ENDING.set()


def _round(*, recovers: bool) -> bool:
    """Do the next task, where there is one; say whether there was."""
    if recovers:
        with within(WHOLE_HOUSE):
            recover()
        look_around()
    if not DBTaskResult.objects.ready().exists():
        return False
    taker = TaskWorker(
        queue_names=["default"],
        interval=0.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:8]}",
        excluded_queue_names=[],
    )
    taker.run()
    return True
