"""Quarantined rows on their way out and back: no spreadsheet runs them, and nothing is changed.

A cell that a spreadsheet would take for a formula gets a quote before it, and loses it again when
the mended file comes back; figures are left alone. The mended file is laid in a folder that names
the import whose rows it holds, as the intake wants it.
"""

from __future__ import annotations

import csv
import io
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from showfloor.errors import IntakeError
from showfloor.portal.imports.receiving import KeptFile, uploads_folder

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FIGURE = re.compile(r"[+-]?[\d.,' ]+%?")
QUARANTINE = "quarantine"
_ROWS_A_PIECE = 1_000
csv.field_size_limit(1 << 24)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `bared` gives the cell back."""
    return f"'{cell}" if _is_dangerous(cell) else cell


def bared(cell: str) -> str:
    """Return a cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell


def guarded_pieces(path: Path) -> Iterator[bytes]:
    """Yield a quarantine file with its cells guarded, as UTF-8 that spreadsheets recognise."""
    yield "\ufeff".encode()
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        for number, row in enumerate(csv.reader(stream), start=1):
            writer.writerow([guarded(cell) for cell in row])
            if number % _ROWS_A_PIECE == 0:
                yield out.getvalue().encode()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode()


def laid_out(file: KeptFile, import_id: str) -> Path:
    """Lay a mended file where the intake looks for rows of an import; the same file once."""
    folder = uploads_folder() / QUARANTINE / import_id
    target = folder / f"{file.sha256[:12]}-{Path(file.kept).stem}.csv"
    if target.exists():
        return target
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = folder.parent / f".{uuid.uuid4().hex}"
    try:
        with temporary.open("w", newline="", encoding="utf-8") as out:
            _write_bared(file.path, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _write_bared(path: Path, out: io.TextIOBase) -> None:
    """Write a mended file again as UTF-8, its separator kept and its cells bared."""
    with path.open(newline="", encoding=_encoding(path)) as stream:
        head = stream.readline()
        comma, semicolon = head.count(","), head.count(";")
        separator = ";" if semicolon > comma else ","
        stream.seek(0)
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        try:
            for row in csv.reader(stream, delimiter=separator):
                writer.writerow([bared(cell) for cell in row])
        except (csv.Error, UnicodeDecodeError) as reason:
            raise IntakeError(f"{path.name} is no CSV file that can be read: {reason}") from reason


def _encoding(path: Path) -> str:
    """Return UTF-8 where all of a file is that, Windows-1252 as spreadsheets save it otherwise."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8-sig"


def _is_dangerous(cell: str) -> bool:
    inner = cell.lstrip("'")
    return inner.startswith(_FORMULA) and not _FIGURE.fullmatch(cell)
