"""Moderation: which comments wait or are reported, and what is decided about them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Page, PageForm
from showfloor.portal.news.commenting import decide, forget_orphans
from showfloor.portal.news.desk import trail
from showfloor.portal.news.desk_forms import DecisionsForm, decisions_in
from showfloor.portal.news.models import Comment, CommentState, Complaint
from showfloor.portal.news.shown import day_of, head
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Block, Heading
from showfloor.present.tables import Column, Row, Table

AT_ONCE = 25
LATEST = 50


def moderation(visit: Visit) -> Page:
    """Return the comments that wait, those that readers reported, and the latest decisions."""
    say = visit.say
    waiting = Comment.objects.filter(state=CommentState.WAITING.value)
    total: int = waiting.count()
    part = list(waiting.select_related("announcement")[:AT_ONCE])
    complaints = list(Complaint.objects.filter(settled_at=None)[:AT_ONCE])
    keys = [one.comment_key for one in complaints]
    reported = list(
        Comment.objects.filter(pk__in=keys)
        .exclude(state=CommentState.WAITING.value)
        .select_related("announcement")
    )
    blocks: list[Block] = []
    if complaints:
        blocks += [Heading(say("news.moderation.reported")), _complaints(visit, complaints)]
    blocks += [Heading(say("news.moderation.latest")), _latest(visit)]
    return Page(
        "news-moderation",
        say("news.moderation.question"),
        say("news.moderation.title" if total else "news.moderation.none", n=total),
        tuple(blocks),
        lead=say("news.moderation.lead"),
        figures={"waiting": total, "reported": len(reported)},
        forms=(
            *_form(visit, part, "news.moderation.waiting"),
            *_form(visit, reported, "news.moderation.decide_again"),
        ),
        trail=trail(visit, None),
        head=head(visit=visit, feeds=False),
    )


def _form(visit: Visit, comments: list[Comment], title: str) -> tuple[PageForm, ...]:
    if not comments:
        return ()
    return (
        PageForm(
            reverse("news-decide"),
            visit.say("news.decide.button"),
            DecisionsForm(visit, comments),
            title=visit.say(title),
            place="before",
        ),
    )


def _complaints(visit: Visit, complaints: list[Complaint]) -> Table:
    say = visit.say
    comments = {
        one.pk: one for one in Comment.objects.filter(pk__in=[c.comment_key for c in complaints])
    }
    rows = tuple(
        Row((day_of(one.made_at), comments[one.comment_key].text, one.reason))
        for one in complaints
        if one.comment_key in comments
    )
    return Table(
        "complaints",
        say("news.moderation.reported"),
        (
            Column("date", say("news.column.date")),
            Column("text", say("news.column.comment"), wide=True),
            Column("reason", say("news.report.reason"), wide=True),
        ),
        rows,
    )


def _latest(visit: Visit) -> Table:
    say = visit.say
    decided = Comment.objects.exclude(decided_at=None).order_by("-decided_at", "id")[:LATEST]
    rows = tuple(
        Row((day_of(one.decided_at), say(f"news.state.{one.state}"), one.name, one.text))
        for one in decided
    )
    return Table(
        "decided",
        say("news.moderation.decided" if rows else "news.moderation.undecided"),
        tuple(
            Column(key, say(f"news.column.{key}"), wide=key == "text")
            for key in ("date", "state", "name", "text")
        ),
        rows,
    )


def decide_now(visit: Visit, sent: Sent) -> Done:
    """Take the decisions; where another moderator was first, theirs holds and it is said."""
    now = timezone.now()
    taken = missed = 0
    for key, seen, decision in decisions_in(sent.fields):
        if decide(key, seen, decision, now):
            taken += 1
        else:
            missed += 1
    forget_orphans()
    said = visit.say("news.decide.done", n=taken)
    if missed:
        said = f"{said} {visit.say('news.decide.missed', n=missed)}"
    return Done(reverse("news-moderation"), said)
