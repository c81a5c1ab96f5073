"""What offers would have cost is asked from the command line, and shown where they are checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from showfloor.cli.main import run
from showfloor.storage import IntakeFile, create_workspace

OFFERS = """
[[offers]]
id = "ten"
name = "Ten off"
manufacturer = "m1"
manufacturer_pays = 0.7
when = { from = 2026-11-02, through = 2026-12-31 }

reward = { kind = "each", goods = { categories = ["phone"] }, per_cent = 10 }

[[offers]]
id = "lamp"
name = "A lamp with every phone"
manufacturer = "m1"
when = { from = 2026-11-02, through = 2026-12-31, hours = ["10:00-12:00"] }
reward = { kind = "each", goods = { products = ["lamp"] }, amount = 5 }
"""
TABLES = {
    "manufacturers": "manufacturer_id,name\nm1,Mone\n",
    "stores": "store_id,name,kind,operator,operator_status,region\n"
    "s1,Eins,standard,o,own,DE-NW\nmü'ller,Müller,partner,M,independent,DE-BY\n",
    "products": "product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin\n"
    "phone,2025-01-01,m1,phone,Phone,500.00,\nlamp,2025-01-01,m1,home,Lamp,50.00,\n",
    "prices": "product_id,channel,valid_from,gross_price,vat_rate\n"
    "phone,stores,2025-01-01,500.00,0.19\nlamp,stores,2025-01-01,50.00,0.19\n",
    "sales": "source,date,store_id,product_id,line_no,units,revenue\n"
    "till,2025-11-05,s1,phone,1,1,600.00\ntill,2026-10-28,s1,phone,1,2,1000.00\n"
    "till,2026-10-29,mü'ller,phone,1,1,400.00\ntill,2026-10-30,s1,lamp,1,1,50.00\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("Müller & Söhne")
    (root / "offers.toml").write_text(OFFERS, encoding="utf-8")
    place = create_workspace(
        root / "shops", name="shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    files = []
    for table, text in TABLES.items():
        path = root / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, table))
    place.ledger.take(files)
    create_workspace(
        root / "empty", name="empty", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    return root


def asked(capsys, folder: Path, *words: object, shop: str = "shops") -> tuple[int, str, str]:
    named = ("--offers", folder / "offers.toml", "--workspace", folder / shop)
    with pytest.raises(SystemExit) as ended:
        run(["offers", *map(str, (*words, *named))])
    said = capsys.readouterr()
    return int(ended.value.code), said.out, said.err


def test_the_cost_of_a_year_stands_by_offer_and_in_all(capsys, folder: Path) -> None:
    code, out, _ = asked(capsys, folder, "simulate", "--json")
    found = json.loads(out)
    assert code == 0
    # The 52 weeks to 30 October 2026 begin on 1 November 2025: 10 % of 600, 1,000 and 400 euros.
    assert (found["begins"], found["to"]) == ("2025-11-01", "2026-10-31")
    lamp, ten = found["offers"]
    assert (ten["discount"], ten["manufacturer_pays"], ten["not_binding"]) == (20000, 14000, 4000)
    assert (lamp["discount"], lamp["told"]) == (500, "conditions")
    assert (found["discount"], found["without_conditions"]) == (20500, 20000)


def test_offers_of_this_november_are_held_against_the_last(capsys, folder: Path) -> None:
    code, out, _ = asked(capsys, folder, "simulate", "--weeks-back", "52", "--only", "ten")
    # 2 November 2026 less 52 weeks is 3 November 2025: the phone of the 5th, at 600 euros.
    assert code == 0
    assert "together 60.00 off 2,050.00 in 4 lines" in out


def test_what_is_shown_says_what_the_figure_is(capsys, folder: Path) -> None:
    _, out, _ = asked(capsys, folder, "simulate", "--from", "2026-10-01", "--to", "2026-11-01")
    assert "time or customer taken as met" in " ".join(out.split())
    assert "145.00 off 1,450.00 in 3 lines; 140.00 if no condition is met" in " ".join(out.split())
    assert "40.00 of it in stores that set their own prices" in out


def test_a_check_shows_the_cost_of_the_last_four_weeks(capsys, folder: Path) -> None:
    _, out, _ = asked(capsys, folder, "check")
    assert "Cost on the same sales from 2026-10-03 to 2026-10-31" in " ".join(out.split())
    assert "140.00" in out
    _, out, _ = asked(capsys, folder, "check", "--json")
    assert [c["discount"] for c in json.loads(out)["cost"]["offers"]] == [500, 14000]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "tenn"), "no offer 'tenn' in the file; did you mean 'ten'?"),
        (("--from", "2026-11-01", "--to", "2026-10-01"), "not after 2026-11-01"),
        (("--from", "2010-01-01", "--to", "2026-10-01"), "ask for parts of it"),
    ],
)
def test_what_cannot_be_asked_ends_with_1_and_how_to_mend_it(
    capsys, folder: Path, words: tuple[str, ...], said: str
) -> None:
    code, _, error = asked(capsys, folder, "simulate", *words)
    assert code == 1
    assert said in " ".join(error.split())


def test_a_workspace_without_sales_says_what_to_import(capsys, folder: Path) -> None:
    code, _, error = asked(capsys, folder, "simulate", shop="empty")
    assert code == 1
    assert "import files first (showfloor import)" in error
