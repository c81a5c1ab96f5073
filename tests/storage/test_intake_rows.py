"""Promises of the intake on rows: each bad one is quarantined by line, column, value and reason."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from showfloor.errors import IntakeError
from showfloor.storage import FileReport, ImportReport, IntakeFile, Workspace

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
NAIVE_TIMES = pa.array([18263 * 86400, 18263 * 86400 + 9 * 3600, None], pa.timestamp("s"))
"""2020-01-02 at midnight, the same day at nine, and nothing."""
HEADER = "source,date,store_id,product_id,line_no,units,revenue,line_type\n"


def _quarantine(report: FileReport) -> list[tuple[int, str, str, str]]:
    assert report.quarantine_path is not None
    with report.quarantine_path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return [(int(row["line"]), row["column"], row["value"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("pos,2020-02-30,s1,p1,1,1,9.99,", "date", "2020-02-30", "is no date"),
        ("pos,02.01.2020,s1,p1,1,1,9.99,", "date", "02.01.2020", "is no date"),
        ("pos,0202-01-02,s1,p1,1,1,9.99,", "date", "0202-01-02", "is no date"),
        ("pos,,s1,p1,1,1,9.99,", "date", "", "is missing"),
        ("pos,2020-01-02,s9,p1,1,1,9.99,", "store_id", "s9", "is not in the table stores"),
        ("pos,2020-01-02,s1,,1,1,9.99,", "product_id", "", "is missing"),
        ("pos,2020-01-02,s1,p1,1,1.5,9.99,", "units", "1.5", "is no whole number"),
        ("pos,2020-01-02,s1,p1,1,1_0,9.99,", "units", "1_0", "is no whole number"),
        ("pos,2020-01-02,s1,p1,1,-1,-9.99,", "units", "-1", "are negative on a line of type sale"),
        ("pos,2020-01-02,s1,p1,1,1,9.99,return", "units", "1", "are positive on a line of type"),
        ("pos,2020-01-02,s1,p1,1,1,9.999,", "revenue", "9.999", "is no amount with at most two"),
        ("pos,2020-01-02,s1,p1,1,1,1e2,", "revenue", "1e2", "is no amount with at most two"),
        ("pos,2020-01-02,s1,p1,1,1,nan,", "revenue", "nan", "is no amount with at most two"),
        ("pos,2020-01-02,s1,p1,1,1,9.99,gift", "line_type", "gift", "is none of sale, return"),
        ("pos,2020-01-02,s1,p1,1,1", "(whole line)", None, "has 6 columns where the header has 8"),
        ('pos,2020-01-02,s1,p1,1,1,9.99,"s"x', "(whole line)", None, "has a quotation mark inside"),
        ('pos,2020-01-02,s1,5" x 6",1,1,9,', "(whole line)", None, "has a quotation mark inside"),
    ],
)
def test_a_bad_row_is_quarantined_and_its_good_neighbours_are_taken(
    stocked: Workspace, take: Take, ask: Ask, row: str, column: str, value: str, reason: str
) -> None:
    good = "pos,2020-01-03,s1,p1,1,2,5.00,sale\n"
    report = take(sales=f"{HEADER}{good}{row}\n{good.replace('s1', 's2')}").files[0]
    assert (report.rows_in, report.accepted, report.quarantined) == (3, 2, 1)
    [(line, found_column, found_value, found_reason)] = _quarantine(report)
    assert (line, found_column) == (3, column)
    assert found_value == (row if value is None else value)
    assert found_reason.startswith(reason)
    [refusal] = report.refusals
    assert (refusal.column, refusal.rows, refusal.first_line) == (column, 1, 3)
    assert ask("SELECT count(*) AS n FROM sales", n="int") == [(2,)]


def test_quarantined_rows_stand_in_the_order_of_the_file(stocked: Workspace, take: Take) -> None:
    rows = [
        f"pos,2020-01-{day:02d},s1,p1,1,{'x' if day % 2 else 1},1.00,\n" for day in range(1, 32)
    ]
    report = take(sales=HEADER + "".join(rows)).files[0]
    assert [line for line, *_ in _quarantine(report)] == [day + 1 for day in range(1, 32, 2)]
    [refusal] = report.refusals
    assert (refusal.rows, refusal.first_line, refusal.first_value) == (16, 2, "x")


def test_lines_count_as_in_an_editor_past_blank_lines_and_line_ends_in_values(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    text = (
        "\ufeffmanufacturer_id,name\r\n"  # line 1
        '"m3","two\r\nlines, ""quoted"""\r\n'  # lines 2 and 3
        "\r\n"  # line 4
        "m4,\r\n"  # line 5: no name
        "m5,last"  # line 6, no line end
    )
    report = take(manufacturers=text).files[0]
    assert (report.rows_in, report.accepted, report.quarantined) == (3, 2, 1)
    assert _quarantine(report) == [(5, "name", "", "is missing")]
    assert "1 blank lines were passed over" in report.warnings
    names = ask("SELECT name FROM manufacturers WHERE manufacturer_id = 'm3'", name="text")
    assert names == [('two\nlines, "quoted"',)]


def test_a_header_without_rows_is_taken_as_nothing(stocked: Workspace, take: Take) -> None:
    report = take(closures="store_id,from_date,to_date,reason,crew_access\n")
    assert (report.version, report.published, report.files[0].rows_in) == (1, False, 0)
    assert "the file holds a header and no rows" in report.files[0].warnings


def test_unknown_products_are_taken_counted_and_warned_of(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    rows = (
        "pos,2020-01-02,s1,zzz,1,1,1000.10,\n"
        "pos,2020-01-02,s1,zzz,2,1,200.00,\n"
        "pos,2020-01-02,s1,yyy,1,1,0.07,\n"
        "pos,2020-05-31,s1,p2,1,1,7.00,\n"  # p2 is valid from 2020-06-01 on
        "pos,2020-01-02,s1,p1,1,1,5.00,\n"
    )
    report = take(sales=HEADER + rows).files[0]
    assert report.accepted == 5
    assert report.warnings == (
        "3 lines (1,200.17) name 2 products that the table products lacks; they count as (unknown)",
        "1 line (7.00) dated before the product's first valid_from; counted as (unknown)",
    )
    assert ask("SELECT sum(revenue) AS r FROM sales", r="float") == [(1212.17,)]


def test_a_display_of_an_unknown_product_is_warned_of_and_its_week_is_a_monday(
    stocked: Workspace, take: Take
) -> None:
    report = take(
        displays="week,store_id,product_id,location\n2020-01-06,s1,zzz,1\n2020-01-07,s1,p1,1\n"
    ).files[0]
    assert (report.accepted, report.quarantined) == (1, 1)
    assert report.refusals[0].reason == "is no Monday, as a week must be"
    assert report.warnings[0].startswith("1 line names 1 product that the table products lacks")


def test_rows_with_one_key_and_different_content_are_all_quarantined(
    stocked: Workspace, take: Take
) -> None:
    rows = "m7,a\nm8,x\nm7,b\nm8,x\nm9,y\n"
    report = take(manufacturers="manufacturer_id,name\n" + rows).files[0]
    assert (report.rows_in, report.accepted, report.quarantined, report.unchanged) == (5, 2, 2, 1)
    reason = "has the key of another row with different content"
    assert _quarantine(report) == [
        (2, "manufacturer_id", "m7", reason),
        (4, "manufacturer_id", "m7", reason),
    ]


def test_sales_amounts_add_up_by_what_became_of_the_rows(stocked: Workspace, take: Take) -> None:
    rows = (
        "pos,2020-01-02,s1,p1,1,3,30.00,sale\n"
        "pos,2020-01-02,s1,p1,1,3,30.00,sale\n"  # repeats the row before
        "pos,2020-01-02,s9,p1,1,2,20.50,sale\n"  # unknown store
        "pos,2020-01-02,s1,p1,2,-1,-10.00,return\n"
        "pos,2020-01-02,s1,p1,3,1,ten,sale\n"  # revenue cannot be read: counts 1 unit, 0 revenue
    )
    amounts = take(sales=HEADER + rows).files[0].sales
    assert amounts is not None
    assert (amounts.units_in, amounts.units_accepted) == (8, 2)
    assert (amounts.units_quarantined, amounts.units_unchanged) == (3, 3)
    assert amounts.revenue_in == Decimal("70.50")
    assert amounts.revenue_accepted == Decimal("20.00")
    assert amounts.revenue_quarantined == Decimal("20.50")
    assert amounts.revenue_unchanged == Decimal("30.00")


def test_the_stated_source_fills_a_file_without_one_and_must_agree_with_one_that_has_it(
    stocked: Workspace, tmp_path: Path, ask: Ask
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("date,store_id,product_id,line_no,units,revenue\n2020-01-02,s1,p1,1,1,1.00\n")
    with pytest.raises(IntakeError, match="missing column 'source'"):
        stocked.ledger.take([IntakeFile(path)])
    stocked.ledger.take([IntakeFile(path, source="till's")])
    assert ask("SELECT source, line_type FROM sales", source="text", line_type="text") == [
        ("till's", "sale")
    ]
    path.write_text(HEADER + "pos,2020-01-02,s1,p1,1,1,1.00,\n")
    report = stocked.ledger.take([IntakeFile(path, source="web")]).files[0]
    assert report.refusals[0].reason == "is not 'web' as stated"


def _parquet(path: Path, **changed: pa.Array) -> IntakeFile:
    columns = {
        "source": pa.array(["pos"] * 3),
        "date": pa.array(["2020-01-02"] * 3),
        "store_id": pa.array(["s1"] * 3),
        "product_id": pa.array(["p1"] * 3),
        "line_no": pa.array([1, 2, 3]),
        "units": pa.array([1, 1, 1]),
        "revenue": pa.array([Decimal("1.00")] * 3),
    }
    pq.write_table(pa.table({**columns, **changed}), path)
    return IntakeFile(path, "sales")


@pytest.mark.parametrize(
    ("column", "values", "refused"),
    [
        ("revenue", pa.array([0.1 + 0.2, 1.239, float("inf")]), [2, 3]),
        ("revenue", pa.array([4596039.58, 1e15, 19.99]), [2]),
        ("revenue", pa.array([Decimal("1.239"), Decimal("1.230"), Decimal("2.000")]), [1]),
        ("revenue", pa.array([None, 1.25, float("nan")]), [1, 3]),
        ("units", pa.array([1.0, 1.5, 2e18]), [2, 3]),
        ("date", NAIVE_TIMES, [2, 3]),
        ("store_id", pa.array(["s1", "", "s2"]).dictionary_encode(), [2]),
    ],
)
def test_parquet_values_are_exact_or_refused_never_rounded(
    stocked: Workspace, tmp_path: Path, column: str, values: pa.Array, refused: list[int]
) -> None:
    file = _parquet(tmp_path / "x.parquet", **{column: values})
    report = stocked.ledger.take([file]).files[0]
    assert [line for line, *_ in _quarantine(report)] == refused
    assert report.accepted == 3 - len(refused)


def test_money_from_binary_fractions_becomes_exact_cents(
    stocked: Workspace, tmp_path: Path, ask: Ask
) -> None:
    file = _parquet(
        tmp_path / "x.parquet", revenue=pa.array([0.1 + 0.2, 4596039.58, -0.005 + 0.005])
    )
    stocked.ledger.take([file])
    rows = ask("SELECT CAST(revenue AS VARCHAR) AS r FROM sales ORDER BY line_no", r="text")
    assert rows == [("0.30",), ("4596039.58",), ("0.00",)]


def test_whole_number_ids_in_parquet_become_text(
    stocked: Workspace, tmp_path: Path, ask: Ask
) -> None:
    stocked.ledger.take([_parquet(tmp_path / "x.parquet", product_id=pa.array([7, 8, 9]))])
    found = ask("SELECT product_id FROM sales ORDER BY 1", product_id="text")
    assert found == [("7",), ("8",), ("9",)]


@pytest.mark.parametrize(
    ("table", "text", "column", "reason"),
    [
        ("stores", "store_id,name,kind,operator\ns3,a,kiosk,x\n", "kind", "is none of flagship"),
        (
            "stores",
            "store_id,name,kind,operator,latitude\ns3,a,live,x,95\n",
            "latitude",
            "is above 90",
        ),
        (
            "stores",
            "store_id,name,kind,operator,region\ns3,a,live,x,NRW\n",
            "region",
            "is no ISO 3166-2 code",
        ),
        (
            "stores",
            "store_id,name,kind,operator,area_space_m2\ns3,a,live,x,-1\n",
            "area_space_m2",
            "is below 0",
        ),
        (
            "closures",
            "store_id,from_date,to_date,reason,crew_access\ns1,2020-01-02,2020-01-02,,true\n",
            "to_date",
            "is not after from_date",
        ),
        (
            "closures",
            "store_id,from_date,to_date,reason,crew_access\ns1,2020-01-02,2020-01-03,,maybe\n",
            "crew_access",
            "is neither true nor false",
        ),
        ("traffic", "date,store_id,baskets\n2020-01-02,s1,-3\n", "baskets", "is below 0"),
        (
            "areas",
            (
                "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from\n"
                "a1,s1,m1,wall,2020-01-06,2020-01-05\n"
            ),
            "selling_from",
            "is before installed_from",
        ),
        (
            "prices",
            "product_id,channel,valid_from,gross_price,vat_rate\np1,store,2020-01-02,10,19\n",
            "vat_rate",
            "is above 1",
        ),
        (
            "online_sales",
            "week,postcode_area,product_id,units,revenue\n2020-01-07,45,p1,1,1\n",
            "week",
            "is no Monday",
        ),
    ],
)
def test_each_table_refuses_what_its_columns_cannot_mean(
    stocked: Workspace, take: Take, table: str, text: str, column: str, reason: str
) -> None:
    report = take(**{table: text}).files[0]
    assert (report.accepted, report.quarantined) == (0, 1)
    assert report.refusals[0].column == column
    assert report.refusals[0].reason.startswith(reason)
