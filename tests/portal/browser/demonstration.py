"""The demonstration as people get it: a real server with its worker, and one login a role."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
EXAMPLE = "o2-xiaomi"
PATIENCE = 300
"""Seconds within which a server starts, its workspace made where there is none."""
OF_A_WORKSPACE = ("about.json", "incoming", "learn.toml", "ledger", "programme.toml", "runs")


@dataclass(frozen=True, slots=True)
class Served:
    """A portal that answers.

    root: its workspace. address: without a slash at its end. logins: address and password by role,
    the first of each role.
    """

    root: Path
    address: str
    logins: dict[str, tuple[str, str]]

    def letters(self) -> list[Path]:
        """Return the letters that were sent, the newest last."""
        return sorted(self.root.glob("portal/mail/*"), key=lambda path: path.stat().st_mtime_ns)


def copy_finished(folder: Path) -> None:
    """Copy a finished demonstration to begin with, where one is there; else the server makes it."""
    named = os.environ.get("SHOWFLOOR_DEMO")
    found = (Path(named) if named else REPOSITORY / "demo") / EXAMPLE
    if not (list(found.glob("runs/*-report-*")) and list(found.glob("runs/*-verify-*"))):
        return
    folder.mkdir(parents=True)
    for name in (*OF_A_WORKSPACE, "showfloor.toml"):
        source = found / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            shutil.copy2(source, folder / name)


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve the demonstration of a folder on a free port until the end of the block."""
    command = [sys.executable, "-m", "showfloor.portal", "serve"]
    command += ["--demo", str(folder), "--port", "0", "--workers", "1"]
    clean = {key: value for key, value in os.environ.items() if key not in _of_another_portal()}
    log = folder.parent / "server.log"
    with log.open("w", encoding="utf-8") as written:
        server = subprocess.Popen(command, stdout=written, stderr=written, env=clean)
        try:
            yield _read(server, log, folder)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def _of_another_portal() -> set[str]:
    """Return the settings that name the portal of the tests beside these."""
    return {key for key in os.environ if key.startswith("SHOWFLOOR_")} | {"DJANGO_SETTINGS_MODULE"}


def _read(server: subprocess.Popen[bytes], log: Path, folder: Path) -> Served:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        said = log.read_text(encoding="utf-8")
        found = re.search(r"answers at (http://\S+)/ until", said)
        if found is not None:
            logins: dict[str, tuple[str, str]] = {}
            for role, who, password in re.findall(
                r"^  (\w+) +(\S+@\S+) +(\S+)$", said, re.MULTILINE
            ):
                logins.setdefault(role, (who, password))
            return Served(folder, found[1], logins)
        time.sleep(0.2)
    raise AssertionError(f"no portal was started:\n{log.read_text(encoding='utf-8')}")
