"""Ranks where stores are missing: by hand, and how often the interval holds the true rank."""

from __future__ import annotations

import numpy as np

from showfloor.domain.queries import text_column
from showfloor.standing import StoreScope, rank_intervals
from showfloor.standing.rank_interval import NO_STORE_MISSING, TOO_FEW_STORES


def _stores(*rows):
    """(store, kind, open days, silent days) a row."""
    ids, kinds, opened, silent = zip(*rows, strict=True)
    return {
        "store_id": text_column(list(ids)),
        "kind": text_column(list(kinds)),
        "region": text_column(["DE-NW"] * len(ids)),
        "channel": text_column(["store"] * len(ids)),
        "open_days": np.array(opened, dtype=np.int64),
        "silent_days": np.array(silent, dtype=np.int64),
    }


def _sales(*rows):
    """(store, manufacturer, revenue) a row."""
    stores, makers, revenue = zip(*rows, strict=True)
    return {
        "store_id": text_column(list(stores)),
        "manufacturer_id": text_column(list(makers)),
        "revenue": np.array(revenue, dtype=np.float64),
    }


def test_where_no_store_is_missing_ranks_are_sure():
    found = rank_intervals(
        _sales(("a", "x", 5.0), ("a", "y", 5.0), ("b", "z", 1.0), ("b", "(unknown)", 90.0)),
        _stores(("a", "standard", 6, 0), ("b", "standard", 5, 1)),
    )
    assert found.ranks == {"x": (1, 1), "y": (1, 1), "z": (3, 3)}
    assert (found.missing_stores, found.reason) == (0, NO_STORE_MISSING)


def test_a_missing_store_that_may_be_like_either_leaves_both_ranks_open():
    # x leads by 10 to 8. The missing store is like a or like b with one half each: 20 to 8, or
    # 10 to 16. z has nothing of either: third in any case.
    found = rank_intervals(
        _sales(("a", "x", 10.0), ("b", "y", 8.0), ("b", "z", 0.5)),
        _stores(("a", "s", 6, 0), ("b", "s", 6, 0), ("c", "s", 0, 6)),
    )
    assert found.ranks == {"x": (1, 2), "y": (1, 2), "z": (3, 3)}
    assert (found.open_stores, found.missing_stores, found.reason) == (3, 1, "")


def test_a_lead_that_no_missing_store_can_take_is_sure():
    rows = [(f"s{i}", "x", 10.0) for i in range(20)] + [(f"s{i}", "y", 1.0) for i in range(20)]
    stores = [(f"s{i}", "s", 6, 0) for i in range(20)] + [("gone", "s", 0, 6)]
    assert rank_intervals(_sales(*rows), _stores(*stores)).ranks == {"x": (1, 1), "y": (2, 2)}


def test_a_missing_store_is_like_those_of_its_kind():
    # The flagships sell y alone and x leads by 3 to 2: one more flagship makes y first.
    found = rank_intervals(
        _sales(("a", "x", 1.5), ("b", "x", 1.5), ("f", "y", 1.0), ("g", "y", 1.0)),
        _stores(
            ("a", "standard", 6, 0),
            ("b", "standard", 6, 0),
            ("f", "flagship", 6, 0),
            ("g", "flagship", 6, 0),
            ("h", "flagship", 0, 6),
            ("i", "flagship", 0, 6),
        ),
    )
    assert found.ranks == {"x": (2, 2), "y": (1, 1)}


def test_scopes_count_their_own_stores_and_closed_ones_are_not_missing():
    found = rank_intervals(
        _sales(("a", "x", 1.0), ("b", "x", 1.0)),
        _stores(("a", "s", 6, 0), ("b", "t", 6, 0), ("shut", "s", 0, 0), ("gone", "t", 0, 6)),
        scope=StoreScope(kind="s"),
    )
    assert (found.open_stores, found.missing_stores) == (1, 0)


def test_one_store_says_nothing_of_another():
    found = rank_intervals(_sales(("a", "x", 1.0)), _stores(("a", "s", 6, 0), ("gone", "s", 0, 6)))
    assert (found.ranks, found.reason) == ({}, TOO_FEW_STORES)


def test_the_same_seed_gives_the_same_ranks():
    rng = np.random.default_rng(3)
    sales = _sales(*((f"s{i}", m, float(rng.gamma(2.0))) for i in range(9) for m in "xyz"))
    stores = _stores(*((f"s{i}", "s", 6, 0) for i in range(9)), ("gone", "s", 0, 6))
    assert rank_intervals(sales, stores, seed=5) == rank_intervals(sales, stores, seed=5)


def test_intervals_hold_the_ranks_of_the_whole_network_nineteen_times_in_twenty():
    # Forty stores, ten of them missing at random; five manufacturers of nearly the same strength.
    # The true rank is that of all forty. 500 ranks; with 95 % the count's standard error is 5.
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(100):
        sold = rng.gamma(1.0, 1.0, size=(40, 5)) * rng.gamma(3.0, 1.0, size=(40, 1))
        true = 1 + (sold.sum(axis=0)[None, :] > sold.sum(axis=0)[:, None]).sum(axis=1)
        gone = set(rng.choice(40, size=10, replace=False).tolist())
        cells = [
            (f"s{i}", f"m{j}", float(sold[i, j]))
            for i in range(40)
            if i not in gone
            for j in range(5)
        ]
        stores = [(f"s{i}", "s", 0 if i in gone else 6, 6 if i in gone else 0) for i in range(40)]
        ranks = rank_intervals(_sales(*cells), _stores(*stores)).ranks
        held += sum(ranks[f"m{j}"][0] <= true[j] <= ranks[f"m{j}"][1] for j in range(5))
    assert held >= 465
