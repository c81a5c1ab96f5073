"""A ledger of an older schema brought to this one: one more version, checked before it is seen.

Nothing of the old is touched: its versions, their files and their manifests stay as they were
written. What is added is what newer ledgers have from the start: every derived table, the totals by
source, and the digests of all files, from which the promises of the newest version are recomputed
before it is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from showfloor.errors import LedgerError
from showfloor.storage.derived import DERIVED, derive_all
from showfloor.storage.ledger_check import LedgerCheckReport, check_ledger
from showfloor.storage.manifest import LedgerVersion, publish
from showfloor.storage.writing import Writing, kept_safe, totals_by_source


def upgrade_ledger(writing: Writing) -> LedgerCheckReport | None:
    """Publish the version that ends an upgrade; None where the ledger is empty or has it already.

    LedgerError names the first promise that it would break; then nothing is published.
    """
    last = writing.last
    if last is None or _is_upgraded(last):
        return None
    with writing.connection() as connection:
        writing.progress("making the derived tables", 0.1)
        derive_all(connection, writing.states)
        totals = totals_by_source(connection, writing.states["sales"], last)
        version = writing.prepare(connection, "upgrade")
        if version is None:
            version = writing.next_version("upgrade")
        version = replace(
            version,
            totals=totals,
            written=_digests(writing),
            statement="upgraded to derived tables, totals and digests",
        )
    writing.progress("checking every promise of the new version", 0.5)
    report = check_ledger(writing.root, candidate=version)
    if not report.holds:
        broken = report.promises[-1]
        raise LedgerError(
            f"the ledger was not upgraded, and is as it was: {broken.said} ({broken.stated})"
        )
    publish(writing.root / "versions", version)
    writing.progress("done", 1.0)
    return report


def _is_upgraded(version: LedgerVersion) -> bool:
    made = all(derived.table.name in version.tables for derived in DERIVED)
    return version.totals is not None and (made or not version.rows.get("sales"))


def _digests(writing: Writing) -> Mapping[str, Mapping[str, str]]:
    """Return the digest of every file that the newest version has, by table and path."""
    found = {}
    for name, state in writing.states.items():
        writing.progress(f"reading the files of {name}", 0.3)
        if state.files:
            found[name] = {file.path: kept_safe(state.folder / file.path) for file in state.files}
    return found
