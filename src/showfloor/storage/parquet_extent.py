"""How much a Parquet file holds, by its own footer, before anything reads its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from showfloor.errors import IntakeError

MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class ParquetExtent:
    """Rows of a file, and the bytes of its columns once they are unpacked."""

    rows: int
    unpacked_bytes: int


def parquet_extent(path: Path) -> ParquetExtent | None:
    """Return what a Parquet file's footer states; None for a file that is none.

    IntakeError where the footer is damaged, or states what cannot be.
    """
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            return None
    try:
        footer = pq.read_metadata(path)
        groups = [footer.row_group(place) for place in range(footer.num_row_groups)]
        rows = [group.num_rows for group in groups]
        sizes = [group.total_byte_size for group in groups]
    except (pa.ArrowException, OSError, ValueError) as reason:
        said = str(reason).strip().splitlines()[:1]
        raise IntakeError(
            f"{path.name} is a damaged Parquet file: {' '.join(said)}; fetch the file again"
        ) from reason
    if min(footer.num_rows, *rows, *sizes, 0) < 0 or sum(rows) != footer.num_rows:
        raise IntakeError(f"{path.name} is a damaged Parquet file: its rows do not add up")
    return ParquetExtent(footer.num_rows, sum(sizes))
