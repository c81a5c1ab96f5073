"""A digest of rows that does not depend on their order or on the files that hold them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb


def rows_digest(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> tuple[int, int, int]:
    """Return count, sum and exclusive or of the 64-bit hashes of a relation's rows.

    Two relations of the same rows, repeats counted, have the same digest; two that differ share
    one by chance only. It is compared at once and never kept: hashes may change with the database.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    row = connection.execute(
        "SELECT count(*), coalesce(sum(CAST(h AS HUGEINT)), 0), coalesce(bit_xor(h), 0) "
        f"FROM (SELECT hash({names}) AS h FROM {relation})"
    ).fetchone()
    count, total, mixed = row or (0, 0, 0)
    return int(count), int(total), int(mixed)
