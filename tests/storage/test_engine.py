"""Promises of the engine: exactly the columns that a query states, on exactly one version."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, Workspace
from showfloor.storage.engine import written_out
from showfloor.storage.tables import LEDGER_TABLES

KINDS = {"text": "text", "int": "int", "money": "float", "float": "float", "date": "date"}


def test_columns_come_in_the_stated_types_with_missing_values_as_agreed(
    stocked: Workspace,
) -> None:
    query = Query(
        "types",
        "SELECT * FROM (VALUES "
        "('a', 1, 1.5, CAST('2020-01-02' AS DATE), true, CAST(2.25 AS DECIMAL(18, 2))), "
        "(NULL, 2, NULL, NULL, false, NULL)) AS t (t, i, f, d, b, m)",
        {"t": "text", "i": "int", "f": "float", "d": "date", "b": "bool", "m": "float"},
    )
    with stocked.ledger.engine() as engine:
        found = engine.run(query)
    assert list(found) == ["t", "i", "f", "d", "b", "m"]
    assert [str(found[name].dtype) for name in found] == [
        "object", "int64", "float64", "datetime64[D]", "bool", "float64",
    ]  # fmt: skip
    assert found["t"].tolist() == ["a", None]
    assert np.isnan(found["f"][1])
    assert np.isnan(found["m"][1])
    assert np.isnat(found["d"][1])
    assert found["m"][0] == 2.25


def test_sums_of_whole_numbers_and_of_money_fit_int_and_float(
    stocked: Workspace, take: Callable[..., ImportReport]
) -> None:
    take(
        sales="source,date,store_id,product_id,line_no,units,revenue\n"
        "pos,2020-01-02,s1,p1,1,2,0.10\npos,2020-01-02,s1,p1,2,3,0.20\n"
    )
    query = Query(
        "sums",
        "SELECT coalesce(sum(units), 0) AS units, sum(revenue) AS revenue, count(*) AS n "
        "FROM sales "
        "WHERE date >= :from_date AND store_id = :store AND product_id <> ':from_date'",
        {"units": "int", "revenue": "float", "n": "int"},
        {"from_date": date(2020, 1, 2), "store": "s1"},
    )
    with stocked.ledger.engine() as engine:
        found = engine.run(query)
        later = engine.run(query.with_parameters(from_date=date(2020, 1, 3), store="s2"))["n"]
    assert (found["units"].tolist(), found["revenue"].tolist()) == ([5], [0.3])
    assert later.tolist() == [0]


@pytest.mark.parametrize(
    ("sql", "columns", "says"),
    [
        ("SELECT 1 AS a", {"b": "int"}, "states the columns b but gives a"),
        (
            "SELECT 1 AS a, 2 AS b",
            {"b": "int", "a": "int"},
            "states the columns b, a but gives a, b",
        ),
        ("SELECT 1.5 AS a", {"a": "int"}, "column a is decimal128.* not int"),
        ("SELECT 1 AS a", {"a": "text"}, "column a is int32, not text"),
        ("SELECT 1 AS a", {"a": "float"}, "column a is int32, not float"),
        ("SELECT '2020-01-01' AS a", {"a": "date"}, "not date"),
        ("SELECT CAST(NULL AS BIGINT) AS a", {"a": "int"}, "misses 1 values"),
        ("SELECT nothing FROM stores", {"a": "int"}, "query asked failed"),
    ],
)
def test_a_result_that_is_not_as_stated_is_refused(
    stocked: Workspace, sql: str, columns: dict[str, str], says: str
) -> None:
    with stocked.ledger.engine() as engine, pytest.raises(LedgerError, match=says):
        engine.run(Query("asked", sql, columns))


def test_every_table_can_be_asked_before_it_has_rows(stocked: Workspace) -> None:
    with stocked.ledger.engine() as engine:
        for table in LEDGER_TABLES.values():
            columns = {column.name: KINDS.get(column.kind, "bool") for column in table.columns}
            names = ", ".join(f'"{name}"' for name in columns)
            found = engine.run(
                Query("all", f"SELECT {names} FROM {table.name} WHERE :nothing", columns,
                      {"nothing": False})
            )  # fmt: skip
            assert all(len(values) == 0 for values in found.values())


def test_parameters_are_found_outside_texts_and_comments_only() -> None:
    query = Query(
        "q",
        "SELECT ':a' AS x, CAST(:a AS DATE) AS y, z::INT, l[1:b] -- :a\nFROM t WHERE k = :b",
        {},
        {"a": "2020-01-01", "b": 1},
    )
    # l[1:b] cannot be told from a parameter, which is why portable queries do not slice.
    assert written_out(query) == (
        "SELECT ':a' AS x, CAST('2020-01-01' AS DATE) AS y, z::INT, l[1(1)] -- :a\n"
        "FROM t WHERE k = (1)"
    )


def test_parameters_of_every_type_arrive_as_they_are(stocked: Workspace) -> None:
    odd = "it's \\n \"two\" :whole $1 {x} ü -- 100%\n';"
    query = Query(
        "parameters",
        "SELECT :text AS t, CAST(:whole AS BIGINT) AS i, 1 -:least AS n, :real AS f, :day AS d, "
        ":yes AS b, :many AS m",
        {"t": "text", "i": "int", "n": "int", "f": "float", "d": "date", "b": "bool", "m": "float"},
        {
            "text": odd, "whole": 1 << 40, "least": -5, "real": 0.1, "day": date(1, 1, 1),
            "yes": True, "many": 1e-300,
        },
    )  # fmt: skip
    with stocked.ledger.engine() as engine:
        found = {name: values.tolist() for name, values in engine.run(query).items()}
    assert found == {
        "t": [odd], "i": [1 << 40], "n": [6], "f": [0.1], "d": [date(1, 1, 1)], "b": [True],
        "m": [1e-300],
    }  # fmt: skip


def test_a_parameter_that_the_query_never_uses_is_refused(stocked: Workspace) -> None:
    query = Query("q", "SELECT 1 AS a", {"a": "int"}, {"from_date": date(2020, 1, 1)})
    with (
        stocked.ledger.engine() as engine,
        pytest.raises(LedgerError, match="never uses its parameter from_date"),
    ):
        engine.run(query)


def test_an_engine_leaves_no_files_behind(stocked: Workspace) -> None:
    with stocked.ledger.engine():
        pass
    assert list((stocked.root / "ledger" / "temporary").iterdir()) == []
    assert not (stocked.root / "ledger" / "staging").exists()


def test_a_table_is_exported_sorted_by_its_key_with_the_same_bytes(
    stocked: Workspace, take: Callable[..., ImportReport], tmp_path: Path
) -> None:
    take(
        stores='store_id,name,kind,operator,area_space_m2,ready_on\n'
        's0,"Null, ""Komma""",live,o2,30.5,2021-03-01\ns2,Zwei,flagship,o2,,\n'
    )  # fmt: skip
    for name in ("a.csv", "b.csv"):
        stocked.ledger.export_csv("stores", tmp_path / name)
    rest = ",,,,,"
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == (
        "store_id,name,kind,operator,operator_status,city,region,postcode,latitude,longitude,"
        "area_space_m2,capex_factor,ready_on,opened_on,closed_on,gln,staff\n"
        f's0,"Null, ""Komma""",live,o2,{rest},30.5,,2021-03-01,,,,\n'
        f"s1,Eins,standard,o2,{rest},,,,,,,\n"
        f"s2,Zwei,flagship,o2,{rest},,,,,,,\n"
    )
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_an_empty_table_exports_its_header(stocked: Workspace, tmp_path: Path) -> None:
    stocked.ledger.export_csv("closures", tmp_path / "closures.csv")
    text = (tmp_path / "closures.csv").read_text(encoding="utf-8")
    assert text == "store_id,from_date,to_date,reason,crew_access\n"


def test_exporting_an_unknown_table_names_the_nearest(stocked: Workspace, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no table 'store'; did you mean 'stores'"):
        stocked.ledger.export_csv("store", tmp_path / "x.csv")


def test_an_exported_table_imports_as_unchanged(stocked: Workspace, tmp_path: Path) -> None:
    from showfloor.storage import IntakeFile

    stocked.ledger.export_csv("products", tmp_path / "products.csv")
    report = stocked.ledger.take([IntakeFile(tmp_path / "products.csv")])
    assert (report.published, report.files[0].unchanged) == (False, 2)


def test_a_program_without_a_file_gets_no_progress_drawn_between_its_answers(
    tmp_path: Path,
) -> None:
    # DuckDB takes such a program for a person at a prompt.
    asking = (
        "import sys; from pathlib import Path; from showfloor.storage.engine import connect; "
        "shown = connect(Path(sys.argv[1])).execute("
        "\"SELECT current_setting('enable_progress_bar')\").fetchone(); print(shown[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asking, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
