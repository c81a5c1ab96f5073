"""The key of a drawing: a sample of each mark with its word, where marks cannot be labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from showfloor.present.charts.drawing import Drawing, text_width

Shape = Literal["dot", "ring", "diamond", "square", "triangle", "cross", "line", "band", "tick"]
LINE = 22


@dataclass(frozen=True, slots=True)
class Key:
    """One mark of the key: its shape, its style and the word for it."""

    shape: Shape
    style: str
    word: str


def draw_legend(drawing: Drawing, keys: Sequence[Key], y: float, left: float = 0) -> float:
    """Draw keys from `left`, wrapped to the drawing's width; return the y below the last line."""
    x = left
    for key in keys:
        needed = 22 + text_width(key.word)
        if x > left and x + needed > drawing.width:
            x = left
            y += LINE
        mark(drawing, key.shape, x + 7, y + 8, size=4.5, style=key.style)
        drawing.text(x + 20, y + 12, key.word, "quiet")
        x += needed + 16
    return y + LINE


def mark(
    drawing: Drawing,
    shape: Shape,
    x: float,
    y: float,
    *,
    size: float,
    style: str,
    hint: str = "",
) -> None:
    """Draw one mark centred at (x, y); shapes differ so that they work in grey."""
    match shape:
        case "dot" | "ring":
            drawing.circle(x, y, size, style, hint)
        case "diamond":
            reach = size * 1.25
            corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
            drawing.polygon(corners, style, hint)
        case "square":
            side = size * 1.8
            drawing.rectangle(x - side / 2, y - side / 2, side, side, style, hint=hint)
        case "triangle":
            reach = size * 1.3
            low = y + reach * 0.75
            drawing.polygon([(x, y - reach), (x + reach, low), (x - reach, low)], style, hint)
        case "cross":
            drawing.line(x - size, y - size, x + size, y + size, style)
            drawing.line(x - size, y + size, x + size, y - size, style)
        case "line":
            drawing.line(x - 8, y, x + 8, y, style)
        case "band":
            drawing.rectangle(x - 8, y - 5, 16, 10, style)
        case "tick":
            drawing.line(x, y - 7, x, y + 7, style)
