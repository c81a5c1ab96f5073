"""Stores with few staff: groups by hand, and that nothing shown gives one of them away."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.stores import Store, StoreKind
from showfloor.standing.small_stores import SmallStores, StoreGroup, has_few_staff, small_stores


def _store(
    store_id: str, region: str | None, staff: int | None, kind: StoreKind = "standard"
) -> Store:
    return Store(store_id, store_id, kind, "chain", region=region, staff=staff)


def test_three_small_stores_of_a_region_are_a_group_and_the_others_stand_alone() -> None:
    stores = [_store(f"s{n}", "DE-NW", staff) for n, staff in enumerate([1, 2, 2, 3, 9, None])]
    found = small_stores(stores, 3)
    assert found == SmallStores((StoreGroup(("s0", "s1", "s2"), "DE-NW"),))
    assert found.group_of("s3") is None
    assert found.is_total_shown


def test_a_lone_small_store_is_joined_by_the_next_smallest_of_its_region() -> None:
    stores = [_store(f"s{n}", "DE-NW", staff) for n, staff in enumerate([8, 2, None, 4, 5])]
    assert small_stores(stores, 3).groups == (StoreGroup(("s1", "s3", "s4"), "DE-NW"),)


def test_a_region_of_two_stores_goes_to_the_country_and_no_region_joined_shows_its_total() -> None:
    stores = [
        _store("b1", "DE-BE", 2),
        _store("b2", "DE-BE", 9),
        _store("n1", "DE-NW", 4),
        *(_store(f"n{n}", "DE-NW", 8) for n in range(2, 6)),
        *(_store(f"h{n}", "DE-HH", 8) for n in range(4)),
    ]
    found = small_stores(stores, 3)
    assert found.groups == (StoreGroup(("b1", "b2", "n1"), ""),)
    assert found.hidden_regions == {"DE-BE", "DE-NW"}


def test_a_group_that_joins_the_countrys_does_so_whole() -> None:
    stores = [_store("b1", "DE-BE", 1), *(_store(f"n{n}", "DE-NW", n) for n in (1, 2, 2, 7))]
    stores[3] = _store("n3", "DE-NW", 2)
    found = small_stores(stores, 3)
    assert found.groups == (StoreGroup(("b1", "n1", "n2", "n3"), ""),)
    assert found.hidden_regions == {"DE-BE", "DE-NW"}


def test_where_all_are_fewer_than_three_nothing_is_shown_of_them_together() -> None:
    found = small_stores([_store("a", "DE-BE", 2), _store("b", "DE-NW", 9)], 3)
    assert found.groups == (StoreGroup(("a", "b"), ""),)
    assert not found.groups[0].is_shown
    assert not found.is_total_shown


def test_unknown_staff_the_online_shop_and_a_limit_of_nought_group_nothing() -> None:
    assert small_stores([_store(f"s{n}", "DE-NW", None) for n in range(4)], 3) == SmallStores()
    assert small_stores([_store("online", None, 0, "online")], 3) == SmallStores()
    assert small_stores([_store("s", "DE-NW", 0)], 0) == SmallStores()
    assert not has_few_staff(_store("s", None, 3), 3)


STAFF = st.none() | st.integers(0, 6)
REGIONS = st.sampled_from(["DE-BE", "DE-HH", "DE-NW", None])


@given(st.lists(st.tuples(REGIONS, STAFF), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_neither_a_small_store_nor_two_with_one_follow_from_what_is_shown(
    rows: list[tuple[str | None, int | None]],
) -> None:
    """Whether a sum follows from others is asked of linear algebra: the rank does not grow."""
    stores = [_store(f"s{n}", region, staff) for n, (region, staff) in enumerate(rows)]
    found = small_stores(stores, 3)
    place = {store.store_id: n for n, store in enumerate(stores)}
    shown = [_sum(place, [one]) for one in place if found.group_of(one) is None]
    shown += [_sum(place, group.store_ids) for group in found.groups if group.is_shown]
    for region in {store.region or "" for store in stores} - found.hidden_regions:
        shown.append(_sum(place, [s.store_id for s in stores if (s.region or "") == region]))
    if found.is_total_shown:
        shown.append(_sum(place, place))
    known = np.array(shown) if shown else np.zeros((1, len(stores)))
    rank = np.linalg.matrix_rank(known)
    for store in (one for one in stores if has_few_staff(one, 3)):
        others = [one for one in place if one != store.store_id]
        for several in ([], *([other] for other in others)):
            asked = _sum(place, [store.store_id, *several])
            assert np.linalg.matrix_rank(np.vstack([known, asked])) > rank
    sizes = [len(group.store_ids) for group in found.groups]
    assert all(size >= 3 for size in sizes) or sum(sizes) == len(stores)
    assert not any(set(a.store_ids) & set(b.store_ids) for a, b in combinations(found.groups, 2))


def _sum(place: dict[str, int], store_ids: object) -> np.ndarray:
    row = np.zeros(len(place))
    row[[place[one] for one in store_ids]] = 1.0  # type: ignore[attr-defined]
    return row
