"""Quarantine files of earlier imports, found again so that their rows can be taken after a fix."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from showfloor.errors import IntakeError
from showfloor.storage.dialect import NOTHING_STATED, StatedDialect
from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import INTAKE_TABLES

REFUSAL_COLUMNS = ("line", "column", "value", "reason")
"""The first columns of a quarantine file; then the row's own, named like sales.store_id."""
LAST = "last"
_CANONICAL = StatedDialect("utf-8", "none", ",", '"', ".", "")


@dataclass(frozen=True, slots=True)
class QuarantineFile:
    """A quarantine file: the import that wrote it, and how its rows are read."""

    path: Path
    import_id: str
    named: NamedSource

    @property
    def moment(self) -> datetime:
        """When that import began."""
        return datetime.strptime(self.import_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def quarantine_files(ledger: Path, asked: str) -> Sequence[QuarantineFile]:
    """Return the quarantine file at a path, or for "last" those of the last import that had any.

    Files are mended where they lie, in the ledger's folder `quarantine`, for their place tells
    which version their rows were kept out of. IntakeError where there is none.
    """
    folder = ledger / "quarantine"
    if asked != LAST:
        path = Path(asked)
        if not path.is_file():
            raise IntakeError(f"{path} does not exist; import --quarantine {LAST}, or name a file")
        if path.resolve().parent.parent != folder.resolve():
            raise IntakeError(
                f"{path} lies in no folder of {folder}; mend the quarantine file where the import "
                "wrote it, so that it is known which version its rows were kept out of"
            )
        return [_opened(path)]
    found = sorted(folder.glob("*/*.csv"))
    newest = max((path.parent.name for path in found), default=None)
    if newest is None:
        raise IntakeError(f"{folder} holds no quarantine file: no row waits to be taken")
    return [_opened(path) for path in found if path.parent.name == newest]


def _opened(path: Path) -> QuarantineFile:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
        line = stream.readline()
    as_written = [name.strip() for name in next(csv.reader([line]), [])]
    names = as_written if len(as_written) > 1 else next(csv.reader([line.strip()], delimiter=";"))
    own = [name for name in names if name not in REFUSAL_COLUMNS]
    tables = {name.partition(".")[0] for name in own}
    table = next(iter(tables), "")
    if len(tables) != 1 or table not in INTAKE_TABLES:
        raise IntakeError(
            f"{path} is no quarantine file whose rows can be taken: its columns after "
            f"{', '.join(REFUSAL_COLUMNS)} must be named like sales.store_id"
        )
    return QuarantineFile(
        path,
        path.resolve().parent.name,
        NamedSource(
            name="quarantine",
            table=table,
            columns={name: name.partition(".")[2] for name in own},
            defaults={},
            dialect=_CANONICAL if names is as_written else NOTHING_STATED,
            ignored=frozenset(REFUSAL_COLUMNS),
        ),
    )
