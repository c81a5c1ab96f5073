"""Shared pieces of the Spark tests: generated sales in one ledger, and both engines.

Run them with `make test-spark`, on two million lines of a thousand stores with
`make test-spark-full`. SHOWFLOOR_SPARK_MASTER names another cluster than the one of separate
processes on this machine (an executor of two cores; two of one each for all lines),
SHOWFLOOR_SPARK_LINES how many lines a thousand stores have.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from showfloor.simulate.benchmark_sales import BenchmarkSales
from showfloor.simulate.benchmark_sales_types import BenchmarkSize
from showfloor.storage import IntakeFile, LedgerEngine, Workspace, create_workspace
from showfloor.storage.engines import EngineChoice
from showfloor.storage.ledger import Ledger

LINES = os.environ.get("SHOWFLOOR_SPARK_LINES")
MASTER = os.environ.get(
    "SHOWFLOOR_SPARK_MASTER", "local-cluster[2,1,1024]" if LINES else "local-cluster[1,2,1024]"
)
SAMPLE = BenchmarkSize(200_000, stores=100, products=400)
"""Questions cost by stores, products and days as much as by lines: a sample has fewer of them."""
SIZE = BenchmarkSize(int(LINES)) if LINES else SAMPLE
os.environ.setdefault("SPARK_CONF_DIR", str(Path(__file__).parent / "conf"))

# What the generator leaves out: products that change hands, have no category, no margin or no
# version at all, an online shop, stores without a region, and the tables that it does not make.
CHANGES = {
    "stores": """
        SELECT * EXCLUDE (n) REPLACE (
          CASE WHEN n % 97 = 0 THEN 'online' ELSE kind END AS kind,
          CASE WHEN n % 61 = 0 THEN NULL ELSE region END AS region)
        FROM (SELECT *, row_number() OVER (ORDER BY store_id) AS n FROM '{stores}')""",
    "products": """
        WITH numbered AS (
          SELECT *, row_number() OVER (ORDER BY product_id) AS n FROM '{products}'),
        kept AS (SELECT * FROM numbered WHERE n % 211 <> 0),
        changed AS (
          SELECT * REPLACE (
            DATE '2021-07-01' AS valid_from,
            (SELECT max(manufacturer_id) FROM kept) AS manufacturer_id,
            CASE WHEN n % 2 = 0 THEN category END AS category)
          FROM kept WHERE n % 40 = 0)
        SELECT * EXCLUDE (n),
          CASE WHEN n % 13 <> 0 THEN CAST(list_price / 5 AS DECIMAL(18, 2)) END AS unit_margin
        FROM (SELECT * FROM kept UNION ALL SELECT * FROM changed)""",
    "displays": """
        SELECT DATE '2021-01-04' + CAST(7 * w AS INTEGER) AS week, store_id, product_id,
          CAST(hash(store_id, product_id, w) % 4 AS VARCHAR) AS location,
          CASE WHEN hash(product_id, w) % 3 = 0 THEN 'A' ELSE '0' END AS mailer
        FROM '{stores}', '{products}', range(52) AS weeks(w)
        WHERE hash(store_id, product_id) % 997 = 0""",
    "areas": """
        SELECT 'area-' || store_id AS area_id, store_id, 'm03' AS manufacturer_id,
          'wall' AS format_id,
          CASE WHEN n % 2 = 0 THEN d - 30 END AS announced_on,
          CASE WHEN n % 3 = 0 THEN d - 10 END AS clearance_from,
          d AS installed_from, d + 14 AS selling_from,
          CASE WHEN n % 5 = 0 THEN d + 300 END AS selling_to
        FROM (
          SELECT store_id, n, DATE '2020-09-07' + CAST(7 * (n % 50) AS INTEGER) AS d
          FROM (SELECT store_id, row_number() OVER (ORDER BY store_id) AS n FROM '{stores}')
          WHERE n % 4 = 0)""",
    "online_sales": """
        SELECT DATE '2021-01-04' + CAST(7 * w AS INTEGER) AS week,
          CAST(a AS VARCHAR) AS postcode_area, product_id,
          1 + CAST(hash(product_id, w, a) % 5 AS BIGINT) AS units,
          CAST((hash(w, product_id, a) % 100000) / 100.0 AS DECIMAL(18, 2)) AS revenue
        FROM '{products}', range(52) AS weeks(w), range(10, 99) AS areas(a)
        WHERE hash(product_id, w, a) % 97 = 0""",
    "prices": """
        SELECT product_id, 'store' AS channel, DATE '2020-01-01' AS valid_from,
          CAST(9.99 AS DECIMAL(18, 2)) AS gross_price, 0.19 AS vat_rate
        FROM '{products}'""",
}  # fmt: skip


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of the generated sales, in a folder whose name is hard for engines."""
    folder = tmp_path_factory.mktemp("spark") / "Müller & Söhne {1,2} 100%"
    sales = BenchmarkSales(SIZE, seed=1).write_parquet(folder / "files")
    tables = dict(sales.tables)
    with duckdb.connect() as connection:
        for table, select in CHANGES.items():
            path = folder / f"{table}.parquet"
            written = select.format(**{name: quoted(each) for name, each in sales.tables.items()})
            connection.execute(f"COPY ({written}) TO '{quoted(path)}' (FORMAT parquet)")
            tables[table] = path
    made = create_workspace(
        folder / "workspace", name="Müller", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    stated = [IntakeFile(path, table) for table, path in tables.items()]
    report = made.ledger.take([*stated, *(IntakeFile(path, "sales") for path in sales.sales)])
    assert sum(file.quarantined for file in report.files) == 0
    assert report.published
    return made


def quoted(path: Path) -> str:
    """A path inside a text of SQL."""
    return str(path).replace("'", "''")


@pytest.fixture(scope="session")
def on_duckdb(workspace: Workspace) -> Iterator[LedgerEngine]:
    with workspace.ledger.engine() as engine:
        yield engine


@pytest.fixture(scope="session")
def master() -> str:
    return MASTER


@pytest.fixture(scope="session")
def on_spark(workspace: Workspace) -> Iterator[LedgerEngine]:
    ledger = Ledger(workspace.root / "ledger", engine=EngineChoice("spark", MASTER))
    with ledger.engine() as engine:
        yield engine
