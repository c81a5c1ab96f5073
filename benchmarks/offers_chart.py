"""The offers' benchmark as a picture: microseconds a basket, ours twice beside each peer's."""

from __future__ import annotations

import math
from typing import Any

from peer_chart import alone
from showfloor.present.charts.drawing import Drawing, Words

WIDTH, LEFT, RIGHT = 1240.0, 270.0, 1020.0
BAR, GAP, TOP = 18.0, 26.0, 110.0
LEAST = 10.0
BARS = (
    ("ours_us", "ratio", "Showfloor", "accent"),
    ("in_full_us", "in_full_ratio", "Showfloor, every part read", "accent"),
    ("theirs_us", "", "", "ink"),
)
"""Value, ratio, name and colour; the peer's name stands in its row."""


def chart(document: dict[str, Any]) -> str:
    """Return an SVG that stands alone."""
    rows = document["peers"]
    drawing = Drawing("offers", int(WIDTH))
    bottom = TOP + len(rows) * (len(BARS) * BAR + GAP)
    drawing.height = bottom + 50
    drawing.rectangle(0, 0, WIDTH, drawing.height, "page")
    title = f"A basket priced: {document['world']['a_second']:,.0f} a second on one processor"
    drawing.text(40, 32, title, "title")
    said = "Processor microseconds a basket on the subset that all can express, log scale; all "
    drawing.text(40, 58, f"{said}charge the same. With 10,000 offers in 1,000 stores.", "quiet")
    most = max(row["theirs_us"] for row in rows)
    decades = math.ceil(math.log10(most / LEAST))
    for power in range(decades + 1):
        x = LEFT + (RIGHT - LEFT) * power / decades
        drawing.line(x, TOP - 12, x, bottom - GAP + 12, "grid")
        drawing.text(x, bottom + 6, f"{LEAST * 10**power:,.0f} µs", "quiet", "middle")
    for place, row in enumerate(rows):
        top = TOP + place * (len(BARS) * BAR + GAP)
        drawing.text(40, top + BAR, row["name"], "strong")
        for line, (value, ratio, name, hue) in enumerate(BARS):
            length = (RIGHT - LEFT) * math.log10(row[value] / LEAST) / decades
            y = top + line * (BAR + 2)
            drawing.rectangle(LEFT, y, length, BAR, f"fill-{hue}")
            text = f"{name or row['name'].split(',')[0]} {row[value]:,.0f} µs"
            text += f" ({row[ratio]:.1f} times less)" if ratio else ""
            drawing.text(LEFT + length + 8, y + BAR - 4, text, "quiet")
    words = Words("Showfloor and other engines: processor time of pricing a basket", title)
    return alone(str(drawing.svg(words)))
