"""Compiled passes over the rows of a panel regression: each reads every row once.

Rows lie in the order of the first effect. Levels of all effects are numbered through, so that sums
by level of all effects are one array.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from showfloor.measure.compiled import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@compiled
def drop_useless(outcome: Floats, level: Places, count: int, zeros: bool, reason: Places) -> None:
    """Mark in `reason` [n] the rows of levels with only zeros (1) or with a single row (2).

    level: [E, n] numbered through to `count`. Repeated until nothing changes; 0 marks kept rows.
    """
    effects, rows = level.shape
    changed = True
    while changed:
        changed = False
        number = np.zeros(count, dtype=np.int64)
        positive = np.zeros(count, dtype=np.int64)
        for i in range(rows):
            if reason[i] == 0:
                for e in range(effects):
                    number[level[e, i]] += 1
                    if outcome[i] > 0.0:
                        positive[level[e, i]] += 1
        for i in range(rows):
            if reason[i] == 0:
                for e in range(effects):
                    if zeros and positive[level[e, i]] == 0:
                        reason[i] = 1
                    elif number[level[e, i]] == 1 and reason[i] == 0:
                        reason[i] = 2
                changed = changed or reason[i] != 0


@compiled
def join_levels(first: Places, second: Places, parent: Places) -> None:
    """Join in `parent` [levels] every two levels that share a row; roots name the components."""
    for i in range(len(first)):
        a, b = first[i], second[i]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for a in range(len(parent)):
        parent[a] = parent[parent[a]]


@compiled
def sums_by_level(values: Floats, weight: Floats, level: Places, sums: Floats) -> None:
    """Add to `sums` [L, k] the rows of weight x values [n, k] by the levels [E, n]."""
    effects, rows = level.shape
    width = values.shape[1]
    for i in range(rows):
        for e in range(effects):
            at = level[e, i]
            for j in range(width):
                sums[at, j] += weight[i] * values[i, j]


@compiled
def weighted_products(values: Floats, weight: Floats, products: Floats) -> None:
    """Add to `products` [k, k] the sums of weight [n] x the products of the columns [n, k]."""
    rows, width = values.shape
    for i in range(rows):
        for j in range(width):
            heavy = weight[i] * values[i, j]
            for h in range(j + 1):
                products[j, h] += heavy * values[i, h]
    for j in range(width):
        for h in range(j):
            products[h, j] = products[j, h]


@compiled
def cell_sums(weight: Floats, cell: Ints | Places, sums: Floats) -> None:
    """Add to `sums` the weights [n] by cell."""
    for i in range(len(cell)):
        sums[cell[i]] += weight[i]


@compiled
def subtract_effects(values: Floats, level: Places, effect: Floats) -> None:
    """Take the effects [L, k] of every row's levels [E, n] off `values` [n, k], in place."""
    effects, rows = level.shape
    for i in range(rows):
        for e in range(effects):
            at = level[e, i]
            for j in range(values.shape[1]):
                values[i, j] -= effect[at, j]


@compiled
def poisson_pass(
    data: tuple[Floats, Floats, Floats, Places],
    step: Floats,
    change: Floats,
    moved: tuple[Floats, Floats],
    sums: tuple[Floats, Floats],
) -> float:
    """Move the predictor by columns x step + the levels' change [L]; return the deviance there.

    data: columns [n, k], outcome [n], the caller's weights [n], levels [E, n]. moved: the predictor
    [n], and the weight [n], which becomes the caller's x mean. sums: by level [L, k + 2], of weight
    x columns, of the caller's weight x (outcome - mean), and of weight; and the columns' products
    [k + 1, k], of the lower triangle, last with the caller's weight x (outcome - mean).
    """
    columns, outcome, given, level = data
    predictor, weight = moved
    by_level, cross = sums
    effects, rows = level.shape
    width = columns.shape[1]
    by_level[:] = 0.0
    cross[:] = 0.0
    row = np.zeros(width + 2)
    deviance = 0.0
    for i in range(rows):
        eta = predictor[i]
        for e in range(effects):
            eta += change[level[e, i]]
        for j in range(width):
            eta += columns[i, j] * step[j]
        predictor[i] = eta
        mean = math.exp(eta)
        y = outcome[i]
        left = y - mean
        if y > 0.0:
            deviance += given[i] * (y * (math.log(y) - eta) - left)
        else:
            deviance += given[i] * mean
        heavy = given[i] * mean
        weight[i] = heavy
        for j in range(width):
            row[j] = heavy * columns[i, j]
        row[width] = given[i] * left
        row[width + 1] = heavy
        for e in range(effects):
            at = level[e, i]
            for j in range(width + 2):
                by_level[at, j] += row[j]
        for j in range(width):
            for h in range(j + 1):
                cross[j, h] += columns[i, j] * row[h]
            cross[width, j] += columns[i, j] * row[width]
    return 2.0 * deviance


@compiled
def score_sums(
    columns: Floats, error: Floats, effect: tuple[Floats, Places], cluster: Places, sums: Floats
) -> None:
    """Add to `sums` [G, k] the errors [n] x (columns less their effects) by cluster [n].

    effect: the columns' effects [L, k] and the rows' levels [E, n].
    """
    of_level, level = effect
    effects, rows = level.shape
    width = columns.shape[1]
    for i in range(rows):
        at = cluster[i]
        for j in range(width):
            value = columns[i, j]
            for e in range(effects):
                value -= of_level[level[e, i], j]
            sums[at, j] += error[i] * value


@compiled
def reduced_product(
    weight: Floats, level: Places, heavy: Floats, vector: Floats, product: Floats
) -> None:
    """Write to `product` [L, m] the weighted normal equations times `vector` [L, m].

    The first effect is taken out: its levels' entries of `vector` are not read, and those of
    `product` are 0. level: [E, n], sorted by its first row; heavy: [L] sums of the weights.
    """
    effects, rows = level.shape
    width = vector.shape[1]
    product[:] = 0.0
    mean = np.zeros(width)
    first = 0
    while first < rows:
        own = level[0, first]
        last = first
        mean[:] = 0.0
        while last < rows and level[0, last] == own:
            for e in range(1, effects):
                at = level[e, last]
                for j in range(width):
                    mean[j] += weight[last] * vector[at, j]
            last += 1
        for j in range(width):
            mean[j] /= heavy[own]
        for i in range(first, last):
            for j in range(width):
                value = -mean[j]
                for e in range(1, effects):
                    value += vector[level[e, i], j]
                for e in range(1, effects):
                    product[level[e, i], j] += weight[i] * value
        first = last


@compiled
def sums_of_first(means: Floats, weight: Floats, level: Places, sums: Floats) -> None:
    """Add to `sums` [L, m] weight x the first effect's values [A, m] by all other levels."""
    effects, rows = level.shape
    for i in range(rows):
        own = level[0, i]
        for e in range(1, effects):
            at = level[e, i]
            for j in range(means.shape[1]):
                sums[at, j] += weight[i] * means[own, j]


@compiled
def sums_of_others(values: Floats, weight: Floats, level: Places, sums: Floats) -> None:
    """Add to `sums` [A, m] by the first effect weight x all other effects' values [L, m]."""
    effects, rows = level.shape
    for i in range(rows):
        own = level[0, i]
        for e in range(1, effects):
            at = level[e, i]
            for j in range(values.shape[1]):
                sums[own, j] += weight[i] * values[at, j]
