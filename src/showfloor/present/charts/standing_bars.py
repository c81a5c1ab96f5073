"""Bars to both sides of zero: growth, the parts of a change, gains and losses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.present.charts.drawing import (
    Drawing,
    Figure,
    Scale,
    Words,
    both_widths,
    linear,
    shortened,
    text_width,
)

STEP_WIDE, STEP_NARROW = 28, 44


@dataclass(frozen=True, slots=True)
class SignedBar:
    """One row; a value of NaN has no bar, and its text says so."""

    label: str
    value: float
    text: str
    hue: str = "accent"
    strong: bool = False


def signed_bars(name: str, bars: Sequence[SignedBar], words: Words) -> Figure:
    """Draw bars from zero, to the right where positive and to the left where negative."""

    def draw(drawing: Drawing) -> None:
        step = STEP_NARROW if drawing.narrow else STEP_WIDE
        label_room = 0.0
        if not drawing.narrow:
            label_room = min(max(text_width(bar.label) for bar in bars) + 16, 240)
        known = [bar.value for bar in bars if math.isfinite(bar.value)]
        low, high = min([0.0, *known]), max([0.0, *known])
        left, right = (
            max((text_width(bar.text) for bar in bars if wanted(bar.value)), default=0.0) + 12
            for wanted in (lambda value: value < 0, lambda value: not value < 0)
        )
        span = (label_room + (left if low < 0 else 0.0), drawing.width - right)
        scale = linear((low, high if high > low else low + 1.0), span)
        for place, bar in enumerate(bars):
            _row(drawing, bar, scale, place * step, label_room)
        drawing.line(scale(0.0), 2, scale(0.0), len(bars) * step, "axis")
        drawing.height = len(bars) * step + 4

    return both_widths(name, draw, words=words)


def _row(drawing: Drawing, bar: SignedBar, scale: Scale, top: float, label_room: float) -> None:
    zero = scale(0.0)
    weight = " strong" if bar.strong else ""
    if drawing.narrow:
        drawing.text(0, top + 14, shortened(bar.label, drawing.width), weight.strip())
        top += 20
    else:
        drawing.text(0, top + 18, shortened(bar.label, label_room - 8), weight.strip())
        top += 4
    if not math.isfinite(bar.value):
        drawing.text(zero + 8, top + 14, bar.text, "quiet")
        return
    end = scale(bar.value)
    drawing.rectangle(min(zero, end), top + 2, abs(end - zero), 16, f"fill-{bar.hue}")
    if bar.value < 0:
        drawing.text(end - 8, top + 14, bar.text, f"value{weight}", "end")
    else:
        drawing.text(end + 8, top + 14, bar.text, f"value{weight}")
