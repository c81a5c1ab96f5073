"""How far Berlin's wall clock is ahead, for instants that are whole numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from showfloor.domain.offer_terms import BERLIN

HOUR = 3_600_000_000
"""Microseconds."""
MOST_HOURS = 10_000
_known: dict[int, int] = {}


def ahead_in(hour: int) -> int:
    """Return the microseconds by which Berlin is ahead in an hour since 1970, UTC.

    It changes on whole hours only.
    """
    found = _known.get(hour)
    if found is None:
        ahead = datetime.fromtimestamp(hour * 3600, UTC).astimezone(BERLIN).utcoffset()
        assert ahead is not None
        if len(_known) >= MOST_HOURS:
            _known.clear()
        found = _known[hour] = round(ahead.total_seconds()) * 1_000_000
    return found
