"""Ledger versions: immutable manifests that name one Delta version a table, published atomically.

A version exists from the moment its file is linked under its number, and never changes after.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from showfloor.errors import LedgerError

MANIFEST_FORMAT = 1


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


def list_numbers(folder: Path) -> tuple[int, ...]:
    """Return the numbers of the published versions, rising."""
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9]*.json")))


def read_version(folder: Path, number: int) -> LedgerVersion:
    """Read one manifest; LedgerError where there is none or it is damaged."""
    path = _path(folder, number)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != MANIFEST_FORMAT:
            raise LedgerError(
                f"{path} is of manifest format {document['format']}, this Showfloor reads "
                f"{MANIFEST_FORMAT}; use the release that wrote it"
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


def commit_time(after: LedgerVersion | None) -> datetime:
    """Return the time of a new version: now, or that of its predecessor if the clock went back."""
    now = datetime.now(UTC)
    return now if after is None else max(now, after.committed_at)


@contextmanager
def writer_lock(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Hold the ledger's only writer's lock; the system frees it when a process dies."""
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
                time.sleep(0.05)
        yield


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:08d}.json"
