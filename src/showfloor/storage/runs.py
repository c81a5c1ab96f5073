"""Run records on disk: one folder a run, complete from the moment it appears, never changed."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from showfloor.domain.runs import RunRecord
from showfloor.errors import LedgerError
from showfloor.storage.as_of import AsOf
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.result_json import encode

RECORD = "record.json"
AS_OF = "as_of"
"""The parameter of a run that was made in a workspace as it had been: asked, version."""


class RunStore:
    """The folder `runs/` of a workspace."""

    def __init__(self, root: Path, as_of: AsOf | None = None) -> None:
        """Open the folder; `as_of` lists only the runs that such a moment sees."""
        self._root = root
        self._as_of = as_of

    def new_run_id(self, kind: str) -> str:
        """Return an unused id that sorts by time and reads: 20210301-101530-123-plan-4f2a (UTC)."""
        now = datetime.now(UTC)
        moment = f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}"
        return f"{moment}-{_name(kind)}-{uuid.uuid4().hex[:4]}"

    def path(self, run_id: str) -> Path:
        """Return the folder of a run, whether or not it has been written."""
        return self._root / _name(run_id)

    def write(self, record: RunRecord, files: Mapping[str, bytes | Path]) -> Path:
        """Keep a run: its record and its files, all or nothing; return its folder.

        `files` maps the name in the run's folder to the content, or to a file to copy; the
        record's `files` are filled with their SHA-256. Dates are kept as ISO text, NaN as null.
        LedgerError if the run exists already.
        """
        target = self.path(record.run_id)
        if target.exists():
            raise LedgerError(f"run {record.run_id} is kept already; runs are never changed")
        self._root.mkdir(parents=True, exist_ok=True)
        temporary = self._root / f".{uuid.uuid4().hex}.tmp"
        temporary.mkdir()
        try:
            for name, content in files.items():
                _write_file(temporary / _file_name(name), content)
            digests = {name: sha256_of_file(temporary / name) for name in sorted(files)}
            text = json.dumps(
                encode(replace(record, files=digests)),
                ensure_ascii=False,
                indent=1,
                sort_keys=True,
                allow_nan=False,
            )
            _write_file(temporary / RECORD, f"{text}\n".encode())
            temporary.rename(target)
        except OSError as error:
            raise LedgerError(f"run {record.run_id} could not be kept: {error}") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return target

    def list(self, kind: str | None = None) -> tuple[RunRecord, ...]:
        """Return the kept runs, oldest first; only those of one kind if it is named.

        Those that an earlier moment sees, where the workspace was opened as of it.
        """
        found = sorted(path.parent.name for path in self._root.glob(f"[!.]*/{RECORD}"))
        records = (self.read(run_id) for run_id in found)
        return tuple(
            record for record in records if kind in (None, record.kind) and self._seen(record)
        )

    def _seen(self, record: RunRecord) -> bool:
        if self._as_of is None:
            return True
        made_as_of = record.parameters.get(AS_OF, {}).get("version")
        return self._as_of.sees(record.started_at, made_as_of)

    def read(self, run_id: str) -> RunRecord:
        """Read a run's record; LedgerError if there is none or it is damaged."""
        path = self.path(run_id) / RECORD
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            started_at = datetime.fromisoformat(document.pop("started_at"))
            return RunRecord(started_at=started_at, **document)
        except FileNotFoundError as error:
            raise LedgerError(f"there is no run {run_id} in {self._root}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LedgerError(f"{path} is damaged: {error}") from error


def _write_file(target: Path, content: bytes | Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        shutil.copyfile(content, target)
    else:
        target.write_bytes(content)


def _name(text: str) -> str:
    if not text or text.startswith(".") or PurePath(text).name != text:
        raise LedgerError(f"'{text}' cannot name a run")
    return text


def _file_name(text: str) -> str:
    """Return a name of a run's file: folders with a slash, nothing hidden, nothing outside."""
    parts = text.split("/")
    plain = all(part and not part.startswith(".") and PurePath(part).name == part for part in parts)
    if text == RECORD or not plain:
        raise LedgerError(f"a run cannot keep a file named '{text}'")
    return text
