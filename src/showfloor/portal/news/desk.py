"""The desk: where announcements are written, looked at, published and withdrawn."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.news.desk_forms import WordingForm
from showfloor.portal.news.models import Announcement, Comment, CommentState, Complaint, Status
from showfloor.portal.news.publishing import Wording, change, keep_draft
from showfloor.portal.news.shown import head, languages_of, moment_in_words, title_in
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Block, KeyFigure, KeyFigures, Paragraph
from showfloor.present.tables import Column, Row, Table


def desk(visit: Visit) -> Page:
    """Return every announcement with where it stands, and what waits for a decision."""
    say = visit.say
    now = timezone.now()
    found = list(Announcement.objects.order_by("-changed_at", "id"))
    states = [one.status(now) for one in found]
    waiting = Comment.objects.filter(state=CommentState.WAITING.value).count()
    reported = Complaint.objects.filter(settled_at=None).count()
    long = as_asked(visit, _table(visit, found, states))
    counts = {status: states.count(status) for status in Status}
    return Page(
        "news-desk",
        say("news.desk.question"),
        say("news.desk.says", n=counts[Status.DRAFT], scheduled=counts[Status.SCHEDULED]),
        (_key_figures(visit, counts, waiting, reported), long.table),
        figures={
            **{f"{status.value}": count for status, count in counts.items()},
            "comments_waiting": waiting,
            "comments_reported": reported,
        },
        forms=(PageForm(reverse("news-new-draft"), say("news.desk.new"), place="before"),),
        views=(long.parts,),
        head=head(visit=visit),
    )


def _key_figures(
    visit: Visit, counts: dict[Status, int], waiting: int, reported: int
) -> KeyFigures:
    say, count = visit.say, visit.language.count
    moderation, front = reverse("news-moderation"), reverse("news")
    items = (
        (f"news.status.{Status.PUBLISHED.value}", counts[Status.PUBLISHED], "published", front),
        ("news.desk.waiting", waiting, "waiting", moderation),
        ("news.desk.reported", reported, "reported", moderation),
    )
    return KeyFigures(
        tuple(
            KeyFigure(say(label), count(number), say(f"news.desk.{end}.decides"), href)
            for label, number, end, href in items
        )
    )


def _table(visit: Visit, found: list[Announcement], states: list[Status]) -> Table:
    say = visit.say
    rows = []
    for one, status in zip(found, states, strict=True):
        public = moment_in_words(visit, one.publish_at) if one.publish_at is not None else ""
        cells = (
            title_in(visit, one),
            str(one.pk),
            say(f"news.status.{status.value}"),
            public,
            ", ".join(code.upper() for code in languages_of(one)),
            moment_in_words(visit, one.changed_at),
        )
        rows.append(Row(cells, href=reverse("news-preview", args=[one.pk])))
    return Table(
        "announcements",
        say("news.desk.caption" if rows else "news.desk.none"),
        (
            Column("title", say("news.column.title"), wide=True),
            Column("key", "", data_only=True),
            Column("status", say("news.column.status")),
            Column("published", say("news.column.published")),
            Column("languages", say("news.column.language")),
            Column("changed", say("news.column.changed")),
        ),
        tuple(rows),
    )


def new_draft(_visit: Visit, _sent: Sent) -> Done:
    """Go on to an empty draft's form, which keeps nothing before it is sent."""
    return Done(reverse("news-write", args=[uuid.uuid4()]))


def write(visit: Visit, key: UUID) -> Page:
    """Return the form of an announcement's words: of a kept one, or of a new one's key."""
    found = _one(key)
    if found is not None and found.withdrawn_at is not None:
        raise NotHereError
    initial = {"key": key, "revision": 0}
    if found is not None:
        names = ("title_de", "text_de", "title_en", "text_en", "revision")
        initial |= {name: getattr(found, name) for name in names}
    return _write_page(visit, key, found, WordingForm(visit, initial=initial))


def _write_page(visit: Visit, key: UUID, found: Announcement | None, form: WordingForm) -> Page:
    say = visit.say
    is_public = found is not None and found.status(timezone.now()) is Status.PUBLISHED
    blocks: tuple[Block, ...] = (Paragraph(say("news.desk.markdown"), quiet=True),)
    return Page(
        "news-write",
        say("news.desk.question"),
        title_in(visit, found) if found is not None else say("news.desk.new.title"),
        blocks,
        lead=say("news.desk.goes_live" if is_public else "news.desk.kept_as_draft"),
        forms=(
            PageForm(
                reverse("news-save", args=[key]),
                say("news.desk.save_public" if is_public else "news.desk.save"),
                form,
            ),
        ),
        trail=trail(visit, found),
        head=head(visit=visit, feeds=False),
    )


def save(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Keep an announcement's words: a new draft's, or a change of what it was seen to be."""
    found = _one(key)
    form = WordingForm(visit, sent.fields)
    if not form.is_valid():
        return _write_page(visit, key, found, form)
    if found is None:
        if visit.organisation is None:
            raise NotHereError
        found = keep_draft(visit.organisation.pk, key, form.wording, timezone.now())
    return _changed(visit, found, form, form.wording)


def _changed(visit: Visit, found: Announcement, form: WordingForm, wording: Wording) -> Done | Page:
    seen = form.cleaned_data.get("revision") or 0
    if not change(found.pk, wording, seen, timezone.now()):
        form.add_error(None, visit.say("news.desk.changed_since"))
        return _write_page(visit, found.pk, found, form)
    return Done(reverse("news-preview", args=[found.pk]), visit.say("news.desk.saved"))


def kept_one(key: UUID) -> Announcement:
    """Return an announcement as the house sees it; NotHereError for an unknown key."""
    found = _one(key)
    if found is None:
        raise NotHereError
    return found


def trail(visit: Visit, found: Announcement | None) -> tuple[Link, ...]:
    """Return the pages above a page of the desk."""
    above = (
        Link(visit.say("figures.nav.news"), reverse("news")),
        Link(visit.say("news.desk.question"), reverse("news-desk")),
    )
    if found is None:
        return above
    return (*above, Link(title_in(visit, found), reverse("news-preview", args=[found.pk])))


def _one(key: UUID) -> Announcement | None:
    found: Announcement | None = Announcement.objects.filter(pk=key).first()
    return found
