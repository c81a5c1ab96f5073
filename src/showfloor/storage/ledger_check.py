"""Every promise of a ledger recomputed, in order; the first that is broken is named and ends it."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.checked_ledger import CheckedLedger
from showfloor.storage.content_promises import (
    check_counts,
    check_derived,
    check_keys,
    check_references,
    check_totals,
)
from showfloor.storage.engine import connect
from showfloor.storage.history_promises import (
    check_files,
    check_rows,
    check_runs,
    check_versions,
)
from showfloor.storage.manifest import LedgerVersion, list_numbers
from showfloor.storage.writing import Progress

Check = Callable[[CheckedLedger], str]
"""Return how much was looked at; raises LedgerError with what broke the promise, and where."""

PROMISES: Mapping[str, tuple[str, Check]] = {
    "versions": ("versions follow one another, each naming the one before it", check_versions),
    "files": ("every file that a version needs is as it was written", check_files),
    "rows": ("rows are those before, plus accepted, less replaced", check_rows),
    "counts": ("the files hold the rows that their version states", check_counts),
    "keys": ("no two rows share a key", check_keys),
    "references": ("every row names a store that there is", check_references),
    "totals": ("sales by source are what the commits state", check_totals),
    "derived": ("derived tables are what their sources make", check_derived),
    "runs": ("the ledger version of every run is there", check_runs),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: whether it holds, and how much was looked at, or what broke it and where."""

    name: str
    stated: str
    holds: bool
    said: str
    seconds: float


@dataclass(frozen=True, slots=True)
class LedgerCheckReport:
    """The promises in order, up to the first broken one; `version` is the newest, 0 for none."""

    version: int
    promises: tuple[Promise, ...]

    @property
    def holds(self) -> bool:
        """Say whether all of them hold."""
        return all(promise.holds for promise in self.promises)


def check_ledger(
    root: Path,
    *,
    run_versions: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    candidate: LedgerVersion | None = None,
    numbers: Sequence[int] | None = None,
) -> LedgerCheckReport:
    """Check promise after promise of the ledger in the folder `root`; it needs no lock.

    run_versions: ledger version by run. candidate: a version that comes next and is not yet
    published: its rows are checked in place of the newest one's. numbers: the versions that were
    there when it was opened, where later ones are not to be looked at.
    """
    there = list_numbers(root / "versions") if numbers is None else tuple(numbers)
    say = progress or _silent
    temporary = root / "temporary" / uuid.uuid4().hex
    found: list[Promise] = []
    connection = connect(temporary)
    try:
        ledger = CheckedLedger(
            root,
            there,
            connection,
            run_versions=run_versions or {},
            candidate=candidate,
            say=say,
        )
        for place, name in enumerate(PROMISES):
            say(PROMISES[name][0], place / len(PROMISES))
            found.append(_looked_at(name, ledger))
            if not found[-1].holds:
                break
    finally:
        connection.close()
        shutil.rmtree(temporary, ignore_errors=True)
    say("done", 1.0)
    return LedgerCheckReport(there[-1] if there else 0, tuple(found))


def _looked_at(name: str, ledger: CheckedLedger) -> Promise:
    stated, check = PROMISES[name]
    began = time.monotonic()
    try:
        said, holds = check(ledger), True
    except LedgerError as error:
        said, holds = str(error), False
    except duckdb.Error as error:
        said, holds = f"the files cannot be read: {str(error).splitlines()[0]}", False
    return Promise(name, stated, holds, said, time.monotonic() - began)


def _silent(_step: str, _share: float) -> None:
    return None
