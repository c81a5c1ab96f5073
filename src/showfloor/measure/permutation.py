"""What an estimate would have been, had other stores opened: a test of the sharp null."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST_ASSIGNMENTS = 40
"""Below this many assignments no two-sided p-value can be trusted to fall under 5 %."""
MOST_ENUMERATED = 20_000
DRAWS = 4_999
_FEW = 8
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """The share of assignments with an estimate as far from zero as the one that was made.

    p_value: two-sided; NaN with a `reason` where the design could not have come out otherwise.
    assignments: how many the design could have produced. draws: how many were looked at.
    exact: whether these are all. rank: place of the actual estimate among those, 1 = farthest.
    """

    p_value: float
    assignments: float
    draws: int
    exact: bool
    rank: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """N units among which the treatment could have fallen otherwise, in one estimate.

    label:    [N] place of the unit's cohort among L treated ones; L = never treated.
    score:    [N, L + 1] what the unit adds to the estimate under each label.
    constant: what the units that are not exchanged add.
    stratum:  [N] numbered from 0; labels move within a stratum only.
    """

    label: Ints
    score: Floats
    constant: float
    stratum: Ints


def exchange(
    outcome: Floats, label: Ints, weights: Floats, constant: float, stratum: Ints | None = None
) -> Exchange:
    """Return the exchange of units with `outcome` [N, T] by the weights [L + 1, T] of each label.

    As all units of a cohort have the same weights, which depend on the cohorts' sizes only, an
    assignment's estimate is a sum of known scores: no draw estimates anything again.
    """
    strata = np.zeros(len(label), dtype=np.int64) if stratum is None else stratum
    return Exchange(label, outcome @ weights.T, constant, strata)


def permutation_test(
    given: Exchange, *, draws: int = DRAWS, seed: int = 0, most: int = MOST_ENUMERATED
) -> PermutationTest:
    """Test that no exchanged unit's outcome was changed by its treatment (Fisher's sharp null).

    The estimate is divided by a standard error pooled over treated and never-treated units, made
    anew for every assignment: of one to three treated units their own spread says nothing. All
    assignments where there are at most `most`, else `draws` of them with the actual one added.
    """
    slots = _slots(given)
    number = assignments(given)
    if number <= 1.0:
        return PermutationTest(math.nan, number, 0, True, 1, "no other store could have opened")
    actual = abs(float(_statistic(given, slots.unit[None, :], slots)[0]))
    exact = number <= most
    chosen = (
        _every(given.stratum.tobytes(), slots.label.tobytes(), slots.stratum.tobytes())
        if exact
        else _drawn(given, slots, draws, np.random.default_rng(seed))
    )
    drawn = np.abs(_statistic(given, chosen, slots))
    as_far = int((drawn >= actual * (1.0 - _TIE)).sum())
    if exact:
        return PermutationTest(as_far / number, number, len(chosen), True, as_far)
    return PermutationTest((as_far + 1) / (draws + 1), number, draws, False, as_far + 1)


def assignments(given: Exchange) -> float:
    """Return how many assignments the design could have produced (inf beyond 1e300)."""
    total = 0.0
    treated = int(given.score.shape[1]) - 1
    for stratum in np.unique(given.stratum):
        counts = np.bincount(given.label[given.stratum == stratum], minlength=treated + 1)
        total += math.lgamma(float(counts.sum()) + 1.0)
        total -= sum(math.lgamma(float(count) + 1.0) for count in counts)
    return float(round(math.exp(total))) if total < 34.0 else math.exp(min(total, 690.0))


@dataclass(frozen=True, slots=True)
class _Slots:
    """The treated places that assignments fill, in blocks: label, stratum, unit that is there."""

    label: Ints
    stratum: Ints
    unit: Ints


def _slots(given: Exchange) -> _Slots:
    treated = np.flatnonzero(given.label < given.score.shape[1] - 1)
    order = treated[np.lexsort((given.label[treated], given.stratum[treated]))]
    return _Slots(given.label[order], given.stratum[order], order)


@lru_cache(maxsize=16)
def _every(unit_stratum: bytes, slot_label: bytes, slot_stratum: bytes) -> Ints:
    """Return all assignments [B, slots] as the units in the slots; kept for the next estimate."""
    stratum_of = np.frombuffer(unit_stratum, dtype=np.int64)
    label, of_slot = (np.frombuffer(given, dtype=np.int64) for given in (slot_label, slot_stratum))
    return np.array(list(_all(stratum_of, label, of_slot)), dtype=np.int64)


def _all(stratum_of: Ints, label: Ints, of_slot: Ints) -> Iterator[tuple[int, ...]]:
    parts = []
    for stratum in np.unique(of_slot):
        members = np.flatnonzero(stratum_of == stratum).tolist()
        inside = label[of_slot == stratum]
        sizes = [int((inside == one).sum()) for one in np.unique(inside)]
        parts.append(list(_split(tuple(members), tuple(sizes))))
    for choice in product(*parts):
        yield tuple(unit for part in choice for unit in part)


def _split(members: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not sizes:
        yield ()
        return
    for first in combinations(members, sizes[0]):
        taken = set(first)
        rest = tuple(member for member in members if member not in taken)
        for others in _split(rest, sizes[1:]):
            yield first + others


def _drawn(given: Exchange, slots: _Slots, draws: int, rng: np.random.Generator) -> Ints:
    """Return [draws, slots] units drawn without replacement within each stratum."""
    chosen = np.empty((draws, len(slots.label)), dtype=np.int64)
    for stratum in np.unique(slots.stratum):
        members = np.flatnonzero(given.stratum == stratum)
        places = np.flatnonzero(slots.stratum == stratum)
        chosen[:, places] = members[_without_replacement(len(members), len(places), draws, rng)]
    return chosen


def _without_replacement(among: int, number: int, draws: int, rng: np.random.Generator) -> Ints:
    if number > _FEW or among < 4 * number:
        keys = rng.random((draws, among))
        return np.argsort(keys, axis=1)[:, :number].astype(np.int64)
    picked = rng.integers(0, among, size=(draws, number))
    while True:
        ordered = np.sort(picked, axis=1)
        doubled = (np.diff(ordered, axis=1) == 0).any(axis=1)
        if not doubled.any():
            return picked.astype(np.int64)
        picked[doubled] = rng.integers(0, among, size=(int(doubled.sum()), number))


def _statistic(given: Exchange, chosen: Ints, slots: _Slots) -> Floats:
    """Return [B] estimates over pooled standard errors for assignments `chosen` [B, slots]."""
    never = given.score.shape[1] - 1
    units = len(given.label)
    centred = given.score - given.score.mean(axis=0)
    rest = units - chosen.shape[1]
    estimate = np.full(len(chosen), given.constant + float(given.score[:, never].sum()))
    left = np.full(len(chosen), 0.0)
    for label in range(never + 1):
        value = centred[:, label]
        picked = value[chosen]
        sums, squares = picked.sum(axis=1), (picked**2).sum(axis=1)
        spread = (value @ value - squares) - (value.sum() - sums) ** 2 / max(rest, 1)
        if label == never:
            left += rest * spread / max(rest - 1, 1)
            continue
        inside = slots.label == label
        number = int(inside.sum())
        own = picked[:, inside]
        estimate += (given.score[:, label] - given.score[:, never])[chosen[:, inside]].sum(axis=1)
        spread = spread + (own**2).sum(axis=1) - own.sum(axis=1) ** 2 / number
        left += number * spread / max(rest + number - 2, 1)
    ratio: Floats = estimate / np.sqrt(np.maximum(left, 1e-300))
    return ratio
