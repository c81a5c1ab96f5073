"""Records of a file's slices that are left for the careful reader, gathered to be read at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from showfloor.storage.csv_scan import BrokenRecord, Positions
from showfloor.storage.csv_source import csv_relation
from showfloor.storage.dialect_records import values_of
from showfloor.storage.sources import Slice
from showfloor.storage.text_slices import TextLayout


class TextRest:
    """Records of counted slices, in the order of the file, and what is broken or blank there."""

    def __init__(self) -> None:
        self._layout: TextLayout | None = None
        self._records: list[bytes] = []
        self._lines: list[int] = []
        self._broken: list[BrokenRecord] = []
        self._blank = 0

    def __len__(self) -> int:
        return len(self._records)

    def add(self, part: Slice, rows: npt.NDArray[np.int64]) -> None:
        """Add some rows of a slice that has a text, and all its broken records."""
        assert part.text is not None
        self._layout = part.text.layout
        self._records += part.text.records_at(rows.tolist())
        self._lines += part.lines(rows).tolist()
        self._broken += part.broken
        self._blank += part.blank

    def as_slice(self, folder: Path) -> Slice | None:
        """Return what was added as one slice, None for nothing; a file is made in `folder`."""
        if self._layout is None:
            return None
        layout, records = self._layout, self._records
        numbers = np.array(self._lines, dtype=np.int64)
        target = folder / f"rest-{uuid.uuid4()}.csv"

        def relation() -> str:
            folder.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"".join(record + b"\n" for record in records))
            return csv_relation(target, "\\n", layout)

        def lines(rows: Positions) -> Positions:
            return np.asarray(numbers[rows])

        def values(rows: Sequence[int]) -> list[list[str]]:
            return [values_of(records[row], layout.separator, layout.quote) or [] for row in rows]

        return Slice(
            relation,
            len(records),
            tuple(self._broken),
            self._blank,
            lines,
            values,
            release=partial(target.unlink, missing_ok=True),
        )
