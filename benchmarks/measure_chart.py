"""Measuring beside diff-diff as a picture: seconds of a run, and seconds by number of stores."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from peer_chart import alone
from showfloor.present.charts.drawing import Drawing, Words

WIDTH, LEFT, RIGHT = 1240.0, 240.0, 960.0
BAR, GAP, TOP = 16.0, 30.0, 108.0
PANEL = 260.0
NAMES = {
    "callaway_santanna": "Callaway-Sant'Anna",
    "imputation": "Imputation",
    "everything": "Both, small samples, checks",
}
HUES = {"callaway_santanna": "sky", "imputation": "green", "everything": "accent"}
Scale = Callable[[float], float]


def chart(compared: Sequence[dict[str, Any]], own: Sequence[dict[str, Any]]) -> str:
    """Return an SVG that stands alone. compared, own: as in the result's JSON."""
    drawing = Drawing("measure-peers", int(WIDTH))
    bottom = TOP + len(compared) * (2 * BAR + GAP)
    drawing.height = bottom + 110 + PANEL + 50
    drawing.rectangle(0, 0, WIDTH, drawing.height, "page")
    least = min(row["ratio_cpu"] for row in compared)
    size = compared[0]["case"]["size"]
    title = f"Measuring a rollout: {least:.0f} times less processor time than diff-diff, or better"
    drawing.text(40, 32, title, "title")
    said = "Processor seconds of one run on one thread, medians of paired runs, log scale; "
    shape = f"{size['stores']:,} stores x {size['weeks']} weeks"
    drawing.text(40, 58, f"{said}{shape}, every average and a band of 999 draws.", "quiet")
    values = [row[who]["cpu"] for row in compared for who in ("ours", "theirs")]
    along = _log(_decades(values), (LEFT, RIGHT))
    for place, row in enumerate(compared):
        _pair(drawing, row, TOP + place * (2 * BAR + GAP), along)
    _seconds(drawing, _decades(values), along, (TOP - 12, bottom - GAP + 12))
    _by_stores(drawing, own, bottom + 60)
    words = Words("Showfloor and diff-diff: processor seconds of measuring a rollout", title)
    return alone(str(drawing.svg(words)))


def _pair(drawing: Drawing, row: dict[str, Any], top: float, along: Scale) -> None:
    case = row["case"]
    drawing.text(40, top + BAR, NAMES[case["method"]], "strong")
    drawing.text(40, top + BAR + 16, f"{case['order']} rows", "quiet")
    for place, (who, name, hue) in enumerate(
        (("ours", "Showfloor", "accent"), ("theirs", "diff-diff", "ink"))
    ):
        y, end = top + place * (BAR + 2), along(row[who]["cpu"])
        drawing.rectangle(LEFT, y, end - LEFT, BAR, f"fill-{hue}")
        text = f"{name} {row[who]['cpu']:.2g} s, peak {row[who]['peak_mb']:,.0f} MB"
        text += f" ({row['ratio_cpu']:.0f} times)" if who == "theirs" else ""
        drawing.text(end + 8, y + BAR - 4, text, "strong" if who == "ours" else "")


def _by_stores(drawing: Drawing, own: Sequence[dict[str, Any]], top: float) -> None:
    """Draw Showfloor's seconds by stores; broken lines: 2 % of the weeks missing."""
    drawing.text(40, top, "Showfloor alone, by number of stores (log scales)", "strong")
    said = "Thin: 2 % of the store-weeks missing at random, so that every store is read by itself."
    drawing.text(40, top + 18, said, "quiet")
    box = top + 40, top + 40 + PANEL
    stores, seconds = _decades([r["stores"] for r in own]), _decades([r["cpu"] for r in own])
    along, down = _log(stores, (LEFT, RIGHT)), _log(seconds, (box[1], box[0]))
    _seconds(drawing, seconds, down, (LEFT, RIGHT), across=True)
    for power in range(round(math.log10(stores[0])), round(math.log10(stores[1])) + 1):
        x = along(10.0**power)
        drawing.line(x, box[0], x, box[1], "grid")
        drawing.text(x, box[1] + 18, f"{10**power:,} stores", "quiet", "middle")
    lines = sorted({(row["method"], row["missing"] > 0.0) for row in own})
    for method, missing in lines:
        rows = [r for r in own if (r["method"], r["missing"] > 0.0) == (method, missing)]
        points = [(along(r["stores"]), down(r["cpu"])) for r in rows]
        style = "line" if missing else "line thick"
        drawing.path(points, f"{style} stroke-{HUES[method]}")
        for x, y in points:
            drawing.circle(x, y, 3, f"fill-{HUES[method]}")
    for place, (method, hue) in enumerate(HUES.items()):
        y = box[0] + 20 + 22 * place
        drawing.circle(RIGHT + 20, y - 4, 4, f"fill-{hue}")
        drawing.text(RIGHT + 32, y, NAMES[method], "")


def _seconds(
    drawing: Drawing,
    domain: tuple[float, float],
    place: Scale,
    span: tuple[float, float],
    *,
    across: bool = False,
) -> None:
    """Draw the decades of seconds."""
    for power in range(round(math.log10(domain[0])), round(math.log10(domain[1])) + 1):
        at, text = place(10.0**power), f"{10.0**power:g} s"
        if across:
            drawing.line(span[0], at, span[1], at, "grid")
            drawing.text(span[0] - 8, at + 4, text, "quiet", "end")
        else:
            drawing.line(at, span[1], at, span[1] + 5, "axis")
            drawing.text(at, span[1] + 20, text, "quiet", "middle")


def _decades(values: Sequence[float]) -> tuple[float, float]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def _log(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    low, high = (math.log10(value) for value in domain)
    return lambda value: span[0] + (math.log10(value) - low) / (high - low) * (span[1] - span[0])
