"""Measurements with known figures, kept as runs in a workspace of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound
from showfloor.portal.work.looking import forget_looks
from showfloor.storage import open_workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import keep
from showfloor.workflows.measuring_areas import AREAS

from ...present.measured_areas import measured  # noqa: TID252  # no package
from ..sending import shop  # noqa: TID252  # no package

__all__ = ["shop"]
RIVAL_CHECK = Check("rival areas", "FAIL", "In 3 of 3 stores canary-bolt's area began too.", 3.0)


def found_for(manufacturer_id: str) -> AreasFound:
    """Return a measurement of three areas, in which canary-bolt is the rival that it cost."""
    found = measured("three")
    rival = next(iter(found.whom.rivals.values()))
    whom = replace(found.whom, rivals={"canary-bolt": rival})
    checks = (*found.checks, RIVAL_CHECK)
    notes = (*found.notes, "canary-bolt opened an area in Bonn.")
    return replace(found, manufacturer_id=manufacturer_id, whom=whom, checks=checks, notes=notes)


def keep_measurement(root: Path, found: AreasFound) -> str:
    """Keep a measurement of Acme's areas in a workspace; return its run's id."""
    workspace = open_workspace(root)
    kept = keep(
        workspace,
        AREAS,
        replace(found, manufacturer_id="acme"),
        parameters={},
        watch=Stopwatch(),
        version=workspace.ledger.latest(),
        seed=0,
    )
    forget_looks()
    return kept.record.run_id


@pytest.fixture
def measured_shop(shop: Path) -> Iterator[Path]:
    """Return a workspace with a measurement of Acme's areas."""
    workspace = open_workspace(shop)
    keep(
        workspace,
        AREAS,
        found_for("acme"),
        parameters={},
        watch=Stopwatch(),
        version=workspace.ledger.latest(),
        seed=0,
    )
    forget_looks()
    yield shop
    forget_looks()
