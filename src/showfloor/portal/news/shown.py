"""How announcements, photos and comments are shown: their words in a language, and as HTML."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from showfloor.portal import clock
from showfloor.portal.news.markdown_text import beginning_of, html_of
from showfloor.portal.news.models import Announcement, Photo
from showfloor.portal.people.visit import Visit
from showfloor.portal.words import catalogue_of
from showfloor.present.language import Language
from showfloor.present.types import LANGUAGES, LanguageCode

KEPT_FRAGMENTS = 64
"""Pieces of HTML that a process holds ready; each a page's list, or a row of links."""
WITHOUT_BYTES = ("large", "small")


@dataclass(frozen=True, slots=True)
class Words:
    """An announcement's title and text in one of its languages."""

    language: LanguageCode
    title: str
    text: str

    @property
    def html(self) -> Markup:
        """The text as safe HTML."""
        return html_of(self.text)

    @property
    def beginning(self) -> str:
        """The text's first words, plain."""
        return beginning_of(self.text)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as pages show it: two addresses, sizes in pixels, and what it shows in words."""

    large: str
    small: str
    width: int
    height: int
    small_width: int
    small_height: int
    alternative: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """An announcement as it stands in a list: its first words, and its first photo."""

    href: str
    language: LanguageCode
    title: str
    beginning: str
    day: str
    at: str
    is_foreign: bool
    picture: Picture | None = None


def words_of(announcement: Announcement, code: str) -> Words:
    """Return an announcement's words in a language, or in the other where it has not that one."""
    for language in sorted(LANGUAGES, key=lambda one: one != code):
        title: str = getattr(announcement, f"title_{language}")
        if title:
            return Words(language, title, getattr(announcement, f"text_{language}"))
    return Words("en", str(announcement.pk), "")


def title_in(visit: Visit, announcement: Announcement) -> str:
    """Return an announcement's title in the visitor's language, or in the one that it has."""
    return words_of(announcement, visit.language.code).title


def languages_of(announcement: Announcement) -> tuple[LanguageCode, ...]:
    """Return the languages that an announcement has."""
    return tuple(code for code in LANGUAGES if getattr(announcement, f"title_{code}"))


def pictures_of(announcements: Sequence[Announcement], code: str) -> dict[UUID, list[Picture]]:
    """Return every announcement's photos in order, in one query and without their bytes."""
    found: dict[UUID, list[Picture]] = {one.pk: [] for one in announcements}
    photos: Iterable[Photo] = Photo.objects.filter(announcement__in=list(found)).defer(
        *WITHOUT_BYTES
    )
    for photo in photos:
        found[photo.announcement_id].append(picture(photo, code))
    return found


def picture(photo: Photo, code: str) -> Picture:
    """Return a photo as pages show it."""
    first, other = photo.alternative_en, photo.alternative_de
    if code == "de":
        first, other = other, first
    return Picture(
        reverse("news-photo", args=[photo.pk]),
        reverse("news-photo-small", args=[photo.pk]),
        photo.width,
        photo.height,
        photo.small_width,
        photo.small_height,
        first or other,
    )


def here(moment: datetime) -> datetime:
    """Return a moment in the workspace's time zone."""
    return timezone.localtime(moment)


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the workspace's time zone."""
    return here(moment).date()


def moment_in_words(visit: Visit, moment: datetime) -> str:
    """Return a moment in the workspace's time zone: 22 March 2021, 14:05 CET."""
    return clock.moment_in_words(visit.language, moment)


def fragment(visit: Visit, template: str, /, **context: Any) -> Markup:
    """Return one of the room's templates as HTML."""
    made = render_to_string(f"news/{template}", {"say": visit.say, **context})
    return Markup(made)  # noqa: S704  # the template escapes


@functools.lru_cache(maxsize=KEPT_FRAGMENTS)
def same_fragment(code: LanguageCode, template: str, *context: tuple[str, Hashable]) -> Markup:
    """Return one of the room's templates that is made of nothing but what is handed over here.

    The same words give the same HTML, whoever asks, so that it is made once.
    """
    say = Language(code, catalogue_of(code)).say
    made = render_to_string(f"news/{template}", {"say": say, **dict(context)})
    return Markup(made)  # noqa: S704  # the template escapes


def head(*, feeds: bool = True, visit: Visit) -> Markup:
    """Return what a page of news has in its head: the room's style, and the feeds."""
    found = []
    if feeds:
        for code in sorted(LANGUAGES, key=lambda one: one != visit.language.code):
            for kind, media_type in FEED_TYPES.items():
                title = visit.say(f"news.feed.{kind}.{code}")
                found.append((reverse(f"news-{kind}", args=[code]), media_type, title))
    style = static("news/news.css")
    return same_fragment(
        visit.language.code, "head.html", ("feeds", tuple(found)), ("style", style)
    )


FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "feed": "application/feed+json",
}
"""The feeds by the name of their address, and their media types."""
