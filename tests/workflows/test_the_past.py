"""The report of March, made again in June from the same workspace, is the same to the byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.reporting import run_report
from showfloor.workflows.standing import StandingAsked, run_standing

SALES = "source,date,store_id,product_id,line_no,units,revenue\n"


@pytest.fixture
def shops(tmp_path: Path) -> Workspace:
    """Two stores and two manufacturers, and the first quarter's sales."""
    made = create_workspace(
        tmp_path / "Müller & Söhne", name="s", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    tables = {
        "stores": "store_id,name,kind,operator\ns1,Eins,standard,o\ns2,Zwei,live,o\n",
        "manufacturers": "manufacturer_id,name\nm1,One\nm2,Two\n",
        "products": "product_id,valid_from,manufacturer_id,category,name\n"
        "p1,2019-01-01,m1,phones,P\np2,2019-01-01,m2,phones,Q\n",
        "sales": SALES + "till,2020-03-02,s1,p1,1,2,20.00\ntill,2020-03-02,s2,p2,1,1,30.00\n",
    }
    _take(made, tmp_path, tables)
    return made


def _take(place: Workspace, folder: Path, tables: dict[str, str]) -> None:
    for name, text in tables.items():
        folder.joinpath(f"{name}.csv").write_text(text)
    place.ledger.take([IntakeFile(folder / f"{name}.csv") for name in tables])


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "record.json"
    }


def test_a_report_of_march_is_repeated_in_june_to_the_byte(
    shops: Workspace, tmp_path: Path
) -> None:
    run_standing(shops, StandingAsked())
    march = run_report(shops)
    _take(shops, tmp_path, {"sales": SALES + "till,2020-03-02,s1,p1,1,90,900.00\n"})
    run_standing(shops, StandingAsked())
    june = run_report(shops)
    again = run_report(open_workspace(shops.root, "1"))
    assert _files(again.folder) == _files(march.folder)
    assert _files(again.folder) != _files(june.folder)
    assert again.record.parameters["as_of"]["version"] == 1


def test_a_standing_as_of_a_version_is_that_versions_and_its_run_says_so(
    shops: Workspace, tmp_path: Path
) -> None:
    before = run_standing(shops, StandingAsked())
    _take(shops, tmp_path, {"sales": SALES + "till,2020-03-02,s1,p1,1,90,900.00\n"})
    after = run_standing(shops, StandingAsked())
    again = run_standing(open_workspace(shops.root, "1"), StandingAsked())
    assert (before.record.ledger_version, after.record.ledger_version) == (1, 2)
    assert again.record.ledger_version == 1
    assert encode(again.result) == encode(before.result)
    assert after.result.tables[0].total_revenue == 930.0
    kept = json.loads((again.folder / "record.json").read_text())["parameters"]
    assert (kept["as_of"]["asked"], kept["as_of"]["version"]) == ("1", 1)
