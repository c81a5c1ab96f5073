"""What readers do on an announcement's page: comment, and report a comment."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.news.commenting import Said, TooManyError, complain, say
from showfloor.portal.news.front import announcement_page, public_one
from showfloor.portal.news.models import Comment, CommentState
from showfloor.portal.news.reader_forms import CommentForm, ReportForm
from showfloor.portal.news.shown import day_of, fragment, head, title_in
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Prose


def add_comment(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Take a comment, which waits for its decision."""
    found = public_one(key)
    if visit.person is None:
        raise NotHereError
    form = CommentForm(visit, sent.fields)
    if not form.is_valid():
        return announcement_page(visit, found, form)
    words = form.cleaned_data
    try:
        said = Said(words["key"], words["name"], words["text"])
        is_kept = say(found, visit.person, said, timezone.now())
    except TooManyError:
        form.add_error(None, visit.say("news.comment.too_many"))
        return announcement_page(visit, found, form)
    if not is_kept:
        raise NotHereError
    return Done(reverse("announcement", args=[key]), visit.say("news.comment.kept"))


def report(visit: Visit, key: UUID) -> Page:
    """Return the page on which a comment is reported."""
    return _report_page(visit, _shown_comment(key), ReportForm(visit))


def _report_page(visit: Visit, comment: Comment, form: ReportForm) -> Page:
    forms: tuple[PageForm, ...] = ()
    if visit.person is not None:
        where = reverse("news-report-send", args=[comment.pk])
        forms = (PageForm(where, visit.say("news.report.send"), form),)
    return Page(
        "news-report",
        visit.say("news.report.question"),
        visit.say("news.report.title"),
        (_quoted(visit, comment),),
        lead=visit.say("news.report.lead" if forms else "news.report.sign_up"),
        forms=forms,
        trail=_trail(visit, comment),
        head=head(visit=visit, feeds=False),
    )


def send_report(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Take a report; a second one by the same reader changes nothing."""
    comment = _shown_comment(key)
    if visit.person is None:
        raise NotHereError
    form = ReportForm(visit, sent.fields)
    if not form.is_valid():
        return _report_page(visit, comment, form)
    try:
        complain(comment, visit.person, form.cleaned_data["reason"], timezone.now())
    except TooManyError:
        form.add_error(None, visit.say("news.comment.too_many"))
        return _report_page(visit, comment, form)
    where = reverse("announcement", args=[comment.announcement_id])
    return Done(where, visit.say("news.report.kept"))


def _shown_comment(key: UUID) -> Comment:
    found: Comment | None = Comment.objects.filter(pk=key, state=CommentState.SHOWN.value).first()
    if found is None:
        raise NotHereError
    public_one(found.announcement_id)
    return found


def _quoted(visit: Visit, comment: Comment) -> Prose:
    item = {
        "name": comment.name,
        "day": visit.language.day(day_of(comment.made_at)),
        "at": comment.made_at.isoformat(),
        "text": comment.text,
    }
    return Prose(fragment(visit, "comment.html", item=item))


def _trail(visit: Visit, comment: Comment) -> tuple[Link, ...]:
    found = public_one(comment.announcement_id)
    return (
        Link(visit.say("figures.nav.news"), reverse("news")),
        Link(title_in(visit, found), reverse("announcement", args=[found.pk])),
    )
