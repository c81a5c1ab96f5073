"""A slice of the ledger: one manufacturer's own sales and nothing else, in a file of its own.

Beside the ledger lies `slices/VERSION/DIGEST.duckdb`, made from one ledger version when it is first
asked for. Its questions are answered by an engine that can reach no other file and no network, and
whose configuration is locked: what is not in the slice cannot be asked for, by whatever question.

    own_sales     date, store_id, product_id, units, revenue, returns: net sums of own products
    own_products  product_id, name, category: the newest of each
    own_stores    store_id, name, city, region, kind: stores in which own products were sold
    own_areas     area_id, store_id, format_id, installed_from, selling_from, selling_to
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from showfloor.domain.queries import Columns, Query
from showfloor.errors import LedgerError
from showfloor.storage.arrow_columns import columns_of
from showfloor.storage.closing import Closing
from showfloor.storage.engine import connect, literal, written_out
from showfloor.storage.engines import relation_in

SLICES = "slices"
KEPT_VERSIONS = 2
"""Slices of so many versions are kept, the newest; older ones can be made again."""
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "access_mode": "READ_ONLY",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "threads": "1",
    "memory_limit": "512MB",
    "lock_configuration": "true",
}
"""No other file, no network, no extension, and no statement that changes any of this."""
_TABLES = ("sales", "products", "stores", "areas")

_OWN = """
versions AS (
  SELECT product_id, manufacturer_id, valid_from, name, category,
    coalesce(lead(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
      DATE '9999-12-31') AS next_from
  FROM {products}
),
own AS (SELECT * FROM versions WHERE manufacturer_id = {manufacturer})
"""
_SALES = """
CREATE TABLE slice.own_sales AS
WITH {own}
SELECT s."date", s.store_id, s.product_id, CAST(sum(s.units) AS BIGINT) AS units,
  CAST(sum(s.revenue) AS DECIMAL(18,2)) AS revenue,
  CAST(coalesce(sum(-s.units) FILTER (s.line_type <> 'sale' AND s.units < 0), 0) AS BIGINT)
    AS returns
FROM {sales} s
JOIN own o ON o.product_id = s.product_id
  AND s."date" >= o.valid_from AND s."date" < o.next_from
GROUP BY ALL
ORDER BY s."date", s.store_id, s.product_id
"""
_PRODUCTS = """
CREATE TABLE slice.own_products AS
WITH {own}
SELECT product_id, arg_max(name, valid_from) AS name, arg_max(category, valid_from) AS category
FROM own GROUP BY product_id ORDER BY product_id
"""
_STORES = """
CREATE TABLE slice.own_stores AS
SELECT store_id, name, city, region, kind FROM {stores}
WHERE store_id IN (SELECT store_id FROM slice.own_sales) ORDER BY store_id
"""
_AREAS = """
CREATE TABLE slice.own_areas AS
SELECT area_id, store_id, format_id, installed_from, selling_from, selling_to FROM {areas}
WHERE manufacturer_id = {manufacturer} ORDER BY area_id
"""


class SliceEngine(Closing):
    """Answers questions on one slice; a context manager, closed by `close` otherwise."""

    def __init__(self, path: Path) -> None:
        """Open the slice, locked; LedgerError where the file is damaged."""
        try:
            self._connection = duckdb.connect(str(path), config=LOCKED)
        except duckdb.Error as error:
            raise LedgerError(
                f"the slice {path} cannot be opened; remove it, it is made again"
            ) from error

    def run(self, query: Query) -> Columns:
        """Return the query's columns; LedgerError where they are not those that it states."""
        try:
            result = self._connection.execute(written_out(query)).to_arrow_table()
        except duckdb.Error as error:
            raise LedgerError(f"query {query.name} failed on a slice") from error
        return columns_of(query, result)

    def close(self) -> None:
        """Close the slice."""
        self._connection.close()


def open_slice(
    root: Path, version: int, manufacturer_id: str, files: Mapping[str, Sequence[Path]]
) -> SliceEngine:
    """Open a manufacturer's slice of a ledger version, made first where it is not there yet.

    root: the ledger's folder. files: the Parquet files of each table of the version. Two that make
    the same slice at once make it alike, and the later one replaces the earlier whole.
    """
    digest = hashlib.sha256(manufacturer_id.encode()).hexdigest()[:32]
    path = root / SLICES / str(version) / f"{digest}.duckdb"
    if not path.is_file():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path, manufacturer_id, files, root / "temporary")
        _forget_older(root / SLICES, version)
    return SliceEngine(path)


def _make(
    path: Path, manufacturer_id: str, files: Mapping[str, Sequence[Path]], temporary: Path
) -> None:
    words = {name: relation_in(files, name) for name in _TABLES}
    words["manufacturer"] = literal(manufacturer_id)
    words["own"] = _OWN.format(**words)
    made = path.with_name(f".{uuid.uuid4().hex}.duckdb")
    spill = temporary / uuid.uuid4().hex
    connection = connect(spill)
    try:
        connection.execute(f"ATTACH {literal(str(made))} AS slice")
        for statement in (_SALES, _PRODUCTS, _STORES, _AREAS):
            connection.execute(statement.format(**words))
        connection.execute("DETACH slice")
        made.chmod(0o600)
        made.replace(path)
    except duckdb.Error as error:
        raise LedgerError(f"a slice of {manufacturer_id} could not be made: {error}") from error
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
        made.unlink(missing_ok=True)


def _forget_older(folder: Path, version: int) -> None:
    """Remove the slices of versions long past; readers that have one open keep it."""
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())
    for number in numbers:
        if number <= version - KEPT_VERSIONS:
            shutil.rmtree(folder / str(number), ignore_errors=True)
