"""Promises of a ledger's history: its versions, their files, and sums that reports must explain."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from showfloor.storage.checked_ledger import BrokenPromiseError, CheckedLedger
from showfloor.storage.delta_files import DataFile
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.manifest import LedgerVersion, SourceTotal, digest_of, read_version
from showfloor.storage.tables import INTAKE_TABLES

REPORTED = ("import", "compact", "upgrade")
"""Operations after which the rows follow from the manifest: its reports, or no change at all."""


def check_versions(ledger: CheckedLedger) -> str:
    """Read all manifests: numbers without a gap, times that rise, each naming the one before."""
    folder = ledger.root / "versions"
    expected = range(1, len(ledger.numbers) + 1)
    for due, number in zip(expected, ledger.numbers, strict=True):
        if number != due:
            raise BrokenPromiseError(f"version {due} is missing in {folder}")
        ledger.versions.append(read_version(folder, number))
        if ledger.versions[-1].number != number:
            raise BrokenPromiseError(
                f"the manifest of version {number} says {ledger.versions[-1].number}"
            )
    if ledger.candidate is not None:
        ledger.versions.append(ledger.candidate)
    for before, after in pairwise(ledger.versions):
        if after.committed_at < before.committed_at:
            raise BrokenPromiseError(
                f"version {after.number} was committed before version {before.number}"
            )
        if after.previous is not None and after.previous != digest_of(folder, before.number):
            raise BrokenPromiseError(
                f"the manifest of version {before.number} was changed after version "
                f"{after.number} followed it"
            )
    return f"{len(ledger.versions):,} versions"


def check_files(ledger: CheckedLedger) -> str:
    """Look at every file of every version that was not given up: size, and digest if stated."""
    stated: dict[tuple[str, str], str] = {}
    for version in ledger.versions:
        for table, digests in version.written.items():
            stated.update({(table, path): digest for path, digest in digests.items()})
    seen: set[tuple[str, str]] = set()
    kept = [version for version in ledger.versions if version.number not in ledger.forgotten]
    for place, version in enumerate(kept):
        ledger.say(f"files of version {version.number}", 0.1 + 0.2 * place / len(kept))
        for table in version.tables:
            for file in ledger.files_at(version, table):
                if (table, file.path) not in seen:
                    seen.add((table, file.path))
                    digest = stated.get((table, file.path))
                    _check_file(ledger, (version.number, table), file, digest)
    unstated = len(seen - stated.keys())
    by_size = f", {unstated:,} of them by size alone" if unstated else ""
    return f"{len(seen):,} files{by_size}"


def _check_file(
    ledger: CheckedLedger, needed_by: tuple[int, str], file: DataFile, digest: str | None
) -> None:
    number, table = needed_by
    path = ledger.root / "tables" / table / file.path
    if not path.is_file():
        raise BrokenPromiseError(f"{path} is missing; version {number} needs it")
    size = path.stat().st_size
    if size != file.size:
        raise BrokenPromiseError(f"{path} has {size:,} bytes where {file.size:,} were written")
    if digest is not None and sha256_of_file(path) != digest:
        raise BrokenPromiseError(f"{path} is not as it was written: its SHA-256 differs")


def check_rows(ledger: CheckedLedger) -> str:
    """Compare rows with the files' and with those before, plus accepted, less replaced."""
    for version in ledger.versions:
        for table, stated in version.rows.items():
            counted = sum(file.rows for file in ledger.files_at(version, table))
            if counted != stated:
                raise BrokenPromiseError(
                    f"{table} of version {version.number} states {stated:,} rows, its files "
                    f"{counted:,}"
                )
    before: LedgerVersion | None = None
    for version in ledger.versions:
        if version.operation in REPORTED:
            _check_sum_of_rows(before, version)
        before = version
    return f"{sum(len(version.took) for version in ledger.versions):,} files taken"


def _check_sum_of_rows(before: LedgerVersion | None, after: LedgerVersion) -> None:
    for table in INTAKE_TABLES:
        was = before.rows.get(table, 0) if before else 0
        taken = [entry for entry in after.took if entry.table == table]
        due = was + sum(entry.accepted - entry.replaced for entry in taken)
        now = after.rows.get(table, 0)
        if now != due:
            raise BrokenPromiseError(
                f"{table} has {now:,} rows in version {after.number}; {was:,} before and what its "
                f"report says make {due:,}"
            )


def check_sums_of_sales(ledger: CheckedLedger) -> None:
    """Compare the stated totals of each version with those before and the import's report."""
    before: Mapping[str, SourceTotal] | None = {}
    for version in ledger.versions:
        if before is not None and version.totals is not None:
            _check_sum_of_sales(version, before, version.totals)
        before = version.totals


def _check_sum_of_sales(
    version: LedgerVersion,
    before: Mapping[str, SourceTotal],
    after: Mapping[str, SourceTotal],
) -> None:
    taken = [entry for entry in version.took if entry.table == "sales"]
    if version.operation not in REPORTED or any(entry.replaced for entry in taken):
        return
    units = sum(entry.report["sales"]["units_accepted"] for entry in taken)
    revenue = sum(
        (Decimal(entry.report["sales"]["revenue_accepted"]) for entry in taken), Decimal(0)
    )
    was_units, was_revenue = _summed(before)
    now_units, now_revenue = _summed(after)
    if (now_units, now_revenue) != (was_units + units, was_revenue + revenue):
        raise BrokenPromiseError(
            f"sales of version {version.number} are {now_units:,} units and {now_revenue:,.2f}; "
            f"those before and what its report accepted make {was_units + units:,} units and "
            f"{was_revenue + revenue:,.2f}"
        )


def _summed(totals: Mapping[str, SourceTotal]) -> tuple[int, Decimal]:
    found = totals.values()
    return sum(one.units for one in found), sum((one.revenue for one in found), Decimal(0))


def check_runs(ledger: CheckedLedger) -> str:
    """Look for the ledger version of every kept run."""
    held = {version.number for version in ledger.versions} - ledger.forgotten.keys()
    for run_id, number in sorted(ledger.run_versions.items()):
        if number not in held:
            raise BrokenPromiseError(f"run {run_id} was made on version {number}, which is gone")
    return f"{len(ledger.run_versions):,} runs"
