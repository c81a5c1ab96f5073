"""Promises of the Spark engine that only Spark can keep: parameters, missing values, versions."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import LedgerEngine, LedgerVersion, Workspace, open_workspace
from showfloor.storage.engines import EngineChoice
from showfloor.storage.ledger import Ledger
from showfloor.storage.spark_engine import SparkEngine
from showfloor.storage.spark_engine_session import PARTS, PARTS_ON_THIS_MACHINE
from showfloor.workflows.standing import StandingAsked, run_standing


def test_parameters_of_every_type_arrive_as_they_are(on_spark: LedgerEngine) -> None:
    odd = 'it\'s \\n "two" :days $1 {x} ü 100%'
    query = Query(
        "parameters",
        "SELECT CAST(:text AS VARCHAR) AS t, CAST(:whole AS BIGINT) AS i, "
        "CAST(:real AS DOUBLE) AS f, CAST(:day AS DATE) AS d, :yes AS b, ':text' AS untouched",
        {"t": "text", "i": "int", "f": "float", "d": "date", "b": "bool", "untouched": "text"},
        {"text": odd, "whole": 1 << 40, "real": 0.1, "day": date(1, 1, 1), "yes": True},
    )
    found = {name: values.tolist() for name, values in on_spark.run(query).items()}
    assert found == {
        "t": [odd], "i": [1 << 40], "f": [0.1], "d": [date(1, 1, 1)], "b": [True],
        "untouched": [":text"],
    }  # fmt: skip


def test_missing_values_come_last_and_as_agreed(on_spark: LedgerEngine) -> None:
    query = Query(
        "missing",
        "SELECT * FROM (VALUES (1, 'b', 1.5, CAST('2020-01-02' AS DATE)), (2, NULL, NULL, NULL), "
        "(3, 'Ä', 2.5, NULL), (4, 'a', NULL, NULL)) AS v (i, t, f, d) ORDER BY t, i",
        {"i": "int", "t": "text", "f": "float", "d": "date"},
    )
    found = on_spark.run(query)
    assert found["t"].tolist() == ["a", "b", "Ä", None]
    assert found["i"].tolist() == [4, 1, 3, 2]
    assert np.isnan(found["f"]).tolist() == [True, False, False, True]
    assert np.isnat(found["d"]).tolist() == [True, False, True, True]


def test_money_is_summed_to_the_cent(on_spark: LedgerEngine, on_duckdb: LedgerEngine) -> None:
    query = Query(
        "cents",
        "SELECT CAST(SUM(revenue) AS VARCHAR) AS revenue, CAST(SUM(units) AS VARCHAR) AS units, "
        "CAST(MIN(revenue) AS VARCHAR) AS least FROM sales",
        {"revenue": "text", "units": "text", "least": "text"},
    )
    ours, theirs = on_duckdb.run(query), on_spark.run(query)
    assert {k: v.tolist() for k, v in ours.items()} == {k: v.tolist() for k, v in theirs.items()}


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT nothing AS a FROM stores", "query asked failed on Spark: .*nothing"),
        ("SELECT CAST('x' AS BIGINT) AS a FROM stores", "query asked failed on Spark: .*CAST"),
        ("SELECT 'x' AS a", "column a is string, not int"),
        ("SELECT CAST(NULL AS BIGINT) AS a", "misses 1 values"),
        ("SELECT 1 AS b", "states the columns a but gives b"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_message(
    on_spark: LedgerEngine, sql: str, says: str
) -> None:
    with pytest.raises(LedgerError, match=says) as caught:
        on_spark.run(Query("asked", sql, {"a": "int"}))
    assert "\n" not in str(caught.value)


def test_a_version_older_than_a_derived_table_answers_it_from_its_sources(
    workspace: Workspace, on_spark: LedgerEngine, master: str
) -> None:
    version = workspace.ledger.latest()
    derived = {"store_months", "store_days", "store_manufacturer_days", "store_product_days"}
    kept = {name: held for name, held in version.tables.items() if name not in derived}
    older = LedgerVersion(**{**_fields(version), "tables": kept})
    ledger = Ledger(workspace.root / "ledger", engine=EngineChoice("spark", master))
    for table in sorted(derived):
        query = Query(
            table, f"SELECT COUNT(*) AS n, SUM(units) AS u FROM {table}", {"n": "int", "u": "int"}
        )
        with ledger.engine(older) as engine:
            asked = engine.run(query)
        assert {k: v.tolist() for k, v in asked.items()} == {
            k: v.tolist() for k, v in on_spark.run(query).items()
        }


def test_a_table_without_rows_answers_with_its_columns(
    tmp_path: Path, on_spark: LedgerEngine, master: str
) -> None:
    with SparkEngine({}, tmp_path, master) as engine:
        found = engine.run(
            Query("none", "SELECT store_id, opened_on FROM stores ORDER BY store_id",
                  {"store_id": "text", "opened_on": "date"})
        )  # fmt: skip
    assert {name: str(values.dtype) for name, values in found.items()} == {
        "store_id": "object", "opened_on": "datetime64[D]",
    }  # fmt: skip


def test_parts_of_a_shuffle_are_those_that_sparks_own_file_states(on_spark: LedgerEngine) -> None:
    stated = Path(os.environ["SPARK_CONF_DIR"], "spark-defaults.conf").read_text(encoding="utf-8")
    (parts,) = (line.split()[1] for line in stated.splitlines() if line.startswith(PARTS))
    assert isinstance(on_spark, SparkEngine)
    assert on_spark._session.conf.get(PARTS) == parts != PARTS_ON_THIS_MACHINE


def test_another_cluster_in_the_same_process_is_refused(
    tmp_path: Path, on_spark: LedgerEngine
) -> None:
    with pytest.raises(LedgerError, match="already uses Spark on"):
        SparkEngine({}, tmp_path, "local[3]")


def test_standing_is_the_same_with_the_engine_set_to_spark(
    workspace: Workspace, on_spark: LedgerEngine, master: str
) -> None:
    path = workspace.root / "showfloor.toml"
    text = path.read_text(encoding="utf-8")
    found = []
    for line in ("", f'engine = "spark"\nspark_master = "{master}"\n'):
        path.write_text(line + text, encoding="utf-8")
        opened = open_workspace(workspace.root)
        assert opened.config.engine == ("spark" if line else "duckdb")
        found.append(repr(run_standing(opened, StandingAsked()).result))
    path.write_text(text, encoding="utf-8")
    assert "m03" in found[0]
    assert found[0] == found[1]


def _fields(version: LedgerVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in LedgerVersion.__dataclass_fields__}
