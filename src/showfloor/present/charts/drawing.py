"""The pencil: a small SVG canvas whose colours are classes of the page's style sheet.

Each chart is drawn twice, for wide and for narrow pages, so that its text keeps its size; the
style sheet shows one of the two. Colours never stand in the drawing: light, dark and print follow
the page's tokens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

WIDE = 720
NARROW = 340
TEXT_HEIGHT = 13
NARROW_LETTERS = frozenset("iIljtfr.,:;'|()[]!/ \u00a0·-")
WIDE_LETTERS = frozenset("mwMWÄÖ%@+\u2212")

Anchor = Literal["start", "middle", "end"]
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as it stands on the page: both drawings, and a caption that says how to read it."""

    wide: Markup
    narrow: Markup
    caption: str
    kind: Literal["figure"] = "figure"


def both_widths(name: str, draw: Callable[[Drawing], None], *, words: Words) -> Figure:
    """Draw a chart at both widths; `draw` sets the drawing's height as it learns it."""
    drawings = []
    for width, suffix in ((WIDE, "wide"), (NARROW, "narrow")):
        drawing = Drawing(f"{name}-{suffix}", width)
        draw(drawing)
        drawings.append(drawing.svg(words))
    return Figure(drawings[0], drawings[1], words.caption)


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart is called, what it shows in a sentence, and how to read it."""

    title: str
    description: str
    caption: str = ""


class Drawing:
    """An SVG under construction; coordinates are pixels from the upper left corner."""

    def __init__(self, name: str, width: int) -> None:
        self.name = name
        self.width = width
        self.height = 100.0
        self._parts: list[str] = []
        self._frames = 0

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for narrow pages."""
        return self.width < 500

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a straight line."""
        self._add(f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_style(style)}/>')

    def rectangle(
        self, x: float, y: float, width: float, height: float, style: str, *, hint: str = ""
    ) -> None:
        """Draw a rectangle; `hint` is shown on hover."""
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(max(height, 0))}"'
        self._add(_hinted("rect", f"{box}{_style(style)}", hint))

    def circle(self, x: float, y: float, radius: float, style: str, hint: str = "") -> None:
        """Draw a circle; `hint` is shown on hover."""
        self._add(
            _hinted("circle", f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"{_style(style)}', hint)
        )

    def polygon(self, points: Sequence[tuple[float, float]], style: str, hint: str = "") -> None:
        """Draw a closed shape."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._add(_hinted("polygon", f'points="{path}"{_style(style)}', hint))

    def path(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Draw an open line through points; a NaN breaks it."""
        commands: list[str] = []
        pen_down = False
        for x, y in points:
            if not (math.isfinite(x) and math.isfinite(y)):
                pen_down = False
                continue
            commands.append(f"{'L' if pen_down else 'M'}{_n(x)} {_n(y)}")
            pen_down = True
        if commands:
            self._add(f'<path d="{"".join(commands)}"{_style(style)}/>')

    def outline(self, commands: str, style: str) -> None:
        """Draw a ready path."""
        self._add(f'<path d="{commands}"{_style(style)}/>')

    def text(
        self, x: float, y: float, text: str, style: str = "", anchor: Anchor = "start"
    ) -> None:
        """Write one line of text with its baseline at y."""
        where = f'x="{_n(x)}" y="{_n(y)}"'
        side = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._add(f"<text {where}{side}{_style(style)}>{escape(text)}</text>")

    def begin_frame(self, x: float, y: float, width: float, height: float) -> None:
        """Cut off what is drawn from here on at a frame, until `end_frame`."""
        self._frames += 1
        key = f"{self.name}-frame-{self._frames}"
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self._add(f'<clipPath id="{key}"><rect {box}/></clipPath><g clip-path="url(#{key})">')

    def end_frame(self) -> None:
        """End what `begin_frame` began."""
        self._add("</g>")

    def svg(self, words: Words) -> Markup:
        """Return the finished drawing with its title and description."""
        head = (
            f'<svg viewBox="0 0 {self.width} {_n(self.height)}" width="{self.width}" '
            f'height="{_n(self.height)}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc">'
            f'<title id="{self.name}-title">{escape(words.title)}</title>'
            f'<desc id="{self.name}-desc">{escape(words.description)}</desc>'
        )
        return Markup(f"{head}{''.join(self._parts)}</svg>")  # noqa: S704 - every text is escaped above

    def _add(self, element: str) -> None:
        self._parts.append(element)


def linear(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    """Return the straight map from a range of figures to a range of pixels."""
    low, high = domain
    width = (high - low) or 1.0
    return lambda value: span[0] + (value - low) / width * (span[1] - span[0])


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Return round figures that cover [low, high] in steps of 1, 2, 2.5 or 5 times ten to a power.

    The first tick is at or below `low`, the last at or above `high`.
    """
    span = (high - low) or abs(high) or 1.0
    raw = span / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(place * step, 12) for place in range(first, last + 1))


def text_width(text: str) -> float:
    """Return about how wide a text is at the small size, pixels; rather too wide than too narrow.

    The widths are those of Source Sans 3 at 13 pixels in three classes of letters.
    """
    return sum(
        4.2 if letter in NARROW_LETTERS
        else 9.5 if letter in WIDE_LETTERS
        else 8.0 if letter.isupper()
        else 6.9
        for letter in text
    )  # fmt: skip


def shortened(text: str, width: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than `width` pixels."""
    if text_width(text) <= width:
        return text
    while len(text) > 3 and text_width(text) + 8 > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours are at least `gap` pixels from each other."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    floor = low
    for index in order:
        moved[index] = max(moved[index], floor)
        floor = moved[index] + gap
    ceiling = high
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


def _n(value: float) -> str:
    """Return a coordinate with one decimal and no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def _style(style: str) -> str:
    return f' class="{style}"' if style else ""


def _hinted(tag: str, attributes: str, hint: str) -> str:
    if not hint:
        return f"<{tag} {attributes}/>"
    return f"<{tag} {attributes}><title>{escape(hint)}</title></{tag}>"
