"""`showfloor offers settle` says who pays: as a table, CSV, XLSX and JSON, and beside the book."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
import python_calamine

from showfloor.cli.main import run
from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim
from showfloor.domain.offer_terms import Allowance, Budget
from showfloor.storage.offer_budgets import open_budgets

OFFER = """[[offers]]
id = "{id}"
name = "Zehn Prozent"
manufacturer = "{maker}"
status = "running"
manufacturer_pays = 0.7
when = {{ from = 2026-10-01, through = 2026-12-31 }}
budget = {{ overall = {{ euros = 1000.00 }} }}
reward = {{ kind = "each", goods = {{ categories = ["phone"] }}, per_cent = 10 }}
"""
NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)


def code(words: list[str]) -> int:
    """Return the exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """What `offers price` answered for one basket, sold and half of it returned a month later."""
    root = tmp_path / "Müller & Söhne"
    root.mkdir()
    for name, text in {
        "offers.toml": OFFER.format(id="ten", maker="m1"),
        "stores.csv": "store_id,name,kind,operator,operator_status\ns1,Eins,standard,o,own\n",
        "products.csv": "product_id,manufacturer_id,category,gross_price,vat_rate\n"
        "phone,m1,phone,499.00,0.19\n",
        "basket.csv": "line_id,product_id,units\n=1,phone,2\n",
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    files = [f"--{name}={root / name}.csv" for name in ("stores", "products", "basket")]
    words = ["--store=s1", "--at=2026-10-05T12:00", "--json"]
    assert code(["offers", "price", f"--offers={root / 'offers.toml'}", *files, *words]) == 0
    priced = json.loads(capsys.readouterr().out)
    at = "2026-10-05T12:00+02:00"
    records = [
        {"basket": "b1", "store": "s1", "at": at, "priced": priced},
        {
            "return": "r1",
            "basket": "b1",
            "at": "2026-11-05T12:00+01:00",
            "units": [{"line_id": "=1", "number": 2}],
        },
    ]
    lines = "\n".join(json.dumps(item) for item in records)
    (root / "sold.jsonl").write_text(lines, encoding="utf-8")
    return root


def settled(folder: Path, *words: str, month: str = "2026-10") -> int:
    files = [f"--offers={folder / 'offers.toml'}", f"--priced={folder / 'sold.jsonl'}"]
    return code(["offers", "settle", f"--month={month}", *files, *words])


def test_a_month_is_settled_as_a_table_and_as_files(folder, capsys) -> None:
    assert settled(folder, f"--out={folder / 'out'}") == 0
    shown = capsys.readouterr().out
    # 10 % of 499.00 is 49.90, 70 % of it 34.93; of both pieces 69.86 and 29.94.
    assert "total 99.80 off in 2 lines: the manufacturers pay 69.86" in shown
    text = (folder / "out" / "settlement_lines.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["manufacturer_pays"] for row in rows] == ["34.93", "34.93"]
    assert rows[0]["line_id"] == "'=1"
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "out" / "settlement.de.xlsx"))
    assert book.sheet_names == ["Nach Angebot", "Positionen"]
    last = book.get_sheet_by_name("Nach Angebot").to_python()[-1]
    assert (last[0], last[8]) == ("Summe", 69.86)


def test_a_return_is_negative_in_its_own_month(folder, capsys) -> None:
    assert settled(folder, "--json", "--manufacturer=m1", month="2026-11") == 0
    found = json.loads(capsys.readouterr().out)["settlement"]
    assert found["total"]["discount"] == -4990
    assert found["total"]["manufacturer_pays"] == -3493
    assert [line["kind"] for line in found["lines"]] == ["return"]


def test_an_empty_month_and_a_month_that_is_none_are_told(folder, capsys) -> None:
    assert settled(folder, month="2027-01") == 0
    assert "no offer took anything off in 2027-01" in capsys.readouterr().out
    for month in ("2026-13", "october", "2026-1"):
        assert settled(folder, month=month) == 2
        assert "write 2026-10" in capsys.readouterr().err


def test_the_book_of_budgets_is_asked_and_a_difference_ends_with_1(folder, capsys) -> None:
    place = folder / "budgets.sqlite3"
    assert settled(folder, f"--book={place}") == 2
    budgets = open_budgets(place)
    budgets.put([BudgetLimits("ten", 1, Budget(Allowance(100_000)))])
    asked = BudgetAsked("b1", "s1", date(2026, 10, 5), (Claim("ten", 9980, 2),))
    budgets.reserve(asked, NOON)
    capsys.readouterr()
    assert settled(folder, f"--book={place}") == 1
    assert "reserved in the book of budgets, not confirmed" in capsys.readouterr().out
    budgets.confirm("b1", NOON)
    budgets.close()
    assert settled(folder, f"--book={place}") == 0


def test_a_stranger_and_a_damaged_answer_are_refused_without_a_traceback(folder, capsys) -> None:
    assert settled(folder, "--manufacturer=m2") == 1
    assert "no offer of the file is of the manufacturer 'm2'" in capsys.readouterr().err
    text = (folder / "sold.jsonl").read_text(encoding="utf-8")
    for broken in ('"lines": 5', '"lines": [{"line_id": 5}]', '"lines": []'):
        start = text.index('"lines"')
        record = f'{text[:start]}{broken}, "x": 1}}}}'
        (folder / "sold.jsonl").write_text(record, encoding="utf-8")
        assert settled(folder) == 1
        assert "basket 'b1'" in capsys.readouterr().err
