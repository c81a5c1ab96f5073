"""Sending files as a browser does, doing what the worker does, and reading what pages say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from showfloor.portal import workspace as opened
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work import carrying, holding
from showfloor.portal.work.kinds import Asked, kind_of
from showfloor.portal.work.models import Job, State


@pytest.fixture
def shop(
    house: Any, workspace_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return a copy of the workspace that a test may change; the portal's database stays its own.

    A worker that is started on the copy finds the same database there.
    """
    root = tmp_path / "Müller & Söhne"
    shutil.copytree(workspace_root, root, ignore=shutil.ignore_patterns("portal*"))
    root.joinpath("portal").mkdir()
    shutil.copy(workspace_root / "portal" / "secret.key", root / "portal")
    if settings.PORTAL.is_sqlite:
        root.joinpath("portal.sqlite3").symlink_to(settings.DATABASES["default"]["NAME"])
    monkeypatch.setattr(type(settings.PORTAL), "folder", property(lambda _: root / "portal"))
    monkeypatch.setattr(settings, "PORTAL_WORKSPACE", root)
    opened._opened.cache_clear()
    yield root
    opened._opened.cache_clear()


def work_here() -> list[Job]:
    """Do every waiting job in this process; return them as they ended."""
    ended = []
    while True:
        with within(WHOLE_HOUSE):
            job = Job.objects.filter(state=State.WAITING.value).order_by("asked_at").first()
            held = holding.take(job.pk) if job is not None else None
        if job is None or held is None:
            return ended
        kind = kind_of(job.kind)
        assert kind is not None
        carrying.do(held, kind, Asked(job.pk, job.parameters, job.person_id, job.person_name))
        with within(WHOLE_HOUSE):
            ended.append(Job.objects.get(pk=job.pk))


def send(client: Client, *files: tuple[str, bytes], to: str = "/imports/send/") -> Any:
    """Send files as a browser does."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(to, {"files": sent})


def figures(client: Client, address: str) -> dict[str, Any]:
    """Return the single figures of a page."""
    answer = client.get(f"{address.rstrip('/')}.json")
    assert answer.status_code == 200, address
    found: dict[str, Any] = answer.json()["figures"]
    return found


def table(client: Client, address: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of a page's table."""
    rows: list[dict[str, Any]] = client.get(f"{address.rstrip('/')}.json").json()["tables"][name][
        "rows"
    ]
    return rows
