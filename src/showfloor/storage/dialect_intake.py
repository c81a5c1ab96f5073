"""The step before the strict intake: a file of a foreign dialect is found out and rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from showfloor.storage.dialect import NOTHING_STATED, Dialect, StatedDialect
from showfloor.storage.dialect_canonical import canonical
from showfloor.storage.dialect_finding import find_dialect
from showfloor.storage.dialect_records import records, values_of
from showfloor.storage.dialect_text import TextFile, find_text
from showfloor.storage.tables import Kind

_NO_NAMES: Mapping[str, str] = {}


def rewritten_for_intake(
    path: Path,
    kinds: Mapping[str, Kind],
    target: Path,
    stated: StatedDialect = NOTHING_STATED,
    names: Mapping[str, str] = _NO_NAMES,
) -> Dialect | None:
    """Rewrite a file for the strict intake, or return None where it is to be read as it lies.

    A file that nothing is stated of, in UTF-8 and not compressed, whose header names at least one
    of the columns between commas, is in the documented format: its decimals have points and its
    dates are ISO by definition, so there is nothing to find.

    kinds:  what the columns hold, by the name that the file gives them.
    target: where the rewritten text goes; its lines have the numbers of the file's lines.
    names:  new column names by those of the file.

    IntakeError as for `find_dialect`.
    """
    if stated == NOTHING_STATED and not names and _is_documented_format(find_text(path), kinds):
        return None
    dialect = find_dialect(path, kinds, stated, target.parent)
    canonical(path, dialect, target, names)
    return dialect


def _is_documented_format(file: TextFile, kinds: Mapping[str, Kind]) -> bool:
    if file.compression != "none" or not file.encoding.startswith("utf-8"):
        return False
    _, header = next(records(file.path, file.pieces(), '"'), (1, b""))
    found = values_of(header, ",", '"') or []
    return any(name.strip() in kinds for name in found)
