"""Keeping the server and its worker: both end with this process, and a dead worker begins again."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from showfloor.errors import UsageError, WorkspaceError

LOOK_SECONDS = 0.2
GRACE_SECONDS = 20.0
"""How long both may take to end before they are made to."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker that ended is started again: the first time, and at most."""
STEADY_SECONDS = 60.0
"""A worker that lived so long is started again as quickly as the first one."""
BACKLOG = 2048
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listen(host: str, port: int) -> socket.socket:
    """Take the port at once, so that of two that start one is told; UsageError says so.

    Requests wait in the socket until a server answers them.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind)
    except OSError as reason:
        raise UsageError(f"'{host}' is no address of this machine: {reason}") from reason
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(BACKLOG)
    except OSError as reason:
        taken.close()
        raise UsageError(
            f"port {port} cannot be used ({reason.strerror}); choose another: "
            "make serve PORT=8001, or --port 8001"
        ) from reason
    return taken


@contextmanager
def only_server_of(root: Path) -> Iterator[None]:
    """Hold a workspace's folder as its only `serve`; WorkspaceError where another one has it.

    The lock is the system's and goes with this process, however it ends.
    """
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError) as reason:
        raise WorkspaceError(
            f"{root} is no folder: make a workspace with showfloor init"
        ) from reason
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as reason:
        if reason.errno in (errno.EWOULDBLOCK, errno.EACCES):
            os.close(folder)
            raise WorkspaceError(
                f"another server answers for {root} already: end it first, or serve another "
                "workspace"
            ) from reason
    try:
        yield
    finally:
        os.close(folder)


def keep(server: Sequence[str], worker: Sequence[str], taken: socket.socket) -> int:
    """Run both until a signal ends them or the server ends; return 0, or the server's exit code.

    server, worker: modules with their words, run by this Python; the server gets the socket.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in SIGNALS}
    reading, writing = os.pipe()
    running = [_started(server, reading, taken.fileno()), _started(worker, reading)]
    try:
        return _watch(running, worker, reading, asked)
    finally:
        _end(running, asked)
        os.close(writing)
        os.close(reading)
        for number, handler in before.items():
            signal.signal(number, handler)


def _started(words: Sequence[str], *handed: int) -> subprocess.Popen[bytes]:
    """Start a module in a group of its own, so that a Ctrl-C comes here alone.

    handed: the files that it gets; the first is the pipe that ties it to this process.
    """
    command = [sys.executable, "-m", "showfloor.portal.tied", str(handed[0]), *words]
    return subprocess.Popen(  # noqa: S603  # our own words
        command, pass_fds=handed, start_new_session=True
    )


def _watch(
    running: list[subprocess.Popen[bytes]],
    worker: Sequence[str],
    reading: int,
    asked: list[int],
) -> int:
    """Look after both until there is an end; `running` holds the worker that runs now."""
    pause, since, again = FIRST_PAUSE, time.monotonic(), 0.0
    while not asked:
        if running[0].poll() is not None:
            _say(f"the server ended by itself (code {running[0].returncode})")
            return running[0].returncode or 1
        now = time.monotonic()
        if running[1].poll() is not None and not again:
            pause = FIRST_PAUSE if now - since > STEADY_SECONDS else pause
            _say(f"the worker ended (code {running[1].returncode}); it begins again in {pause:g} s")
            again, pause = now + pause, min(2 * pause, LONGEST_PAUSE)
        if again and now >= again:
            running[1], since, again = _started(worker, reading), now, 0.0
        time.sleep(LOOK_SECONDS)
    return 0


def _end(running: list[subprocess.Popen[bytes]], asked: list[int]) -> None:
    """Ask both to end, and make them after a while, or when a second signal asks for it."""
    for process in running:
        process.terminate()
    last, signals = time.monotonic() + GRACE_SECONDS, len(asked)
    while any(process.poll() is None for process in running):
        if time.monotonic() > last or len(asked) > signals:
            for process in running:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        time.sleep(LOOK_SECONDS / 4)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # the command's own terminal
