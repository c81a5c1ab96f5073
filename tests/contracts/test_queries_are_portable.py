"""Every question to the ledger runs on DuckDB and, spelled by sqlglot, on Spark."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from showfloor.domain.queries import Columns, ColumnType, Query
from showfloor.storage import IntakeFile, LedgerVersion, Workspace, create_workspace
from showfloor.storage.engine import DuckDbEngine
from showfloor.storage.ledger_slice import SliceEngine

ROOMS = ("standing", "plan", "verify", "measure", "learn", "offers")
TABLES = {
    "stores", "closures", "manufacturers", "products", "sales", "traffic", "displays", "areas",
    "online_sales", "prices", "price_log", "store_product_days", "store_manufacturer_days",
    "store_months", "store_days",
}  # fmt: skip
"""The design's tables, and the derived tables that queries may use."""
SLICE_TABLES = {"own_sales", "own_products", "own_stores", "own_areas"}
"""The tables of a manufacturer's slice: a question asks the ledger or a slice, never both."""
FUNCTIONS = {
    "COALESCE", "CONCAT", "COUNT", "DATE_DIFF", "DATE_TRUNC", "EXTRACT", "LEAD", "MAX", "MIN",
    "ROW_NUMBER", "STRPOS", "SUBSTRING", "SUM",
}  # fmt: skip
"""Functions that both engines have and that sqlglot spells right for Spark; each was run on Spark.

Left out although it transpiles: ISODOW, which sqlglot 30.3 turns into a Spark expression that gives
3 for a Monday. A new function is added here only after it gave the same answer on both engines.
"""
SYNTAX = {exp.And, exp.Or, exp.Case, exp.If, exp.Cast}
"""Expressions that sqlglot counts as functions too."""
NOT_PORTABLE = (
    exp.Comprehension, exp.Lambda, exp.List, exp.Array, exp.Struct, exp.Bracket, exp.Pivot,
    exp.Qualify, exp.DPipe, exp.RegexpLike, exp.ILike, exp.Glob, exp.Interval, exp.IntDiv, exp.Div,
)  # fmt: skip
"""Syntax that one engine lacks, or (division) reads in another way."""
PARTS = {"YEAR", "MONTH", "DAY"}
"""What EXTRACT may take of a date: `isoyear` fails on Spark."""
KINDS: dict[ColumnType, str] = {"text": "O", "int": "i", "float": "f", "date": "M", "bool": "b"}

STORES = "store_id,name,kind,operator,region\ns1,Eins,standard,o2,DE-NW\ns2,Zwei,flagship,o2,\n"
MANUFACTURERS = "manufacturer_id,name\nm1,Mone\n"
PRODUCTS = "product_id,valid_from,manufacturer_id,category,name\np1,2016-01-01,m1,phones,Phone\n"
SALES = "source,date,store_id,product_id,line_no,units,revenue\ntill,2017-03-06,s1,p1,1,2,9.90\n"
TRAFFIC = "date,store_id,baskets\n2017-03-06,s1,7\n"
DISPLAYS = "week,store_id,product_id,location,mailer\n2017-03-06,s1,p1,3,0\n"
CLOSURES = "store_id,from_date,to_date,reason,crew_access\ns2,2017-03-06,2017-03-13,fire,true\n"


def found_queries() -> list[Query]:
    """Every Query that a module of a room holds, by its name."""
    found: dict[str, Query] = {}
    for room in ROOMS:
        package = importlib.import_module(f"showfloor.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"showfloor.{room}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Query):
                    assert found.setdefault(value.name, value) is value, f"two are {value.name}"
    return list(found.values())


QUERIES = found_queries()
each = pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])


def parsed(query: Query) -> exp.Expression:
    return sqlglot.parse_one(query.sql, read="duckdb", error_level=ErrorLevel.RAISE)


def named_tables(query: Query) -> set[str]:
    tree = parsed(query)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - own


def asked_of(query: Query, engine: DuckDbEngine, part: SliceEngine) -> Columns:
    return part.run(query) if named_tables(query) <= SLICE_TABLES else engine.run(query)


def functions_of(tree: exp.Expression) -> Iterator[tuple[str, exp.Expression]]:
    """Yield each function's name as DuckDB spells it, and its node."""
    for node in tree.find_all(exp.Func):
        if type(node) not in SYNTAX:
            yield node.sql(dialect="duckdb").split("(")[0].upper(), node


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("portable")
    made = create_workspace(
        folder / "ledger", name="tiny", currency="EUR", vat="without", time_zone="Europe/Berlin"
    )
    tables = {
        "stores": STORES, "manufacturers": MANUFACTURERS, "products": PRODUCTS, "sales": SALES,
        "traffic": TRAFFIC, "displays": DISPLAYS, "closures": CLOSURES,
    }  # fmt: skip
    made.ledger.take([_written(folder / f"{name}.csv", text) for name, text in tables.items()])
    return made


def _written(path: Path, text: str) -> IntakeFile:
    path.write_text(text, encoding="utf-8")
    return IntakeFile(path, path.stem)


@pytest.fixture(scope="module")
def tiny(workspace: Workspace) -> Iterator[DuckDbEngine]:
    with workspace.ledger.engine() as engine:
        yield engine


@pytest.fixture(scope="module")
def tiny_slice(workspace: Workspace) -> Iterator[SliceEngine]:
    with workspace.ledger.slice_of("m1") as part:
        yield part


@pytest.fixture(scope="module")
def empty_slice(workspace: Workspace) -> Iterator[SliceEngine]:
    """A slice of somebody of whom the ledger knows nothing."""
    with workspace.ledger.slice_of("nobody") as part:
        yield part


@pytest.fixture(scope="module")
def empty(workspace: Workspace) -> Iterator[DuckDbEngine]:
    """An engine on a version in which no table has a row."""
    nothing = LedgerVersion(0, datetime(2021, 1, 1, tzinfo=UTC), "", {}, {}, ())
    with workspace.ledger.engine(nothing) as engine:
        yield engine


def assert_as_stated(query: Query, found: Columns) -> None:
    assert list(found) == list(query.columns)
    kinds = {name: values.dtype.kind for name, values in found.items()}
    assert kinds == {name: KINDS[kind] for name, kind in query.columns.items()}
    assert len({len(values) for values in found.values()}) == 1


def test_the_three_rooms_that_read_the_ledger_ask_questions() -> None:
    rooms = [query.name.split(".")[0] for query in QUERIES]
    assert set(rooms) >= {"standing", "measure", "learn"}
    assert rooms.count("standing") >= 2


@each
def test_a_question_can_be_put_to_spark(query: Query) -> None:
    spelled = parsed(query).sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)
    sqlglot.parse_one(spelled, read="spark", error_level=ErrorLevel.RAISE)


@each
def test_a_question_uses_only_functions_that_both_engines_know(query: Query) -> None:
    for name, node in functions_of(parsed(query)):
        assert name in FUNCTIONS, f"{name} in {node.sql(dialect='duckdb')}"


@each
def test_a_question_uses_no_syntax_of_one_engine_only(query: Query) -> None:
    tree = parsed(query)
    assert not [node.sql(dialect="duckdb") for node in tree.find_all(*NOT_PORTABLE)]
    assert {str(node.this).upper() for node in tree.find_all(exp.Extract)} <= PARTS


@each
def test_a_question_names_only_the_ledgers_tables(query: Query) -> None:
    named = named_tables(query)
    assert named
    assert named <= TABLES or named <= SLICE_TABLES


@each
def test_a_question_is_answered_in_a_fixed_order_unless_it_has_one_row(query: Query) -> None:
    tree = parsed(query)
    ordered = tree.args.get("order") is not None
    aggregates = all(column.find(exp.AggFunc) for column in tree.selects)
    assert ordered or (aggregates and tree.args.get("group") is None)


@each
def test_an_answer_has_the_stated_columns_and_types(
    query: Query, tiny: DuckDbEngine, tiny_slice: SliceEngine
) -> None:
    assert_as_stated(query, asked_of(query, tiny, tiny_slice))


@each
def test_an_answer_without_rows_has_them_too(
    query: Query, empty: DuckDbEngine, empty_slice: SliceEngine
) -> None:
    assert_as_stated(query, asked_of(query, empty, empty_slice))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT EXTRACT(isoyear FROM date) AS y FROM sales",
        "SELECT [x + 1 FOR x IN [1, 2]] AS y FROM sales",
        "SELECT units // 2 AS y FROM sales",
        "SELECT store_id FROM sales QUALIFY ROW_NUMBER() OVER (ORDER BY date) = 1",
    ],
)
def test_these_checks_find_what_is_not_portable(sql: str) -> None:
    query = Query("made.up", sql, {"y": "int"})
    with pytest.raises(AssertionError):
        test_a_question_uses_no_syntax_of_one_engine_only(query)


def test_these_checks_find_a_function_that_one_engine_lacks() -> None:
    query = Query("made.up", "SELECT LIST_SORT(LIST(units)) AS y FROM sales", {"y": "int"})
    with pytest.raises(AssertionError):
        test_a_question_uses_only_functions_that_both_engines_know(query)
