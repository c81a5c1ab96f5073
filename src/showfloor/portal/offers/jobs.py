"""What the worker does for offers: reckons what one would have cost on the last weeks of sales."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.offers.book import book, offer_of
from showfloor.portal.offers.models import KeptOffer, ReckonedCost, Status
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.asking import ask
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.models import OPEN, Job
from showfloor.portal.workspace import workspace
from showfloor.workflows.offers_costs import cost_document, cost_of_offer
from showfloor.workflows.offers_pages import check_offer
from showfloor.workflows.progress import Report

COST = "offers.cost"
MOST_AT_ONCE = 5
"""Drafts of one text that are reckoned unasked."""


def ask_cost(visit: Visit, row: KeptOffer) -> Job:
    """Have the cost of an offer reckoned, once for each of its revisions and ledger versions."""
    version = workspace().ledger.latest_number()
    return ask(
        visit,
        COST,
        {"offer": str(row.pk), "revision": row.revision},
        label=f"{row.offer_id} {row.version}",
        once=f"{row.pk} {row.revision} {version}",
        href=reverse("offer", args=[row.pk]),
    )


def reckon_drafts(visit: Visit, rows: Sequence[KeptOffer]) -> None:
    """Have the cost of drafts that were just kept reckoned, where they can be checked at all."""
    for row in rows[:MOST_AT_ONCE]:
        is_draft = row.status == Status.DRAFT.value
        if is_draft and not check_offer(workspace(), book(), offer_of(row), today()).problem:
            ask_cost(visit, row)


def open_job(row: KeptOffer) -> Job | None:
    """Return the job that reckons an offer's cost now; None where there is none."""
    once = f"{COST} {row.pk} {row.revision} "
    found: Job | None = Job.objects.filter(once__startswith=once, state__in=OPEN).first()
    return found


def reckon_cost(asked: Asked, report: Report) -> Outcome:
    """Reckon what an offer, in the words that it has now, would have cost; keep it beside it."""
    key = UUID(str(asked.parameters["offer"]))
    with within(WHOLE_HOUSE):
        row: KeptOffer | None = KeptOffer.objects.filter(pk=key).first()
        if row is None:
            return Outcome("offers.cost.gone")
        said, stated = offer_of(row), book()
    found = cost_of_offer(workspace(), stated, said, today(), report)
    with within(WHOLE_HOUSE), transaction.atomic():
        ReckonedCost.objects.update_or_create(
            offer=row,
            defaults={
                "organisation_id": row.organisation_id,
                "revision": row.revision,
                "ledger_version": found.ledger_version,
                "found": cost_document(found),
            },
        )
    return Outcome("offers.cost.reckoned", {}, reverse("offer", args=[key]))


KINDS = (Kind(COST, Right.MAKE_OFFERS, reckon_cost),)
