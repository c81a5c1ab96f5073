"""The shown names of manufacturers, as the ledger has them."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.domain.queries import Columns, Query

MANUFACTURER_NAMES = Query(
    name="standing.manufacturer_names",
    sql="""
SELECT manufacturer_id, COALESCE(name, manufacturer_id) AS name
FROM manufacturers
ORDER BY manufacturer_id
""",
    columns={"manufacturer_id": "text", "name": "text"},
)
"""One row a manufacturer."""


def manufacturer_names(columns: Columns) -> Mapping[str, str]:
    """Return the name of each manufacturer by its id."""
    rows = zip(columns["manufacturer_id"], columns["name"], strict=True)
    return {str(maker): str(name) for maker, name in rows}
