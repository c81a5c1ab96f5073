"""The map of a plan: shops as dots by state, sized by value, over an outline with a few cities.

The projection is equirectangular with the middle latitude's cosine: at Germany's size its shapes
differ from any conformal map by less than a dot's width.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from showfloor.present.charts.drawing import Drawing, Figure, Words, both_widths, text_width
from showfloor.present.charts.legend import Key, Shape, draw_legend, mark

State = Literal["not_planned", "holdout", "standing", "planned", "later", "promised"]
DRAWN: tuple[State, ...] = (
    "not_planned", "holdout", "standing", "planned", "later", "promised",
)  # fmt: skip
"""States from the ground up: what matters most is drawn last."""
SHAPES: dict[State, Shape] = {
    "not_planned": "dot",
    "holdout": "ring",
    "standing": "square",
    "planned": "dot",
    "later": "ring",
    "promised": "diamond",
}
MIDDLE_LATITUDE = 51.2
ASPECT = math.cos(math.radians(MIDDLE_LATITUDE))


@dataclass(frozen=True, slots=True)
class Place:
    """A shop on the map; `value` sizes planned ones."""

    longitude: float
    latitude: float
    state: State
    value: float
    hint: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """A city that helps to find one's way."""

    name: str
    longitude: float
    latitude: float


@functools.cache
def germany() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return Germany's outline as rings of longitude and latitude (Natural Earth)."""
    text = resources.files("showfloor.present").joinpath("assets/germany.json").read_text("utf-8")
    return tuple(tuple((x, y) for x, y in ring) for ring in json.loads(text)["rings"])


def inside_germany(longitude: float, latitude: float) -> bool:
    """Say whether a point lies within the outline's bounding box, with a little air."""
    return 5.5 <= longitude <= 15.4 and 47.0 <= latitude <= 55.3


@dataclass(frozen=True, slots=True)
class Projection:
    """From longitude and latitude to pixels."""

    west: float
    north: float
    scale: float
    left: float
    top: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a place."""
        x = self.left + (longitude - self.west) * ASPECT * self.scale
        return x, self.top + (self.north - latitude) * self.scale


def map_figure(
    name: str,
    places: Sequence[Place],
    landmarks: Sequence[Landmark],
    state_words: dict[State, str],
    words: Words,
) -> Figure:
    """Draw the outline where the shops are German, else the shops alone on a plain ground."""
    outline = germany() if all(inside_germany(p.longitude, p.latitude) for p in places) else ()
    points = [point for ring in outline for point in ring]
    points = points or [(place.longitude, place.latitude) for place in places]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)

    def draw(drawing: Drawing) -> None:
        tall = 720.0 if not drawing.narrow else 450.0
        across = max((east - west) * ASPECT, 0.01)
        down = max(north - south, 0.01)
        scale = min((drawing.width - 20) / across, (tall - 20) / down)
        left = (drawing.width - across * scale) / 2
        projection = Projection(west, north, scale, left, 10)
        for ring in outline:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (projection.at(*p) for p in ring))
            drawing.outline(f"M{path}Z", "land")
        _draw_places(drawing, places, projection)
        draw_landmarks(drawing, landmarks, projection)
        present = [state for state in reversed(DRAWN) if any(p.state == state for p in places)]
        keys = [Key(SHAPES[state], f"state-{state}", state_words[state]) for state in present]
        drawing.height = draw_legend(drawing, keys, down * scale + 34)

    return both_widths(name, draw, words=words)


def _draw_places(drawing: Drawing, places: Sequence[Place], projection: Projection) -> None:
    largest = max((p.value for p in places if math.isfinite(p.value)), default=0.0)
    small = 0.7 if drawing.narrow else 1.0
    for state in DRAWN:
        chosen = sorted(
            (place for place in places if place.state == state), key=lambda p: -_size(p, largest)
        )
        for place in chosen:
            x, y = projection.at(place.longitude, place.latitude)
            size = small * _size(place, largest)
            mark(drawing, SHAPES[state], x, y, size=size, style=f"state-{state}", hint=place.hint)


def _size(place: Place, largest: float) -> float:
    """Return the mark's radius: its area is proportional to the value, with a floor to be seen."""
    if place.state == "not_planned":
        return 1.5
    if place.state == "holdout":
        return 2.6
    if place.state == "standing" or largest <= 0 or not place.value > 0:
        return 3.6
    return max(8.5 * math.sqrt(place.value / largest), 2.8)


def draw_landmarks(drawing: Drawing, landmarks: Sequence[Landmark], projection: Projection) -> None:
    """Write city names beside their places, and leave out those that would meet another."""
    taken: list[tuple[float, float, float, float]] = []
    for landmark in landmarks:
        x, y = projection.at(landmark.longitude, landmark.latitude)
        width = text_width(landmark.name)
        anchor_left = x + width + 12 > drawing.width
        left = x - 10 - width if anchor_left else x + 10
        box = (left, y - 8, left + width, y + 8)
        if any(a < box[2] and box[0] < c and b < box[3] and box[1] < d for a, b, c, d in taken):
            continue
        taken.append(box)
        drawing.text(left, y + 4, landmark.name, "halo city")
