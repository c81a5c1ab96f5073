"""Carrying out a job: the worker beats and waits, a process of the job's own does the work.

So whatever the work does to its process (memory, a crash, a long call that lets nothing else run)
the worker lives, knows of it, and goes on. When the worker itself is killed, the process sees that
the pipe between them has closed, and ends at once.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connections

from showfloor.errors import ShowfloorError
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work import holding
from showfloor.portal.work.holding import BEAT_SECONDS, Held
from showfloor.portal.work.kinds import Asked, Kind, Outcome, kind_of
from showfloor.portal.work.models import Job

LOG = logging.getLogger("showfloor.work")
ENDING = threading.Event()
"""Set when the worker is asked to end: it then stops its job and gives it back."""
LOOK_SECONDS = 0.1
TELL_SECONDS = 1.0
"""A job writes how far it is at most so often."""
LEAVES_SECONDS = 10.0
"""A process that has written how its job ended has so long to leave by itself."""
TRIES = 5
"""How often the end of a job is written where the database refuses."""
DEAD_WORKER = 3


def carry(job_id: UUID) -> None:
    """Take a job and see it through; nothing where it waits no longer."""
    with within(WHOLE_HOUSE):
        held = holding.take(job_id)
        job = Job.objects.get(pk=job_id) if held is not None else None
    if held is None or job is None:
        return
    kind = kind_of(job.kind)
    if kind is None:
        LOG.error("nothing offers %s; the job %s cannot be done", job.kind, job.pk)
        with within(WHOLE_HOUSE):
            holding.fail(held, f"this portal no longer does '{job.kind}'")
        return
    asked = Asked(job.pk, job.parameters, job.person_id, job.person_name)
    sweep(job.pk)
    process, ours = _started(held, kind, asked)
    try:
        is_ours = _waited(process, held)
    finally:
        _end(process)
        ours.close()
        sweep(job.pk)
    if is_ours:
        with within(WHOLE_HOUSE):
            if holding.give_back(held, counts=not ENDING.is_set()):
                LOG.warning("the job %s ended without a result: %s", job.pk, process.exitcode)


def _started(held: Held, kind: Kind, asked: Asked) -> tuple[BaseProcess, Connection]:
    """Start the job's process; return it, and the end of the pipe that closes with this one."""
    context = multiprocessing.get_context("fork")
    theirs, ours = context.Pipe(duplex=False)
    connections.close_all()
    process = context.Process(target=_in_process, args=(held, kind, asked, theirs, ours))
    process.start()
    theirs.close()
    return process, ours


def _waited(process: BaseProcess, held: Held) -> bool:
    """Beat until the process has ended, or is to; False where the job is no longer this worker's.

    A beat that the database refuses is left out: the next one tells.
    """
    last = time.monotonic()
    while process.is_alive() and not ENDING.is_set():
        process.join(LOOK_SECONDS)
        if time.monotonic() - last < BEAT_SECONDS:
            continue
        last = time.monotonic()
        try:
            with within(WHOLE_HOUSE):
                if process.is_alive() and not holding.beat(held):
                    return _ended_or_lost(process, held)
                if holding.is_to_stop(held):
                    return True
        except DatabaseError:
            LOG.warning("the database refused a beat of the job %s", held.job_id, exc_info=True)
            connections.close_all()
    return True


def _ended_or_lost(process: BaseProcess, held: Held) -> bool:
    """Say whether a job that no beat reaches has ended by itself; otherwise another worker has it.

    A process that has written its end needs a moment to leave, on a busy machine more than one.
    """
    if holding.has_ended(held):
        process.join(LEAVES_SECONDS)
        return True
    LOG.info(
        "the job %s goes on with another worker, as nothing was heard of this one for %d s",
        held.job_id,
        holding.SILENT_SECONDS,
    )
    return False


def _end(process: BaseProcess) -> None:
    """End the process where it still runs, and wait until it has."""
    if process.is_alive():
        process.kill()
    process.join()


def sweep(job_id: UUID) -> None:
    """Remove what a job's process laid out for itself and could not remove, as it was killed."""
    for folder in (Path(settings.PORTAL_WORKSPACE), Path(tempfile.gettempdir())):
        for path in folder.glob(f"{_scratch(job_id)}*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _scratch(job_id: UUID) -> str:
    """Return what the names of a job's own folders begin with."""
    return f"job-{job_id.hex}-"


def _in_process(
    held: Held, kind: Kind, asked: Asked, alive: Connection, workers: Connection
) -> None:
    """Do a job in its own process, for as long as the worker lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    workers.close()
    tempfile.template = _scratch(held.job_id)
    threading.Thread(target=_end_with_worker, args=(alive,), daemon=True).start()
    try:
        do(held, kind, asked)
    finally:
        connections.close_all()


def do(held: Held, kind: Kind, asked: Asked) -> None:
    """Do a job that was taken, and write how it ended."""
    try:
        outcome = kind.do(asked, Teller(held).tell)
    except ShowfloorError as refusal:
        _write_end(held, without_folder(str(refusal)))
    except Exception:
        LOG.exception("the job %s (%s) broke", held.job_id, kind.name)
        _write_end(held, "")
    else:
        _write_end(held, outcome)


def without_folder(text: str) -> str:
    """Return a refusal without the server's folder: who reads it here has another machine."""
    root = str(settings.PORTAL_WORKSPACE)
    for named in (f"the workspace {root}", root):
        text = text.replace(f"{root}/", "").replace(named, "the workspace")
    return text


def _end_with_worker(alive: Connection) -> None:
    """Wait until the worker is gone; then leave at once, as nobody beats for this job any more."""
    try:
        alive.recv()
    except (EOFError, OSError):
        os._exit(DEAD_WORKER)


def _write_end(held: Held, end: Outcome | str) -> None:
    """Write how a job ended; tries again where the database is busy."""
    for attempt in range(TRIES):
        try:
            with within(WHOLE_HOUSE):
                if isinstance(end, str):
                    holding.fail(held, end)
                else:
                    holding.finish(held, end)
        except DatabaseError:
            connections.close_all()
            if attempt + 1 == TRIES:
                raise
            time.sleep(attempt + 1.0)
        else:
            return


class Teller:
    """Writes how far a job is, at most once a second; what the database refuses is left out."""

    def __init__(self, held: Held) -> None:
        """Tell of a held job."""
        self._held = held
        self._last = float("-inf")

    def tell(self, step: str, share: float) -> None:
        """Write a step and the share done; the workflows' `Report`."""
        now = time.monotonic()
        if now - self._last < TELL_SECONDS:
            return
        self._last = now
        try:
            with within(WHOLE_HOUSE):
                holding.tell(self._held, step, share)
        except DatabaseError:
            LOG.warning("the database refused a step of the job %s", self._held.job_id)
