"""The comparison as a picture: gap by processor time, a row of panels a size and kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.resources import files

from peer_cases import CERTIFIED, SHOWFLOOR, SOLVERS
from peer_runs import FAILED, Run, gap_of
from showfloor.present.charts.drawing import Drawing, Scale, Words, spread
from showfloor.simulate import PLANNING_SIZES

WIDTH, LEFT, PANEL_HEIGHT, TOP = 1240.0, 72.0, 240.0, 104.0
BELOW = 64.0
LABELS = 196.0
SMALLEST, LARGEST = 1e-6, 1.0
Box = tuple[float, float, float]
"""Right, top and bottom of a panel, pixels."""
Pixel = tuple[float, float]
HUES = {
    CERTIFIED: "accent",
    SOLVERS[0].name: "sky",
    SOLVERS[1].name: "vermillion",
    SOLVERS[2].name: "ink",
    SOLVERS[3].name: "green",
    SOLVERS[4].name: "purple",
}
EXPLAINED = """\
Gap between the plan and the proven bound, share of the bound, by processor seconds of all threads \
since the problem was in memory.
Thick: the median instance (a line ends where most have none). Thin: each instance. All on the \
same two cores, one after the other."""


def chart(runs: Sequence[Run]) -> str:
    """Return an SVG that stands alone: a row of panels a size and kind, by spillover."""
    rows = [
        (size, large)
        for size in PLANNING_SIZES
        for large in (False, True)
        if any((run.size, run.large) == (size, large) for run in runs)
    ]
    drawing = Drawing("plan-peers", int(WIDTH))
    drawing.height = TOP + len(rows) * (PANEL_HEIGHT + BELOW)
    drawing.rectangle(0, 0, WIDTH, drawing.height, "page")
    drawing.text(LEFT, 28, _title(runs), "title")
    for place, line in enumerate(EXPLAINED.splitlines()):
        drawing.text(LEFT, 52 + 18 * place, line, "quiet")
    for row, kind in enumerate(rows):
        for column, spillover in enumerate((False, True)):
            own = [r for r in runs if (r.size, r.large) == kind and r.spillover == spillover]
            if own:
                left = LEFT + column * WIDTH / 2
                _panel(drawing, own, left, TOP + row * (PANEL_HEIGHT + BELOW))
    words = Words("Showfloor and other solvers: gap by processor time", _title(runs))
    return alone(str(drawing.svg(words)))


def _title(runs: Sequence[Run]) -> str:
    """Return the finding in a sentence, as far as these runs bear it.

    Processor seconds are compared instance by instance; a peer that did not get there counts with
    all that it used, so the true ratio is larger.
    """
    medium = [run for run in runs if run.size == "medium"]
    ratios = []
    for ours in (run for run in medium if run.solver == CERTIFIED):
        seconds = ours.cpu_to["0.01"]
        peers = [
            run.cpu_to["0.01"] or run.cpu
            for run in medium
            if run.solver not in (CERTIFIED, SHOWFLOOR) and _instance(run) == _instance(ours)
        ]
        peers = [used for used in peers if used is not None]
        if seconds is not None and peers:
            ratios.append(min(peers) / seconds)
    if not ratios or min(ratios) < 1.0:
        return "How fast Showfloor and general solvers close the gap"
    span = f"{min(ratios):.0f} to {max(ratios):.0f}" if len(ratios) > 1 else f"{ratios[0]:.0f}"
    return f"A thousand shops to 1 %: certified {span} times sooner than the fastest other solver"


def _instance(run: Run) -> tuple[int, bool, bool]:
    return run.seed, run.spillover, run.large


def _panel(drawing: Drawing, runs: Sequence[Run], left: float, top: float) -> None:
    run = runs[0]
    right, bottom = left + WIDTH / 2 - LEFT - LABELS, top + PANEL_HEIGHT
    times = [point[1] for run in runs for point in run.trace if math.isfinite(_gap(point))]
    low = 10 ** math.floor(math.log10(max(0.05, min(times, default=1.0))))
    high = max(10 * low, *times, *(run.limit for run in runs))
    along = _log((low, high), (left, right))
    down = _log((LARGEST, SMALLEST), (top + 28, bottom))
    for place, (line, style) in enumerate(_heading(run)):
        drawing.text(left, top + 16 * place, line, style)
    for power in range(-6, 1):
        y = down(10.0**power)
        drawing.line(left, y, right, y, "axis" if power == -6 else "grid")
        drawing.text(left - 6, y + 4, _per_cent(power), "quiet", "end")
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for factor in (1, 2, 5):
            second = factor * 10.0**power
            if low <= second <= high and (factor == 1 or high / low < 3e2):
                drawing.line(along(second), bottom, along(second), bottom + 4, "axis")
                drawing.text(along(second), bottom + 18, f"{second:g} s", "quiet", "middle")
    _curves(drawing, runs, along, down, (right, top, bottom))


def _heading(run: Run) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return a panel's two lines with their styles."""
    spill = "with" if run.spillover else "without"
    shape = f"{run.stores:,} shops, {run.formats} formats, {run.weeks} weeks"
    days = f"installations of {'3 or 4' if run.large else '1 to 3'} crew-days a week"
    title = f"{run.size.capitalize()}, {spill} spillover"
    return (title, "strong"), (f"{shape}; {days}", "quiet")


def _curves(drawing: Drawing, runs: Sequence[Run], along: Scale, down: Scale, box: Box) -> None:
    right, top, bottom = box
    ends: list[tuple[float, float, str, str]] = []
    for name, hue in reversed(HUES.items()):
        own = [run for run in runs if run.solver == name]
        if not own:
            continue
        curves = [[(p[1], _gap(p)) for p in run.trace] for run in own]
        for curve in curves if len(curves) > 1 else ():
            drawing.path(_steps(curve, along, down), f"line thin pale stroke-{hue}")
        middle = _median(curves)
        points = _steps(middle, along, down)
        style = "line thick" if name == CERTIFIED else "line"
        drawing.path(points, f"{style} stroke-{hue}")
        seen = [point for point in points if math.isfinite(point[1])]
        x, y = seen[-1] if seen else (right, top + 30)
        text = name if seen else f"{name}: {_nothing(own)}"
        if seen:
            drawing.circle(x, y, 3, f"fill-{hue}")
        ends.append((x if seen else right, y, text, hue))
    order = sorted(range(len(ends)), key=lambda n: (ends[n][1], ends[n][0]))
    places = spread([ends[n][1] for n in order], 16, top + 24, bottom)
    for n, place in zip(order, places, strict=True):
        x, y, text, hue = ends[n]
        drawing.line(min(x + 5, right + 4), y, right + 10, place, f"leader stroke-{hue}")
        drawing.circle(right + 14, place, 3, f"fill-{hue}")
        style = "strong" if text.startswith("Showfloor") else ""
        drawing.text(right + 21, place + 4, text, style)


def _nothing(runs: Sequence[Run]) -> str:
    if any(run.checked.startswith(FAILED) for run in runs):
        return "failed"
    return "no plan" if all(run.objective is None for run in runs) else "no bound"


def _gap(point: Sequence[float | None]) -> float:
    return gap_of(point[2], point[3])


def _median(curves: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return the lower median over the curves at each time at which one of them changes."""
    times = sorted({time for curve in curves for time, _ in curve})
    middle = []
    for time in times:
        now = sorted(
            min((gap for when, gap in curve if when <= time), default=math.inf) for curve in curves
        )
        middle.append((time, now[(len(now) - 1) // 2]))
    return middle


def _steps(curve: Sequence[tuple[float, float]], along: Scale, down: Scale) -> list[Pixel]:
    """Return the curve as steps, from its first gap on, within the panel."""
    points: list[Pixel] = []
    best = math.inf
    for time, gap in curve:
        if math.isinf(gap) and math.isinf(best):
            continue
        if points:
            points.append((along(time), down(best)))
        best = min(best, gap)
        points.append((along(time), down(best)))
        if best <= SMALLEST:
            break
    return points


def _log(domain: tuple[float, float], span: tuple[float, float]) -> Scale:
    low, high = (math.log10(value) for value in domain)
    small, large = min(domain), max(domain)

    def place(value: float) -> float:
        inside = min(max(value, small), large)
        return span[0] + (math.log10(inside) - low) / (high - low) * (span[1] - span[0])

    return place


def _per_cent(power: int) -> str:
    return f"{100 * 10.0**power:.{max(0, -power - 2)}f} %" if power > -6 else "0.0001 %"


def alone(svg: str) -> str:
    """Return the drawing with the report's tokens and classes inside."""
    sheet = files("showfloor.present") / "templates" / "drawing.css"
    own = (
        ".page { fill: var(--ground); } .pale { opacity: 0.35; } "
        "svg text.title { font-size: 20px; font-weight: 600; }"
    )
    style = f"{sheet.read_text(encoding='utf-8')}\n{own}"
    head, rest = svg.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>\n{style}\n</style>{rest}\n'
