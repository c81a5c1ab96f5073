"""Parquet files opened for the intake: the database reads them, a range of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from showfloor.errors import IntakeError
from showfloor.storage.csv_scan import Positions
from showfloor.storage.sources import Opening, Slice, Source, SourceColumn

ROWS = 1 << 21
"""Rows of a slice."""


def open_parquet(opening: Opening) -> Source:
    """Open a Parquet file; IntakeError if it is none, or damaged, or has other columns."""
    path, connection = opening.path, opening.connection
    with path.open("rb") as stream:
        if stream.read(4) != b"PAR1":
            raise IntakeError(
                f"{path} is no Parquet file although its name ends in .parquet; "
                "if it is text, rename it to end in .csv"
            )
    link = opening.folder / "file.parquet"
    link.symlink_to(path.resolve())
    try:
        described = connection.execute(f"DESCRIBE FROM read_parquet({_text(link)})").fetchall()
        counted = connection.execute(f"SELECT count(*) FROM read_parquet({_text(link)})").fetchone()
    except duckdb.Error as error:
        said = str(error).strip().splitlines()[0]
        raise IntakeError(f"{path} is a damaged Parquet file: {said}") from error
    header = tuple(row[0] for row in described)
    names = opening.names_of(header)
    columns = {
        name: SourceColumn(f"raw.{_name(row[0])}", row[1])
        for name, row in zip(names, described, strict=True)
        if name
    }
    rows = int(counted[0]) if counted else 0

    def slices() -> Iterator[Slice]:
        for first in range(0, rows, ROWS):
            yield _slice(connection, link, header, first, min(rows, first + ROWS))

    return Source(path, columns, names, slices)


def _slice(
    connection: duckdb.DuckDBPyConnection,
    link: Path,
    header: tuple[str, ...],
    first: int,
    end: int,
) -> Slice:
    read = f"read_parquet({_text(link)}, file_row_number = true)"
    texts = ", ".join(f"coalesce(CAST({_name(name)} AS VARCHAR), '')" for name in header)

    def lines(rows: Positions) -> Positions:
        return rows + first + 1

    def values(rows: Sequence[int]) -> list[list[str]]:
        if not rows:
            return []
        wanted = ", ".join(str(first + row) for row in rows)
        found = connection.execute(
            f"SELECT file_row_number, [{texts}] FROM {read} WHERE file_row_number IN ({wanted})"
        ).fetchall()
        by_row = dict(found)
        return [by_row[first + row] for row in rows]

    relation = (
        f"(SELECT * FROM {read} WHERE file_row_number >= {first} AND file_row_number < {end})"
    )
    return Slice(lambda: relation, end - first, (), 0, lines, values)


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
