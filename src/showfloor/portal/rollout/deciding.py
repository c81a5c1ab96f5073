"""Deciding on a plan: check, approve, decline, take back, release; once however often asked."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import approve, take_back
from showfloor.portal.rollout.declining import decline
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.releasing import release
from showfloor.portal.rollout.who import who_of
from showfloor.portal.work.asking import ask
from showfloor.portal.workspace import workspace
from showfloor.workflows.plan_pages import (
    PlanRow,
    changed_files,
    digests_of,
    installations_of,
    plan_row,
)


def verify(visit: Visit, _sent: Sent, run_id: str) -> Done:
    """Ask for a plan's check in the background."""
    row = _row(run_id)
    job = ask(
        visit,
        "rollout.verify",
        {"run_id": row.run_id},
        label=row.run_id,
        once=row.run_id,
        href=reverse("plan", args=[row.run_id]),
    )
    return Done(reverse("job", args=[job.pk]))


def approve_plan(visit: Visit, _sent: Sent, run_id: str) -> Done | Page:
    """Let a plan hold its programme."""
    row = _row(run_id)
    try:
        approve(
            who_of(visit),
            row,
            installations_of(workspace(), run_id) if row.has_plan else (),
            digests_of(workspace(), run_id),
            changed=changed_files(workspace(), run_id),
        )
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("plan", args=[run_id]))
    return Done(reverse("plan", args=[run_id]), visit.say("rollout.approve.said"))


def decline_plan(visit: Visit, _sent: Sent, run_id: str) -> Done | Page:
    """Let a plan wait for a decision no longer."""
    try:
        decline(who_of(visit), _row(run_id))
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("plan", args=[run_id]))
    return Done(reverse("plan", args=[run_id]), visit.say("rollout.decline.said"))


def take_plan_back(visit: Visit, _sent: Sent, run_id: str) -> Done | Page:
    """Let a plan hold its programme no longer."""
    try:
        taken = take_back(who_of(visit), _row(run_id))
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("plan", args=[run_id]))
    said = visit.say("rollout.take-back.said" if taken else "rollout.take-back.not_held")
    return Done(reverse("plan", args=[run_id]), said)


def release_plan(visit: Visit, _sent: Sent, run_id: str) -> Done | Page:
    """Write an approved plan into its manufacturer's own rows."""
    row = _row(run_id)
    try:
        made = release(row, installations_of(workspace(), run_id) if row.has_plan else ())
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("plan", args=[run_id]))
    said = visit.say("rollout.release.said", number=str(made.number))
    return Done(reverse("plan", args=[run_id]), said)


def refused(visit: Visit, refusal: RefusedError, back: str) -> Page:
    """Return the page that says what a rule refuses, and how to mend it."""
    return Page(
        "refused",
        visit.say("rollout.refused.question"),
        visit.say(refusal.key, **refusal.values),
        lead=visit.say(f"{refusal.key}.how", **refusal.values),
        trail=(Link(visit.say("rollout.back"), back),),
    )


def _row(run_id: str) -> PlanRow:
    row = plan_row(workspace(), run_id)
    if row is None:
        raise NotHereError
    return row
