"""What a page must be for everybody: axe-core finds nothing, nothing is wider than the screen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from playwright.sync_api import Error, Page

from .keyboard import ANEW, Stop, here, unseen

Scheme = Literal["light", "dark"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
"""By these tags axe-core takes target-size too, which it leaves out where no tags are named."""
COLOURS = ["color-contrast"]
"""The only rule whose answer depends on the scheme."""
NARROW = 320
ALIKE = """() => {
  document.querySelectorAll('tbody tr:nth-child(n+21)').forEach(row => row.remove());
  document.querySelectorAll('details').forEach(folded => folded.open = true);
}"""
"""Rows of one table are built alike, the first twenty stand for all; what is folded is opened."""
FOUND = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(
  found => found.violations.map(
    one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""
WIDE = """() => {
  const words = one => one.textContent.trim().slice(0, 60);
  const held = one => one.closest('.table, .scrolls') || one.matches('.visually-hidden, .skip');
  const clipped = [...document.querySelectorAll('h1, h2, h3, button, label, dt')]
    .filter(one => one.checkVisibility() && one.clientWidth && !held(one))
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => `cut off: ${words(one)}`);
  if (document.scrollingElement.scrollWidth <= innerWidth) return clipped;
  const over = [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !held(one))
    .slice(-3).map(one => `${one.tagName.toLowerCase()} ${words(one)}`);
  return [`the page scrolls sideways: ${over.join(' | ')}`, ...clipped];
}"""
LOADS = 3
LOADED_ANEW = ("axe is not defined", "Execution context was destroyed")
"""What the browser says of a page that was left while it was looked at."""
MOST_STOPS = 12
"""How many stops of the Tab key are looked at; the frame's, then the page's first."""


def wrong_with(
    page: Page, axe: str, scheme: Scheme = "light", also: Scheme | None = None
) -> list[str]:
    """Return all that is wrong with the open page: focus, width, what axe-core finds.

    A page that follows a job loads itself anew when the job ends: it is then looked at again.

    scheme: in which all rules are asked. also: in which the colours alone are, of the page as it
    stands, so that it is loaded once for both.
    """
    for _ in range(LOADS):
        try:
            return _wrong_with(page, axe, scheme, also)
        except Error as error:
            if not any(words in str(error) for words in LOADED_ANEW):
                raise
        page.wait_for_load_state()
    return ["the page loads itself anew all the time"]


def _wrong_with(page: Page, axe: str, scheme: Scheme, also: Scheme | None) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    found: list[Any] = [*unseen_focus(page), *too_wide(page)]
    page.evaluate(ALIKE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found += faults(page, RULES)
    if also is not None:
        page.emulate_media(color_scheme=also)
        found += [[also, *fault] for fault in faults(page, COLOURS)]
    return [one if isinstance(one, str) else json.dumps(one) for one in found]


def faults(page: Page, rules: Sequence[str]) -> list[Any]:
    """Return what axe-core, which is in the page, finds: rule, help and the first places."""
    found: list[Any] = page.evaluate(FOUND, list(rules))
    return found


def too_wide(page: Page) -> list[str]:
    """Return what does not fit a screen of 320 pixels: the page, or words that are cut off."""
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    found: list[str] = page.evaluate(WIDE)
    if size is not None:
        page.set_viewport_size(size)
    return found


def unseen_focus(page: Page) -> list[str]:
    """Return the stops of the Tab key where one does not see where one is; or that it has none."""
    page.evaluate(ANEW)
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = here(page)
        if stop is None:
            break
        stops.append(stop)
    return unseen(stops) if stops else ["the Tab key leads nowhere"]
