"""What the worker does for standing: after a new version of the ledger, ranks and an answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.standing.settling import settle_all
from showfloor.portal.walls.permissions import OrganisationKind, Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, Reach, within
from showfloor.portal.walls.reach import Kind as ReachKind
from showfloor.portal.words import language_of
from showfloor.portal.work.asking import ask
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.models import Job, State
from showfloor.portal.workspace import workspace
from showfloor.workflows.own_ranks import closed_ranks, newest_version
from showfloor.workflows.progress import Report
from showfloor.workflows.standing_answers import (
    StandingWanted,
    standing_answer,
    standing_choices,
)

RANKS = "standing.settling"
_done: dict[str, Any] = {}
"""What was looked at last in this process, so that nothing is asked while it stays the same."""


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
    """Ask for ranks where the ledger, the month or the manufacturers are others than last time."""
    version = newest_version(workspace())
    if version is None:
        return
    with within(WHOLE_HOUSE):
        houses = list(Organisation.objects.order_by("pk"))
        makers = [one.manufacturer_id for one in houses if _is(one, OrganisationKind.MANUFACTURER)]
        retailer = next((one for one in houses if _is(one, OrganisationKind.RETAILER)), None)
        state = {"version": version, "month": f"{today():%Y-%m}", "makers": sorted(makers)}
        if retailer is None or _done == state:
            return
        jobs = Job.objects.filter(kind=RANKS, parameters=state, state=State.DONE.value)
        if not jobs.exists():
            _ask(retailer, state)
        _done.clear()
        _done.update(state)


def _ask(retailer: Organisation, state: dict[str, Any]) -> None:
    language = language_of("en", workspace().config.currency)
    visit = Visit(language, Reach(ReachKind.HOUSE, retailer.pk))
    ask(visit, RANKS, state, label=f"#{state['version']}", once="")


def _is(organisation: Organisation, kind: OrganisationKind) -> bool:
    return organisation.kind == kind.value


KINDS = (Kind(RANKS, Right.SEE_STANDING, tell_ranks),)
