"""Fixed effects of a panel regression, absorbed: two exactly where that is small, else by CG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure import panel_regression_kernels as kernels
from showfloor.measure.absorption import ExactBlocks, exact_blocks, levels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

_CELLS_A_ROW = 4
"""Cells that exact blocks may have for each row; beyond, two effects are solved by CG too."""
_WIDEST_BLOCK = 1000
"""Levels of the smaller effect in one component up to which its equations are solved densely."""
_TOLERANCE = 1e-11
_EXACT = 1e-13
"""The search ends at this error, relative to what is to be explained and to the values."""
_MOST_ITERATIONS = 5000


@dataclass(frozen=True, slots=True)
class AbsorbedEffects:
    """E effects on n rows, which lie in the order of the first one, ready for any weights.

    level: [E, n] levels, numbered through all effects; starts: [E + 1] where each effect's begin.
    """

    level: Places
    starts: tuple[int, ...]
    _blocks: ExactBlocks | None

    @property
    def count(self) -> int:
        """L, the levels of all effects."""
        return self.starts[-1]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of levels of each effect."""
        return tuple(int(size) for size in np.diff(self.starts))

    def sums(self, values: Floats, weight: Floats) -> Floats:
        """Return the sums [L, k] of weight x values [n, k] by level."""
        sums = np.zeros((self.count, values.shape[1]))
        kernels.sums_by_level(values, weight, self.level, sums)
        return sums

    def solve(
        self,
        weight: Floats,
        heavy: Floats,
        sums: Floats,
        *,
        size: Floats | None = None,
        start: Floats | None = None,
    ) -> Floats:
        """Return the effects [L, k] of weighted least-squares fits.

        weight: [n] > 0; heavy: [L] its sums; sums: [L, k] of weight x value. size: [k] of the
        values (1 if not given), of which the effects are exact to 13 digits; start: [L, k] from
        where to search; both matter only where effects cannot be solved at once. NaN where the
        search does not end.
        """
        if len(self.level) == 1:
            return sums / heavy[:, None]
        if self._blocks is None:
            least = np.ones(sums.shape[1]) if size is None else size
            goal = (_EXACT * least) ** 2 * float(weight.sum())
            return _searched(self, weight, heavy, sums, (goal, start))
        cells = np.zeros(self._blocks.cells)
        kernels.cell_sums(weight, self._blocks.cell, cells)
        first = self.starts[1]
        return np.concatenate(self._blocks.solve(cells, sums[:first], sums[first:]))

    def take_off(self, values: Floats, weight: Floats) -> None:
        """Take the weighted projection on all effects off `values` [n, k], in place."""
        heavy = np.zeros(self.count)
        for level in self.level:
            kernels.cell_sums(weight, level, heavy)
        size = None
        if self._blocks is None:
            squares = np.diag(products_of(values, weight))
            size = np.sqrt(squares / float(weight.sum()))
        solved = self.solve(weight, heavy, self.sums(values, weight), size=size)
        kernels.subtract_effects(values, self.level, solved)


def products_of(values: Floats, weight: Floats) -> Floats:
    """Return the sums [k, k] of weight [n] x the products of columns [n, k]."""
    products = np.zeros((values.shape[1], values.shape[1]))
    kernels.weighted_products(values, weight, products)
    return products


def coded(effects: Sequence[Ints]) -> tuple[Places, tuple[int, ...]]:
    """Return the levels [E, n] of effects [n], numbered through, and where each effect's begin.

    The effect with most levels comes first.
    """
    found = sorted((levels(effect) for effect in effects), key=lambda pair: -pair[1])
    starts = np.cumsum([0, *(number for _, number in found)])
    level = np.empty((len(found), len(found[0][0])), dtype=np.int32)
    for row, (codes, _), start in zip(level, found, starts[:-1], strict=True):
        np.add(codes, start, out=row, casting="unsafe")
    return level, tuple(int(start) for start in starts)


def in_order(level: Places) -> Ints | None:
    """Return the order [n] that sorts rows by their first effect; None where they are sorted."""
    first = level[0]
    if (first[1:] >= first[:-1]).all():
        return None
    return np.argsort(first, kind="stable")


def absorbed_effects(level: Places, starts: tuple[int, ...]) -> AbsorbedEffects:
    """Prepare levels [E, n], as `coded` gives them and sorted by the first row."""
    blocks = _blocks(level, starts) if len(level) == 2 else None
    return AbsorbedEffects(level, starts, blocks)


def components(level: Places, starts: tuple[int, ...]) -> tuple[Ints, Ints, int]:
    """Return the component of each level of the first and of the second effect, and their number.

    Levels are in one component where rows link them; across components nothing is compared.
    """
    parent = np.arange(starts[2], dtype=np.int32)
    kernels.join_levels(level[0], level[1], parent)
    label, number = levels(parent.astype(np.int64))
    return label[: starts[1]], label[starts[1] :], number


def _blocks(level: Places, starts: tuple[int, ...]) -> ExactBlocks | None:
    of_a, of_b, number = components(level, starts)
    size_a, size_b = np.bincount(of_a, minlength=number), np.bincount(of_b, minlength=number)
    cells = int((size_a * size_b).sum())
    if cells > _CELLS_A_ROW * level.shape[1] or int(size_b.max()) > _WIDEST_BLOCK:
        return None
    second = level[1].astype(np.int64) - starts[1]
    return exact_blocks(level[0].astype(np.int64), second, of_a, of_b, number)


def _searched(
    effects: AbsorbedEffects,
    weight: Floats,
    heavy: Floats,
    sums: Floats,
    search: tuple[Floats, Floats | None],
) -> Floats:
    """Solve by conjugate gradients, the first effect taken out, scaled by the levels' weights.

    search: the squared error [k] that is nothing, and where to start.

    The equations are singular but consistent, so that the search ends in one of their solutions.
    """
    first = effects.starts[1]
    nothing, start = search
    found = np.zeros_like(sums) if start is None else start.copy()
    found[:first] = 0.0
    right = sums - _carried(effects, weight, heavy, sums)
    right[:first] = 0.0
    product = np.empty_like(sums)
    kernels.reduced_product(weight, effects.level, heavy, found, product)
    left = right - product
    scaled = left / heavy[:, None]
    goal = _TOLERANCE**2 * np.einsum("lk,lk->k", right, right / heavy[:, None]) + nothing
    direction = scaled.copy()
    size = np.einsum("lk,lk->k", left, scaled)
    for _ in range(_MOST_ITERATIONS):
        if (size <= goal).all():
            return _with_first(effects, weight, heavy, sums, found)
        kernels.reduced_product(weight, effects.level, heavy, direction, product)
        curvature = np.einsum("lk,lk->k", direction, product)
        active = (size > goal) & (curvature > 0.0)
        length = np.where(active, size / np.where(active, curvature, 1.0), 0.0)
        found += length * direction
        left -= length * product
        scaled = left / heavy[:, None]
        before, size = size, np.einsum("lk,lk->k", left, scaled)
        direction = scaled + np.where(active, size / np.where(before > 0.0, before, 1.0), 0.0) * (
            direction
        )
    return np.full_like(sums, math.nan)


def _carried(effects: AbsorbedEffects, weight: Floats, heavy: Floats, sums: Floats) -> Floats:
    """Return [L, k]: the first effect's means, weighted and summed by the other levels."""
    first = effects.starts[1]
    means = sums[:first] / heavy[:first, None]
    carried = np.zeros_like(sums)
    kernels.sums_of_first(means, weight, effects.level, carried)
    return carried


def _with_first(
    effects: AbsorbedEffects, weight: Floats, heavy: Floats, sums: Floats, found: Floats
) -> Floats:
    """Fill in the first effect's levels, given all the others'."""
    first = effects.starts[1]
    others = np.zeros((first, sums.shape[1]))
    kernels.sums_of_others(found, weight, effects.level, others)
    found[:first] = (sums[:first] - others) / heavy[:first, None]
    return found
