"""Where a gain came from and where it went: a flow whose two sides are equally tall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.present.charts.drawing import (
    Anchor,
    Drawing,
    Figure,
    Words,
    both_widths,
    shortened,
    text_width,
)
from showfloor.present.charts.legend import Key, draw_legend

TALL = 190.0
"""Height of all that flows, pixels."""
SLOT = 44.0
"""What a part and its two lines of words need at least."""
GAP = 14.0
BAR = 8.0


@dataclass(frozen=True, slots=True)
class Stream:
    """One part of the flow: how much (above 0), its words, and whether it may be nothing."""

    size: float
    label: str
    text: str
    hue: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    top: float
    height: float


def flow_figure(
    name: str,
    sources: Sequence[Stream],
    sinks: Sequence[Stream],
    words: Words,
    keys: Sequence[Key],
) -> Figure:
    """Draw sources on the left, sinks on the right; both sides add up to the same.

    Parts that may be nothing are pale with a dashed edge. Each side needs a stream.
    """
    scale = TALL / max(sum(stream.size for stream in sources), 1e-300)

    def draw(drawing: Drawing) -> None:
        left_bars, left_floor = _bars(sources, scale)
        right_bars, right_floor = _bars(sinks, scale)
        floor = max(left_floor, right_floor)
        left_bars = _lowered(left_bars, (floor - left_floor) / 2)
        right_bars = _lowered(right_bars, (floor - right_floor) / 2)
        left, right = _edges(drawing, sources, sinks)
        node = _Bar((floor - TALL) / 2, TALL)
        middle = (left + right) / 2
        if len(sinks) == 1:
            middle, node = right, right_bars[0]
        _ribbons(drawing, sources, left_bars, node, (left + BAR, middle))
        if len(sinks) > 1:
            _ribbons(drawing, sinks, right_bars, node, (right, middle + BAR))
            drawing.rectangle(middle, node.top, BAR, node.height, "fill-quiet")
        for stream, bar in zip(sources, left_bars, strict=True):
            drawing.rectangle(left, bar.top, BAR, max(bar.height, 1.5), f"fill-{stream.hue}")
            _said(drawing, stream, bar, left - 10 if not drawing.narrow else left + 14, left=True)
        for stream, bar in zip(sinks, right_bars, strict=True):
            drawing.rectangle(right, bar.top, BAR, max(bar.height, 1.5), f"fill-{stream.hue}")
            edge = right + BAR + 10 if not drawing.narrow else right - 6
            _said(drawing, stream, bar, edge, left=False)
        drawing.height = draw_legend(drawing, keys, floor + 8) if keys else floor + 4

    return both_widths(name, draw, words=words)


def _bars(streams: Sequence[Stream], scale: float) -> tuple[list[_Bar], float]:
    """Return the bars from top to bottom, each with room for its words, and where they end."""
    top, bars = 4.0, []
    for stream in streams:
        height = stream.size * scale
        room = max(height, SLOT)
        bars.append(_Bar(top + (room - height) / 2, height))
        top += room + GAP
    return bars, top - GAP


def _lowered(bars: Sequence[_Bar], by: float) -> list[_Bar]:
    return [_Bar(bar.top + by, bar.height) for bar in bars]


def _edges(
    drawing: Drawing, sources: Sequence[Stream], sinks: Sequence[Stream]
) -> tuple[float, float]:
    """Return where the left bars and the right bars stand: words beside them, or over the flow."""
    if drawing.narrow:
        return 0.0, drawing.width - BAR
    rooms = [
        min(max(text_width(t) * 1.05 for s in side for t in (s.label, s.text)) + 14, 230)
        for side in (sources, sinks)
    ]
    return rooms[0], drawing.width - rooms[1] - BAR


def _ribbons(
    drawing: Drawing,
    streams: Sequence[Stream],
    bars: Sequence[_Bar],
    node: _Bar,
    ends: tuple[float, float],
) -> None:
    """Draw a ribbon from each bar to its share of the node."""
    at = node.top
    start, end = ends
    half = (start + end) / 2
    for stream, bar in zip(streams, bars, strict=True):
        low, deep = bar.top + bar.height, at + bar.height
        style = f"ribbon fill-{stream.hue} stroke-{stream.hue}{' unsure' if stream.unsure else ''}"
        drawing.outline(
            f"M{start:.1f} {bar.top:.1f}C{half:.1f} {bar.top:.1f} {half:.1f} {at:.1f} "
            f"{end:.1f} {at:.1f}L{end:.1f} {deep:.1f}C{half:.1f} {deep:.1f} {half:.1f} {low:.1f} "
            f"{start:.1f} {low:.1f}Z",
            style,
        )
        at += bar.height


def _said(drawing: Drawing, stream: Stream, bar: _Bar, x: float, *, left: bool) -> None:
    middle = bar.top + bar.height / 2
    over = drawing.narrow
    anchor: Anchor = "start" if left == over else "end"
    room = drawing.width * 0.55 if over else 220
    drawing.text(x, middle - 3, shortened(stream.label, room), "halo", anchor)
    drawing.text(x, middle + 14, stream.text, "value halo", anchor)
