"""What the forms of an installation do: mark it, comment on it, plan again, show its photo."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import approval_of
from showfloor.portal.rollout.deciding import refused
from showfloor.portal.rollout.forms import CommentForm, PlanAgainForm, SeenForm, SlipForm
from showfloor.portal.rollout.installations import installation
from showfloor.portal.rollout.marking import Slip, comment, mark
from showfloor.portal.rollout.models import Installation, State
from showfloor.portal.rollout.photos import Photo, taken
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.who import who_of
from showfloor.portal.work.asking import ask
from showfloor.portal.workspace import workspace
from showfloor.workflows.plan_pages import plan_row


def mark_installation(visit: Visit, sent: Sent, key: UUID, state: str) -> Done | Page:
    """Mark an installation as a form asks."""
    to = next((one for one in State if one.value == state), None)
    one = _found(key)
    if to is None or to is State.CALLED_OFF:
        raise NotHereError
    if to is State.SLIPPED:
        return _slip(visit, sent, one)
    form = SeenForm(visit, one.revision, sent.fields)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    try:
        mark(key, to, who_of(visit), seen=seen)
    except RefusedError as refusal:
        return refused(visit, refusal, _address(key))
    return Done(_address(key), visit.say(f"rollout.mark.said.{to}"))


def _slip(visit: Visit, sent: Sent, one: Installation) -> Done | Page:
    form = SlipForm(visit, one.revision, sent.fields, sent.files)
    if not form.is_valid():
        return installation(visit, one.pk, slip=form)
    found = form.cleaned_data
    try:
        slip = Slip(found["reason"].strip(), found["ready_from"], _photo(found))
    except RefusedError as refusal:
        form.add_error("photo", visit.say(refusal.key, **refusal.values))
        return installation(visit, one.pk, slip=form)
    try:
        mark(one.pk, State.SLIPPED, who_of(visit), seen=found["seen"], slip=slip)
    except RefusedError as refusal:
        return refused(visit, refusal, _address(one.pk))
    return Done(_address(one.pk), visit.say("rollout.mark.said.slipped"))


def _photo(found: dict[str, Any]) -> Photo | None:
    upload = found.get("photo")
    return taken(upload, found["alternative"]) if upload else None


def comment_on(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Add a comment to an installation's history."""
    _found(key)
    form = CommentForm(visit, sent.fields, str(key))
    if not form.is_valid():
        return installation(visit, key, comment=form)
    try:
        comment(key, form.cleaned_data["text"], who_of(visit))
    except RefusedError as refusal:
        return refused(visit, refusal, _address(key))
    return Done(_address(key), visit.say("rollout.comment.said_it"))


def plan_again(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Ask the background to plan the approved plan's rest anew, with all that has slipped."""
    one = _found(key)
    held = approval_of(one.programme_id)
    row = plan_row(workspace(), held.run_id) if held is not None else None
    slipped = [
        [found.store_id, found.ready_from.isoformat()]
        for found in Installation.objects.filter(
            programme_id=one.programme_id, state=State.SLIPPED.value
        ).order_by("store_id")
        if found.ready_from is not None
    ]
    form = PlanAgainForm(visit, sent.fields)
    if not form.is_valid():
        return installation(visit, key, again=form)
    cost = float(form.cleaned_data["change_cost"])
    if held is None or not slipped:
        return refused(visit, RefusedError("nothing_slipped"), _address(key))
    job = ask(
        visit,
        "rollout.replan",
        {
            "run_id": held.run_id,
            "slipped": slipped,
            "today": today().isoformat(),
            "change_cost": cost,
            "seed": (row.seed if row is not None else None) or 0,
        },
        label=one.programme_id,
        once=hashlib.sha256(repr((held.run_id, slipped, cost)).encode()).hexdigest(),
    )
    return Done(reverse("job", args=[job.pk]))


def _found(key: UUID) -> Installation:
    one: Installation | None = Installation.objects.filter(pk=key).first()
    if one is None:
        raise NotHereError
    return one


def _address(key: UUID) -> str:
    return reverse("installation", args=[key])
