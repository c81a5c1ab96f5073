"""The portal's benchmark as a picture: how long pages took, by page and model of clients."""

from __future__ import annotations

from typing import Any

from peer_chart import alone
from showfloor.present.charts.drawing import Drawing, Words, linear, ticks

WIDTH, LEFT, RIGHT, TOP, ROW, BETWEEN = 900.0, 210.0, 700.0, 130.0, 34.0, 84.0
MARKS = (("p50", 4.0, "fill-sky"), ("p95", 6.0, "fill-accent"), ("p99", 4.0, "fill-ink"))


def chart(document: dict[str, Any]) -> str:
    """Return an SVG that stands alone."""
    loads, pages, limit = document["loads"], document["pages"], document["limit_ms"]
    drawing = Drawing("portal", int(WIDTH))
    drawing.height = TOP + len(loads) * (ROW * len(pages) + BETWEEN)
    drawing.rectangle(0, 0, WIDTH, drawing.height, "page")
    title = _title(document)
    drawing.text(40, 32, title, "title")
    drawing.text(
        40,
        58,
        f"Milliseconds that 50 %, 95 % (large) and 99 % of answers took; asked: 95 % under "
        f"{limit:.0f} ms. {document['stores']:,} stores, generated sales.",
        "quiet",
    )
    slowest = max(case["p99"] for load in loads for case in load["cases"].values())
    top = ticks(0.0, max(slowest, limit))[-1]
    for place, load in enumerate(loads):
        begins = TOP + place * (ROW * len(pages) + BETWEEN)
        _panel(drawing, load, document, begins, top)
    words = Words("How long the portal's pages take under load", title)
    return alone(str(drawing.svg(words)))


def _title(document: dict[str, Any]) -> str:
    worst = max(
        case["p95"]
        for load in document["loads"]
        for name, case in load["cases"].items()
        if document["pages"][name]["asked"]
    )
    return f"{document['clients']} people at once: 95 % of each page within {worst:.0f} ms"


def _panel(
    drawing: Drawing, load: dict[str, Any], document: dict[str, Any], top: float, slowest: float
) -> None:
    along = linear((0.0, slowest), (LEFT, RIGHT))
    bottom = top + ROW * len(document["pages"])
    drawing.text(40, top - 20, f"{load['words']}: {load['a_second']:.0f} a second", "strong")
    for mark in ticks(0.0, slowest):
        drawing.line(along(mark), top, along(mark), bottom, "grid")
        drawing.text(along(mark), bottom + 18, f"{mark:g} ms", "quiet", "middle")
    drawing.line(along(document["limit_ms"]), top, along(document["limit_ms"]), bottom, "axis")
    for number, (name, page) in enumerate(document["pages"].items()):
        case, y = load["cases"].get(name), top + ROW * (number + 0.5)
        drawing.text(LEFT - 12, y + 4, page["words"], "", "end")
        if case is None:
            continue
        drawing.line(along(case["p50"]), y, along(case["p99"]), y, "axis")
        for quantile, radius, style in MARKS:
            drawing.circle(along(case[quantile]), y, radius, style)
        drawing.text(RIGHT + 16, y + 4, f"95 %: {case['p95']:.0f} ms", "")
