"""The interval of a rank where stores are missing from the data: what they may have sold, drawn.

Approximate Bayesian bootstrap of Rubin, D. B., Schenker, N. (1986), Multiple imputation for
interval estimation from simple random samples with ignorable nonresponse, JASA 81, 366-374.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.standing.like_for_like import StoreScope
from showfloor.standing.types import UNKNOWN

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS = 2_000
LEAST_DONORS = 2
"""Stores with sales that a kind of store needs to stand for its missing ones; else all stand."""
LEVEL = 0.95

NO_STORE_MISSING = "no store is missing from the data"
TOO_FEW_STORES = "fewer than two stores have sales, so that nothing says what the others sold"


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Between which ranks each manufacturer stands, with 95 %, by id; (rank, rank) if none misses.

    open_stores: stores of the scope that were, or should have been, open on a day of the period;
    missing_stores: those of them without any sale of anyone. `ranks` is empty where `reason` says
    why.
    """

    ranks: Mapping[str, tuple[int, int]]
    open_stores: int
    missing_stores: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Stores:
    """Stores [n] of a scope: their ids, kinds, and which of them have no sales."""

    ids: tuple[str, ...]
    kinds: npt.NDArray[np.object_]
    missing: npt.NDArray[np.bool_]


def rank_intervals(
    sales: Columns,
    stores: Columns,
    *,
    measure: str = "revenue",
    scope: StoreScope | None = None,
    seed: int = 1,
) -> RankIntervals:
    """Return the ranks that manufacturers may have if the missing stores had been in the data.

    sales, stores: the answers to `store_questions` for the period (and the scope's category).
    measure: revenue, units, list_value or margin. A missing store is taken to have sold what a
    store of its kind did, drawn from the stores with sales after these are drawn themselves, so
    that the interval knows how few they are. "(unknown)" has no rank. The same seed gives the same.
    """
    found = _stores_of(stores, scope or StoreScope())
    makers, matrix = _matrix(sales, found.ids, measure)
    count, missing = len(found.ids), int(found.missing.sum())
    totals = matrix.sum(axis=0)
    if not missing:
        at = _ranks(totals[None, :])[0]
        ranks = {maker: (int(rank), int(rank)) for maker, rank in zip(makers, at, strict=True)}
        return RankIntervals(ranks, count, 0, NO_STORE_MISSING)
    if count - missing < LEAST_DONORS:
        return RankIntervals({}, count, missing, TOO_FEW_STORES)
    drawn = totals + _drawn(matrix, found, np.random.default_rng(seed))
    ranks_drawn = _ranks(drawn)
    edge = (1.0 - LEVEL) / 2.0
    low, high = (
        np.quantile(ranks_drawn, share, axis=0, method="inverted_cdf").astype(np.int64)
        for share in (edge, 1.0 - edge)
    )
    return RankIntervals(
        {maker: (int(a), int(b)) for maker, a, b in zip(makers, low, high, strict=True)},
        count,
        missing,
    )


def _stores_of(stores: Columns, scope: StoreScope) -> _Stores:
    kept = stores["open_days"] + stores["silent_days"] > 0
    for name in ("region", "channel", "kind"):
        value = getattr(scope, name)
        if value is not None:
            kept &= np.asarray(stores[name] == value, dtype=np.bool_)
    return _Stores(
        tuple(stores["store_id"][kept].tolist()),
        stores["kind"][kept],
        stores["open_days"][kept] == 0,
    )


def _matrix(
    sales: Columns, store_ids: tuple[str, ...], measure: str
) -> tuple[tuple[str, ...], Floats]:
    """Return known manufacturers [k] and what each store sold of them [n, k]."""
    makers = tuple(sorted({str(item) for item in sales["manufacturer_id"]} - {UNKNOWN}))
    row = {store_id: place for place, store_id in enumerate(store_ids)}
    column = {maker: place for place, maker in enumerate(makers)}
    matrix = np.zeros((len(store_ids), len(makers)))
    cells = zip(
        sales["store_id"].tolist(),
        sales["manufacturer_id"].tolist(),
        sales[measure].tolist(),
        strict=True,
    )
    for store_id, maker, amount in cells:
        if store_id in row and maker in column:
            matrix[row[store_id], column[maker]] += amount
    return makers, matrix


def _drawn(matrix: Floats, stores: _Stores, rng: np.random.Generator) -> Floats:
    """Return what the missing stores sold of each manufacturer, in each draw [DRAWS, k]."""
    total = np.zeros((DRAWS, matrix.shape[1]))
    with_sales = np.flatnonzero(~stores.missing)
    for kind in sorted(set(stores.kinds[stores.missing].tolist())):
        asked = int((stores.missing & (stores.kinds == kind)).sum())
        donors = with_sales[stores.kinds[with_sales] == kind]
        if len(donors) < LEAST_DONORS:
            donors = with_sales
        n = len(donors)
        first = rng.multinomial(n, np.full(n, 1.0 / n), size=DRAWS)
        times = rng.multinomial(asked, first / n)
        total += times @ matrix[donors]
    return total


def _ranks(totals: Floats) -> Ints:
    """Return ranks [draws, k] of totals [draws, k]: 1 + how many are larger."""
    found = np.empty(totals.shape, dtype=np.int64)
    for draw, values in enumerate(-totals):
        found[draw] = 1 + np.searchsorted(np.sort(values), values, side="left")
    return found
