"""JSON Feed 1.1 as its specification states it (jsonfeed.org/version/1.1): what is wrong with one.

Written from the specification alone: which fields there are, of what type, which are required.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

VERSION = "https://jsonfeed.org/version/1.1"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The usual shape of a tag of RFC 5646."""
FEED: Mapping[str, str] = {
    "version": "version",
    "title": "text",
    "home_page_url": "address",
    "feed_url": "address",
    "description": "text",
    "user_comment": "text",
    "next_url": "address",
    "icon": "address",
    "favicon": "address",
    "authors": "authors",
    "language": "language",
    "expired": "truth",
    "hubs": "objects",
    "items": "items",
}
ITEM: Mapping[str, str] = {
    "id": "text",
    "url": "address",
    "external_url": "address",
    "title": "text",
    "content_html": "text",
    "content_text": "text",
    "summary": "text",
    "image": "address",
    "banner_image": "address",
    "date_published": "moment",
    "date_modified": "moment",
    "authors": "authors",
    "tags": "texts",
    "language": "language",
    "attachments": "objects",
}


def wrong_in_feed(feed: Any) -> list[str]:
    """Return what the specification does not allow in a feed, each with where it is."""
    if not isinstance(feed, dict):
        return ["a feed is an object"]
    wrong = [f"{name} is missing" for name in ("version", "title", "items") if name not in feed]
    wrong += _wrong_fields(feed, FEED, "feed")
    items = feed.get("items")
    if not isinstance(items, list):
        return [*wrong, "items is no list"]
    for at, item in enumerate(items):
        wrong += _wrong_item(item, f"items[{at}]")
    keys = [item.get("id") for item in items if isinstance(item, dict)]
    return [*wrong, *(["an id is there twice"] if len(set(keys)) < len(keys) else [])]


def _wrong_item(item: Any, where: str) -> list[str]:
    if not isinstance(item, dict):
        return [f"{where} is no object"]
    wrong = [] if "id" in item else [f"{where} has no id"]
    if not {"content_html", "content_text"} & set(item):
        wrong.append(f"{where} has neither content_html nor content_text")
    return wrong + _wrong_fields(item, ITEM, where)


def _wrong_fields(found: dict[str, Any], known: Mapping[str, str], where: str) -> list[str]:
    wrong = []
    for name, value in found.items():
        if name not in known:
            if not name.startswith("_"):
                wrong.append(f"{where}.{name} is unknown: extensions begin with _")
        elif not _is(known[name], value):
            wrong.append(f"{where}.{name} is no {known[name]}: {value!r}"[:200])
    return wrong


def _is(kind: str, value: Any) -> bool:
    """Say whether a value is of a kind."""
    if kind in {"items", "texts", "objects", "authors"}:
        return isinstance(value, list) and (kind == "items" or all(map(_OF_LISTS[kind], value)))
    if kind == "truth":
        return isinstance(value, bool)
    return isinstance(value, str) and _OF_WORDS[kind](value)


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _is_moment(value: str) -> bool:
    """Say whether it is a moment of RFC 3339: with a clock's time and its distance from UTC."""
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_author(value: Any) -> bool:
    return isinstance(value, dict) and bool({"name", "url", "avatar"} & set(value))


_OF_LISTS = {
    "texts": lambda one: isinstance(one, str),
    "objects": lambda one: isinstance(one, dict),
    "authors": _is_author,
}
_OF_WORDS = {
    "version": lambda text: text == VERSION,
    "text": lambda _text: True,
    "address": _is_address,
    "moment": _is_moment,
    "language": lambda text: LANGUAGE.fullmatch(text) is not None,
}
