"""Stores and products that a file names by GLN and GTIN, brought to the ledger's own ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from showfloor.storage.sources import Slice, Source, SourceColumn
from showfloor.storage.table_state import TableState

_NUMBERS = (("store_id", "stores", "gln"), ("product_id", "products", "gtin"))
"""Column of ids, the table that has them, and its column of numbers."""


def with_own_ids(source: Source, states: Mapping[str, TableState], table: str) -> Source:
    """Return a source whose GLNs and GTINs are the ids of the ledger's stores and products.

    An id that the ledger has stays. A number that is the GLN of one store, or the GTIN of one
    product, whatever leading zeros either has, becomes its id; one that is that of several or of
    none stays as it is. The tables stores and products themselves keep the ids that they bring.

    table: the table that the source holds.
    """
    values = {name: f'raw."{name}"' for name in source.columns}
    joins = ""
    for column, other, number in _NUMBERS:
        if column not in source.columns or table == other:
            continue
        held = states[other].relation()
        known, found = f'"#{other}"', f'"#{number}"'
        values[column] = (
            f"CASE WHEN {known}.own THEN raw.{column} ELSE coalesce({found}.id, raw.{column}) END"
        )
        joins += (
            f" LEFT JOIN (SELECT DISTINCT {column} AS id, true AS own FROM {held}) AS {known} "
            f"ON {known}.id = raw.{column} "
            f"LEFT JOIN (SELECT ltrim({number}, '0') AS number, min({column}) AS id FROM {held} "
            f"GROUP BY 1 HAVING count(DISTINCT {column}) = 1) AS {found} "
            f"ON {found}.number = ltrim(raw.{column}, '0') AND {found}.number <> ''"
        )
    if not joins:
        return source
    given = ", ".join(f'{one.sql} AS "{name}"' for name, one in source.columns.items())
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in values.items())

    def relation(part: Slice) -> str:
        numbered = f'SELECT row_number() OVER () AS "#n", {given} FROM {part.relation()} AS raw'
        return f'(SELECT {listed} FROM ({numbered}) AS raw{joins} ORDER BY raw."#n")'

    def slices() -> Iterator[Slice]:
        for part in source.slices():
            yield replace(part, relation=partial(relation, part), text=None)

    columns = {
        name: SourceColumn(f'raw."{name}"', one.type, one.strict)
        for name, one in source.columns.items()
    }
    return replace(source, columns=columns, slices=slices)
