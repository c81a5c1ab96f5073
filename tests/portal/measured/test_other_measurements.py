"""Measurements of displays and of a rollout are listed, have a page, and keep to the same walls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from showfloor.measure.types import DisplayEffect
from showfloor.present.types import StaggeredReport
from showfloor.storage import open_workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import keep
from showfloor.workflows.learning import DISPLAY
from showfloor.workflows.reporting import ROLLOUT

from ...present.conftest import display, staggered  # noqa: TID252  # no package
from ..sending import figures, table  # noqa: TID252  # no package

SignIn = Callable[[str], Client]


def keep_other(root: Path, kind: str, found: DisplayEffect | StaggeredReport) -> str:
    workspace = open_workspace(root)
    version = workspace.ledger.latest()
    kept = keep(workspace, kind, found, parameters={}, watch=Stopwatch(), version=version)
    return kept.record.run_id


@pytest.fixture
def runs(measured_shop: Path) -> list[str]:
    """Return the runs of a measurement of displays and of a rollout, the newest first."""
    kept = [(DISPLAY, display()), (ROLLOUT, staggered())]
    return [keep_other(measured_shop, kind, found) for kind, found in kept][::-1]


def test_they_are_listed_beside_the_areas_with_what_they_are(
    runs: list[str], sign_in: SignIn
) -> None:
    client = sign_in("partner_manager")
    assert len(table(client, "/measured/", "measurements")) == 1
    listed = table(client, "/measured/", "other_measurements")
    assert [(row["run"], row["what"], row["stores"]) for row in listed] == [
        (runs[0], "A rollout, step by step", 400),
        (runs[1], "Displays", 104),
    ]
    assert {row["verdict"] for row in listed} == {"Review"}
    assert f'href="/measured/{runs[1]}/"' in client.get("/measured/").content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_has_a_page_as_the_report_has_it(
    runs: list[str], sign_in: SignIn, language: str
) -> None:
    client = sign_in("partner_manager")
    for run_id, kind in zip(runs, (ROLLOUT, DISPLAY), strict=True):
        for end in ("/", ".json", ".csv"):
            answer = client.get(f"/measured/{run_id}{end}", headers={"accept-language": language})
            assert answer.status_code == 200
        assert figures(client, f"/measured/{run_id}/")["kind"] == kind


def test_nobody_else_finds_them(runs: list[str], sign_in: SignIn) -> None:
    for role in ("rollout_manager", "store_staff", "auditor", "account_manager", "own_retail"):
        client = sign_in(role)
        assert {client.get(f"/measured/{run_id}/").status_code for run_id in runs} == {404}


def test_two_stores_are_shown_only_where_groups_are_switched_off(
    measured_shop: Path, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = keep_other(measured_shop, DISPLAY, replace(display(), stores=2))
    client = sign_in("partner_manager")
    assert client.get(f"/measured/{run_id}/").status_code == 404
    assert run_id not in client.get("/measured.json").content.decode()
    monkeypatch.setattr(settings, "PORTAL", replace(settings.PORTAL, staff_at_least=0))
    assert client.get(f"/measured/{run_id}.json").status_code == 200
