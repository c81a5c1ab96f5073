"""Opening a file for the intake, whatever its format."""

from __future__ import annotations

from showfloor.errors import IntakeError
from showfloor.storage.converters import CONVERTERS, PARQUET, ending_of
from showfloor.storage.csv_source import open_canonical, open_csv
from showfloor.storage.parquet_source import open_parquet
from showfloor.storage.sources import Opening, Source, check_file


def open_source(opening: Opening) -> Source:
    """Open a file as a table's; IntakeError if it is unreadable."""
    path = opening.path
    check_file(path)
    opening.folder.mkdir(parents=True, exist_ok=True)
    ending = ending_of(path)
    if ending == PARQUET:
        return open_parquet(opening)
    if ending is None or ending not in CONVERTERS:
        return open_csv(opening)
    conversion = CONVERTERS[ending](path, opening.table, opening.named, opening.folder)
    if conversion is None:
        return open_csv(opening)
    stated = conversion.currency
    if stated and opening.currency and stated != opening.currency:
        raise IntakeError(
            f"{path} states its amounts in {stated}, but the workspace keeps {opening.currency}; "
            "ask for a report in that currency"
        )
    return open_canonical(opening, conversion)
