"""Files that no version needs removed; old versions given up where no run refers to them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from showfloor.errors import LedgerError
from showfloor.storage.forgotten import forget, forgotten_versions
from showfloor.storage.manifest import LedgerVersion
from showfloor.storage.tables import LEDGER_TABLES
from showfloor.storage.writing import Writing

STALE_SECONDS = 24 * 3600.0
"""A folder of spilled rows that was not touched for so long belongs to no living process."""


@dataclass(frozen=True, slots=True)
class VacuumReport:
    """What is, or with `applied` was, removed.

    given_up: versions before the one named that no run refers to; they can no longer be asked.
    held:     versions before it that stay because of a run.
    """

    given_up: tuple[int, ...]
    held: tuple[int, ...]
    files: int
    size: int
    """Bytes."""
    applied: bool
    seconds: float


def vacuum(
    writing: Writing,
    versions: Sequence[LedgerVersion],
    referred_to: Collection[int],
    *,
    before: int | None,
    apply: bool,
) -> VacuumReport:
    """Find what can go, and with `apply` remove it; seconds are 0.

    Files in the tables' folders that no version names (left by killed changes) can always go. With
    `before`, so can the files that only versions below that number need, unless a run refers to the
    version. The newest version always stays.
    """
    root = writing.root
    earlier = forgotten_versions(root)
    older = [one.number for one in _older(versions, before) if one.number not in earlier]
    given_up = tuple(number for number in older if number not in referred_to)
    held = tuple(number for number in older if number in referred_to)
    gone = {*earlier, *given_up}
    writing.progress("looking for what no version needs", 0.1)
    needed = {
        (table, file.path)
        for version in versions
        if version.number not in gone
        for table in version.tables
        for file in writing.files_at(table, version)
    }
    unneeded = [path for path, at in _files_on_disk(root) if at not in needed]
    size = sum(path.stat().st_size for path in unneeded)
    if apply:
        if given_up:
            forget(root, given_up)
        for place, path in enumerate(unneeded):
            writing.progress("removing files", 0.2 + 0.8 * place / len(unneeded))
            path.unlink(missing_ok=True)
        shutil.rmtree(writing.staging, ignore_errors=True)
        _remove_stale(root / "temporary")
    writing.progress("done", 1.0)
    return VacuumReport(given_up, held, len(unneeded), size, apply, 0.0)


def _older(versions: Sequence[LedgerVersion], before: int | None) -> Sequence[LedgerVersion]:
    if before is None:
        return ()
    newest = versions[-1].number if versions else 0
    if not 1 <= before <= newest:
        raise LedgerError(
            f"versions before {before} cannot be given up: the ledger has the versions 1 to "
            f"{newest}, and the newest always stays"
        )
    return [version for version in versions if version.number < before]


def _files_on_disk(root: Path) -> list[tuple[Path, tuple[str, str]]]:
    """Return each Parquet file of a table, with the table's name and its path inside."""
    found = []
    for table in LEDGER_TABLES:
        folder = root / "tables" / table
        for path in sorted(folder.rglob("*.parquet")):
            inside = path.relative_to(folder)
            if inside.parts[0] != "_delta_log":
                found.append((path, (table, inside.as_posix())))
    return found


def _remove_stale(temporary: Path) -> None:
    now = time.time()
    for folder in temporary.glob("*"):
        if now - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
