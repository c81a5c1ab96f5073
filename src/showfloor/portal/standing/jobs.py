"""What the worker does for standing: after a new version of the ledger, ranks and an answer."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.people.models import Organisation
from showfloor.portal.standing.settling import settle_all
from showfloor.portal.walls.permissions import OrganisationKind, Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.looking import see_to
from showfloor.portal.workspace import workspace
from showfloor.workflows.own_ranks import closed_ranks, newest_version
from showfloor.workflows.progress import Report
from showfloor.workflows.standing_answers import (
    StandingWanted,
    standing_answer,
    standing_choices,
)

RANKS = "standing.settling"


def tell_ranks(_asked: Asked, report: Report) -> Outcome:
    """Tell every manufacturer its own ranks of closed months, and keep the first page's answer."""
    report("ranks", 0.1)
    found = closed_ranks(workspace(), today())
    told = 0
    if found is not None:
        with within(WHOLE_HOUSE):
            told = settle_all(found, today())
    report("standing", 0.5)
    choices = standing_choices(workspace())
    if choices is not None:
        standing_answer(workspace(), "standing", StandingWanted(choices.periods[0]))
    return Outcome("standing.settling.told", {"n": told}, reverse("standing"))


def look_after_ranks() -> None:
    """Have ranks told where the ledger, the month or the manufacturers are others than before."""
    version = newest_version(workspace())
    if version is None:
        return
    with within(WHOLE_HOUSE):
        kind = OrganisationKind.MANUFACTURER.value
        makers = Organisation.objects.filter(kind=kind).values_list("manufacturer_id", flat=True)
        state = {"version": version, "month": f"{today():%Y-%m}", "makers": sorted(makers)}
        see_to(RANKS, state, label=f"#{version}")


KINDS = (Kind(RANKS, Right.SEE_STANDING, tell_ranks),)
