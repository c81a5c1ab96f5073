"""Two sets of fixed effects, absorbed exactly: one is eliminated, the other one is solved densely.

Rows of a panel of pairs x stores x weeks never meet across pairs, so the system falls apart into
one block a connected component. Each block's Schur complement is small and dense and all blocks of
about one size are solved in one batched call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LARGEST_BATCH_CELLS = 4_000_000
_WASTE = 2
"""A batch may hold at most this many times the cells that its components have."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Components solved together, padded to one size with cells that weigh nothing.

    rows:    [components, a] levels of the eliminated effect; -1 where padded.
    columns: [components, b] levels of the other effect; -1 where padded.
    """

    rows: Ints
    columns: Ints
    first_cell: int

    @property
    def shape(self) -> tuple[int, int, int]:
        return (self.rows.shape[0], self.rows.shape[1], self.columns.shape[1])

    @property
    def cells(self) -> int:
        components, rows, columns = self.shape
        return components * rows * columns


@dataclass(frozen=True, slots=True)
class ExactBlocks:
    """Where the cells (level of a, level of b) of n rows lie, so that any weights can be solved.

    cell: [n] place of each row's cell in the batches' arrays, laid end to end. cells: their number.
    """

    cell: Ints
    cells: int
    _batches: tuple[_Batch, ...]

    def solve(self, weights: Floats, sums_a: Floats, sums_b: Floats) -> tuple[Floats, Floats]:
        """Return the effects [a_levels, k], [b_levels, k] of a weighted least-squares fit.

        weights: [cells] sums of the rows' weights by cell. sums_a, sums_b: of weight x value by
        level. In each component the first level of b is set to zero, which changes no fitted value.
        """
        effects_a = np.zeros_like(sums_a)
        effects_b = np.zeros_like(sums_b)
        for batch in self._batches:
            block = weights[batch.first_cell : batch.first_cell + batch.cells].reshape(batch.shape)
            of_a, of_b = _solve_batch(
                block, _take(sums_a, batch.rows), _take(sums_b, batch.columns)
            )
            used_a, used_b = batch.rows >= 0, batch.columns >= 0
            effects_a[batch.rows[used_a]] = of_a[used_a]
            effects_b[batch.columns[used_b]] = of_b[used_b]
        return effects_a, effects_b


@dataclass(frozen=True, slots=True)
class TwoEffects:
    """The structure of two absorbed effects on n rows, ready for any weights.

    effect_a, effect_b: [n] levels 0 .. a_levels-1 and 0 .. b_levels-1.
    component_a, component_b: [a_levels], [b_levels] connected component of each level.
    components: their number; each leaves one effect undetermined.
    """

    effect_a: Ints
    effect_b: Ints
    a_levels: int
    b_levels: int
    component_a: Ints
    component_b: Ints
    components: int
    _blocks: ExactBlocks
    _sum_a: sparse.csr_matrix
    _sum_b: sparse.csr_matrix

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the sums [a_levels, k] and [b_levels, k] of `values` [n, k] by either effect."""
        return self._sum_a @ values, self._sum_b @ values

    def solve(self, weights: Floats, sums_a: Floats, sums_b: Floats) -> tuple[Floats, Floats]:
        """Return the effects [a_levels, k], [b_levels, k] of a weighted least-squares fit.

        weights: [n] > 0. sums_a, sums_b: `sums` of weight x value. In each component the first
        level of b is set to zero, which changes no fitted value.
        """
        cells = np.bincount(self._blocks.cell, weights, self._blocks.cells)
        return self._blocks.solve(cells.astype(np.float64, copy=False), sums_a, sums_b)

    def fitted(self, effects_a: Floats, effects_b: Floats) -> Floats:
        """Return the sum of both effects [n, ...] for every row."""
        fitted: Floats = effects_a[self.effect_a]
        fitted += effects_b[self.effect_b]
        return fitted

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """Return `values` [n, k] less their weighted projection on both effects."""
        sums_a, sums_b = self.sums(values * weights[:, None])
        return values - self.fitted(*self.solve(weights, sums_a, sums_b))


def two_effects(effect_a: Ints, effect_b: Ints) -> TwoEffects:
    """Prepare two effects [n] (any integers) for absorption.

    The effect with more levels is eliminated, so the dense part is as small as the other one is
    in each component. Memory grows with the components' levels of a x levels of b.
    """
    level_a, a_levels = levels(effect_a)
    level_b, b_levels = levels(effect_b)
    component_a, component_b, components = _components(level_a, level_b, a_levels, b_levels)
    return TwoEffects(
        effect_a=level_a,
        effect_b=level_b,
        a_levels=a_levels,
        b_levels=b_levels,
        component_a=component_a,
        component_b=component_b,
        components=components,
        _blocks=exact_blocks(level_a, level_b, component_a, component_b, components),
        _sum_a=_summing(level_a, a_levels),
        _sum_b=_summing(level_b, b_levels),
    )


def exact_blocks(
    level_a: Ints, level_b: Ints, component_a: Ints, component_b: Ints, components: int
) -> ExactBlocks:
    """Lay out the cells of levels [n], [n] whose components [a_levels], [b_levels] are known."""
    place_a = _place_within(component_a)
    place_b = _place_within(component_b)
    batches = []
    first = 0
    start_of = np.zeros(components, dtype=np.int64)
    width_of = np.zeros(components, dtype=np.int64)
    for rows, columns, members in _batched(component_a, component_b, components):
        batch = _Batch(rows, columns, first)
        _, high, wide = batch.shape
        start_of[members] = first + np.arange(len(members)) * high * wide
        width_of[members] = wide
        batches.append(batch)
        first += batch.cells
    at_a = start_of[component_a] + place_a * width_of[component_a]
    return ExactBlocks(at_a[level_a] + place_b[level_b], first, tuple(batches))


def levels(effect: Ints) -> tuple[Ints, int]:
    """Return `effect` [n] renumbered 0 .. levels-1 in rising order, and the number of levels."""
    low = int(effect.min())
    span = int(effect.max()) - low + 1
    if span <= 4 * len(effect) + 1000:
        present = np.zeros(span, dtype=bool)
        present[effect - low] = True
        number = np.cumsum(present) - 1
        return number[effect - low], int(present.sum())
    distinct, level = np.unique(effect, return_inverse=True)
    return level.astype(np.int64), len(distinct)


def _solve_batch(block: Floats, sums_a: Floats, sums_b: Floats) -> tuple[Floats, Floats]:
    weight_a = block.sum(axis=2)
    weight_b = block.sum(axis=1)
    weight_a[weight_a == 0.0] = 1.0
    scaled = block / weight_a[:, :, None]
    across = block.transpose(0, 2, 1)
    schur = -(across @ scaled)
    diagonal = np.arange(block.shape[2])
    schur[:, diagonal, diagonal] += weight_b
    right = sums_b - scaled.transpose(0, 2, 1) @ sums_a
    empty = weight_b == 0.0
    empty[:, 0] = True
    component, level = np.nonzero(empty)
    schur[component, level, :] = 0.0
    schur[component, :, level] = 0.0
    schur[component, level, level] = 1.0
    right[component, level] = 0.0
    effects_b: Floats = np.linalg.solve(schur, right)
    effects_a: Floats = (sums_a - block @ effects_b) / weight_a[:, :, None]
    return effects_a, effects_b


def _take(values: Floats, at: Ints) -> Floats:
    taken: Floats = values[at]
    taken[at < 0] = 0.0
    return taken


def _components(
    level_a: Ints, level_b: Ints, a_levels: int, b_levels: int
) -> tuple[Ints, Ints, int]:
    ones = np.ones(len(level_a), dtype=np.int8)
    size = a_levels + b_levels
    graph = sparse.csr_matrix((ones, (level_a, a_levels + level_b)), shape=(size, size))
    count, member = connected_components(graph, directed=False)
    member = member.astype(np.int64)
    return member[:a_levels], member[a_levels:], int(count)


def _place_within(component: Ints) -> Ints:
    order = np.argsort(component, kind="stable")
    sizes = np.bincount(component)
    starts = np.cumsum(sizes) - sizes
    place = np.empty(len(component), dtype=np.int64)
    place[order] = np.arange(len(component)) - starts[component[order]]
    return place


def _batched(
    component_a: Ints, component_b: Ints, components: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    size_a = np.bincount(component_a, minlength=components)
    size_b = np.bincount(component_b, minlength=components)
    order = np.lexsort((size_a, size_b))
    group: list[int] = []
    high = wide = own = 0
    for number in order:
        next_high, next_wide = max(high, int(size_a[number])), max(wide, int(size_b[number]))
        cells = next_high * next_wide * (len(group) + 1)
        own += int(size_a[number] * size_b[number])
        if group and (cells > _LARGEST_BATCH_CELLS or cells > _WASTE * own):
            members = np.array(group)
            yield _padded(component_a, members, high), _padded(component_b, members, wide), members
            group = []
            next_high, next_wide = int(size_a[number]), int(size_b[number])
            own = next_high * next_wide
        group.append(int(number))
        high, wide = next_high, next_wide
    members = np.array(group)
    yield _padded(component_a, members, high), _padded(component_b, members, wide), members


def _padded(component: Ints, members: Ints, width: int) -> Ints:
    row_of = np.full(int(component.max()) + 1, -1, dtype=np.int64)
    row_of[members] = np.arange(len(members))
    row = row_of[component]
    used = row >= 0
    padded = np.full((len(members), width), -1, dtype=np.int64)
    padded[row[used], _place_within(component)[used]] = np.nonzero(used)[0]
    return padded


def _summing(level: Ints, count: int) -> sparse.csr_matrix:
    order = np.argsort(level, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(level, minlength=count))))
    ones = np.ones(len(level))
    return sparse.csr_matrix((ones, order, ends), shape=(count, len(level)))
