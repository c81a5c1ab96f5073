"""What the worker does for standing: after a new version of the ledger, pages and ranks."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.standing.settling import settle_all
from showfloor.portal.walls.permissions import Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.looking import see_to
from showfloor.portal.work.preparing import manufacturers_here, prepare
from showfloor.portal.workspace import workspace
from showfloor.workflows.keeping import SOFTWARE
from showfloor.workflows.own_ranks import closed_ranks, newest_version
from showfloor.workflows.progress import Report

RANKS = "standing.settling"


def tell_ranks(_asked: Asked, report: Report) -> Outcome:
    """Let pages show the newest version, and tell every manufacturer its own ranks."""
    prepare(report)
    report("ranks", 0.5)
    found = closed_ranks(workspace(), today())
    told = 0
    if found is not None:
        with within(WHOLE_HOUSE):
            told = settle_all(found, today())
    return Outcome("standing.settling.told", {"n": told}, reverse("standing"))


def look_after_ranks() -> None:
    """Have ranks told where the ledger, the month or the manufacturers are others than before.

    Another release prepares pages anew.
    """
    version = newest_version(workspace())
    if version is None:
        return
    with within(WHOLE_HOUSE):
        state = {
            "version": version,
            "month": f"{today():%Y-%m}",
            "makers": manufacturers_here(),
            "software": SOFTWARE,
        }
        see_to(RANKS, state, label=f"#{version}")


KINDS = (Kind(RANKS, Right.SEE_STANDING, tell_ranks),)
