"""The how-to on corrections holds: restated days, late stores, products that change their maker."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from showfloor.storage import ImportReport, IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.workflows.standing import StandingAsked, run_standing

SALES = "source,date,store_id,product_id,line_no,units,revenue\n"
PRODUCTS = "product_id,valid_from,manufacturer_id,category,name\n"
QUARTER = StandingAsked(from_date=date(2021, 1, 1), to_date=date(2021, 4, 1))


@pytest.fixture
def shops(tmp_path: Path) -> Workspace:
    """Three stores, two manufacturers, one phone, and its sales in two of the stores."""
    made = create_workspace(
        tmp_path / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    _take(made, stores="store_id,name,kind,operator\n1,A,live,o\n2,B,live,o\n3,C,live,o\n")
    _take(made, manufacturers="manufacturer_id,name\nnokia,Nokia\nhmd,HMD\n")
    _take(made, products=PRODUCTS + "p1,2019-01-01,nokia,phones,Phone One\n")
    _take(made, sales=SALES + "t,2021-02-01,1,p1,1,1,10.00\nt,2021-03-01,2,p1,1,1,100.00\n")
    return made


def _take(place: Workspace, **tables: str) -> ImportReport:
    files = []
    for name, text in tables.items():
        path = place.root.parent / f"{name}.csv"
        path.write_text(text)
        files.append(IntakeFile(path))
    return place.ledger.take(files)


def _revenue(place: Workspace) -> dict[str, float]:
    [table] = run_standing(place, QUARTER).result.tables
    return {row.manufacturer_id: row.revenue for row in table.rows}


def test_a_product_changes_its_manufacturer_from_a_day_on_and_the_past_stays(
    shops: Workspace,
) -> None:
    _take(shops, products=PRODUCTS + "p1,2021-03-01,hmd,phones,Phone One\n")
    assert _revenue(shops) == {"hmd": 100.0, "nokia": 10.0}
    assert shops.ledger.check().holds
    _take(shops, products=PRODUCTS + "p1,2019-01-01,hmd,phones,Phone One\n")
    assert _revenue(shops) == {"hmd": 110.0}
    assert _revenue(open_workspace(shops.root, "5")) == {"hmd": 100.0, "nokia": 10.0}
    assert shops.ledger.check().holds


def test_a_late_store_replaces_nothing_of_the_others(shops: Workspace) -> None:
    late = _take(shops, sales=SALES + "t,2021-02-01,3,p1,1,1,5.00\n").files[0]
    assert (late.accepted, late.replaced) == (1, 0)
    assert _revenue(shops) == {"nokia": 115.0}


def test_a_restated_day_replaces_itself_and_a_day_that_must_go_is_undone(
    shops: Workspace,
) -> None:
    restated = SALES + "t,2021-02-01,1,p1,1,1,12.00\n"
    assert _take(shops, sales=restated).files[0].replaced == 1
    assert _revenue(shops) == {"nokia": 112.0}
    shops.ledger.undo(4, with_later=True)
    _take(shops, sales=restated)
    assert _revenue(shops) == {"nokia": 12.0}
    assert _revenue(open_workspace(shops.root, "4")) == {"nokia": 110.0}
