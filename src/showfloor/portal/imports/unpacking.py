"""Packed files: how much they hold is counted before anything reads them whole."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from django.conf import settings

from showfloor.errors import IntakeError
from showfloor.workflows.deliveries import ParquetExtent, parquet_extent

GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PIECE = 1 << 20
LEAST_ROW = 24
"""Bytes of the shortest row of sales as text."""


def refuse_bombs(path: Path) -> None:
    """Refuse a packed file that holds more than the portal takes; IntakeError says how much.

    Workbooks are archives too; whatever reads them counts their parts itself.
    """
    with path.open("rb") as stream:
        begin = stream.read(4)
    if begin.startswith(ZSTANDARD):
        raise IntakeError(
            f"{path.name} is packed with Zstandard, whose size cannot be told here; unpack it, or "
            "pack it with gzip, and send it again"
        )
    most: int = settings.PORTAL_UNPACKED_BYTES
    if begin.startswith(GZIP):
        _count(path, most)
    elif (extent := parquet_extent(path)) is not None:
        _weigh(path, extent, most)


def _weigh(path: Path, extent: ParquetExtent, most: int) -> None:
    """Refuse a Parquet file of more rows than text of the most bytes could hold.

    Equal values weigh next to nothing in such a file, so that its own size says little.
    """
    rows = most // LEAST_ROW
    if extent.rows > rows:
        raise IntakeError(
            f"{path.name} holds {extent.rows:,} rows, more than the {rows:,} that are taken at "
            "once; send it in parts, for example a file a month"
        )
    if extent.unpacked_bytes > most:
        raise _too_large(path, most)


def _too_large(path: Path, most: int) -> IntakeError:
    return IntakeError(
        f"{path.name} holds more than {most / 2**30:,.1f} GiB once it is unpacked; "
        "send it in parts, for example a file a month"
    )


def _count(path: Path, most: int) -> None:
    total = 0
    try:
        with gzip.open(path, "rb") as stream:
            while piece := stream.read(PIECE):
                total += len(piece)
                if total > most:
                    raise _too_large(path, most)
    except (EOFError, OSError, zlib.error) as reason:
        raise IntakeError(
            f"{path.name}: the gzip stream is damaged or ends too early; fetch the file again"
        ) from reason
