"""Marking an installation as started, done, slipped; each mark is kept with who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from showfloor.portal.clock import today
from showfloor.portal.figures.page import NotHereError
from showfloor.portal.rollout.installing import add_event
from showfloor.portal.rollout.keeping import keep_after_commit
from showfloor.portal.rollout.models import (
    OPEN,
    Happened,
    Installation,
    InstallationEvent,
    InstallationPhoto,
    OpenArea,
    ReleasedArea,
    State,
)
from showfloor.portal.rollout.photos import Photo
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.who import Who

MOVES: Mapping[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.STARTED, State.SLIPPED}),
    State.STARTED: frozenset({State.DONE, State.SLIPPED, State.PLANNED}),
    State.SLIPPED: frozenset({State.STARTED, State.SLIPPED, State.PLANNED}),
    State.DONE: frozenset({State.STARTED}),
    State.CALLED_OFF: frozenset(),
}
"""Where an installation can go from where it is; back to PLANNED or from DONE takes a mark back."""
LONGEST_REASON = 500
LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Slip:
    """Why an installation cannot begin as planned, and from when it can."""

    reason: str
    ready_from: date
    photo: Photo | None = None


def takes_back(before: State, after: State) -> bool:
    """Say whether a mark takes an earlier one back."""
    return after is State.PLANNED or before is State.DONE


@transaction.atomic
def mark(key: UUID, state: State, who: Who, *, seen: int, slip: Slip | None = None) -> Installation:
    """Mark an installation; the same mark again changes nothing.

    seen: the revision that the person saw. RefusedError where the installation cannot go there
    from where it is, or somebody else changed it meanwhile; NotHereError where there is none.
    """
    one = _locked(key)
    before = State(one.state)
    if before is state and _says_the_same(one, slip):
        return one
    if state not in MOVES[before]:
        raise RefusedError(f"move.{before.value}")
    if seen != one.revision:
        raise RefusedError("meanwhile")
    if (slip is None) is (state is State.SLIPPED):
        raise RefusedError("no_reason")
    one.state, one.revision = state.value, one.revision + 1
    one.reason = slip.reason[:LONGEST_REASON] if slip else ""
    one.ready_from = slip.ready_from if slip else None
    one.save()
    happened = Happened.TAKEN_BACK if takes_back(before, state) else Happened(state.value)
    event = add_event(who, one, happened, one.reason)
    if slip is not None and slip.photo is not None:
        InstallationPhoto.objects.create(
            organisation_id=one.organisation_id,
            event=event,
            image=slip.photo.jpeg,
            width=slip.photo.width,
            height=slip.photo.height,
            alternative=slip.photo.alternative,
        )
    _tell_the_manufacturer(one)
    _tell_everybody(one)
    keep_after_commit()
    return one


@transaction.atomic
def comment(key: UUID, text: str, who: Who) -> None:
    """Add a comment to an installation's history; the same one twice in a row is one."""
    one = _locked(key)
    said = text.strip()[:LONGEST_COMMENT]
    if not said:
        raise RefusedError("no_words")
    last = last_comment(one, who)
    if last != said:
        add_event(who, one, Happened.COMMENT, said)


def last_comment(one: Installation, who: Who) -> str | None:
    """Return what a person said last of an installation."""
    found = (
        InstallationEvent.objects.filter(
            installation=one, by=who.person_id, happened=Happened.COMMENT.value
        )
        .order_by("-at")
        .values_list("text", flat=True)
        .first()
    )
    return None if found is None else str(found)


def _locked(key: UUID) -> Installation:
    one: Installation | None = Installation.objects.select_for_update().filter(pk=key).first()
    if one is None:
        raise NotHereError
    return one


def _says_the_same(one: Installation, slip: Slip | None) -> bool:
    if slip is None:
        return True
    return (one.reason, one.ready_from) == (slip.reason[:LONGEST_REASON], slip.ready_from)


def _tell_the_manufacturer(one: Installation) -> None:
    """Say in the released plan whether the area is open; a slip is told by the retailer itself."""
    opened = today() if one.state == State.DONE.value else None
    ReleasedArea.objects.filter(
        plan__programme_id=one.programme_id,
        plan__superseded_at=None,
        store_id=one.store_id,
    ).update(opened_on=opened)


def _tell_everybody(one: Installation) -> None:
    """Let the public list name an area from the day on which it is done and sells, and no longer.

    A mark that comes late says only that it is open by today.
    """
    if one.state == State.DONE.value:
        OpenArea.objects.update_or_create(
            installation=one,
            defaults={
                "organisation_id": one.organisation_id,
                "store_id": one.store_id,
                "store_name": one.store_name,
                "city": one.city,
                "format_id": one.format_id,
                "since": max(one.selling_week, today()),
                "state": OPEN,
            },
        )
    else:
        OpenArea.objects.filter(installation=one).update(state="")
