"""What everybody reads: the list of announcements, and one of them with its comments."""

from __future__ import annotations

import functools
import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Window
from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.figures.page import Link, Links, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import FROM_ROW, with_asked
from showfloor.portal.news.models import PUBLIC, Announcement, Comment, CommentState
from showfloor.portal.news.reader_forms import CommentForm
from showfloor.portal.news.shown import (
    ListItem,
    Picture,
    Words,
    day_of,
    fragment,
    head,
    languages_of,
    moment_in_words,
    pictures_of,
    same_fragment,
    words_of,
)
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.present.sections.blocks import Block, Prose
from showfloor.present.tables import Column, Row, Table

A_PAGE = 20
NO_KEY = UUID(int=0)
SHOWN = ("title_en", "text_en", "title_de", "text_de", "publish_at")
"""What a list shows of an announcement."""
COMMENTS_AT_MOST = 300


def news(visit: Visit) -> Page:
    """Return the announcements that are public, newest first, a page at a time."""
    first = _first(visit)
    part, total = _part(first)
    if first and not part:
        first = 0
        part, total = _part(first)
    items = [_item(visit, one) for one in part]
    pictures = pictures_of(part, visit.language.code)
    listed = tuple(
        replace(item, picture=next(iter(pictures[one.pk]), None))
        for item, one in zip(items, part, strict=True)
    )
    html = same_fragment(visit.language.code, "list.html", ("items", listed))
    blocks: tuple[Block, ...] = (
        Prose(html, _table(visit, part, items)),
        Prose(_below(visit)),
    )
    return Page(
        "news",
        visit.say("news.question"),
        visit.say(
            "news.title" if part else "news.none", n=total, day=items[0].day if items else ""
        ),
        blocks,
        figures={"announcements": total},
        views=(Links(visit.say("news.older_newer"), _parts(visit, first, total)),),
        head=head(visit=visit),
    )


def _part(first: int) -> tuple[list[Announcement], int]:
    """Return a page of public announcements, and how many there are, in one question."""
    rows = Announcement.objects.filter(PUBLIC).only(*SHOWN).annotate(of=Window(Count("*")))
    found: list[Any] = list(rows[first : first + A_PAGE])
    return found, (found[0].of if found else 0)


def _below(visit: Visit) -> Markup:
    """Return the links to the feeds, to what is stored, and to the reader's own and the desk."""
    code = visit.language.code
    is_known, is_desk = visit.person is not None, visit.may(Right.PUBLISH)
    return same_fragment(
        code, "feeds.html", ("code", code), ("is_known", is_known), ("is_desk", is_desk)
    )


def announcement(visit: Visit, key: UUID) -> Page:
    """Return one announcement with its comments, and the form to comment for whoever may."""
    return announcement_page(visit, public_one(key), _comment_form(visit))


def public_one(key: UUID) -> Announcement:
    """Return an announcement that is public; NotHereError for every other."""
    found: Announcement | None = Announcement.objects.filter(PUBLIC, pk=key).first()
    if found is None:
        raise NotHereError
    return found


def announcement_page(visit: Visit, found: Announcement, form: CommentForm | None) -> Page:
    """Return an announcement's page with a form as it was sent, or a new one."""
    words = words_of(found, visit.language.code)
    comments = list(
        Comment.objects.filter(announcement_id=found.pk, state=CommentState.SHOWN.value)[
            :COMMENTS_AT_MOST
        ]
    )
    blocks: tuple[Block, ...] = (
        Prose(body_html(visit, found, words), _text_table(visit, found, words)),
        Prose(_comments_html(visit, found, comments), _comment_table(visit, comments)),
    )
    if form is None:
        blocks = (*blocks, Prose(fragment(visit, "sign_up_here.html", back=visit.path)))
    return Page(
        "announcement",
        visit.say("news.published", day=_day(visit, found)),
        words.title,
        blocks,
        figures={"comments": len(comments), "published": str(found.publish_at)},
        forms=(_form(visit, found, form),) if form is not None else (),
        trail=(Link(visit.say("figures.nav.news"), reverse("news")),),
        head=head(visit=visit),
    )


def body_html(visit: Visit, found: Announcement, words: Words) -> Markup:
    """Return photos and text of an announcement as HTML; the preview shows the same."""
    pictures: list[Picture] = pictures_of([found], words.language)[found.pk]
    changed = found.publish_at is not None and found.changed_at > found.publish_at
    return fragment(
        visit,
        "announcement.html",
        words=words,
        first=pictures[0] if pictures else None,
        others=pictures[1:],
        is_foreign=visit.language.code not in languages_of(found),
        changed=moment_in_words(visit, found.changed_at) if changed else "",
    )


def _form(visit: Visit, found: Announcement, form: CommentForm) -> PageForm:
    return PageForm(
        reverse("news-comment", args=[found.pk]),
        visit.say("news.comment.send"),
        form,
        title=visit.say("news.comment.write"),
        explains=visit.say("news.comment.explains"),
    )


def _comment_form(visit: Visit) -> CommentForm | None:
    if visit.person is None:
        return None
    return CommentForm(visit, initial={"key": uuid.uuid4(), "name": visit.person.name[:60]})


def _day(visit: Visit, found: Announcement) -> str:
    return "" if found.publish_at is None else visit.language.day(day_of(found.publish_at))


def _address(key: UUID) -> str:
    return _pattern().replace(str(NO_KEY), str(key))


@functools.cache
def _pattern() -> str:
    """Return the address of an announcement that has no key, found out once for all of them."""
    return reverse("announcement", args=[NO_KEY])


def _item(visit: Visit, one: Announcement) -> ListItem:
    words = words_of(one, visit.language.code)
    return ListItem(
        href=_address(one.pk),
        language=words.language,
        title=words.title,
        beginning=words.beginning,
        day=_day(visit, one),
        at=one.publish_at.isoformat() if one.publish_at else "",
        is_foreign=words.language != visit.language.code,
    )


def _table(visit: Visit, part: list[Announcement], items: list[ListItem]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                str(one.pk),
                day_of(one.publish_at) if one.publish_at else None,
                item.language,
                item.title,
                words_of(one, visit.language.code).text,
                item.href,
            )
        )
        for one, item in zip(part, items, strict=True)
    )
    return Table(
        "announcements",
        say("figures.nav.news"),
        tuple(
            Column(key, say(f"news.column.{key}"))
            for key in ("key", "published", "language", "title", "text", "address")
        ),
        rows,
    )


def _text_table(visit: Visit, found: Announcement, shown_words: Words) -> Table:
    rows = []
    for code in sorted(languages_of(found), key=lambda one: one != shown_words.language):
        words = words_of(found, code)
        rows.append(Row((words.language, words.title, words.text)))
    columns = [
        Column(key, visit.say(f"news.column.{key}")) for key in ("language", "title", "text")
    ]
    return Table("texts", visit.say("news.column.text"), tuple(columns), tuple(rows))


def _comment_table(visit: Visit, comments: list[Comment]) -> Table:
    columns = [Column(key, visit.say(f"news.column.{key}")) for key in ("date", "name", "text")]
    rows = tuple(Row((day_of(one.made_at), one.name, one.text)) for one in comments)
    return Table("comments", visit.say("news.comments"), tuple(columns), rows)


def _comments_html(visit: Visit, found: Announcement, comments: list[Comment]) -> Markup:
    reader = None if visit.person is None else visit.person.pk
    waiting = (
        0
        if reader is None
        else Comment.objects.filter(
            announcement_id=found.pk, reader_id=reader, state=CommentState.WAITING.value
        ).count()
    )
    items = [
        {
            "name": one.name,
            "day": visit.language.day(day_of(one.made_at)),
            "at": one.made_at.isoformat(),
            "text": one.text,
            "remove": reverse("reader") if one.reader_id == reader else "",
            "report": reverse("news-report", args=[one.pk]) if one.reader_id != reader else "",
        }
        for one in comments
    ]
    return fragment(visit, "comments.html", items=items, waiting=waiting)


def _first(visit: Visit) -> int:
    asked = visit.asked.get(FROM_ROW, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0


def _parts(visit: Visit, first: int, total: int) -> tuple[Link, ...]:
    found = []
    if first > 0:
        before = max(first - A_PAGE, 0)
        href = with_asked(visit, **{FROM_ROW: str(before) if before else None})
        found.append(Link(visit.say("news.newer"), href))
    if first + A_PAGE < total:
        href = with_asked(visit, **{FROM_ROW: str(first + A_PAGE)})
        found.append(Link(visit.say("news.older"), href))
    return tuple(found)
