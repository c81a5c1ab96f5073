"""Plain bars: one row a thing, its figure at the bar's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.present.charts.drawing import (
    Drawing,
    Figure,
    Words,
    both_widths,
    linear,
    shortened,
    text_width,
)


@dataclass(frozen=True, slots=True)
class PlainBar:
    """One row; the value is zero or more."""

    label: str
    value: float
    text: str


def plain_bars(name: str, bars: Sequence[PlainBar], words: Words) -> Figure:
    """Draw bars from zero in the order given."""

    def draw(drawing: Drawing) -> None:
        label_room = 0.0
        if not drawing.narrow:
            label_room = min(max(text_width(bar.label) for bar in bars) + 16, 300)
        text_room = max(text_width(bar.text) for bar in bars) + 12
        largest = max(bar.value for bar in bars) or 1.0
        scale = linear((0, largest), (label_room, drawing.width - text_room))
        step = 28 if not drawing.narrow else 42
        for place, bar in enumerate(bars):
            top = place * step + 4
            if drawing.narrow:
                drawing.text(0, top + 12, shortened(bar.label, drawing.width))
                top += 18
            else:
                drawing.text(0, top + 14, shortened(bar.label, label_room - 8))
            end = scale(bar.value)
            drawing.rectangle(scale(0), top + 2, end - scale(0), 14, "fill-accent")
            drawing.text(end + 8, top + 14, bar.text, "value")
        drawing.line(scale(0), 2, scale(0), len(bars) * step, "axis")
        drawing.height = len(bars) * step + 4

    return both_widths(name, draw, words=words)
