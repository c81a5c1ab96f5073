"""Do comparison stores near treated ones move when those open? Then they are no comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.imputation import imputation
from showfloor.measure.inference import undefined
from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EARTH_KM = 6371.0088
_NO_PAIRS = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of units and how far apart they are; pairs that are not listed are far apart.

    first, second: [P] places in the panel's units, in either order. km: [P].
    """

    first: Ints
    second: Ints
    km: Floats


@dataclass(frozen=True, slots=True)
class RingEffect:
    """What openings did to never-treated units in a ring around the treated ones.

    from_km, to_km: the ring. units: never-treated ones whose nearest treated unit lies in it.
    clean: never-treated units beyond the last ring, whom they are compared with. effect: in the
    outcome's unit, from the first opening of a treated unit within the ring's outer radius.
    """

    from_km: float
    to_km: float
    units: int
    clean: int
    effect: Estimate


def neighbours_within(latitude: npt.ArrayLike, longitude: npt.ArrayLike, km: float) -> Neighbours:
    """Return all pairs of units that lie at most `km` apart, along the earth's surface.

    latitude, longitude: [U] in degrees; units where either is NaN have no neighbours. PanelError
    for numbers that are no place on earth.
    """
    north = np.asarray(latitude, dtype=np.float64)
    east = np.asarray(longitude, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(north) & np.isfinite(east))
    if north.shape != east.shape or (np.abs(north[known]) > 90.0).any():
        raise PanelError("latitudes lie between -90 and 90, one a unit, each with a longitude")
    if (np.abs(east[known]) > 180.0).any():
        raise PanelError("longitudes lie between -180 and 180")
    up, around = np.radians(north[known]), np.radians(east[known])
    place = np.column_stack([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    chord = 2.0 * np.sin(min(km / EARTH_KM, np.pi) / 2.0)
    pairs = cKDTree(place).query_pairs(chord, output_type="ndarray") if len(known) else _NO_PAIRS
    apart = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1)
    distance = 2.0 * EARTH_KM * np.arcsin(np.minimum(apart / 2.0, 1.0))
    return Neighbours(known[pairs[:, 0]], known[pairs[:, 1]], distance)


def spillover_by_ring(
    panel: Panel, neighbours: Neighbours, rings_km: Sequence[float]
) -> tuple[RingEffect, ...]:
    """Return the effect on never-treated units by ring, by imputation among the never treated.

    rings_km: rising outer radii; a distance on the edge belongs to the inner ring. Treated units
    are left out. A ring is undefined, with the reason, where it has no unit, no clean unit is left,
    or the data begin after its units' first opening nearby. PanelError for radii that do not rise,
    unknown places, or distances that are negative or not numbers.
    """
    radii = np.asarray(rings_km, dtype=np.float64)
    _refuse(panel, neighbours, radii)
    cohort = np.asarray(panel.cohort, dtype=np.float64)
    treated = np.isfinite(cohort) & (cohort <= panel.times[-1])
    unit = np.concatenate([neighbours.first, neighbours.second])
    other = np.concatenate([neighbours.second, neighbours.first])
    km = np.concatenate([neighbours.km, neighbours.km])
    chosen = ~treated[unit] & treated[other]
    unit, other, km = unit[chosen], other[chosen], km[chosen]
    nearest = np.full(len(cohort), np.inf)
    np.minimum.at(nearest, unit, km)
    ring = np.searchsorted(radii, nearest, side="left")
    clean = ~treated & (ring == len(radii))
    found = []
    for place, outer in enumerate(radii.tolist()):
        within = km <= outer
        start = np.full(len(cohort), np.inf)
        np.minimum.at(start, unit[within], cohort[other[within]])
        exposed = ~treated & (ring == place)
        inner = 0.0 if place == 0 else float(radii[place - 1])
        effect = _effect(panel, exposed, clean, start)
        found.append(RingEffect(inner, outer, int(exposed.sum()), int(clean.sum()), effect))
    return tuple(found)


def _effect(
    panel: Panel,
    exposed: npt.NDArray[np.bool_],
    clean: npt.NDArray[np.bool_],
    start: Floats,
) -> Estimate:
    if not exposed.any():
        return undefined("no comparison store lies in this ring")
    if not clean.any():
        return undefined("no comparison store lies beyond the last ring")
    rows = np.flatnonzero(exposed | clean)
    cohort = np.where(exposed, start, np.nan)[rows]
    clusters = None if panel.clusters is None else panel.clusters[rows]
    units = tuple(panel.units[i] for i in rows)
    try:
        found = imputation(Panel(units, panel.times, panel.outcome[rows], cohort, clusters))
    except PanelError as reason:
        return undefined(str(reason))
    return found.overall


def _refuse(panel: Panel, neighbours: Neighbours, radii: Floats) -> None:
    if not len(radii) or (radii <= 0.0).any() or (np.diff(radii) <= 0.0).any():
        raise PanelError(f"rings need rising outer radii in km, not {radii.tolist()}")
    shapes = {part.shape for part in (neighbours.first, neighbours.second, neighbours.km)}
    if len(shapes) != 1:
        raise PanelError("neighbours need as many distances as pairs")
    places = np.concatenate([neighbours.first, neighbours.second])
    if len(places) and (places.min() < 0 or places.max() >= len(panel.units)):
        raise PanelError(f"neighbours name a place outside the panel's {len(panel.units)} units")
    if not (np.isfinite(neighbours.km) & (neighbours.km >= 0.0)).all():
        raise PanelError("a distance between neighbours is negative or no number")
