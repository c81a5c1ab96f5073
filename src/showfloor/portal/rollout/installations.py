"""Installations: the list by state, and one: its weeks, what a slip breaks, its history."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.clock import moment_in_words, today
from showfloor.portal.figures.page import Link, Links, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.forms import CommentForm, PlanAgainForm, SeenForm, SlipForm
from showfloor.portal.rollout.marking import MOVES, takes_back
from showfloor.portal.rollout.models import Installation, InstallationEvent, State
from showfloor.portal.rollout.sections import style, subscribing
from showfloor.portal.rollout.slipping import slip_blocks, slip_forms
from showfloor.present.sections.blocks import Block, Definition, Definitions, Empty, Heading, Prose
from showfloor.present.tables import Column, Row, Table

LATE_FIRST = (State.SLIPPED, State.STARTED, State.PLANNED, State.DONE, State.CALLED_OFF)


def installations(visit: Visit) -> Page:
    """Return every installation of the approved plans, filtered by state."""
    found = list(Installation.objects.all())
    say = visit.say
    if not found:
        empty = Empty(
            say("rollout.installations.empty"), say("rollout.installations.how"), "/plans/"
        )
        return Page(
            "installations",
            say("rollout.installations.question"),
            say("rollout.installations.none"),
            (empty,),
        )
    counts = Counter(one.state for one in found)
    words = {
        state.value: say("rollout.state.with", state=say(f"rollout.state.{state}"), n=counts[state])
        for state in LATE_FIRST
        if counts[state]
    }
    state, by_state = chosen(visit, "state", words, label=say("rollout.state"))
    regions = {code: visit.language.term("region", code) for code in sorted(_regions(found))}
    region, by_region = chosen(visit, "region", regions, label=say("rollout.region"))
    kept = [one for one in found if state in ("", one.state) and region in ("", one.region)]
    long = as_asked(visit, _table(visit, kept))
    due = [one for one in found if is_late(one, today())]
    return Page(
        "installations",
        say("rollout.installations.question"),
        say(
            "rollout.installations.title",
            done=visit.language.count(counts[State.DONE]),
            all=visit.language.count(len(found) - counts[State.CALLED_OFF]),
            slipped=visit.language.count(counts[State.SLIPPED]),
        ),
        (long.table,),
        lead=say("rollout.installations.late", n=len(due)) if due else "",
        views=(by_state, by_region, subscribing(visit), long.parts),
        figures={**{state.value: counts[state] for state in State}, "late": len(due)},
    )


def is_late(one: Installation, day: date) -> bool:
    """Say whether nobody has marked an installation whose week has come or is over."""
    if one.state == State.PLANNED.value:
        return one.start_week + timedelta(days=6) < day
    return one.state == State.STARTED.value and one.selling_week <= day


def installation(
    visit: Visit,
    key: UUID,
    *,
    slip: SlipForm | None = None,
    comment: CommentForm | None = None,
    again: PlanAgainForm | None = None,
) -> Page:
    """Return one installation; the forms are those that were sent with a mistake."""
    one: Installation | None = Installation.objects.filter(pk=key).first()
    if one is None:
        raise NotHereError
    say, language = visit.say, visit.language
    blocks: list[Block] = []
    if one.state == State.SLIPPED.value:
        blocks += slip_blocks(visit, one)
    blocks += [
        Definitions(tuple(facts_of(visit, one))),
        Heading(say("rollout.history")),
        *history_of(visit, one),
    ]
    return Page(
        "installation",
        say("rollout.installation.question"),
        say(
            f"rollout.installation.title.{state_of(one)}",
            store=one.store_name,
            format=language.term("format", one.format_id),
            week=language.week(one.start_week),
            selling=language.week(one.selling_week),
        ),
        tuple(blocks),
        figures={"state": one.state, "revision": one.revision},
        forms=(*slip_forms(visit, one, again), *_forms(visit, one, slip, comment)),
        trail=(Link(say("rollout.installations.question"), reverse("installations")),),
        views=(_views(visit, one),),
        head=style(),
    )


def state_of(one: Installation) -> State:
    """Return an installation's state; PLANNED where the row says something unknown."""
    return State(one.state) if one.state in set(State) else State.PLANNED


def facts_of(visit: Visit, one: Installation) -> list[Definition]:
    """Return what is known of an installation."""
    language, say = visit.language, visit.say
    facts = (
        ("rollout.state", say(f"rollout.state.{state_of(one)}")),
        ("rollout.city", one.city),
        ("rollout.region", language.term("region", one.region) if one.region else ""),
        ("rollout.format", language.term("format", one.format_id)),
        ("rollout.start", language.week(one.start_week)),
        ("rollout.selling", language.week(one.selling_week)),
        ("rollout.slip.ready_from", language.day(one.ready_from) if one.ready_from else ""),
        ("rollout.slip.reason", one.reason),
        ("rollout.footprint", _square_metres(visit, one)),
        ("rollout.crew_days", one.crew_days.replace("+", " + ")),
    )
    return [Definition(key, say(key), text) for key, text in facts if text]


def history_of(visit: Visit, one: Installation) -> list[Block]:
    """Return an installation's history, newest first, with its photos."""
    say = visit.say
    events = list(
        InstallationEvent.objects.filter(installation=one)
        .select_related("photo")
        .defer("photo__image")
        .order_by("-at", "-revision")
    )
    rows = tuple(
        Row(
            (
                moment_in_words(visit.language, event.at),
                say(f"rollout.happened.{event.happened}"),
                event.by_name,
                event.text,
                event.start_week,
                event.ready_from,
            ),
            reasons=(("ready_from", say("rollout.slip.none")),),
        )
        for event in events
    )
    table = Table(
        "history",
        say("rollout.history.caption"),
        (
            Column("at", say("rollout.at")),
            Column("happened", say("rollout.what")),
            Column("by", say("rollout.by")),
            Column("text", say("rollout.said"), wide=True),
            Column("start_week", say("rollout.start"), "week"),
            Column("ready_from", say("rollout.slip.ready_from")),
        ),
        rows,
    )
    return [table, *_photos(events)]


def _photos(events: list[InstallationEvent]) -> list[Block]:
    shown = Markup(
        '<p><img src="{}" width="{}" height="{}" alt="{}" loading="lazy" class="photo"></p>'
    )
    return [
        Prose(shown.format(reverse("photo", args=[p.pk]), p.width, p.height, p.alternative))
        for p in (getattr(event, "photo", None) for event in events)
        if p is not None
    ]


def _square_metres(visit: Visit, one: Installation) -> str:
    if one.footprint_m2 is None:
        return ""
    return f"{visit.language.number(one.footprint_m2, 1)} m²"


def _regions(found: list[Installation]) -> set[str]:
    return {one.region for one in found if one.region}


def _table(visit: Visit, found: list[Installation]) -> Table:
    say, day = visit.say, today()
    rows = tuple(
        Row(
            (
                one.store_name,
                one.store_id,
                one.city,
                visit.language.term("format", one.format_id),
                one.start_week,
                one.selling_week,
                say(f"rollout.state.{state_of(one)}"),
                say("rollout.late") if is_late(one, day) else one.reason,
            ),
            href=reverse("installation", args=[one.pk]),
            mark="focus" if one.state == State.SLIPPED.value or is_late(one, day) else "",
        )
        for one in found
    )
    return Table(
        "installations",
        say("rollout.installations.caption"),
        (
            Column("store", say("rollout.store")),
            Column("store_id", "", data_only=True),
            Column("city", say("rollout.city")),
            Column("format", say("rollout.format")),
            Column("start_week", say("rollout.start"), "week"),
            Column("selling_week", say("rollout.selling"), "week"),
            Column("state", say("rollout.state")),
            Column("note", say("rollout.note"), wide=True),
        ),
        rows,
    )


def _forms(
    visit: Visit, one: Installation, slip: SlipForm | None, comment: CommentForm | None
) -> list[PageForm]:
    state = state_of(one)
    order = (State.DONE, State.STARTED, State.SLIPPED, State.PLANNED)
    forms: list[PageForm] = []
    for to in (to for to in order if to in MOVES[state]):
        key = f"back.{state}" if takes_back(state, to) else to.value
        is_slip = to is State.SLIPPED
        shown = (slip or SlipForm(visit, one.revision)) if is_slip else _seen(visit, one, to)
        forms.append(
            PageForm(
                reverse("installation-mark", args=[one.pk, to.value]),
                visit.say(f"rollout.mark.{key}.button"),
                form=shown,
                title=visit.say(f"rollout.mark.{key}.title"),
                explains=visit.say(f"rollout.mark.{key}.explains"),
                is_destructive=takes_back(state, to),
                has_files=is_slip,
            )
        )
    forms.append(
        PageForm(
            reverse("installation-comment", args=[one.pk]),
            visit.say("rollout.comment.button"),
            form=comment or CommentForm(visit, key=str(one.pk)),
            title=visit.say("rollout.comment.title"),
            explains=visit.say("rollout.comment.explains"),
        )
    )
    return forms


def _seen(visit: Visit, one: Installation, to: State) -> SeenForm:
    form = SeenForm(visit, one.revision)
    form.auto_id = f"{to.value}-%s"
    return form


def _views(visit: Visit, one: Installation) -> Links:
    say = visit.say
    links = [
        Link(say("rollout.store.page"), reverse("store", args=[one.store_id])),
        Link(say("rollout.plan.page"), reverse("plan", args=[one.run_id])),
    ]
    if one.state == State.SLIPPED.value:
        letter = reverse("message", args=[one.run_id])
        links.append(Link(say("rollout.message.question"), letter))
    return Links(say("rollout.see_also"), tuple(links))
