"""Feeds of the announcements, one a language: RSS 2.0 with the whole text, Atom, JSON Feed 1.1.

All three are made from the same items. Addresses are absolute; an item's guid is its key, which
never changes, and its date the moment of publication, which does not either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from showfloor.portal.figures.page import NotHereError
from showfloor.portal.news.markdown_text import html_of
from showfloor.portal.news.models import PUBLIC, Announcement
from showfloor.portal.news.shown import FEED_TYPES, Picture, pictures_of, words_of
from showfloor.portal.news.views import File
from showfloor.portal.people.visit import Visit
from showfloor.portal.words import language_of
from showfloor.portal.workspace import workspace
from showfloor.present.language import Language
from showfloor.present.types import LANGUAGES

ITEMS = 50
CONTENT = "http://purl.org/rss/1.0/modules/content/"
CACHED = "no-cache"
"""Readers ask each time and get "not modified": what is withdrawn is gone at once."""


@dataclass(frozen=True, slots=True)
class Item:
    """One announcement in a feed."""

    guid: str
    address: str
    language: str
    title: str
    summary: str
    html: str
    picture: str
    published: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before its format; `own` is where it lies itself."""

    title: str
    summary: str
    language: str
    home: str
    own: str
    items: tuple[Item, ...]


def rss(visit: Visit, house: str, code: str) -> File:
    """Return the announcements as RSS 2.0."""
    return _file(visit, house, code, "rss", _as_rss)


def atom(visit: Visit, house: str, code: str) -> File:
    """Return the announcements as Atom."""
    return _file(visit, house, code, "atom", _as_atom)


def json_feed(visit: Visit, house: str, code: str) -> File:
    """Return the announcements as JSON Feed 1.1."""
    return _file(visit, house, code, "feed", _as_json)


def _file(_visit: Visit, house: str, code: str, kind: str, made: Callable[[Feed], str]) -> File:
    language = next((known for known in LANGUAGES if known == code), None)
    if language is None:
        raise NotHereError
    config = workspace().config
    words = language_of(language, config.currency)
    feed = Feed(
        title=words.say("news.feed.title", name=config.name),
        summary=words.say("news.feed.summary", name=config.name),
        language=language,
        home=urljoin(house, reverse("news")),
        own=urljoin(house, reverse(f"news-{kind}", args=[language])),
        items=_items(house, words),
    )
    content = made(feed).encode("utf-8")
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return File(content, f"{FEED_TYPES[kind]}; charset=utf-8", etag, CACHED)


def _items(house: str, language: Language) -> tuple[Item, ...]:
    """Return the latest announcements; what is not in the language is there in the other."""
    rows: list[Announcement] = list(Announcement.objects.filter(PUBLIC)[:ITEMS])
    pictures = pictures_of(rows, language.code)
    return tuple(
        _item(house, language, row, pictures[row.pk]) for row in rows if row.publish_at is not None
    )


def _item(house: str, language: Language, row: Announcement, pictures: list[Picture]) -> Item:
    words = words_of(row, language.code)
    absolute = [
        {"picture": picture, "source": urljoin(house, picture.large)} for picture in pictures
    ]
    html = render_to_string(
        "news/feed_item.html", {"pictures": absolute, "text": html_of(words.text, house)}
    )
    assert row.publish_at is not None
    return Item(
        guid=f"urn:uuid:{row.pk}",
        address=urljoin(house, reverse("announcement", args=[row.pk])),
        language=words.language,
        title=words.title,
        summary=words.beginning,
        html=html.strip(),
        picture=urljoin(house, pictures[0].large) if pictures else "",
        published=row.publish_at,
        changed=max(row.publish_at, row.changed_at),
    )


class _WholeTextRss(Rss201rev2Feed):
    """RSS 2.0 with each item's whole text."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the module that `content:encoded` belongs to."""
        return {**super().rss_attributes(), "xmlns:content": CONTENT}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the text beside the summary."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class _WholeTextAtom(Atom1Feed):
    """Atom with each item's whole text and language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """State the language of an item's words."""
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the text beside the summary."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def _as_rss(feed: Feed) -> str:
    return _written(_WholeTextRss, feed)


def _as_atom(feed: Feed) -> str:
    return _written(_WholeTextAtom, feed)


def _written(kind: type[_WholeTextRss | _WholeTextAtom], feed: Feed) -> str:
    made = kind(
        title=feed.title,
        link=feed.home,
        description=feed.summary,
        language=feed.language,
        feed_url=feed.own,
        feed_guid=feed.own,
        author_name=feed.title,
    )
    for item in feed.items:
        made.add_item(
            title=item.title,
            link=item.address,
            description=item.summary,
            unique_id=item.guid,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.changed,
            content=item.html,
            language=item.language,
        )
    return str(made.writeString("utf-8"))


def _as_json(feed: Feed) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.summary,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": feed.language,
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _json_item(item: Item) -> dict[str, str]:
    found = {
        "id": item.guid,
        "url": item.address,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.published.isoformat(),
        "date_modified": item.changed.isoformat(),
        "language": item.language,
    }
    return {**found, "image": item.picture} if item.picture else found
