"""Tables add up, CSV and JSON hold the same unrounded figures, and formulas are defused."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date

import pytest

from showfloor.present import ReportContent, report, report_json, report_tables
from showfloor.present.language import language_for
from showfloor.present.tables import Column, Row, Shown, Table, shown, table_csv, table_json

ENGLISH = language_for("en", "EUR")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_league_table_adds_up_and_keeps_every_cent(full: ReportContent):
    league = full.standing[0]
    rows = rows_of(report_tables(full)["standing"])
    assert [float(row["revenue"]) for row in rows] == [row.revenue for row in league.rows]
    total = math.fsum(float(row["revenue"]) for row in rows)
    assert total == pytest.approx(league.total_revenue, abs=0.005)
    assert math.fsum(float(row["share"]) for row in rows) == pytest.approx(1.0)


def test_the_plan_adds_up_by_store_by_region_and_by_format(full: ReportContent):
    assert full.plan is not None
    tables = report_tables(full)
    value = math.fsum(area.value for area in full.plan.areas)
    for name, count in (("planned_stores", None), ("plan_by_region", "planned"),
                        ("plan_by_format", "areas")):  # fmt: skip
        rows = rows_of(tables[name])
        assert math.fsum(float(row["value"]) for row in rows) == pytest.approx(value, abs=0.01)
        capex = math.fsum(float(row["capex"]) for row in rows)
        assert capex == pytest.approx(full.plan.capex, abs=0.01)
        if count:
            assert sum(int(row[count]) for row in rows) == len(full.plan.areas)


def test_every_store_stands_in_exactly_one_table(full: ReportContent):
    assert full.problem is not None
    tables = report_tables(full)
    listed = [
        row["store_id"]
        for name in ("planned_stores", "other_stores")
        for row in rows_of(tables[name])
    ]
    assert sorted(listed) == sorted(store.store_id for store in full.problem.stores)


def test_budget_rows_compare_cumulative_money(full: ReportContent):
    assert full.plan is not None
    rows = rows_of(report_tables(full)["budget"])
    assert [float(row["allowed"]) for row in rows] == [400_000.0, 1_600_000.0, 3_100_000.0]
    assert float(rows[-1]["spent"]) == pytest.approx(full.plan.capex, abs=0.01)
    for row in rows:
        left = float(row["allowed"]) - float(row["spent"])
        assert float(row["left"]) == pytest.approx(left, abs=0.005)


def test_crew_days_used_are_those_of_the_planned_formats(full: ReportContent):
    assert full.plan is not None
    assert full.problem is not None
    needed = sum(
        sum(full.problem.programme.format(area.format_id).crew_days) for area in full.plan.areas
    )
    rows = rows_of(report_tables(full)["crews"])
    assert sum(int(row["crew_days"]) for row in rows) == needed
    weeks = rows_of(report_tables(full)["timeline"])
    assert sum(int(row["crew_days"]) for row in weeks) == needed
    assert sum(int(row["starts"]) for row in weeks) == len(full.plan.areas)


def test_json_holds_the_same_figures_as_csv(full: ReportContent):
    data = report_json(full)
    json.loads(json.dumps(data, allow_nan=False))
    tables = report_tables(full)
    assert set(data["tables"]) == set(tables)
    for name, text in tables.items():
        table = data["tables"][name]
        found = rows_of(text)
        assert len(found) == len(table["rows"])
        for line, row in zip(found, table["rows"], strict=True):
            for key in table["columns"]:
                value = row[key]
                if value is None:
                    assert line[key] == ""
                elif isinstance(value, (int, float)):
                    assert float(line[key]) == value


def test_json_says_the_certificates_figures_and_why_a_cell_is_unknown(full: ReportContent):
    assert full.plan is not None
    rows = {row["key"]: row for row in report_json(full)["tables"]["proof"]["rows"]}
    assert rows["upper_bound"]["certificate"] == full.plan.certificate.upper_bound
    assert rows["gap"]["verifier"] == 0.0012
    assert rows["solver_bound"]["verifier"] is None
    assert rows["solver_bound"]["reasons"]["verifier"]
    titles = report_json(full)["titles"]
    assert all(set(title) == {"en", "de"} for title in titles.values())


@pytest.mark.parametrize("name", ["=1+1", "+49", "-1", "@x", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(name):
    table = Table("t", "t", (Column("name", "Name"),), (Row((name,)),))
    rows = list(csv.reader(io.StringIO(table_csv(table), newline="")))
    assert rows[1] == [f"'{name}"]


def test_a_carriage_return_neither_runs_nor_breaks_the_row():
    table = Table("t", "t", (Column("name", "Name"),), (Row(("\r=1",)),))
    assert list(csv.reader(io.StringIO(table_csv(table)))) == [["name"], ["' =1"]]


def test_negative_figures_are_not_taken_for_formulas():
    table = Table("t", "t", (Column("x", "X", "cents"),), (Row((-1.5,)),))
    assert table_csv(table) == "x\n-1.5\n"


def test_hostile_store_names_are_defused_in_the_reports_csv(small: ReportContent):
    assert small.problem is not None
    store = replace(small.problem.stores[0], name="=cmd|' /C calc'!A0")
    problem = replace(small.problem, stores=(store, *small.problem.stores[1:]))
    rows = rows_of(report_tables(replace(small, problem=problem))["planned_stores"])
    assert rows[0]["store"] == "'=cmd|' /C calc'!A0"


def test_cells_are_shown_with_their_columns_decimals():
    assert shown(1262305.37, Column("x", "", "cents"), ENGLISH) == "1,262,305.37"
    assert shown(0.019, Column("x", "", "points"), ENGLISH) == "+1.9"
    assert shown(0.1234, Column("x", "", "percent"), ENGLISH) == "12.3"
    assert shown(None, Column("x", "", "count"), ENGLISH) == "–"
    assert shown(math.nan, Column("x", "", "count"), ENGLISH) == "–"
    assert shown(date(2021, 3, 22), Column("x", "", "week"), ENGLISH).startswith("W12")


def test_a_figure_with_its_own_text_keeps_its_value_for_machines():
    table = Table("t", "t", (Column("x", "X", "number"),), (Row((Shown(0.25, "25 %"),)),))
    assert shown(table.rows[0].cells[0], table.columns[0], ENGLISH) == "25 %"
    assert table_csv(table) == "x\n0.25\n"
    assert table_json(table)["rows"] == [{"x": 0.25}]


def test_a_long_league_table_is_cut_on_the_page_and_whole_in_csv(small: ReportContent):
    row = replace(small.standing[0].rows[0], revenue=1.0, units=1.0, share=1 / 50)
    rows = tuple(
        replace(row, rank=rank, manufacturer_id=f"m{rank}", name=f"Maker {rank}")
        for rank in range(1, 51)
    )
    league = replace(small.standing[0], rows=rows, total_revenue=50.0, total_units=50.0)
    content = replace(small, standing=(league,), manufacturer_names={})
    html = report(content, language="en")
    assert "30 others" in html
    assert "Maker 20<" in html
    assert "Maker 21<" not in html
    assert len(rows_of(report_tables(content)["standing"])) == 50
