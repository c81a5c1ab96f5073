"""A generated ledger of weekly sales for the benchmark of measuring from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

from showfloor.storage import IntakeFile, Workspace, create_workspace

FIRST_WEEK = date(2017, 1, 2)
MANUFACTURER = "m1"
COHORTS, NEVER = 12, 0.4


def generated_ledger(folder: Path, stores: int, weeks: int) -> Workspace:
    """Make a workspace with one row of sales a store and week, imported as any other files.

    40 % of the stores have no area; in the others one of 12 dates brings 1.00 a week and a cent
    more each week. Levels, weeks and noise come from DuckDB's hash of store and week.
    """
    files = folder / "files"
    files.mkdir(parents=True)
    waves = [int(weeks * (0.15 + 0.7 * k / (COHORTS - 1))) for k in range(COHORTS)]
    listed = ", ".join(str(wave) for wave in waves)
    first = f"DATE '{FIRST_WEEK}'"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE s AS SELECT i, printf('s%06d', i) AS store_id, "
            f"CASE WHEN hash(i) % 1000 < {round(1000 * NEVER)} THEN NULL "
            f"ELSE list_extract([{listed}], 1 + CAST(hash(i, 7) % {COHORTS} AS INTEGER)) END AS g "
            f"FROM range({stores}) AS r(i)"
        )
        _write(
            connection,
            files / "stores.parquet",
            "SELECT store_id, store_id AS name, 'standard' AS kind, 'o' AS operator FROM s",
        )
        _write(
            connection,
            files / "areas.parquet",
            f"SELECT 'a' || store_id AS area_id, store_id, '{MANUFACTURER}' AS manufacturer_id, "
            f"'f' AS format_id, CAST({first} + CAST(7 * g AS INTEGER) AS DATE) AS installed_from, "
            f"CAST({first} + CAST(7 * g AS INTEGER) AS DATE) AS selling_from "
            "FROM s WHERE g IS NOT NULL",
        )
        noise = " + ".join(f"(hash(i, w, {k}) % 1000000) / 1e6" for k in range(12))
        day = "7 * w + CASE WHEN w = 0 THEN 0 ELSE 5 END"  # from a Monday to a Saturday: full weeks
        gain = "CASE WHEN w >= g THEN 1.0 + 0.01 * (w - g) ELSE 0.0 END"
        _write(
            connection,
            files / "sales.parquet",
            f"SELECT 'till' AS source, CAST({first} + CAST({day} AS INTEGER) AS DATE) AS date, "
            f"store_id, 'p1' AS product_id, 1 AS line_no, 3 AS units, CAST(round(20.0 + "
            f"3.0 * (hash(i, 99) % 1000000) / 1e6 + sin(w / 8.0) + ({noise} - 6.0) + {gain}, 2) "
            f"AS DECIMAL(18, 2)) AS revenue FROM s, range({weeks}) AS t(w)",
        )
    _lines(files / "manufacturers.csv", "manufacturer_id,name", f"{MANUFACTURER},One")
    _lines(
        files / "products.csv",
        "product_id,valid_from,manufacturer_id,category,name,unit_margin",
        f"p1,{FIRST_WEEK - timedelta(days=7)},{MANUFACTURER},phones,P,2.00",
    )
    workspace = create_workspace(
        folder / "workspace", name="bench", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    names = ("stores.parquet", "manufacturers.csv", "products.csv", "areas.parquet")
    taken = [IntakeFile(files / name) for name in (*names, "sales.parquet")]
    workspace.ledger.take(taken)
    return workspace


def _write(connection: duckdb.DuckDBPyConnection, path: Path, select: str) -> None:
    connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def _lines(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
