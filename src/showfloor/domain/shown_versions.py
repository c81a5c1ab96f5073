"""Which versions of a ledger pages may still show while a newer one is being prepared."""

from __future__ import annotations

from datetime import datetime, timedelta

WAITS = timedelta(minutes=2)
"""A version that nobody has prepared by then is shown all the same, and read by who asks first."""
LOOKS_BACK = 12
"""The prepared version is looked for among so many before the newest."""


def numbers_before(newest: int) -> range:
    """Return the numbers of versions to look among, from the one before the newest backwards.

    A ledger's first version is 1; there is none to look among before it.
    """
    return range(newest - 1, max(newest - 1 - LOOKS_BACK, 0), -1)


def is_young(committed_at: datetime, now: datetime) -> bool:
    """Say whether a version committed then is still waited for; both moments carry their zone."""
    return now - committed_at < WAITS
