"""The ledger's benchmark as a picture: processor seconds by lines, one panel a question."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ledger_cases import DUCKDB, IMPORT, POLARS, RETAILSCIENCE, SHOWFLOOR
from peer_chart import alone
from showfloor.present.charts.drawing import Drawing, Words

WIDTH, LEFT, ACROSS, BETWEEN = 1240.0, 84.0, 300.0, 300.0
TOP, PANEL, BELOW = 130.0, 220.0, 92.0
HUES = {
    SHOWFLOOR: "accent",
    DUCKDB: "ink",
    IMPORT.peers[0]: "ink",
    POLARS: "sky",
    RETAILSCIENCE: "green",
}
Scale = Callable[[float], float]
Span = tuple[float, float]


def chart(document: dict[str, Any]) -> str:
    """Return an SVG that stands alone."""
    rows = document["results"]
    questions = list(dict.fromkeys(row["question"] for row in rows))
    drawing = Drawing("ledger", int(WIDTH))
    drawing.height = TOP + -(-len(questions) // 2) * (PANEL + BELOW)
    drawing.rectangle(0, 0, WIDTH, drawing.height, "page")
    title = _title(rows)
    drawing.text(40, 32, title, "title")
    said = "Processor seconds by number of lines, medians, both scales logarithmic."
    drawing.text(40, 58, said, "quiet")
    for place, question in enumerate(questions):
        left = LEFT + place % 2 * (ACROSS + BETWEEN)
        top = TOP + place // 2 * (PANEL + BELOW)
        _panel(drawing, [row for row in rows if row["question"] == question], left, top)
    words = Words("Showfloor's ledger and other tools: processor seconds by number of lines", title)
    return alone(str(drawing.svg(words)))


def _title(rows: Sequence[dict[str, Any]]) -> str:
    largest = max(row["lines"] for row in rows)
    at = {row["question"]: row for row in rows if row["lines"] == largest}
    ratios = {name: row["ratios"].get(DUCKDB, {}).get("cpu") for name, row in at.items()}
    league, alike = ratios.get("league"), ratios.get("like_for_like")
    if not league or not alike or max(league, alike) >= 1.0:
        return f"How long questions to {largest:,} lines take"
    return (
        f"{largest:,} lines: the league table {1 / league:.1f} times, like for like "
        f"{1 / alike:.1f} times less work than by hand"
    )


def _panel(drawing: Drawing, rows: Sequence[dict[str, Any]], left: float, top: float) -> None:
    drawing.text(left - 44, top - 22, rows[0]["words"], "strong")
    seconds = [took["cpu"] for row in rows for took in row["answers"].values()]
    sizes = [float(row["lines"]) for row in rows]
    across, down = _decades(sizes), _decades(seconds)
    along, up = _log(across, (left, left + ACROSS)), _log(down, (top + PANEL, top))
    for power in _powers(down):
        drawing.line(left, up(power), left + ACROSS, up(power), "grid")
        drawing.text(left - 8, up(power) + 4, f"{power:g} s", "quiet", "end")
    for lines in sorted(set(sizes)):
        drawing.line(along(lines), top + PANEL, along(lines), top + PANEL + 4, "axis")
        drawing.text(along(lines), top + PANEL + 20, _millions(lines), "quiet", "middle")
    drawing.line(left, top + PANEL, left + ACROSS, top + PANEL, "axis")
    everyone = list(dict.fromkeys(who for row in rows for who in row["answers"]))
    ends = []
    for who in everyone:
        found = [row for row in rows if who in row["answers"]]
        points = [(along(row["lines"]), up(row["answers"][who]["cpu"])) for row in found]
        drawing.path(points, f"line {'thick ' if who == SHOWFLOOR else ''}stroke-{HUES[who]}")
        for x, y in points:
            drawing.circle(x, y, 3, f"fill-{HUES[who]}")
        ends.append((points[-1], f"{who} {found[-1]['answers'][who]['cpu']:.2g} s", who))
    _labels(drawing, ends, left + ACROSS + 18)


def _labels(
    drawing: Drawing, ends: Sequence[tuple[tuple[float, float], str, str]], right: float
) -> None:
    """Write each line's name beside its end, pushed apart where they would touch."""
    free = -math.inf
    for (x, y), text, who in sorted(ends, key=lambda end: end[0][1]):
        free = max(y, free + 17)
        drawing.line(x + 5, y, right - 4, free, f"leader stroke-{HUES[who]}")
        drawing.text(right, free + 4, text, "strong" if who == SHOWFLOOR else "")


def _decades(values: Sequence[float]) -> Span:
    low = 10.0 ** math.floor(math.log10(min(values)))
    return low, max(10.0 ** math.ceil(math.log10(max(values))), 10.0 * low)


def _powers(span: Span) -> list[float]:
    first, last = (round(math.log10(value)) for value in span)
    return [10.0**power for power in range(first, last + 1)]


def _log(domain: Span, span: Span) -> Scale:
    low, high = (math.log10(value) for value in domain)
    return lambda value: span[0] + (math.log10(value) - low) / (high - low) * (span[1] - span[0])


def _millions(lines: float) -> str:
    return f"{lines / 1e6:g} million"
