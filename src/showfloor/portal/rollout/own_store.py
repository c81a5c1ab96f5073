"""A store's own page for its staff: what is installed when, what to prepare, comments."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from showfloor.portal.clock import moment_in_words, today
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, NotHereError, Page, PageForm
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.deciding import refused
from showfloor.portal.rollout.forms import CommentForm
from showfloor.portal.rollout.installations import facts_of, state_of
from showfloor.portal.rollout.marking import comment
from showfloor.portal.rollout.models import Happened, Installation, InstallationEvent, State
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.sections import subscribing, title
from showfloor.portal.rollout.who import who_of
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Definitions, Empty, Heading, Steps
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.store_pages import store_directory

TOLD = (Happened.SLIPPED.value, Happened.STARTED.value, Happened.DONE.value, Happened.MOVED.value)


def my_store(visit: Visit, *, wrong: CommentForm | None = None) -> Page:
    """Return what comes to the store of the visitor's membership."""
    store_id = _store_of(visit)
    found = list(
        Installation.objects.filter(store_id=store_id).exclude(state=State.CALLED_OFF.value)
    )
    say, language = visit.say, visit.language
    name = _name(store_id)
    coming = [one for one in found if one.state != State.DONE.value]
    if not found:
        empty = Empty(say("rollout.mine.empty"), say("rollout.mine.how"), "")
        return Page(
            "my-store", say("rollout.mine.question"), say("rollout.mine.none", name=name), (empty,)
        )
    first = coming[0] if coming else None
    said = (
        say("rollout.mine.title.done", name=name)
        if first is None
        else say(
            f"rollout.mine.title.{state_of(first)}",
            name=name,
            format=language.term("format", first.format_id),
            start=language.week(first.start_week),
            selling=language.week(first.selling_week),
        )
    )
    blocks: list[Block] = []
    for one in found:
        blocks += _one(visit, one, several=len(found) > 1)
    forms = [_form(visit, one, wrong) for one in found]
    return Page(
        "my-store",
        say("rollout.mine.question"),
        said,
        (*blocks, _table(visit, found)),
        figures={"installations": len(found), "coming": len(coming)},
        forms=tuple(forms),
        views=(subscribing(visit),),
    )


def comment_here(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Add a comment of the store's staff; only to an installation of their own store."""
    one = Installation.objects.filter(pk=key, store_id=_store_of(visit)).first()
    if one is None:
        raise NotHereError
    form = CommentForm(visit, sent.fields, str(key))
    if not form.is_valid():
        return my_store(visit, wrong=form)
    try:
        comment(key, form.cleaned_data["text"], who_of(visit))
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("my-store"))
    return Done(reverse("my-store"), visit.say("rollout.comment.said_it"))


def _store_of(visit: Visit) -> str:
    if visit.membership is None or not visit.membership.store_id:
        raise NotHereError
    return str(visit.membership.store_id)


def _name(store_id: str) -> str:
    directory = store_directory(workspace())
    stores = directory.stores if directory is not None else ()
    return next((store.name for store in stores if store.store_id == store_id), store_id)


def _one(visit: Visit, one: Installation, *, several: bool) -> list[Block]:
    say, language = visit.say, visit.language
    blocks: list[Block] = []
    if several:
        blocks.append(title(language.term("format", one.format_id)))
    blocks.append(Definitions(tuple(facts_of(visit, one))))
    if one.state in (State.PLANNED.value, State.STARTED.value) and today() < one.selling_week:
        blocks += [Heading(say("rollout.prepare")), Steps(tuple(_steps(visit, one)))]
    return blocks


def _steps(visit: Visit, one: Installation) -> list[str]:
    """Return what the store prepares, each with its day."""
    say, language = visit.say, visit.language
    values = {
        "before": language.day(one.start_week - timedelta(days=2)),
        "start": language.day(one.start_week),
        "last": language.day(one.selling_week - timedelta(days=1)),
        "selling": language.day(one.selling_week),
        "format": language.term("format", one.format_id),
        "crew": one.crew_days.replace("+", " + "),
    }
    steps = []
    if one.footprint_m2:
        space = f"{language.number(one.footprint_m2, 1)} m²"
        steps.append(say("rollout.prepare.space", space=space, **values))
    steps.append(say("rollout.prepare.access", **values))
    if one.crew_days:
        steps.append(say("rollout.prepare.crew", **values))
    steps.append(say("rollout.prepare.sell", **values))
    return steps


def _table(visit: Visit, found: list[Installation]) -> Table:
    """Return what was marked and said, newest first."""
    say = visit.say
    shown = (*TOLD, Happened.COMMENT.value)
    events = InstallationEvent.objects.filter(
        installation__in=[one.pk for one in found], happened__in=shown
    ).order_by("-at")
    rows = tuple(
        Row(
            (
                moment_in_words(visit.language, event.at),
                say(f"rollout.happened.{event.happened}"),
                event.by_name,
                event.text,
            )
        )
        for event in events
    )
    return Table(
        "history",
        say("rollout.history.caption") if rows else say("rollout.history.none"),
        (
            Column("at", say("rollout.at")),
            Column("happened", say("rollout.what")),
            Column("by", say("rollout.by")),
            Column("text", say("rollout.said"), wide=True),
        ),
        rows,
    )


def _form(visit: Visit, one: Installation, wrong: CommentForm | None) -> PageForm:
    fits = wrong is not None and wrong.auto_id == CommentForm(visit, key=str(one.pk)).auto_id
    return PageForm(
        reverse("my-store-comment", args=[one.pk]),
        visit.say("rollout.comment.button"),
        form=wrong if fits else CommentForm(visit, key=str(one.pk)),
        title=visit.say(
            "rollout.mine.comment", format=visit.language.term("format", one.format_id)
        ),
        explains=visit.say("rollout.mine.comment.explains"),
    )
