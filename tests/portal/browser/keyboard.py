"""Keys alone: going from stop to stop of a page, and whether one sees where one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playwright.sync_api import Locator, Page

LEAST_CONTRAST = 3.0
"""Of what shows the focus against what it stands on (WCAG 2.2, 1.4.11 and 2.4.13)."""
MOST_STOPS = 400
"""More than any page has; whoever has pressed Tab so often is in a trap."""
FOLLOWS = 5
"""So often one looks again, as a page scrolls to the focus a moment after it has moved."""
HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const lit = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = from => {
    for (let at = from; at; at = at.parentElement) {
      const parts = getComputedStyle(at).backgroundColor.match(/[\\d.]+/g).map(Number);
      if (parts.length < 4 || parts[3] > 0) return parts.slice(0, 3).join(' ');
    }
    return '255 255 255';
  };
  const style = getComputedStyle(one), box = one.getClientRects()[0];
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const [ring, under] = [lit(style.outlineColor), lit(ground(one.parentElement))];
  const contrast = (Math.max(ring, under) + 0.05) / (Math.min(ring, under) + 0.05);
  const there = !!box && box.width > 0 && box.height > 0 && box.left >= 0 && box.right > 0
    && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth;
  const top = there && document.elementFromPoint(
    Math.min(box.left + box.width / 2, innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const open = !!top && (top === one || one.contains(top) || top.contains(one));
  const before = window.stoppedAt || null;
  window.beganAt = window.beganAt || one;
  const turns = !!before && before !== one && before.isConnected
    && !!(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
  window.stoppedAt = one;
  if (turns && one === window.beganAt) return null;
  const words = (one.innerText || one.getAttribute('aria-label') || one.name || one.id || '');
  return [`${one.tagName.toLowerCase()} ${words.trim().slice(0, 80)}`,
          drawn ? contrast : 0, there, open, turns];
}"""


ANEW = """() => {
  if (document.activeElement) document.activeElement.blur();
  window.stoppedAt = window.beganAt = null;
}"""
"""Forgets where one was."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus is.

    words: the element's name and words. contrast: of its outline, 0 where none is drawn. is_there:
    on the screen. is_open: nothing lies over it. turns_back: it stands before the stop before.
    """

    words: str
    contrast: float
    is_there: bool
    is_open: bool
    turns_back: bool


def here(page: Page) -> Stop | None:
    """Return where the focus is, once the page has followed.

    None: on the page as a whole, or again on the first stop, as it is after the last one.
    """
    found = page.evaluate(HERE)
    if found is None:
        return None
    stop = Stop(*found)
    for _ in range(FOLLOWS):
        if stop.is_there and stop.is_open:
            break
        page.wait_for_timeout(50)
        again = page.evaluate(HERE)
        if again is None:
            return None
        stop = replace(Stop(*again), turns_back=stop.turns_back)
    return stop


def unseen(stops: Sequence[Stop]) -> list[str]:
    """Return what is wrong with stops: not shown, shown faintly, hidden, or back up the page."""
    wrong = []
    for stop in stops:
        if stop.contrast < LEAST_CONTRAST:
            wrong.append(f"no focus is seen at {stop.words}: contrast {stop.contrast:.2f}")
        if not stop.is_there:
            wrong.append(f"the focus is outside of the screen at {stop.words}")
        elif not stop.is_open:
            wrong.append(f"something lies over {stop.words}")
        if stop.turns_back:
            wrong.append(f"the focus turns back to {stop.words}")
    return wrong


class Keys:
    """A person with a keyboard and without a mouse, who looks where the focus is at every stop."""

    def __init__(self, page: Page) -> None:
        """Begin at the page as it stands."""
        self.page = page
        self.wrong: list[str] = []

    def to(self, wanted: Locator) -> None:
        """Press Tab until the focus is on something; AssertionError where it does not get there."""
        assert wanted.count() == 1, f"{wanted.count()} of {wanted}"
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = here(self.page)
            if stop is not None:
                self.wrong += unseen([stop])
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the Tab key does not lead to {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Go to a link or a button, press a key there, and wait for the page it leads to."""
        self.to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, wanted: Locator, words: str) -> None:
        """Go to a field and write into it."""
        self.to(wanted)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def every_stop(self) -> list[Stop]:
        """Return all stops of the page from its beginning to its end, where Tab leaves it."""
        self.page.evaluate(ANEW)
        stops: list[Stop] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = here(self.page)
            if stop is None:
                return stops
            stops.append(stop)
        raise AssertionError(f"the Tab key never leaves {self.page.url}")
