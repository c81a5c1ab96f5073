"""Stores and products that a file names by GLN and GTIN, brought to the ledger's own ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from showfloor.storage.sources import Source
from showfloor.storage.table_state import TableState


def with_own_ids(source: Source, states: Mapping[str, TableState]) -> Source:
    """Return a source of sales whose GLNs and GTINs are the ids of stores and products.

    An id that the ledger has stays. A number that is the GLN of one store, or the GTIN of one
    product whatever leading zeros either has, becomes its id; one that is that of several or of
    none stays as it is, to be refused (stores) or counted as unknown (products).
    """
    stores, products = states["stores"].relation(), states["products"].relation()
    relation = (
        "(SELECT raw.* REPLACE ("
        'CASE WHEN "#store".own THEN raw.store_id ELSE coalesce("#gln".id, raw.store_id) END '
        "AS store_id, "
        'CASE WHEN "#product".own THEN raw.product_id '
        'ELSE coalesce("#gtin".id, raw.product_id) END AS product_id) '
        f"FROM {source.relation} AS raw "
        f'LEFT JOIN (SELECT DISTINCT store_id, true AS own FROM {stores}) AS "#store" '
        'ON "#store".store_id = raw.store_id '
        f"LEFT JOIN (SELECT gln, min(store_id) AS id FROM {stores} GROUP BY gln "
        'HAVING count(DISTINCT store_id) = 1) AS "#gln" ON "#gln".gln = raw.store_id '
        f'LEFT JOIN (SELECT DISTINCT product_id, true AS own FROM {products}) AS "#product" '
        'ON "#product".product_id = raw.product_id '
        "LEFT JOIN (SELECT ltrim(gtin, '0') AS gtin, min(product_id) AS id "
        f'FROM {products} GROUP BY 1 HAVING count(DISTINCT product_id) = 1) AS "#gtin" '
        "ON \"#gtin\".gtin = ltrim(raw.product_id, '0'))"
    )
    return replace(source, relation=relation)
