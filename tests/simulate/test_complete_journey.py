"""The example against the package's own files, read by DuckDB, and against the issue's figures."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from showfloor.simulate import FORMAT_OF_LOCATION
from showfloor.simulate.complete_journey import (
    complete_journey_file,
    local_days,
    running_number,
)
from showfloor.simulate.complete_journey_programme import FORMATS
from showfloor.storage.programme_file import read_programme


@pytest.fixture(scope="module")
def ask(complete_journey):
    """Answer one row of SQL over the example's tables and, as source_*, the package's files."""
    engine = duckdb.connect()
    engine.execute("SET threads = 2")
    for table, path in complete_journey.files.items():
        engine.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
    for name in ("transactions", "products", "promotions"):
        path = complete_journey_file(name)
        engine.execute(f"CREATE VIEW source_{name} AS SELECT * FROM '{path}'")
    yield lambda sql: engine.execute(sql).fetchone()
    engine.close()


def test_every_sales_line_is_there_with_the_total_of_the_source(ask, complete_journey):
    lines, total, stores, zero = ask(
        "SELECT count(*), sum(revenue), count(DISTINCT store_id), count(*) FILTER (units = 0) "
        "FROM sales"
    )
    assert (lines, float(total), stores, zero) == (1_469_307, 4_596_039.58, 457, 8_869)
    assert complete_journey.expected["revenue_total"] == float(total)
    assert complete_journey.expected["zero_unit_lines"] == zero


def test_sales_carry_over_store_by_store_and_product_by_product(ask):
    differing = ask(
        "SELECT count(*) FROM (SELECT store_id, product_id, sum(units) AS units, "
        "sum(revenue) AS revenue, sum(discount) AS discount FROM sales GROUP BY ALL) AS ours "
        "FULL JOIN (SELECT store_id::VARCHAR AS store_id, product_id::VARCHAR AS product_id, "
        "sum(quantity) AS units, sum(sales_value) AS revenue, "
        "sum(retail_disc + coupon_disc + coupon_match_disc) AS discount "
        "FROM source_transactions GROUP BY ALL) AS theirs USING (store_id, product_id) "
        "WHERE ours.units IS DISTINCT FROM theirs.units "
        "OR NOT abs(ours.revenue - theirs.revenue) < 0.001 "
        "OR NOT abs(ours.discount - theirs.discount) < 0.001"
    )
    assert differing == (0,)


def test_lines_of_unknown_products_are_kept(ask):
    found = ask(
        "SELECT count(*), sum(revenue), count(DISTINCT product_id) FROM sales "
        "WHERE product_id NOT IN (SELECT product_id FROM products)"
    )
    assert (found[0], float(found[1]), found[2]) == (4_836, 172.57, 17)


def test_local_dates_agree_with_the_source_weeks_on_every_line(ask):
    # Lines by our date's week and by the source's week number, store by store: no cell differs.
    differing = ask(
        "SELECT count(*) FROM (SELECT store_id, date_diff('day', DATE '2016-12-26', date) // 7 + 1 "
        "AS week, count(*) AS n, sum(units) AS u FROM sales GROUP BY ALL) AS ours "
        "FULL JOIN (SELECT store_id::VARCHAR AS store_id, week, count(*) AS n, "
        "sum(quantity) AS u FROM source_transactions GROUP BY ALL) AS theirs "
        "USING (store_id, week) WHERE ours.n IS DISTINCT FROM theirs.n "
        "OR ours.u IS DISTINCT FROM theirs.u"
    )
    assert differing == (0,)


def test_read_naively_34729_lines_fall_into_the_wrong_week(ask):
    assert ask(
        "SELECT count(*) FROM source_transactions WHERE week <> "
        "date_diff('day', DATE '2016-12-26', transaction_timestamp::DATE) // 7 + 1"
    ) == (34_729,)


def test_the_first_week_is_a_single_day(ask):
    assert ask("SELECT min(date), max(date) FROM sales WHERE date < '2017-01-02'") == (
        date(2017, 1, 1),
        date(2017, 1, 1),
    )
    assert ask("SELECT max(date) FROM sales") == (date(2017, 12, 31),)


def test_lines_that_repeat_a_day_store_and_product_are_numbered_from_one(ask):
    rows, keys, ones = ask(
        "SELECT count(*), count(DISTINCT (date, store_id, product_id, line_no)), "
        "count(*) FILTER (line_no = 1) FROM sales"
    )
    assert rows == keys
    # 27,863 lines repeat another's local day; by UTC day it is the issue's 28,094.
    assert rows - ones == 27_863
    assert ask(
        "SELECT count(*) - count(DISTINCT (transaction_timestamp::DATE, store_id, product_id)) "
        "FROM source_transactions"
    ) == (28_094,)


def test_baskets_add_up_to_the_source_baskets(ask):
    assert ask("SELECT sum(baskets) FROM traffic") == ask(
        "SELECT count(DISTINCT basket_id) FROM source_transactions"
    )
    assert ask("SELECT count(*) - count(DISTINCT (date, store_id)) FROM traffic") == (0,)
    # One day in one store, counted from the source in its local time.
    assert ask("SELECT baskets FROM traffic WHERE store_id = '367' AND date = '2017-07-05'") == ask(
        "SELECT count(DISTINCT basket_id) FROM source_transactions WHERE store_id = 367 AND "
        "(transaction_timestamp - INTERVAL 4 HOUR)::DATE = '2017-07-05'"
    )


def test_no_basket_of_the_source_has_two_times(ask):
    assert ask(
        "SELECT count(*) FROM (SELECT basket_id FROM source_transactions GROUP BY basket_id "
        "HAVING count(DISTINCT transaction_timestamp) > 1)"
    ) == (0,)


def _counts(path, column):
    """Return how often each text stands in a column."""
    counts = {}
    for chunk in pq.read_table(path, columns=[column], read_dictionary=[column])[column].chunks:
        words = chunk.dictionary.to_pylist()
        for word, count in zip(
            words, np.bincount(chunk.indices, minlength=len(words)), strict=True
        ):
            counts[word] = counts.get(word, 0) + int(count)
    return {word: count for word, count in counts.items() if count}


def test_every_row_of_what_stood_where_is_there(complete_journey):
    ours, theirs = complete_journey.files["displays"], complete_journey_file("promotions")
    locations = _counts(ours, "location")
    assert locations == _counts(theirs, "display_location")
    assert sum(locations.values()) == 20_940_529
    assert 20_940_529 - locations["0"] == 9_002_838
    assert _counts(ours, "mailer") == _counts(theirs, "mailer_location")
    week = pq.read_table(theirs, columns=["week"])["week"].to_numpy()
    assert np.array_equal(_numbers(ours, "week"), week - 1)
    mondays = pq.read_table(ours, columns=["week"])["week"].slice(0, 1).to_pylist()
    assert mondays == [date(2016, 12, 26)]


def test_12785_rows_repeat_a_product_store_week(ask, complete_journey):
    # Week 28 alone, which holds some of each sort: with another location, or another mailer.
    ours = ask(
        "SELECT count(*), count(DISTINCT (store_id, product_id)), "
        "count(DISTINCT (store_id, product_id, location)), "
        "count(DISTINCT (store_id, product_id, location, mailer)) "
        "FROM displays WHERE week = '2017-07-03'"
    )
    assert ours == ask(
        "SELECT count(*), count(DISTINCT (store_id, product_id)), "
        "count(DISTINCT (store_id, product_id, display_location)), "
        "count(DISTINCT (store_id, product_id, display_location, mailer_location)) "
        "FROM source_promotions WHERE week = 28"
    )
    rows, pairs, located, keys = ours
    assert rows == keys > located > pairs
    code = _numbers(complete_journey.files["displays"], "week").astype(np.int64)
    code = code * 1_000_000 + _numbers(complete_journey.files["displays"], "store_id")
    code = code * 20_000_000 + _numbers(complete_journey.files["displays"], "product_id")
    code.sort()
    assert int((code[1:] == code[:-1]).sum()) == 12_785


def _numbers(path, column):
    """Return a column of the displays as numbers: text ids as they read, weeks from the first."""
    read = pq.read_table(path, columns=[column], read_dictionary=[column])[column]
    if column == "week":
        days = read.to_numpy().astype("datetime64[D]").astype(np.int64)
        return (days - days.min()) // 7
    parts = [
        chunk.dictionary.to_numpy(zero_copy_only=False).astype(np.int64)[chunk.indices.to_numpy()]
        for chunk in read.chunks
    ]
    return np.concatenate(parts)


def test_products_and_makers_are_the_source_s(ask):
    assert ask("SELECT count(*), count(DISTINCT manufacturer_id) FROM products") == (92_331, 6_471)
    assert ask("SELECT count(*) FROM manufacturers") == (6_471,)
    assert ask("SELECT count(*) FROM products WHERE category IS NULL") == ask(
        "SELECT count(*) FROM source_products WHERE product_category IS NULL"
    )
    assert ask("SELECT name FROM products WHERE product_id = '26081'") == (None,)
    assert ask("SELECT name, category FROM products WHERE product_id = '25671'") == (
        "ICE - CRUSHED/CUBED 22 LB",
        "FRZN ICE",
    )


@pytest.mark.parametrize("category", [None, "SOFT DRINKS"])
def test_the_league_of_the_issue_comes_out(ask, complete_journey, category):
    prefix = f"revenue:{category}:" if category else "revenue:"
    for key, expected in complete_journey.expected.items():
        maker = key.removeprefix(prefix)
        if key == maker or ":" in maker:
            continue
        limit = f"AND category = '{category}'" if category else ""
        found = ask(
            "SELECT sum(revenue) FROM sales JOIN products USING (product_id) "
            f"WHERE manufacturer_id = '{maker}' {limit}"
        )
        assert float(found[0]) == expected


def test_stores_have_the_kinds_that_the_statements_promise(ask):
    kinds = ask(
        "SELECT count(*) FILTER (kind = 'flagship'), count(*) FILTER (kind = 'live'), "
        "count(*) FILTER (kind = 'standard'), count(*) FROM stores"
    )
    assert kinds == (20, 35, 402, 457)
    smallest_flagship, largest_standard = ask(
        "SELECT min(v) FILTER (kind = 'flagship'), max(v) FILTER (kind = 'standard') FROM "
        "(SELECT kind, sum(revenue) AS v FROM sales JOIN stores USING (store_id) "
        "GROUP BY store_id, kind)"
    )
    assert smallest_flagship > largest_standard


def test_columns_have_the_ledger_s_types(complete_journey):
    schema = {f.name: str(f.type) for f in pq.read_schema(complete_journey.files["sales"])}
    assert schema == {
        "source": "string",
        "date": "date32[day]",
        "store_id": "string",
        "product_id": "string",
        "line_no": "int64",
        "units": "int64",
        "revenue": "decimal128(18, 2)",
        "line_type": "string",
        "discount": "decimal128(18, 2)",
    }


def test_the_programme_file_says_what_the_facts_say(complete_journey):
    assert read_programme(complete_journey.programme_path) == complete_journey.programme


def test_every_display_location_has_a_format_of_the_programme(complete_journey):
    assert set(FORMAT_OF_LOCATION) == set("12345679A")
    assert set(FORMAT_OF_LOCATION.values()) == {f.format_id for f in FORMATS}
    assert complete_journey.learning.format_of_location == FORMAT_OF_LOCATION


def test_every_statement_is_made_in_both_languages_and_has_a_kind(complete_journey):
    count = len(complete_journey.statements)
    assert count == len(complete_journey.statements_de) == len(complete_journey.statement_kinds)
    assert "simulated data based on real shopping patterns" in complete_journey.statements[0]


def test_local_days_follow_the_clock_changes():
    # Hand-set moments around New York's changes of 2017 (12 March, 5 November) and a midnight.
    moments = ["2017-03-12T04:59:59", "2017-03-12T05:00:00", "2017-03-13T03:59:59"]
    moments += ["2017-03-13T04:00:00", "2017-11-06T04:59:59", "2017-11-06T05:00:00"]
    stamps = np.array(moments, dtype="datetime64[s]")
    expected = ["2017-03-11", "2017-03-12", "2017-03-12", "2017-03-13", "2017-11-05", "2017-11-06"]
    assert local_days(stamps, "America/New_York").astype(str).tolist() == expected
    by_library = [
        datetime.fromisoformat(m).replace(tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
        for m in moments
    ]
    assert [moment.date().isoformat() for moment in by_library] == expected


def test_running_numbers_count_in_row_order():
    day = np.array([1, 1, 2, 1, 2, 1])
    store = np.array([7, 7, 7, 8, 7, 7])
    assert running_number(day, store).tolist() == [1, 2, 1, 1, 2, 3]
