"""Every question of standing from the command line: printed, as JSON, CSV and XLSX, and refused."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from showfloor.cli.main import run
from showfloor.storage import IntakeFile, create_workspace

STORES = (
    "store_id,name,kind,operator,region\n"
    "s1,Eins,standard,o,DE-NW\ns2,Zwei,flagship,o,DE-BE\ns3,Drei,standard,o,DE-NW\n"
)
MANUFACTURERS = "manufacturer_id,name\nm1,=1+1\nm2,@Mtwo\n"
PRODUCTS = (
    "product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin\n"
    "p1,2018-01-01,m1,phones,P,10.00,1.00\np2,2018-01-01,m2,phones,Q,,2.00\n"
)
FIRST = date(2020, 1, 6)
WEEKS = 60


def _sales() -> str:
    """Each trading day s1 sells one p1 and one p2, s2 one p2; from 2021 on p1 at twice the price.

    s3 sells nothing at all.
    """
    lines = ["source,date,store_id,product_id,line_no,units,revenue"]
    for number in range(7 * WEEKS):
        day = FIRST + timedelta(days=number)
        if day.weekday() < 6:
            price = "20.00" if day.year > 2020 else "10.00"
            lines += [
                f"till,{day},s1,p1,1,1,{price}",
                f"till,{day},s1,p2,1,1,5.00",
                f"till,{day},s2,p2,1,1,7.00",
            ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("standing")
    made = create_workspace(
        folder / "shops", name="shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    files = []
    for table, text in {
        "stores": STORES, "manufacturers": MANUFACTURERS, "products": PRODUCTS, "sales": _sales(),
    }.items():  # fmt: skip
        path = folder / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, table))
    made.ledger.take(files)
    return folder / "shops"


def _run(capsys: pytest.CaptureFixture[str], shops: Path, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(["standing", *words, "--workspace", str(shops)])
    out = capsys.readouterr()
    return int(ended.value.code or 0), out.out, out.err


def _json(capsys: pytest.CaptureFixture[str], shops: Path, *words: str) -> Any:
    code, out, err = _run(capsys, shops, *words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_a_week_is_ranked_against_the_same_weekdays(capsys, shops):
    # 2021-W02 against 2020-W03: six days of 20 after 10 for m1, of 12 after 12 for m2.
    found = _json(capsys, shops, "--period", "2021-W02")["standing"]["tables"][0]
    assert (found["previous_from"], found["previous_to"]) == ("2020-01-13", "2020-01-20")
    rows = {row["manufacturer_id"]: row for row in found["rows"]}
    assert (rows["m1"]["revenue"], rows["m1"]["growth"]) == (120.0, 1.0)
    assert (rows["m1"]["rank"], rows["m1"]["previous_rank"]) == (1, 2)
    assert (rows["m2"]["revenue"], rows["m2"]["growth"]) == (72.0, 0.0)


def test_ranks_by_list_value_say_what_they_know_and_intervals_which_stores_miss(capsys, shops):
    code, out, _ = _run(
        capsys, shops, "--period", "2021-W02", "--by", "list_value", "--rank-intervals"
    )
    assert code == 0
    assert "33.3 % of units state what that needs" in out
    assert "missing from the data: 1 of 3 stores" in out


def test_like_for_like_and_its_reasons_add_up(capsys, shops):
    # Twelve store-days of s1 and s2 compare; s3 never sold, and is silent on both days.
    growth = _json(capsys, shops, "like-for-like", "--period", "2021-W02")["like-for-like"][
        "growth"
    ]
    assert (growth["store_days"], growth["total"]["revenue"]) == (12, 192.0)
    assert growth["total"]["growth"] == pytest.approx(192 / 132 - 1)
    moved = _json(capsys, shops, "why", "--period", "2021-W02", "--manufacturer", "m1")
    movement = moved["why-it-moved"]["movement"]
    parts = {part["name"]: part["change"] for part in movement["parts"]}
    assert (movement["change"], parts["price"], parts["units"]) == (60.0, 60.0, 0.0)
    # Its share of the market was 60/132; the market moved by 60: 27.27 are the market's part.
    own = next(row for row in moved["why-it-moved"]["rivals"] if row["manufacturer_id"] == "m1")
    assert (own["change"], own["market"]) == (60.0, 27.27)
    assert own["gains"] == [{"manufacturer_id": "m2", "name": "@Mtwo", "gain": 32.73}]


def test_a_period_of_which_a_part_compares_says_which_in_json_and_print(capsys, shops):
    # Sales begin on Monday 6 January 2020: from Monday 4 January 2021 on days compare.
    words = ("like-for-like", "--from", "2020-12-28", "--to", "2021-01-18")
    assert _json(capsys, shops, *words)["like-for-like"]["part"] is None
    words = ("like-for-like", "--from", "2020-12-01", "--to", "2021-01-18")
    part = _json(capsys, shops, *words)["like-for-like"]["part"]
    assert (part["from_date"], part["to_date"]) == ("2021-01-04", "2021-01-18")
    assert "sales begin on 2020-01-06" in part["reason"]
    code, out, _ = _run(capsys, shops, *words)
    assert code == 0
    assert "Days can be compared from 2021-01-04 to before 2021-01-18 only" in out


def test_weeks_and_holidays_are_matched_where_that_is_asked(capsys, shops):
    # Neither week has a holiday in North Rhine-Westphalia or Berlin, nor had the one 52 weeks
    # before: nothing moves, and the answer says that it was asked.
    found = _json(capsys, shops, "--period", "2021-W08", "--against", "holiday")
    table = found["standing"]["tables"][0]
    assert table["previous_from"] == "2020-02-24"
    words = ("like-for-like", "--period", "2021-W02", "--same-holidays")
    growth = _json(capsys, shops, *words)["like-for-like"]
    assert (growth["same_holidays"], growth["growth"]["store_days"]) == (True, 12)


def test_distribution_counts_stores_and_weighs_them(capsys, shops):
    # m1 in one of two open stores, with 150 of 192 of the sales that week; s3 sold nothing.
    found = _json(capsys, shops, "distribution", "--period", "2021-W02")["distribution"]
    rows = {row["manufacturer_id"]: row["found"] for row in found["rows"]}
    assert (rows["m1"]["numeric"], rows["m1"]["weighted"]) == (0.5, 150 / 192)
    assert (rows["m2"]["numeric"], rows["m2"]["silent_stores"]) == (1.0, 1)
    assert rows["m1"]["revenue_per_store_week"] == 120.0


@pytest.mark.parametrize("question", ["league", "like-for-like", "why", "distribution"])
def test_every_answer_is_a_page_a_csv_and_a_workbook_without_formulas(
    capsys, shops, tmp_path, question
):
    table, book = tmp_path / "new" / "t.csv", tmp_path / "b.xlsx"
    words = (question, "--period", "2021-W02", "--csv", str(table), "--xlsx", str(book))
    code, out, err = _run(capsys, shops, *words, "--language", "de")
    assert (code, "Traceback" in err) == (0, False)
    page = Path(out.split("The page: ")[1].split(" (German")[0].replace("\n", ""))
    assert page.is_file()
    german = page.with_name(page.name.replace(".en.", ".de.")).read_text("utf-8")
    assert "Beträge enthalten die Umsatzsteuer." in german
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]
    sheets = CalamineWorkbook.from_path(book)
    cells = [
        cell
        for name in sheets.sheet_names
        for row in sheets.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    if question != "league":
        assert "m1" in cells or question == "why"
    assert "=1+1" in cells
    assert [cell for cell in cells if isinstance(cell, float)]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["leage"], 2, "did you mean 'league'"),
        (["--period", "2021-W60"], 2, "names no period"),
        (["--period", "2021", "--from", "2021-01-01"], 2, "give one of them"),
        (["like-for-like", "--by", "units"], 2, "--by is of `standing league`"),
        (["--even-weeks"], 2, "--even-weeks is of `standing like-for-like`"),
        (["--by", "profit"], 2, "it is one of revenue, units, list_value, margin"),
        (["--against", "moon"], 2, "it is one of weekday, date, holiday"),
        (["--period", "2021-01", "--against", "holiday"], 2, "is no whole weeks"),
        (["why"], 1, "choose a period from 2021-01-04 on"),
        (
            ["why", "--from", "2020-06-01", "--to", "2021-02-01"],
            1,
            "--from 2021-01-04 --to 2021-02",
        ),
        (["like-for-like", "--period", "2020"], 1, "choose a period from 2021-01-04 on"),
        (["why", "--period", "2021-W02", "--manufacturer", "m9"], 1, "no comparable sales of 'm9'"),
        (
            ["like-for-like", "--period", "2021-W02", "--kind", "flagshp"],
            1,
            "did you mean 'flagship'",
        ),
        (
            ["like-for-like", "--period", "2021-W02", "--category", "phone"],
            1,
            "did you mean 'phones'",
        ),
        (["distribution", "--region", "DE-NRW"], 1, "no store of region 'DE-NRW'"),
        (["--period", "2031"], 1, "no sales from 2031-01-01"),
        (["like-for-like", "--from", "1990-01-01", "--to", "2021-03-01"], 2, "1 to 9000"),
        (["--same-holidays"], 2, "--same-holidays is of `standing like-for-like or why`"),
        (
            ["like-for-like", "--period", "2021-W02", "--even-weeks", "--same-holidays"],
            2,
            "ask for one of them",
        ),
        (["--language", "fr"], 2, "it is one of en, de"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_way_out(capsys, shops, words, code, says):
    found, _, err = _run(capsys, shops, *words)
    assert (found, "Traceback" in err) == (code, False)
    assert says in " ".join(err.split())


def test_a_ledger_without_sales_says_what_to_do(capsys, tmp_path):
    create_workspace(
        tmp_path / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    for question in ("league", "like-for-like", "why", "distribution"):
        code, _, err = _run(capsys, tmp_path / "w", question)
        assert code == 1
        assert "import" in err
