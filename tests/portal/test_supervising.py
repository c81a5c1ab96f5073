"""The server and its worker: one port and one workspace each, and no orphan however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from showfloor.errors import UsageError, WorkspaceError
from showfloor.portal.__main__ import main
from showfloor.portal.supervising import listen, only_server_of

from .conftest import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="asks no database; done on SQLite's run")
SLEEPER = """import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(sys.argv[2])))
Path(sys.argv[1], f"{sys.argv[3]}-{os.getpid()}").touch()
time.sleep(60)
"""
KEEPER = """import sys
from showfloor.portal import supervising
supervising.FIRST_PAUSE = 0.1
taken = supervising.listen("127.0.0.1", 0)
where = sys.argv[1]
words = [["sleeper", where, "0", name] for name in ("server", "worker")]
sys.exit(supervising.keep(*words, taken))
"""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that keeps two sleepers instead of a server and a worker."""
    tmp_path.joinpath("sleeper.py").write_text(SLEEPER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", KEEPER, str(tmp_path)]
    with subprocess.Popen(command, env=environment, text=True, stderr=subprocess.PIPE) as process:
        _wait(lambda: len(_born(tmp_path)) == 2)
        yield process
        process.kill()
    _wait(lambda: not any(map(_lives, _born(tmp_path).values())))


def _born(folder: Path) -> dict[str, int]:
    """Return the newest process of each name that has begun."""
    found = sorted(folder.glob("*-*"), key=lambda path: path.stat().st_mtime_ns)
    return {name: int(number) for name, number in (path.name.split("-") for path in found)}


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1]
    except FileNotFoundError:
        return False
    return not state.strip().startswith("Z")


def _wait(happened: Callable[[], bool], seconds: float = 30.0) -> None:
    last = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < last
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_both_and_is_a_good_end(
    kept: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    kept.send_signal(number)
    assert kept.wait(30) == 0
    assert not any(map(_lives, _born(tmp_path).values()))


def test_both_end_when_their_keeper_is_killed(kept: subprocess.Popen[str], tmp_path: Path) -> None:
    kept.kill()
    _wait(lambda: not any(map(_lives, _born(tmp_path).values())))


def test_a_worker_that_is_killed_begins_again_and_the_server_stays(
    kept: subprocess.Popen[str], tmp_path: Path
) -> None:
    before = _born(tmp_path)
    os.kill(before["worker"], signal.SIGKILL)
    _wait(lambda: _born(tmp_path)["worker"] != before["worker"])
    assert _born(tmp_path)["server"] == before["server"]
    assert _lives(before["server"])


def test_a_server_that_ends_by_itself_takes_the_worker_with_it_and_says_so(
    kept: subprocess.Popen[str], tmp_path: Path
) -> None:
    os.kill(_born(tmp_path)["server"], signal.SIGKILL)
    assert kept.wait(30) != 0
    assert kept.stderr is not None
    assert "the server ended by itself (code -9)" in kept.stderr.read()
    assert not any(map(_lives, _born(tmp_path).values()))


def test_of_two_that_want_a_port_one_is_told_at_once() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(UsageError, match="cannot be used"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_not_this_machine_is_refused() -> None:
    with pytest.raises(UsageError, match="no address of this machine"):
        listen("nowhere.invalid", 0)


def test_of_two_that_serve_a_workspace_one_is_told_at_once(tmp_path: Path) -> None:
    with (
        only_server_of(tmp_path),
        pytest.raises(WorkspaceError, match="another server answers"),
        only_server_of(tmp_path),
    ):
        pass
    with only_server_of(tmp_path):
        pass


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["serve", "--port", "99999"], 2, "no number from 0 to 65535"),
        (["serve", "--port", "x"], 2, "no number"),
        (["serve", "--workers", "0"], 2, "no number from 1 to 64"),
        (["serve", "--port", "0", "--workspace", "/nowhere/at/all"], 1, "is no folder"),
        (["serve", "--port", "0", "--demo", "/proc/nowhere/at"], 1, "the system refuses"),
        (["serve", "--port", "0", "--workspace", "/etc/hostname"], 1, "is no folder"),
        (["backup"], 2, ""),
        (["unknown"], 2, "invalid choice"),
    ],
)
def test_every_wrong_command_gets_a_sentence_and_no_traceback(
    words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        given = main(words)
    except SystemExit as ended:
        given = int(str(ended.code))
    said = capsys.readouterr().err
    assert given == code
    assert says in said
    assert "Traceback" not in said
