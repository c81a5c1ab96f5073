"""Offers are checked and baskets priced from the command line: on files, and beside a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from showfloor.cli.main import run
from showfloor.cli.offers_check_commands import SHOWN
from showfloor.storage import IntakeFile, create_workspace

OFFERS = """groups = ["opening", "bundles"]

[[offers]]
id = "opening"
name = "Opening week"
manufacturer = "m1"
status = "approved"
manufacturer_pays = 0.7
when = { from = 2026-11-02, through = 2026-12-31, area_days = [0, 6] }
where = { with_area = true }
meets = { group = "opening" }
reward = { kind = "each", goods = { categories = ["phone"] }, per_cent = 10 }

[[offers]]
id = "lamp"
name = "A lamp with every phone"
manufacturer = "m1"
status = "approved"
when = { from = 2026-11-02, through = 2026-12-31 }
meets = { group = "bundles" }
floor = { approved_by = "M. Beispiel" }

[offers.reward]
kind = "bundle"
slots = [
  { goods = { categories = ["phone"], price_from = 300 } },
  { goods = { products = ["lamp"] }, free = true },
]
"""
STORES = (
    "store_id,name,kind,operator,operator_status,region\n"
    "s1,Eins,standard,o,own,DE-NW\ns2,Müller,partner,M,independent,DE-BY\n"
)
AREAS = (
    "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from\n"
    "a1,s1,m1,wall,2026-10-19,2026-11-02\n"
)
PRODUCTS = (
    "product_id,manufacturer_id,category,gross_price,vat_rate,gross_cost\n"
    "phone,m1,phone,499.00,0.19,400.00\nlamp,m1,home,49.90,0.19,20.00\n"
)
BASKET = "product_id,units\nphone,2\nlamp,1\n"
LEDGER = {
    "manufacturers": "manufacturer_id,name\nm1,Mone\n",
    "products": "product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin\n"
    "phone,2026-01-01,m1,phone,Phone,499.00,70.00\nlamp,2026-01-01,m1,home,Lamp,49.90,\n",
    "prices": "product_id,channel,valid_from,gross_price,vat_rate\n"
    "phone,stores,2026-01-01,499.00,0.19\nlamp,stores,2026-01-01,49.90,0.19\n"
    "lamp,s2,2026-01-01,39.90,0.19\n",
    "sales": "source,date,store_id,product_id,line_no,units,revenue\n"
    "till,2026-10-30,s1,phone,1,1,499.00\ntill,2026-10-30,s1,lamp,1,1,49.90\n",
    "stores": STORES,
    "areas": AREAS,
}
AT = ("--at", "2026-11-05T12:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("Müller & Söhne")
    for name, text in {
        "offers.toml": OFFERS, "stores.csv": STORES, "areas.csv": AREAS,
        "products.csv": PRODUCTS, "basket.csv": BASKET,
    }.items():  # fmt: skip
        (root / name).write_text(text, encoding="utf-8")
    place = create_workspace(
        root / "shops", name="shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    files = []
    for table, text in LEDGER.items():
        path = root / f"ledger-{table}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, table))
    place.ledger.take(files)
    return root


def asked(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(["offers", *map(str, words)])
    said = capsys.readouterr()
    return int(ended.value.code), said.out, said.err


def on_files(folder: Path) -> tuple[object, ...]:
    return (
        "--offers", folder / "offers.toml", "--products", folder / "products.csv",
        "--stores", folder / "stores.csv", "--areas", folder / "areas.csv",
    )  # fmt: skip


def in_workspace(folder: Path) -> tuple[object, ...]:
    return "--offers", folder / "offers.toml", "--workspace", folder / "shops"


@pytest.mark.parametrize("ground", [on_files, in_workspace])
def test_offers_that_nothing_speaks_against_end_with_0(capsys, folder: Path, ground) -> None:
    code, out, _ = asked(capsys, "check", *ground(folder))
    assert code == 0
    assert "applies together with lamp on the same unit" in out
    assert "2 offers judged, 0 of them fail" in out


def test_a_floor_that_breaks_ends_with_1_and_its_cents(
    capsys, folder: Path, tmp_path: Path
) -> None:
    cheap = tmp_path / "offers.toml"
    cheap.write_text(OFFERS.replace("per_cent = 10 ", "per_cent = 50 "), encoding="utf-8")
    words = ("check", "--offers", cheap, *on_files(folder)[2:], "--json")
    code, out, _ = asked(capsys, *words)
    assert code == 1
    (broken,) = [f for f in json.loads(out)["findings"] if f["verdict"] == "FAIL"]
    # Half of 499.00 is 249.50; the phone costs 400.00.
    assert (broken["code"], broken["about"]) == ("below_floor", ["phone"])
    assert (broken["wanted"], broken["floor"]) == (24950, 40000)


def test_of_many_findings_those_that_fail_come_first_and_the_rest_is_counted(
    capsys, folder: Path, tmp_path: Path
) -> None:
    """Sixty that meet the others, and the last one alone below its floor."""
    head, opening, lamp = OFFERS.split("[[offers]]")
    many = [opening.replace('"opening"\nname', f'"opening-{n}"\nname') for n in range(60)]
    many.append(opening.replace("per_cent = 10 ", "per_cent = 50 "))
    path = tmp_path / "offers.toml"
    path.write_text("[[offers]]".join([head, *many, lamp]), encoding="utf-8")
    words = ("check", "--offers", path, *on_files(folder)[2:])
    found = json.loads(asked(capsys, *words, "--json")[1])["findings"]
    assert len(found) > SHOWN
    code, out, _ = asked(capsys, *words)
    assert code == 1
    assert f"and {len(found) - SHOWN} more: " in out
    places = [out.find(word) for word in ("FAIL", "REVIEW", "note")]
    assert 0 <= places[0] < min(place for place in places[1:] if place >= 0)


@pytest.mark.parametrize("ground", [on_files, in_workspace])
def test_a_basket_is_priced_to_the_cent(capsys, folder: Path, ground) -> None:
    words = ("price", *ground(folder), "--basket", folder / "basket.csv", "--store", "s1", *AT)
    code, out, _ = asked(capsys, *words, "--json")
    priced = json.loads(out)
    assert code == 0
    # Two phones at 499.00 less 10 % (449.10 each), and the lamp of one of them is free.
    assert priced["charged"] == 2 * 44910
    assert [(a["offer_id"], a["discount"]) for a in priced["applied"]] == [
        ("opening", 9980),
        ("lamp", 4990),
    ]
    assert priced["applied"][0]["manufacturer_pays"] == 6986
    assert priced["proven"]
    assert priced["binding"]


def test_an_independent_store_has_prices_of_its_own_and_recommendations(
    capsys, folder: Path
) -> None:
    words = ("price", *in_workspace(folder), "--basket", folder / "basket.csv", *AT)
    code, out, _ = asked(capsys, *words, "--store", "s2")
    assert code == 0
    assert "What the basket is recommended to cost" in out
    assert "39.90" in out
    assert "opening needs a brand area; this store has none" in out
    assert "recommended price" in out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--store", "s"), 1, "there is no store 's'"),
        (("--store", "s1", "--at", "5.11.2026"), 2, "--at is '5.11.2026'"),
        (("--store", "s1", "--at", "0001-01-01"), 2, "--at is '0001-01-01'"),
        (("--store", "s1", "--at", "9999-12-31T23:59"), 2, "the years 1900 to 2199"),
        (("--store", "s1", "--as-of", "2026-01-01"), 2, "--as-of"),
        (("--store", "s1", "--store", "s2"), 2, "--store is given twice"),
    ],
)
def test_what_cannot_be_priced_is_refused(
    capsys, folder: Path, words, code: int, told: str
) -> None:
    given = ("price", *on_files(folder), "--basket", folder / "basket.csv")
    ended, _, err = asked(capsys, *given, *words)
    assert (ended, told in err) == (code, True), err


def test_a_basket_without_sense_is_refused_by_line(capsys, folder: Path, tmp_path: Path) -> None:
    basket = tmp_path / "basket.csv"
    basket.write_text("product_id,units\nphone,-2\nphne,1\n", encoding="utf-8")
    given = ("price", *on_files(folder), "--basket", basket, "--store", "s1", *AT)
    code, _, err = asked(capsys, *given)
    assert code == 1
    assert "line '000002': units must be a whole number from 1, found -2" in err
    assert "'phne' is not known; did you mean 'phone'?" in err


def test_a_ledger_without_prices_says_what_to_import(capsys, folder: Path, tmp_path: Path) -> None:
    create_workspace(
        tmp_path / "empty", name="e", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    words = ("--offers", folder / "offers.toml", "--workspace", tmp_path / "empty")
    code, _, err = asked(capsys, "check", *words)
    assert code == 1
    assert "import" in err


def test_files_stand_together_or_not_at_all(capsys, folder: Path) -> None:
    code, _, err = asked(capsys, "check", *on_files(folder)[:4])
    assert (code, "name both" in err) == (2, True)
    areas = ("--offers", folder / "offers.toml", "--areas", folder / "areas.csv")
    code, _, err = asked(capsys, "check", *areas)
    assert (code, "stand beside" in err) == (2, True)


def test_an_offer_that_is_not_there_is_named_with_the_nearest(capsys, folder: Path) -> None:
    code, _, err = asked(capsys, "check", *on_files(folder), "--only", "openning")
    assert (code, "did you mean 'opening'?" in err) == (1, True)


def test_approved_offers_are_written_for_the_till(capsys, folder: Path, tmp_path: Path) -> None:
    words = ("export", "--offers", folder / "offers.toml", "--out", tmp_path / "till", *AT)
    code, out, _ = asked(capsys, *words)
    assert code == 0
    assert "2 versions of offers" in out
    found = json.loads((tmp_path / "till" / "offers.json").read_text(encoding="utf-8"))
    assert [offer["offer_id"] for offer in found["offers"]] == ["lamp", "opening"]
    assert (tmp_path / "till" / "offers.csv").read_text(encoding="utf-8").count("\n") == 4
