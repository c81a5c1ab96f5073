"""A workspace of a test's own for tests of work, and workers that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from ..sending import shop  # noqa: TID252  # no package

__all__ = ["manager", "shop"]

ZYGOTE = Path(__file__).with_name("zygote.py")


@pytest.fixture
def manager(shop: Path, sign_in: Callable[..., Client]) -> Client:
    """Return the partner manager's client."""
    return sign_in("partner_manager")


@pytest.fixture
def worker(shop: Path) -> Iterator[Callable[..., int]]:
    """Return what starts a worker and returns its process's number."""
    environment = dict(os.environ)
    if not settings.PORTAL.is_sqlite:
        address = environment["SHOWFLOOR_PORTAL_DATABASE"]
        name = connections["default"].settings_dict["NAME"]
        environment["SHOWFLOOR_PORTAL_DATABASE"] = address.replace("/pattern", f"/{name}")
    with subprocess.Popen(
        [sys.executable, str(ZYGOTE), str(shop)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    ) as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None

        def start(how: str = "work") -> int:
            zygote.stdin.write(f"{how}\n")
            zygote.stdin.flush()
            return int(zygote.stdout.readline())

        yield start
        zygote.stdin.close()
