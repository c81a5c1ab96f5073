"""The step before the strict intake: a file of a foreign dialect is found out and rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from showfloor.storage.conversion import Conversion
from showfloor.storage.dialect import NOTHING_STATED, Dialect, StatedDialect
from showfloor.storage.dialect_canonical import canonical, original_values
from showfloor.storage.dialect_finding import find_dialect
from showfloor.storage.dialect_records import records, values_of
from showfloor.storage.dialect_text import TextFile, find_text
from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import Kind, Table

_NO_NAMES: Mapping[str, str] = {}


def convert_csv(
    path: Path, table: Table, source: NamedSource | None, folder: Path
) -> Conversion | None:
    """Convert a CSV file of any dialect, as `showfloor.storage.conversion.Converter` states."""
    target = folder / "canonical.csv"
    kinds: Mapping[str, Kind]
    if source is None:
        kinds = {column.name: column.kind for column in table.columns}
        names, stated = _NO_NAMES, NOTHING_STATED
    else:
        kinds, names, stated = source.kinds(), source.columns, source.dialect
    dialect = rewritten_for_intake(path, kinds, target, stated, names)
    if dialect is None:
        return None
    found = dialect
    theirs = {ours: name for name, ours in names.items()}

    def originals(places: Iterable[tuple[int, str]]) -> Mapping[tuple[int, str], str]:
        asked = {(line, theirs.get(column, column)): (line, column) for line, column in places}
        values = original_values(path, found, asked)
        return {asked[place]: value for place, value in values.items()}

    stated_by = f", as source {source.name} states" if source else ""
    return Conversion(target, dialect.describe() + stated_by, originals=originals)


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
