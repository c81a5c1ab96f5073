"""The map of effects: stores with an area by their gain, comparison stores by how near they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from showfloor.present.charts.drawing import Drawing, Figure, Words, both_widths
from showfloor.present.charts.legend import Key, Shape, draw_legend, mark
from showfloor.present.charts.map import (
    ASPECT,
    Landmark,
    Projection,
    draw_landmarks,
    germany,
    inside_germany,
)

Standing = Literal["far", "near", "unclear", "less", "more"]
DRAWN: tuple[Standing, ...] = ("far", "near", "unclear", "less", "more")
"""From the ground up: what matters most is drawn last."""
SHAPES: dict[Standing, Shape] = {
    "far": "dot",
    "near": "square",
    "unclear": "ring",
    "less": "triangle",
    "more": "dot",
}
STYLES: dict[Standing, str] = {
    "far": "state-not_planned",
    "near": "fill-ink",
    "unclear": "effect-unclear",
    "less": "effect-less",
    "more": "effect-more",
}
KM_A_DEGREE = 111.195
CLOSE_UP = 0.45
"""Stores that reach over less than this share of the country are shown without its outline."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A store on the map; size: how large its gain is, NaN for comparison stores."""

    longitude: float
    latitude: float
    standing: Standing
    size: float
    hint: str


def effect_map(
    name: str,
    spots: Sequence[Spot],
    landmarks: Sequence[Landmark],
    words: Words,
    *,
    ring_km: float,
    standing_words: dict[Standing, str],
) -> Figure:
    """Draw stores over the outline where they are German and spread wide, else on plain ground.

    A thin circle of `ring_km` around each store with an area shows which neighbours are near.
    """
    west, east, south, north, outline = _frame(spots)

    def draw(drawing: Drawing) -> None:
        tall = 640.0 if not drawing.narrow else 440.0
        across, down = max((east - west) * ASPECT, 0.01), max(north - south, 0.01)
        scale = min((drawing.width - 30) / across, (tall - 30) / down)
        left = (drawing.width - across * scale) / 2
        projection = Projection(west, north, scale, left, 15)
        for ring in outline:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (projection.at(*p) for p in ring))
            drawing.outline(f"M{path}Z", "land")
        _rings(drawing, spots, projection, ring_km)
        _spots(drawing, spots, projection)
        draw_landmarks(drawing, landmarks, projection)
        present = [s for s in reversed(DRAWN) if any(spot.standing == s for spot in spots)]
        keys = [Key(SHAPES[s], STYLES[s], standing_words[s]) for s in present]
        drawing.height = draw_legend(drawing, keys, down * scale + 42)

    return both_widths(name, draw, words=words)


def _frame(
    spots: Sequence[Spot],
) -> tuple[float, float, float, float, tuple[tuple[tuple[float, float], ...], ...]]:
    """Return west, east, south, north, and the country's outline where it helps."""
    places = [(spot.longitude, spot.latitude) for spot in spots]
    german = all(inside_germany(*place) for place in places)
    country = [point for ring in germany() for point in ring] if german else []
    own = _box(places)
    if country:
        whole = _box(country)
        if (own[3] - own[2]) > CLOSE_UP * (whole[3] - whole[2]) or len(places) < 3:
            return (*whole, germany())
    air = max(own[1] - own[0], own[3] - own[2], 0.02) * 0.04
    return own[0] - air, own[1] + air, own[2] - air, own[3] + air, ()


def _box(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    return (
        min(x for x, _ in points),
        max(x for x, _ in points),
        min(y for _, y in points),
        max(y for _, y in points),
    )


def _rings(drawing: Drawing, spots: Sequence[Spot], projection: Projection, ring_km: float) -> None:
    radius = ring_km / KM_A_DEGREE * projection.scale
    if radius < 4.0:
        return
    for spot in spots:
        if spot.standing not in ("far", "near"):
            x, y = projection.at(spot.longitude, spot.latitude)
            drawing.circle(x, y, radius, "reach")


def _spots(drawing: Drawing, spots: Sequence[Spot], projection: Projection) -> None:
    largest = max((s.size for s in spots if math.isfinite(s.size)), default=0.0)
    small = 0.75 if drawing.narrow else 1.0
    for standing in DRAWN:
        chosen = sorted(
            (spot for spot in spots if spot.standing == standing),
            key=lambda s: -_radius(s, largest),
        )
        for spot in chosen:
            x, y = projection.at(spot.longitude, spot.latitude)
            size = small * _radius(spot, largest)
            mark(drawing, SHAPES[standing], x, y, size=size, style=STYLES[standing], hint=spot.hint)


def _radius(spot: Spot, largest: float) -> float:
    """Return the mark's radius: its area is proportional to the gain, with a floor to be seen."""
    if spot.standing == "far":
        return 1.7
    if spot.standing == "near":
        return 2.0
    if largest <= 0.0 or not spot.size > 0.0:
        return 3.0
    return max(9.0 * math.sqrt(spot.size / largest), 3.0)
