"""What a page must be for everybody: axe-core finds nothing, nothing is wider than the screen."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]
"""The only rule whose answer depends on the scheme."""
NARROW = 320
ALIKE = """() => {
  document.querySelectorAll('tbody tr:nth-child(n+21)').forEach(row => row.remove());
  document.querySelectorAll('details').forEach(folded => folded.open = true);
}"""
"""Rows of one table are built alike, the first twenty stand for all; what is folded is opened."""
WIDE = """() => {
  const wide = document.scrollingElement.scrollWidth > innerWidth;
  const clipped = [...document.querySelectorAll('h1, h2, h3, button, label, dt')]
    .filter(one => one.checkVisibility() && one.clientWidth)
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .filter(one => !one.matches('.visually-hidden, .skip'))
    .map(one => one.textContent.trim().slice(0, 60));
  return [wide, clipped];
}"""


def faults(page: Page, axe: str, rules: list[str]) -> list[Any]:
    """Return what axe-core finds by rule, help and the first places."""
    page.evaluate(ALIKE)
    page.evaluate(axe)
    run = f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}})"
    told = "v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))]"
    found: list[Any] = page.evaluate(f"{run}.then(r => r.violations.map({told}))")
    return found


def too_wide(page: Page) -> list[Any]:
    """Return what does not fit a screen of 320 pixels: the page, or words that are cut off."""
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    wide, clipped = page.evaluate(WIDE)
    if size is not None:
        page.set_viewport_size(size)
    return [*(["the page scrolls sideways"] if wide else []), *clipped]


FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const there = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
  return [one.outerHTML.slice(0, 120), seen, there];
}"""
MOST_STOPS = 12
"""How many stops of the Tab key are looked at; the frame's, then the page's first."""


def unseen_focus(page: Page) -> list[str]:
    """Return the stops of the Tab key where one does not see where one is; or that it has none."""
    page.evaluate("document.activeElement && document.activeElement.blur()")
    unseen, stops = list[str](), 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            break
        words, seen, there = found
        stops += 1
        if not (seen and there):
            unseen.append(f"no focus is seen at {words}")
    return unseen if stops else ["the Tab key leads nowhere"]
