"""Every question to the ledger has one answer, on DuckDB and on Spark in separate processes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pytest

import showfloor
from showfloor.domain.queries import Columns, ParameterValue, Query
from showfloor.offers.repricing_queries import sold_alike, sold_in_all
from showfloor.storage import LedgerEngine
from showfloor.storage.spark_engine import SparkEngine

VALUES: Mapping[str, ParameterValue] = {
    "from_date": date(2021, 3, 10),
    "to_date": date(2022, 3, 10),
    "day": date(2022, 3, 10),
    "since": date(2021, 3, 10),
    "until": date(2021, 5, 10),
    "whole_from": date(2021, 4, 1),
    "whole_to": date(2022, 3, 1),
    "previous_from": date(2020, 3, 11),
    "previous_to": date(2021, 3, 11),
    "previous_whole_from": date(2020, 4, 1),
    "previous_whole_to": date(2021, 3, 1),
    "first_week": date(2021, 1, 4),
    "to_week": date(2022, 1, 3),
    "days": 365,
    "first_weekday": 2,
    "trading_days": "012345",
    "holidays": "|DE-BY 5||DE-BY 24||DE-NW 90||DE-NW -100|",
    "partners": "00300|DE-BY 5|99999|DE-NW 90|",
    "unpaired": "|DE-BY -359||DE-NW -274|",
    "manufacturer_id": "m03",
    "store_id": "berlin-001",
    "record_weeks": 1,
    "least_lines": 1,
    "least_share": 0.0,
    "greatest_share": 1.0,
    "offered": "|p00003|p00062|p00072|",
    "excluded_manufacturers": "|m09|",
    "excluded_categories": "|Hüllen|",
}
"""What parameters of a name are set to; a parameter that is a date must be among them."""
OF_ONE_QUERY: Mapping[str, Mapping[str, ParameterValue]] = {}
"""By the query's name, where a name means something else in it."""

MADE: Mapping[str, Query] = {
    query.name: query
    for query in (
        sold_alike(
            {"berlin-001": 0, "berlin-002": 1},
            {date(2021, 3, 10) + timedelta(days=day): day % 2 for day in range(60)},
            {f"p{number:05}": number % 3 for number in range(400)},
        ),
        sold_in_all([f"p{number:05}" for number in range(0, 400, 2)]),
    )
}
"""By the query's name, one that is made of what the generated sales hold."""


def found_queries() -> dict[str, Query]:
    """Every Query that any module of Showfloor holds, by its name.

    The portal may hold none on sales, and what it needs is not installed beside Spark. Questions to
    a manufacturer's slice are left out: a slice is a file of DuckDB's, which Spark never reads.
    """
    found: dict[str, Query] = {}
    for module in pkgutil.walk_packages(showfloor.__path__, "showfloor."):
        if not module.name.endswith("__main__") and ".portal" not in module.name:
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Query) and "FROM own_" not in value.sql:
                    assert found.setdefault(value.name, value) is value, f"two are {value.name}"
    return dict(sorted(found.items()))


QUERIES = found_queries()


def asked(query: Query) -> Query:
    """The query with values that have an answer in the generated sales."""
    query = MADE.get(query.name, query)
    values = {**VALUES, **OF_ONE_QUERY.get(query.name, {})}
    unknown = [
        name
        for name, value in query.parameters.items()
        if isinstance(value, date) and name not in values
    ]
    assert not unknown, f"say in VALUES which day {', '.join(unknown)} of {query.name} shall be"
    return query.with_parameters(**{k: v for k, v in values.items() if k in query.parameters})


def assert_equal(query: Query, ours: Columns, theirs: Columns) -> None:
    assert list(ours) == list(theirs) == list(query.columns)
    for name, kind in query.columns.items():
        mine, other = ours[name], theirs[name]
        assert (mine.dtype, mine.shape) == (other.dtype, other.shape), name
        if kind == "float":
            np.testing.assert_allclose(other, mine, rtol=1e-9, atol=0.0, equal_nan=True)
        elif kind == "date":
            assert np.array_equal(mine, other, equal_nan=True), name
        else:
            assert np.array_equal(mine, other), name


def test_the_rooms_that_read_the_ledger_are_all_asked() -> None:
    assert {name.split(".")[0] for name in QUERIES} >= {"standing", "measure", "learn"}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_an_answer_is_the_same_row_by_row(
    query: Query, on_duckdb: LedgerEngine, on_spark: LedgerEngine
) -> None:
    question = asked(query)
    expected = on_duckdb.run(question)
    assert len(next(iter(expected.values()))), "an empty answer compares nothing: mend VALUES"
    assert_equal(question, expected, on_spark.run(question))


def test_spark_answers_from_a_process_of_its_own(on_spark: LedgerEngine) -> None:
    assert isinstance(on_spark, SparkEngine)
    context = on_spark._session.sparkContext
    members = context._jsc.sc().getExecutorMemoryStatus()
    assert members.size() >= 1 + 1, "the driver and an executor, each a process"
