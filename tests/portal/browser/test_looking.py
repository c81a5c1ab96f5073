"""What the looks at a page find: a page with one fault on purpose is caught, a sound one is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .keyboard import Keys
from .looking import wrong_with

SOUND = """<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ background: #fff; color: #111; margin: 20px }}
a, button {{ display: inline-block; min-height: 24px; margin: 8px }}
a:focus-visible, button:focus-visible {{ outline: 2px solid #0b5cad }}
{style}</style></head>
<body><main><h1>A page</h1><p>Words to read.</p>
<a href="#one">One thing</a> <a href="#two">Another</a> <button>Go on</button>{body}</main></body>
</html>"""
FAULTS = {
    "no outline": ("a:focus-visible { outline: none }", "", "no focus is seen"),
    "a faint outline": ("a:focus-visible { outline-color: #ddd }", "", "no focus is seen"),
    "an order against the page's": ("", '<i><a href="#3" tabindex="1">Third</a></i>', "turns back"),
    "an overlay": (".over { position: fixed; inset: 0 }", '<p class="over"></p>', "lies over"),
    "a stop outside": ("a:last-of-type { position: fixed; left: -999px }", "", "outside"),
    "a wide page": (".wide { width: 400px }", '<p class="wide">x</p>', "scrolls sideways"),
    "a heading cut off": (".cut { width: 40px; overflow: hidden }", "", "cut off"),
    "small targets": (
        ".small { min-height: 0; margin: 0; padding: 0; height: 12px; width: 12px }",
        '<button class="small">1</button><button class="small">2</button>',
        "target-size",
    ),
    "a picture without words": ("", '<img src="data:," width="40" height="40">', "image-alt"),
    "faint words in the dark": (
        "@media (prefers-color-scheme: dark) { p { background: #222; color: #444 } }",
        "",
        "color-contrast",
    ),
}


@pytest.fixture(scope="module")
def bare(browser: Browser) -> Iterator[Page]:
    """Return a page without a portal."""
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def test_nothing_is_wrong_with_a_sound_page(bare: Page, axe: str) -> None:
    bare.set_content(SOUND.format(style="", body=""))
    assert wrong_with(bare, axe, "light", "dark") == []


def test_a_page_that_loads_itself_anew_is_looked_at_again(bare: Page, axe: str) -> None:
    once = "if (!sessionStorage.seen) setInterval(() => window.axe && anew(), 0);"
    anew = "function anew() { sessionStorage.seen = 1; location.reload(); }"
    page = bare.context.new_page()
    whole = SOUND.format(style="", body=f"<script>{anew}{once}</script>")
    page.route("**/*", lambda route: route.fulfill(body=whole, content_type="text/html"))
    page.goto("http://anew.test/")
    assert wrong_with(page, axe, "light", "dark") == []
    assert page.evaluate("sessionStorage.seen") == "1"


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(bare: Page, axe: str, name: str) -> None:
    style, body, found = FAULTS[name]
    whole = SOUND.format(style=style, body=body)
    bare.set_content(whole.replace("<h1>A", '<h1 class="cut">Averylongword'))
    assert found in " ".join(wrong_with(bare, axe, "light", "dark"))


def test_a_trap_is_found(bare: Page) -> None:
    back = "document.querySelectorAll('a')[1].focus()"
    bare.set_content(SOUND.format(style="", body=f'<button onfocus="{back}">Last</button>'))
    with pytest.raises(AssertionError, match="never leaves"):
        Keys(bare).every_stop()
