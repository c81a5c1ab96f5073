"""Which stores get an area: drawn at random, and alike to those that get none."""

from __future__ import annotations

import math

import numpy as np

from showfloor.measure.design_types import Floats, Ints

CANDIDATES = 1000
"""Draws of which the one whose two sides are most alike is taken."""
FACTORS = 3
"""Movements that stores share, by which they are told apart."""
_CELLS = 2_000_000


def balanced_draw(
    at: Floats, stratum: Ints, number: int, seed: int, *, forced: Ints | None = None
) -> Ints:
    """Return the places of `number` stores, the most balanced of CANDIDATES random draws.

    at: [stores, coordinates] as of `likeness`. stratum: [stores] numbered from 0; each gives in
    proportion to its stores (largest remainder), so that the chosen speak for all. forced: [stores]
    1 chosen, -1 not to be chosen, 0 drawn. Balance is the squared distance between the
    mean coordinates of both sides: what movements that stores share add to the estimate's variance.
    Every candidate is a random draw, so no store is chosen for what it sold. Source: Morgan and
    Rubin (2012), rerandomisation.
    """
    given = np.zeros(len(at), dtype=np.int64) if forced is None else forced
    open_places = np.flatnonzero(given == 0)
    fixed = np.flatnonzero(given == 1)
    wanted = _allotted(stratum, given, number)
    rng = np.random.default_rng(seed)
    total, of_fixed = at.sum(axis=0), at[fixed].sum(axis=0)
    best, chosen = math.inf, fixed
    at_once = max(1, min(CANDIDATES, _CELLS // max(len(open_places), 1)))
    for first in range(0, CANDIDATES, at_once):
        drawn = _draws(open_places, stratum, wanted, min(at_once, CANDIDATES - first), rng)
        inside = of_fixed[None, :] + at[drawn].sum(axis=1)
        apart = inside / number - (total[None, :] - inside) / (len(at) - number)
        distance = (apart**2).sum(axis=1)
        place = int(distance.argmin())
        if distance[place] < best:
            best, chosen = float(distance[place]), np.concatenate([fixed, drawn[place]])
    return np.sort(chosen)


def _allotted(stratum: Ints, given: Ints, number: int) -> Ints:
    """Return [strata] how many are to be drawn from each: shares of all stores, less the fixed.

    No stratum gives more than it has left to draw from; what it lacks goes to the others.
    """
    strata = int(stratum.max()) + 1
    free = np.bincount(stratum[given == 0], minlength=strata)
    fixed = np.bincount(stratum[given == 1], minlength=strata)
    size = np.bincount(stratum, minlength=strata)
    ideal = number * size / size.sum() - fixed
    wanted: Ints = np.clip(np.floor(ideal), 0, free).astype(np.int64)
    rest = number - int(fixed.sum())
    while wanted.sum() < min(rest, int(free.sum())):
        behind = np.where(wanted < free, ideal - wanted, -np.inf)
        wanted[int(np.argmax(behind))] += 1
    while wanted.sum() > rest:
        ahead = np.where(wanted > 0, wanted - ideal, -np.inf)
        wanted[int(np.argmax(ahead))] -= 1
    return wanted


def _draws(places: Ints, stratum: Ints, wanted: Ints, draws: int, rng: np.random.Generator) -> Ints:
    """Return [draws, chosen] places drawn without replacement within strata."""
    parts = []
    for one in np.flatnonzero(wanted):
        members = places[stratum[places] == one]
        keys = rng.random((draws, len(members)))
        count = int(wanted[one])
        if count < len(members):
            parts.append(members[np.argpartition(keys, count, axis=1)[:, :count]])
        else:
            parts.append(np.broadcast_to(members, (draws, len(members))))
    if not parts:
        return np.zeros((draws, 0), dtype=np.int64)
    return np.concatenate(parts, axis=1).astype(np.int64)


def dealt_waves(at: Floats, waves: int, seed: int) -> Ints:
    """Return [stores] the wave of each, as even in number as can be, the most balanced of draws.

    at: [stores, coordinates]. Balance is the waves' squared distances from all, by their stores.
    """
    rng = np.random.default_rng(seed)
    base = np.arange(len(at)) % waves
    if waves == 1:
        return base
    best, dealt = math.inf, base
    size = np.bincount(base, minlength=waves).astype(np.float64)
    centred = at - at.mean(axis=0)
    for _ in range(max(1, min(CANDIDATES, _CELLS // len(at)) // 5)):
        wave = rng.permutation(base)
        sums = np.array(
            [np.bincount(wave, weights=column, minlength=waves) for column in centred.T]
        )
        distance = float((sums**2 / np.maximum(size, 1.0)).sum())
        if distance < best:
            best, dealt = distance, wave
    return dealt


def likeness(outcome: Floats) -> Floats:
    """Return coordinates [stores, 1 + factors] in which stores that move alike lie together.

    outcome: [stores, weeks] with NaN where not observed, which count as the store's mean. The
    first is the store's level, by rank; the others are its loadings on the largest movements that
    stores share (principal components of what is left without store and week means), in units of
    what they explain. All of these together weigh as much as the level.
    """
    seen = np.isfinite(outcome)
    filled = np.where(seen, outcome, 0.0)
    mean = filled.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    rest = np.where(seen, outcome - mean[:, None], 0.0)
    rest -= rest.mean(axis=0, keepdims=True)
    level = (np.argsort(np.argsort(mean, kind="stable"), kind="stable") + 0.5) / len(mean) - 0.5
    # By weeks, which are few: the components' scores are all that is needed.
    values, vectors = np.linalg.eigh(rest.T @ rest)
    factors = rest @ vectors[:, np.argsort(-values)[:FACTORS]]
    spread = math.sqrt(float((factors**2).sum()) / len(mean))
    scaled = factors / spread if spread > 0.0 else factors
    return np.column_stack([level * math.sqrt(12.0), scaled])
