"""Bars of a league table: revenue by manufacturer, with last year's mark where there is one."""

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

ROW = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """One manufacturer's bar; `previous` is NaN where there is no comparison period."""

    label: str
    value: float
    value_text: str
    share_text: str
    previous: float
    hue: str
    strong: bool
    hint: str


def league_bars(name: str, bars: Sequence[Bar], words: Words) -> Figure:
    """Draw the bars from the largest down, each labelled with its figure and share."""

    def draw(drawing: Drawing) -> None:
        values = [bar.value for bar in bars] + [b.previous for b in bars if b.previous > 0]
        label_room = 0.0
        if not drawing.narrow:
            label_room = min(max(text_width(bar.label) for bar in bars) + 16, 210)
        text_room = max(text_width(f"{bar.value_text}  {bar.share_text}") for bar in bars) + 12
        step = ROW if not drawing.narrow else 44
        right = max(drawing.width - text_room, label_room + 40)
        scale = linear((0, max([*values, 1.0])), (label_room, right))
        for place, bar in enumerate(bars):
            top = place * step
            weight = "strong" if bar.strong else ""
            if drawing.narrow:
                drawing.text(0, top + 14, shortened(bar.label, drawing.width), weight)
                top += 20
            else:
                drawing.text(0, top + 20, shortened(bar.label, label_room - 8), weight)
                top += 6
            end = scale(bar.value)
            drawing.rectangle(scale(0), top, end - scale(0), 20, f"fill-{bar.hue}", hint=bar.hint)
            text_from = end
            if bar.previous > 0:
                mark = scale(bar.previous)
                drawing.line(mark, top - 3, mark, top + 23, "mark")
                text_from = max(end, mark)
            drawing.text(text_from + 8, top + 15, bar.value_text, f"value {weight}".strip())
            share_at = text_from + 8 + text_width(bar.value_text) + 8
            drawing.text(share_at, top + 15, bar.share_text, "quiet")
        drawing.line(scale(0), 0, scale(0), len(bars) * step, "axis")
        drawing.height = len(bars) * step + 2

    return both_widths(name, draw, words=words)
