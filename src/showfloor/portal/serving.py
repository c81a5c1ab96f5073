"""Starting the portal: the database brought up to date, the static files laid out, and gunicorn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from showfloor.errors import UsageError

LOOPBACK = "127.0.0.1"


def set_up(root: Path) -> None:
    """Let Django know the workspace and load its apps."""
    os.environ["SHOWFLOOR_WORKSPACE"] = str(root.expanduser().absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "showfloor.portal.settings"
    import django

    django.setup()


def prepare() -> None:
    """Migrate the database, with its owner's role where one is named, and lay out static files."""
    from django.conf import settings
    from django.core.management import call_command

    for folder in (settings.PORTAL.folder, settings.PORTAL.folder / "mail"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrated = settings.PORTAL_MIGRATED_DATABASE
    call_command("migrate", database=migrated, interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def check() -> None:
    """Refuse to start over walls that are weaker than stated; UsageError says which."""
    from django.core.checks import ERROR, run_checks

    found = [message for message in run_checks(databases=["default"]) if message.level >= ERROR]
    if found:
        raise UsageError("; ".join(message.msg for message in found))


def gunicorn_words(bind: str, workers: int) -> list[str]:
    """Return gunicorn's module and words; `bind` is an address, or fd://N for a socket."""
    return [
        "gunicorn",
        "showfloor.portal.wsgi",
        f"--bind={bind}",
        f"--workers={workers}",
        "--preload",
        "--worker-tmp-dir=/dev/shm" if Path("/dev/shm").is_dir() else "--graceful-timeout=10",  # noqa: S108  # shared memory, not a file
        "--log-level=warning",
    ]


def run_gunicorn(host: str, port: int, workers: int) -> int:
    """Answer requests until Ctrl-C or an end from outside; return gunicorn's exit code."""
    command = [sys.executable, "-m", *gunicorn_words(f"{host}:{port}", workers)]
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with subprocess.Popen(command) as server:  # noqa: S603  # our own words
            try:
                return server.wait()
            except KeyboardInterrupt:
                return 0
            finally:
                if server.poll() is None:
                    server.terminate()
    finally:
        signal.signal(signal.SIGTERM, before)
