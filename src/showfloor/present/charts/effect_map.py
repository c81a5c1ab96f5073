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


PANEL = 190.0
"""Side of a close-up, pixels."""
CLOSEUPS_WIDE = 3
CLOSEUPS_NARROW = 2
FEW = 3
MOSTLY = 0.9
AIRY = 60
"""So many areas on a map are drawn in full size; more of them are drawn smaller."""
SEEN = 10.0
"""Circles below so many pixels hide behind the marks and are not drawn."""


@dataclass(frozen=True, slots=True)
class Closeup:
    """A square part of the map, drawn larger: its middle and how many kilometres it is across."""

    title: str
    longitude: float
    latitude: float
    km: float
    crowded: bool = False
    """So many areas lie in it that circles around them would hide them."""


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
    closeups: Sequence[Closeup] = (),
) -> Figure:
    """Draw stores over the outline where they are German and spread wide, else on plain ground.

    Where a circle of `ring_km` around each store with an area can be seen it is drawn: it shows
    which neighbours are near. Close-ups stand beside the map, below it if narrow.
    """
    frame = _frame(spots)

    def draw(drawing: Drawing) -> None:
        shown = closeups[: CLOSEUPS_NARROW if drawing.narrow else CLOSEUPS_WIDE]
        room = drawing.width - (PANEL + 24 if shown and not drawing.narrow else 0)
        bottom = _country(drawing, frame, spots, (room, ring_km))
        inside = [mark for mark in landmarks if _holds(frame, mark.longitude, mark.latitude)]
        draw_landmarks(drawing, inside, _projection(drawing, frame, room)[0])
        for place, closeup in enumerate(shown):
            if drawing.narrow:
                side = (drawing.width - 12) / CLOSEUPS_NARROW
                left, top = place * (side + 12), bottom + 26
            else:
                side, left, top = PANEL, drawing.width - PANEL, 22 + place * (PANEL + 30)
            _closeup(drawing, closeup, spots, (left, top, side), ring_km)
            bottom = max(bottom, top + side) if not drawing.narrow else bottom
        if shown and drawing.narrow:
            bottom += 26 + (drawing.width - 12) / CLOSEUPS_NARROW
        present = [s for s in reversed(DRAWN) if any(spot.standing == s for spot in spots)]
        keys = [Key(SHAPES[s], STYLES[s], standing_words[s]) for s in present]
        drawing.height = draw_legend(drawing, keys, bottom + 14)

    return both_widths(name, draw, words=words)


def _projection(drawing: Drawing, frame: Frame, room: float) -> tuple[Projection, float]:
    """Return the map's projection into `room` pixels of width, and where it ends below."""
    tall = 640.0 if not drawing.narrow else 440.0
    across = max((frame.east - frame.west) * ASPECT, 0.01)
    down = max(frame.north - frame.south, 0.01)
    scale = min((room - 30) / across, (tall - 30) / down)
    left = (room - across * scale) / 2
    return Projection(frame.west, frame.north, scale, left, 15), down * scale + 30


def _country(
    drawing: Drawing, frame: Frame, spots: Sequence[Spot], sizes: tuple[float, float]
) -> float:
    """Draw the map itself and return where it ends below. sizes: room in pixels, ring in km."""
    room, ring_km = sizes
    projection, bottom = _projection(drawing, frame, room)
    for ring in frame.outline:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (projection.at(*p) for p in ring))
        drawing.outline(f"M{path}Z", "land")
    _rings(drawing, spots, projection, ring_km)
    _spots(drawing, spots, projection)
    return bottom


def _closeup(
    drawing: Drawing,
    closeup: Closeup,
    spots: Sequence[Spot],
    box: tuple[float, float, float],
    ring_km: float,
) -> None:
    """Draw one close-up in its box (left, top, side); circles end at its frame."""
    left, top, side = box
    scale = side * KM_A_DEGREE / closeup.km
    half_north, half_east = side / scale / 2, side / scale / 2 / ASPECT
    projection = Projection(
        closeup.longitude - half_east, closeup.latitude + half_north, scale, left, top
    )
    inside = [
        spot
        for spot in spots
        if abs(spot.latitude - closeup.latitude) < half_north * 0.98
        and abs(spot.longitude - closeup.longitude) < half_east * 0.98
    ]
    drawing.text(left, top - 7, closeup.title, "quiet")
    drawing.begin_frame(left, top, side, side)
    if not closeup.crowded:
        _rings(drawing, inside, projection, ring_km)
    _spots(drawing, inside, projection)
    drawing.end_frame()
    drawing.rectangle(left, top, side, side, "frame")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the map shows, in degrees, and the country's outline where it helps."""

    west: float
    east: float
    south: float
    north: float
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()


def _frame(spots: Sequence[Spot]) -> Frame:
    places = [(spot.longitude, spot.latitude) for spot in spots]
    own = _box(places)
    if mostly_german(places):
        whole = _box([point for ring in germany() for point in ring])
        if (own[3] - own[2]) > CLOSE_UP * (whole[3] - whole[2]) or len(places) < FEW:
            west, east = min(own[0], whole[0]), max(own[1], whole[1])
            return Frame(west, east, min(own[2], whole[2]), max(own[3], whole[3]), germany())
    air = max(own[1] - own[0], own[3] - own[2], 0.02) * 0.04
    return Frame(own[0] - air, own[1] + air, own[2] - air, own[3] + air)


def mostly_german(places: Sequence[tuple[float, float]]) -> bool:
    """Say whether nearly all longitudes and latitudes lie in or around Germany."""
    inside = sum(inside_germany(*place) for place in places)
    return inside >= MOSTLY * len(places)


def _holds(frame: Frame, longitude: float, latitude: float) -> bool:
    return frame.west <= longitude <= frame.east and frame.south <= latitude <= frame.north


def _box(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    return (
        min(x for x, _ in points),
        max(x for x, _ in points),
        min(y for _, y in points),
        max(y for _, y in points),
    )


def _rings(drawing: Drawing, spots: Sequence[Spot], projection: Projection, ring_km: float) -> None:
    radius = ring_km / KM_A_DEGREE * projection.scale
    if radius < SEEN:
        return
    for spot in spots:
        if spot.standing not in ("far", "near"):
            x, y = projection.at(spot.longitude, spot.latitude)
            drawing.circle(x, y, radius, "reach")


def _spots(drawing: Drawing, spots: Sequence[Spot], projection: Projection) -> None:
    largest = max((s.size for s in spots if math.isfinite(s.size)), default=0.0)
    opened = sum(spot.standing not in ("far", "near") for spot in spots)
    small = (0.75 if drawing.narrow else 1.0) * min(1.0, (AIRY / max(opened, 1)) ** 0.25)
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
