"""Markdown as HTML that is safe on the house's pages and in feeds; a text's beginning as plain."""

from __future__ import annotations

import functools
import itertools

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
    | {"h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr"}
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto"})
HIGHEST = 6
KEPT = 512


@functools.lru_cache(maxsize=KEPT)
def html_of(text: str, base: str = "") -> Markup:
    """Return Markdown as sanitised HTML, its highest heading an h2.

    HTML in the text is shown as typed. Images are left out: photos are the announcement's own.
    base: the portal's address ("https://portal.example.org/"), which relative links begin with in
    feeds; empty on pages.
    """
    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 1, HIGHEST)}"
    made = _markdown().renderer.render(tokens, _markdown().options, {})
    safe = nh3.clean(
        made,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        url_relative=("rewrite_with_base", base) if base else "pass_through",
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(safe)  # noqa: S704  # sanitised in the line above


@functools.lru_cache(maxsize=KEPT)
def beginning_of(text: str, longest: int = 280) -> str:
    """Return the plain words of a text's paragraphs, cut after a word; no headings, no lists."""
    found: list[str] = []
    tokens = _markdown().parse(text)
    for before, token in itertools.pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0 and token.children:
            found += "".join(_plain(child) for child in token.children).split()
    plain = " ".join(found)
    if len(plain) <= longest:
        return plain
    return f"{plain[:longest].rsplit(' ', 1)[0]} …"


def _plain(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    return " " if token.type in {"softbreak", "hardbreak"} else ""


@functools.cache
def _markdown() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"html": False})
        .enable(["table", "strikethrough"])
        .disable("image")
    )
