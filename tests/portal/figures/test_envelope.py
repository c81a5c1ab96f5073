"""One envelope for every page: unrounded figures, unknown ones null, and tables as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date

import pytest

from showfloor.portal.figures.envelope import FORMAT, error_json, page_csv, page_json
from showfloor.portal.figures.page import NotHereError, Page
from showfloor.present.sections.blocks import Details
from showfloor.present.tables import Column, Row, Shown, Table

SALES = Table(
    "sales",
    "Sales",
    (Column("store", "Store"), Column("revenue", "Revenue", "money"), Column("day", "Day")),
    (
        Row(("=1+1", 1 / 3, date(2021, 4, 15))),
        Row(("Köln", float("nan"), None), reasons=(("revenue", "nothing sold"),)),
        Row(("Bonn", Shown(0.125, "12.5 %"), date(2021, 4, 16))),
    ),
    shown_rows=1,
)
INNER = Table("inner", "Inner", (Column("a", "A"),), (Row(("x",)),))
PAGE = Page(
    "sales",
    "Sales",
    "Three stores sold.",
    (SALES, Details("More", (INNER,))),
    lead="A [[lift|measured lift]] of some.",
    figures={"share": 2 / 3, "none": math.nan, "endless": math.inf, "name": "+x", "is": True},
)


def test_the_envelope_holds_every_table_with_unrounded_figures_and_null_for_the_unknown() -> None:
    found = page_json(PAGE, address="/sales.json", language="en")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["format"], found["page"], found["address"]) == (FORMAT, "sales", "/sales.json")
    assert found["lead"] == "A measured lift of some."
    assert found["figures"] == {
        "share": 2 / 3,
        "none": None,
        "endless": None,
        "name": "+x",
        "is": True,
    }
    assert set(found["tables"]) == {"sales", "inner"}
    rows = found["tables"]["sales"]["rows"]
    assert rows[0] == {"store": "=1+1", "revenue": 1 / 3, "day": "2021-04-15"}
    assert rows[1] == {
        "store": "Köln",
        "revenue": None,
        "day": None,
        "reasons": {"revenue": "nothing sold"},
    }
    assert rows[2]["revenue"] == 0.125


def test_csv_has_the_first_table_or_the_one_named_whole_and_without_formulas() -> None:
    name, text = page_csv(PAGE)
    rows = list(csv.reader(io.StringIO(text)))
    assert name == "sales"
    assert rows == [
        ["store", "revenue", "day"],
        ["'=1+1", repr(1 / 3), "2021-04-15"],
        ["Köln", "", ""],
        ["Bonn", "0.125", "2021-04-16"],
    ]
    assert page_csv(PAGE, "inner") == ("inner", "a\nx\n")


@pytest.mark.parametrize("name", ["", "outer", "Sales", "../inner"])
def test_a_table_that_a_page_has_not_is_not_here(name: str) -> None:
    with pytest.raises(NotHereError):
        page_csv(PAGE, name)


def test_a_page_without_tables_gives_its_figures() -> None:
    page = Page("job", "Job", "Done.", figures={"share": 0.5, "left": math.nan, "said": "=x"})
    assert page_csv(page) == ("job", "figure,value\nshare,0.5\nleft,\nsaid,'=x\n")


def test_every_error_has_one_shape() -> None:
    assert error_json(404, "Nothing here", "Go back") == {
        "format": FORMAT,
        "error": {"status": 404, "title": "Nothing here", "advice": "Go back"},
    }
