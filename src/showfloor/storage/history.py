"""What the ledger's versions did to one another: which still hold, which were taken back."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.errors import LedgerError
from showfloor.storage.manifest import LedgerVersion


def undone_by(versions: Sequence[LedgerVersion]) -> dict[int, int]:
    """Return, by version that was taken back, the version that did it and still holds.

    An undo can be undone itself; what it had taken back then holds again.
    """
    found: dict[int, int] = {}
    for version in reversed(versions):
        if version.number not in found:
            found.update(dict.fromkeys(version.undoes, version.number))
    return found


def holding(versions: Sequence[LedgerVersion]) -> tuple[LedgerVersion, ...]:
    """Return the versions that changed rows and were not taken back, oldest first."""
    undone = undone_by(versions)
    return tuple(
        version
        for version in versions
        if version.changes_content and version.operation != "undo" and version.number not in undone
    )


def to_undo(versions: Sequence[LedgerVersion], number: int | None) -> LedgerVersion:
    """Return the version to take back: the one named, or the newest that still holds.

    LedgerError where there is none, or where the one named cannot be.
    """
    if number is None:
        held = holding(versions)
        if not held:
            raise LedgerError("the ledger holds nothing that could be undone")
        return held[-1]
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        there = f"there are {versions[0].number} to {versions[-1].number}" if versions else "none"
        raise LedgerError(f"the ledger has no version {number}; {there}")
    if not version.changes_content:
        raise LedgerError(
            f"version {number} ({version.operation}) changed no rows, so there is nothing to undo"
        )
    by = undone_by(versions).get(number)
    if by is not None:
        raise LedgerError(
            f"version {number} was undone already, by version {by}; to have it back, undo {by}"
        )
    return version


def said_of(version: LedgerVersion) -> str:
    """Return a version in a few words: version 5 (sales-03.csv, stores.csv)."""
    files = ", ".join(taken.file for taken in version.took)
    return f"version {version.number} ({files or version.statement or version.operation})"
