"""A moment of a workspace's past: the ledger version that was the newest then, and runs until then.

Whoever opens a workspace as of a moment sees it as it was: every step then asks that version, and
the latest run of a kind is the latest of that time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from showfloor.errors import LedgerError, UsageError
from showfloor.storage.manifest import LedgerVersion


@dataclass(frozen=True, slots=True)
class AsOf:
    """A moment, as it was asked for and as it was understood.

    asked:   the words of whoever asked: a date, a date and time, or a version.
    version: the ledger version that was the newest then.
    until:   runs that started before this time (UTC) were there; None: all of them.
    """

    asked: str
    version: int
    until: datetime | None

    def sees(self, started_at: datetime, version_as_of: int | None) -> bool:
        """Say whether a run is seen: it was there then, or was made as of the same version."""
        return self.until is None or started_at < self.until or version_as_of == self.version


def understand(asked: str, versions: Sequence[LedgerVersion], zone: str) -> AsOf:
    """Return the moment that `asked` names: 2021-03-31, 2021-03-31T18:00, or 12, a version.

    A date means the end of that day in `zone`; a time without an offset is read in `zone`. A
    version stands for the time until the next one was published. UsageError where it is none of
    these, LedgerError where the ledger had no version then.
    """
    if not versions:
        raise LedgerError("the ledger is empty, so it has no past; import files first")
    text = asked.strip()
    if re.fullmatch(r"v?[0-9]{1,8}", text):
        return _as_of_version(asked, int(text.removeprefix("v")), versions)
    until = _until(text, ZoneInfo(zone))
    held = [version for version in versions if version.committed_at < until]
    if not held:
        first = versions[0].committed_at.astimezone(ZoneInfo(zone))
        raise LedgerError(
            f"the ledger had no version yet as of {asked}; the first was published on "
            f"{first:%Y-%m-%d %H:%M}"
        )
    return AsOf(asked, held[-1].number, until)


def _as_of_version(asked: str, number: int, versions: Sequence[LedgerVersion]) -> AsOf:
    numbers = [version.number for version in versions]
    if number not in numbers:
        written = asked.strip()
        day = f"; a day is written {written[:4]}-{written[4:6]}-{written[6:]}"
        raise LedgerError(
            f"the ledger has no version {number}; there are {numbers[0]} to {numbers[-1]}"
            f"{day if re.fullmatch('(19|20|21)[0-9]{6}', written) else ''}"
        )
    later = [version.committed_at for version in versions if version.number > number]
    return AsOf(asked, number, later[0] if later else None)


def _until(text: str, zone: ZoneInfo) -> datetime:
    """Return the first time, in UTC, that is after what `text` names."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(day, time(), zone).astimezone(UTC)
        moment = datetime.fromisoformat(text)
        local = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
        return local.astimezone(UTC) + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        raise UsageError(
            f"--as-of is '{text}'; write a day (2021-03-31), a time (2021-03-31T18:00) or the "
            "number of a ledger version (12)"
        ) from None
