"""What a delivery replaces where it says so itself: the unit by which old rows give way to new."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.errors import UsageError, nearest
from showfloor.storage.tables import Table

MONTH_UNIT = "month"
"""The calendar month of a row's date, as part of a unit."""


def checked_unit(table: Table, words: Sequence[str]) -> tuple[str, ...]:
    """Return the unit that a delivery states, checked; UsageError where the table has no such.

    A unit is some columns of the table's key, with `month` in place of the date by which the table
    lies on disk: a row of the ledger gives way where the delivery has a row of the same unit.
    """
    known = (*table.key, MONTH_UNIT) if table.month_of else table.key
    for word in words:
        if word not in known:
            raise UsageError(
                f"--replaces names '{word}'{nearest(word, known)}; {table.name} can replace by "
                f"{', '.join(known)}"
            )
    if len(set(words)) != len(words) or {MONTH_UNIT, table.month_of} <= set(words):
        raise UsageError(f"--replaces {','.join(words)} names one thing twice; name it once")
    return tuple(words)


def is_dated(table: Table, unit: Sequence[str]) -> bool:
    """Say whether a unit lies in one month, so that other months need not be looked at."""
    return table.month_of is None or MONTH_UNIT in unit or table.month_of in unit


def same_unit(unit: Sequence[str], one: str, other: str) -> str:
    """Return SQL that says whether two rows are of one unit; months are compared elsewhere."""
    columns = [name for name in unit if name != MONTH_UNIT]
    same = [f'{one}."{name}" IS NOT DISTINCT FROM {other}."{name}"' for name in columns]
    return " AND ".join(same) or "true"
