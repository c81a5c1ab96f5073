"""Datasette with a page like the portal's announcements: as many rows, as much text, on SQLite."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal_cases import ANNOUNCEMENTS, ROWS_A_PAGE
from portal_house import free_port, wait_for
from portal_people import TEXT

PATH = f"/news/announcements?_sort_desc=published&_size={ROWS_A_PAGE}"
SHOWN = 280
"""Characters of each text that its page shows, as many as ours."""


@dataclass(frozen=True, slots=True)
class Datasette:
    """Servers that answer, each a process of its own, as Datasette has no workers."""

    ports: tuple[int, ...]
    processes: tuple[int, ...]
    version: str


@contextmanager
def open_datasette(python: str, folder: Path, servers: int) -> Iterator[Datasette]:
    """Start Datasette on a file of announcements, immutable, as fast as it is meant to be."""
    file = folder / "news.db"
    _write(file)
    program = Path(python).with_name("datasette")
    version = subprocess.run(
        [program, "--version"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()[-1]
    with ExitStack() as stack:
        ports, processes = [], []
        for _ in range(servers):
            port = free_port()
            words = [program, "serve", "--immutable", file, "--port", str(port)]
            settings = ["--setting", "truncate_cells_html", str(SHOWN)]
            log = stack.enter_context(folder.joinpath(f"datasette-{port}.log").open("wb"))
            server = stack.enter_context(
                subprocess.Popen([*words, *settings], stdout=log, stderr=log)
            )
            stack.callback(server.terminate)
            wait_for(port)
            ports.append(port)
            processes.append(server.pid)
        yield Datasette(tuple(ports), tuple(processes), version)


def _write(file: Path) -> None:
    now = datetime.now(UTC)
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TABLE announcements (id INTEGER PRIMARY KEY, published TEXT, language TEXT, "
            "title TEXT, text TEXT)"
        )
        connection.execute("CREATE INDEX by_moment ON announcements (published)")
        connection.executemany(
            "INSERT INTO announcements (published, language, title, text) VALUES (?, ?, ?, ?)",
            [
                (
                    (now - timedelta(days=number + 1)).isoformat(),
                    "en",
                    f"An area opens in store {number}",
                    TEXT.format(number=number),
                )
                for number in range(ANNOUNCEMENTS)
            ],
        )
    connection.close()
