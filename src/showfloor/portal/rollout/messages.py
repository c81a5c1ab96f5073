"""The message to the partner: what changes against what it was told, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.figures.page import Link, Links, NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.models import Installation, ReleasedArea, State
from showfloor.portal.rollout.plans import plan_name
from showfloor.portal.rollout.releasing import released_of
from showfloor.portal.rollout.sections import style
from showfloor.portal.rollout.slipping import mailto
from showfloor.portal.words import language_of
from showfloor.portal.workspace import workspace
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Paragraph, Prose
from showfloor.present.sections.setting import setting_for
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import LANGUAGES
from showfloor.workflows.plan_pages import installations_of, plan_content, plan_row


@dataclass(frozen=True, slots=True)
class Told:
    """One area as the partner knows it, or will: format, and the weeks of building and selling."""

    format_id: str
    start_week: date
    selling_week: date


@dataclass(frozen=True, slots=True)
class Change:
    """One store of which the partner must hear; None before: new, None after: no longer planned."""

    store_id: str
    store: str
    city: str
    before: Told | None
    after: Told | None
    is_open: bool
    """Whether the store has no new week yet: it slipped, and nothing was planned anew."""


def message(visit: Visit, run_id: str) -> Page:
    """Return what the partner must be told once a plan is released in the place of the last."""
    row = plan_row(workspace(), run_id)
    if row is None or not row.has_plan:
        raise NotHereError
    setting = setting_for(plan_content(workspace(), run_id), visit.language)
    maker = setting.manufacturer(row.manufacturer_id)
    changes = changes_to(row.programme_id, run_id)
    say = visit.say
    blocks: list[Block] = []
    links: list[Link] = []
    for code in LANGUAGES:
        language = language_of(code, workspace().config.currency)
        subject, body = letter(language, maker, changes)
        links.append(Link(say(f"rollout.message.send.{code}"), mailto(subject, body)))
        heading = say(f"figures.language.{code}")
        blocks.append(Prose(LETTER.format(heading, code, subject, code, body)))
    blocks.append(_table(visit, changes))
    if not any(change.is_open for change in changes):
        blocks.insert(0, Paragraph(say("rollout.message.lead")))
    else:
        blocks.insert(0, Paragraph(say("rollout.message.open")))
    return Page(
        "message",
        say("rollout.message.question"),
        say("rollout.message.title", n=len(changes), maker=maker)
        if changes
        else say("rollout.message.none", maker=maker),
        tuple(blocks) if changes else (),
        figures={"changes": len(changes)},
        views=(Links(say("rollout.message.send"), tuple(links) if changes else ()),),
        trail=(
            Link(say("rollout.plans.question"), reverse("plans")),
            Link(plan_name(visit, row), reverse("plan", args=[run_id])),
        ),
        head=style(),
    )


def changes_to(programme_id: str, run_id: str) -> list[Change]:
    """Return where a plan departs from what the partner was told, by week of selling.

    A store that has slipped and still has the week that it was told is a change too.
    """
    told = released_of(programme_id)
    before = {
        area.store_id: area
        for area in (ReleasedArea.objects.filter(plan=told) if told is not None else ())
    }
    slipped = set(
        Installation.objects.filter(
            programme_id=programme_id, state=State.SLIPPED.value, run_id=run_id
        ).values_list("store_id", flat=True)
    )
    found = []
    for item in installations_of(workspace(), run_id):
        old = before.pop(item.store_id, None)
        was = Told(old.format_id, old.start_week, old.selling_week) if old else None
        now = Told(item.format_id, item.start_week, item.selling_week)
        is_open = item.store_id in slipped
        if was != now or is_open:
            found.append(Change(item.store_id, item.store_name, item.city, was, now, is_open))
    for store_id, old in before.items():
        was = Told(old.format_id, old.start_week, old.selling_week)
        found.append(Change(store_id, old.store_name, old.city, was, None, is_open=False))
    return sorted(
        found, key=lambda one: ((one.before or one.after or _NEVER).selling_week, one.store)
    )


LETTER = Markup(
    '<h2>{}</h2><p lang="{}"><strong>{}</strong></p>'
    '<pre lang="{}" class="letter" tabindex="0">{}</pre>'
)
_NEVER = Told("", date.max, date.max)


def letter(language: Language, maker: str, changes: list[Change]) -> tuple[str, str]:
    """Return subject and text of the letter in a language: stores, formats and weeks, no more."""
    say = language.say
    lines = [say("rollout.letter.greeting", maker=maker), ""]
    lines += [say("rollout.letter.intro", n=len(changes)), ""]
    lines += [f"- {_sentence(language, change)}" for change in changes]
    lines += ["", say("rollout.letter.close"), "", workspace().config.name]
    return say("rollout.letter.subject", n=len(changes)), "\n".join(lines)


def _sentence(language: Language, change: Change) -> str:
    store = f"{change.store} ({change.city})" if change.city else change.store
    values = {"store": _one_line(store)}
    if change.before is not None:
        values |= {f"old_{key}": text for key, text in _words(language, change.before).items()}
    if change.after is not None:
        values |= _words(language, change.after)
    return language.say(f"rollout.letter.{_kind(change)}", **values)


def _kind(change: Change) -> str:
    if change.is_open:
        return "open"
    if change.after is None:
        return "dropped"
    if change.before is None:
        return "new"
    return "moved" if change.before.format_id == change.after.format_id else "format"


def _words(language: Language, told: Told) -> dict[str, str]:
    return {
        "format": language.term("format", told.format_id),
        "start": language.week(told.start_week),
        "selling": language.week(told.selling_week),
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _table(visit: Visit, changes: list[Change]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                one.store_id,
                one.store,
                one.city,
                say(f"rollout.message.kind.{_kind(one)}"),
                one.before.selling_week if one.before else None,
                None if one.after is None or one.is_open else one.after.selling_week,
            ),
            reasons=(("before", say("rollout.message.kind.new")), ("after", _unknown(visit, one))),
        )
        for one in changes
    )
    return Table(
        "changes",
        say("rollout.message.caption"),
        (
            Column("store_id", "", data_only=True),
            Column("store", say("rollout.store")),
            Column("city", say("rollout.city")),
            Column("change", say("rollout.what")),
            Column("before", say("rollout.message.before"), "week"),
            Column("after", say("rollout.message.after"), "week"),
        ),
        rows,
    )


def _unknown(visit: Visit, one: Change) -> str:
    return visit.say(f"rollout.message.kind.{_kind(one)}")
