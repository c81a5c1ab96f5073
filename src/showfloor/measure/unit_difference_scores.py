"""What each unit adds to averages of ATT(g, t), and its variance under the working model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Family
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.unit_differences import UnitCells
from showfloor.measure.unit_scores import UnitScores, clustered

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Spread:
    """How one cohort's cells enter K averages.

    lines: averages that take one time each: places, times and weights of these. places: [D] of the
    other averages, and dense: [T, D] what they take of each time.
    """

    lines: tuple[tuple[Ints | slice, Ints | slice, Floats], ...]
    places: Ints
    dense: Floats

    def add(self, sums: Floats, values: Floats, scale: Floats) -> None:
        """Add values [B, T] times scale [T] to the sums [B, K]."""
        sums[:, self.places] += values @ (scale[:, None] * self.dense)
        for place, time, weight in self.lines:
            sums[:, place] += values[:, time] * (scale[time] * weight)


@dataclass(frozen=True, slots=True)
class DifferenceScoring:
    """K averages of ATT(g, t), scored for any units of a panel.

    The working model is that of scores in proportion to their gross weights.
    """

    prepared: PreparedPanel
    found: UnitCells
    spreads: tuple[_Spread, ...]
    count: int

    def of(self, rows: Ints) -> UnitScores:
        """Return the scores of units, each a cluster of its own."""
        code = self.found.code[rows]
        score, own, gross, shared = (np.zeros((len(rows), self.count)) for _ in range(4))
        for cohort in np.unique(code).tolist():
            inside = np.flatnonzero(code == cohort)
            if len(inside) == len(rows):
                self._add(rows, cohort, (score, own, gross, shared))
                continue
            parts = [np.zeros((len(inside), self.count)) for _ in range(4)]
            self._add(rows[inside], cohort, (parts[0], parts[1], parts[2], parts[3]))
            score[inside], own[inside], gross[inside], shared[inside] = parts
        shared /= np.where(gross > 0.0, gross, 1.0)
        compared = (gross > 0.0) & (own == 0.0)
        return UnitScores(score, own, gross**2, shared, compared, code)

    def _add(self, rows: Ints, cohort: int, to: tuple[Floats, Floats, Floats, Floats]) -> None:
        """Add what units of one cohort give to scores, own and gross weights, and leverages."""
        score, own, gross, shared = to
        found, block = self.found, self.prepared.outcome[rows]
        usable = np.isfinite(found.att)
        for g, spread in enumerate(self.spreads):
            mine = g == cohort
            used = usable[g] if mine else usable[g] & found.compared[g, cohort]
            if not used.any():
                continue
            apart = block - block[:, np.maximum(found.base[g], 0)]
            apart -= found.other_mean[g]
            seen = np.isfinite(apart)
            apart[~seen] = 0.0
            number = found.own_count[g] if mine else found.other_count[g]
            rate = used / np.maximum(number, 1.0)
            inside = seen.astype(np.float64)
            spread.add(score, apart, rate if mine else -rate)
            spread.add(gross, inside, rate)
            if mine:
                spread.add(own, inside, rate)
            else:
                spread.add(shared, inside, rate**2)


def difference_scoring(
    prepared: PreparedPanel, found: UnitCells, families: Sequence[Family]
) -> DifferenceScoring:
    """Return the families' averages of ATT(g, t), in order, ready to be scored."""
    count = sum(len(family.keys) for family in families)
    spreads = tuple(_spread(families, g) for g in range(len(found.att)))
    return DifferenceScoring(prepared, found, spreads, count)


def difference_scores(
    prepared: PreparedPanel, found: UnitCells, families: Sequence[Family]
) -> UnitScores:
    """Return the scores of all clusters in the families' averages of ATT(g, t)."""
    scoring = difference_scoring(prepared, found, families)
    return clustered(prepared, scoring.of(np.arange(len(prepared.cohort))))


def _spread(families: Sequence[Family], cohort: int) -> _Spread:
    """Return how one cohort's cells enter the families' averages."""
    lines, places, columns = [], [], []
    first = 0
    for family in families:
        time = np.flatnonzero(family.place[cohort] >= 0)
        place, weight = family.place[cohort, time], family.weight[cohort, time]
        if len(time) > 1 and len(np.unique(place)) == len(place):
            lines.append((_run(first + place), _run(time), weight))
        else:
            for one in np.unique(place).tolist():
                inside = time[place == one]
                column = np.zeros(family.place.shape[1])
                column[inside] = family.weight[cohort, inside]
                places.append(first + one)
                columns.append(column)
        first += len(family.keys)
    dense = np.array(columns).T if columns else np.zeros((families[0].place.shape[1], 0))
    return _Spread(tuple(lines), np.array(places, dtype=np.int64), dense)


def _run(places: Ints) -> Ints | slice:
    """Return places as a slice where they follow each other: a view instead of a copy."""
    first, last = int(places[0]), int(places[-1])
    rising = last - first + 1 == len(places) and bool((np.diff(places) == 1).all())
    return slice(first, last + 1) if rising else places
