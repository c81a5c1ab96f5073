"""Ledger versions: immutable manifests that name one Delta version a table, published atomically.

A version exists from the moment its file is linked under its number, and never changes after.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from showfloor.errors import LedgerError
from showfloor.storage.digests import sha256_of_file

MANIFEST_FORMAT = 2
READABLE_FORMATS = (1, 2)
Operation = Literal["import", "undo", "renumber", "compact", "upgrade"]
CONTENT_NEUTRAL: frozenset[Operation] = frozenset({"compact", "upgrade"})
"""Operations that move rows into other files and change none of them."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file of an import, as the manifest remembers it.

    `content_id` is the SHA-256 of the file's digest, its table, its stated source and the
    edition of the intake's rules: the same content is recognised whatever its file is called.
    """

    content_id: str
    file: str
    sha256: str
    table: str
    source: str | None
    rows_in: int
    accepted: int
    quarantined: int
    unchanged: int
    replaced: int
    warnings: tuple[str, ...]
    report: Mapping[str, Any]
    """Refusals, amounts and the quarantine's path, to repeat the report of a repeated import."""


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What the table of sales holds of one source: lines, units, and revenue in the currency."""

    lines: int
    units: int
    revenue: Decimal

    def plus(self, other: SourceTotal, times: int = 1) -> SourceTotal:
        """Return the sum of this and another, or with `times` of -1 their difference."""
        return SourceTotal(
            self.lines + times * other.lines,
            self.units + times * other.units,
            self.revenue + times * other.revenue,
        )


@dataclass(frozen=True, slots=True)
class LedgerVersion:
    """One state of the whole ledger."""

    number: int
    committed_at: datetime
    """The manifest's own time in UTC; never before that of an earlier version."""
    import_id: str
    tables: Mapping[str, int]
    """Delta version by table; a table without rows so far is absent."""
    rows: Mapping[str, int]
    """Rows by table."""
    took: tuple[TakenFile, ...]
    operation: Operation = "import"
    statement: str = ""
    """In words, what an operation other than an import did."""
    undoes: tuple[int, ...] = ()
    """Versions whose effect an undo took back."""
    totals: Mapping[str, SourceTotal] | None = None
    """Sales by source; None in a version that an older release published."""
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """SHA-256 by path of the files that this version was the first to name, by table."""
    previous: str | None = None
    """SHA-256 of the manifest before; None for the first one, and from an older release."""

    @property
    def changes_content(self) -> bool:
        """Say whether rows may have changed with it, and not only the files that hold them."""
        return self.operation not in CONTENT_NEUTRAL


def list_numbers(folder: Path) -> tuple[int, ...]:
    """Return the numbers of the published versions, rising."""
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9]*.json")))


def read_version(folder: Path, number: int) -> LedgerVersion:
    """Read one manifest; LedgerError where there is none or it is damaged."""
    path = _path(folder, number)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] not in READABLE_FORMATS:
            raise LedgerError(
                f"{path} is of manifest format {document['format']}, this Showfloor reads "
                f"{' and '.join(map(str, READABLE_FORMATS))}; use the release that wrote it"
            )
        took = tuple(
            TakenFile(**{**taken, "warnings": tuple(taken["warnings"])})
            for taken in document["took"]
        )
        return LedgerVersion(
            number=document["version"],
            committed_at=datetime.fromisoformat(document["committed_at"]),
            import_id=document["import_id"],
            tables=document["tables"],
            rows=document["rows"],
            took=took,
            operation=document.get("operation", "import"),
            statement=document.get("statement", ""),
            undoes=tuple(document.get("undoes", ())),
            totals=_totals(document.get("totals")),
            written=document.get("written", {}),
            previous=document.get("previous"),
        )
    except FileNotFoundError as error:
        known = list_numbers(folder)
        there = f"there are {known[0]} to {known[-1]}" if known else "there is none yet"
        raise LedgerError(f"the ledger has no version {number}; {there}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"{path} is damaged: {error}; restore it from a backup") from error


def publish(folder: Path, version: LedgerVersion) -> None:
    """Publish a version by linking its finished file; LedgerError if the number is taken."""
    document = {
        "format": MANIFEST_FORMAT,
        "version": version.number,
        "committed_at": version.committed_at.isoformat(),
        "import_id": version.import_id,
        "tables": dict(sorted(version.tables.items())),
        "rows": dict(sorted(version.rows.items())),
        "took": [asdict(taken) for taken in version.took],
        "operation": version.operation,
        "statement": version.statement,
        "undoes": list(version.undoes),
        "totals": _totals_written(version.totals),
        "written": version.written,
        "previous": version.previous,
    }
    temporary = folder / f".{uuid.uuid4().hex}.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(document, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, _path(folder, version.number))
    except FileExistsError as error:
        raise LedgerError(f"version {version.number} was published by someone else") from error
    finally:
        temporary.unlink()
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(folder: Path, number: int) -> str:
    """Return the SHA-256 of a version's manifest, to be named by the next."""
    return sha256_of_file(_path(folder, number))


def commit_time(after: LedgerVersion | None) -> datetime:
    """Return the time of a new version: now, or that of its predecessor if the clock went back."""
    now = datetime.now(UTC)
    return now if after is None else max(now, after.committed_at)


@contextmanager
def writer_lock(
    path: Path, *, wait_seconds: float, waiting: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the ledger's only writer's lock; the system frees it when a process dies.

    `waiting` is called once where another process holds it. Whoever gets the lock starts from the
    newest version, so that of two imports at once the later simply comes after the other.
    """
    deadline = time.monotonic() + wait_seconds
    with path.open("a") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise LedgerError(
                        f"another import has held the ledger for {wait_seconds:.0f} s; "
                        "wait until it has ended and try again"
                    ) from error
                if waiting is not None:
                    waiting()
                    waiting = None
                time.sleep(0.05)
        yield


def _totals(kept: Mapping[str, Any] | None) -> Mapping[str, SourceTotal] | None:
    if kept is None:
        return None
    return {
        source: SourceTotal(found["lines"], found["units"], Decimal(found["revenue"]))
        for source, found in kept.items()
    }


def _totals_written(totals: Mapping[str, SourceTotal] | None) -> Mapping[str, Any] | None:
    if totals is None:
        return None
    return {
        source: {"lines": found.lines, "units": found.units, "revenue": str(found.revenue)}
        for source, found in sorted(totals.items())
    }


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:08d}.json"
