"""Which older versions are looked among, and how long a newer one is waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from showfloor.domain.shown_versions import LOOKS_BACK, WAITS, is_young, numbers_before


def test_versions_are_looked_among_backwards_and_none_before_the_first() -> None:
    assert list(numbers_before(4)) == [3, 2, 1]
    assert list(numbers_before(1)) == []
    assert list(numbers_before(40)) == list(range(39, 39 - LOOKS_BACK, -1))


def test_a_version_is_waited_for_until_its_time_is_up() -> None:
    now = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert is_young(now - WAITS + timedelta(seconds=1), now)
    assert not is_young(now - WAITS, now)
