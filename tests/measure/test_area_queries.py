"""Whose sales a store-week's are: by the product's version of the day, net of returns."""

from __future__ import annotations

from datetime import date

import pytest

from showfloor.measure import AREA_ONLINE, AREA_SALES, AREA_TRAFFIC
from showfloor.storage import IntakeFile, create_workspace
from showfloor.storage.engine import DuckDbEngine

TABLES = {
    "stores": "store_id,name,kind,operator\ns1,Eins,standard,o\n",
    "manufacturers": "manufacturer_id,name\nm1,One\nm2,Two\nm3,Three\n",
    "products": "product_id,valid_from,manufacturer_id,category,name,unit_margin\n"
    "p1,2020-01-01,m1,phones,P,3.00\n"
    "p2,2020-01-01,m2,phones,Q,2.00\n"
    "p3,2020-01-01,m2,cases,C,\n"
    "p4,2020-01-01,m2,phones,Sold,1.00\n"
    "p4,2021-01-13,m1,phones,Bought,4.00\n"
    "p5,2020-01-01,m3,food,F,1.00\n",
    "sales": "source,date,store_id,product_id,line_no,units,revenue,line_type\n"
    "till,2021-01-04,s1,p1,1,5,50.00,sale\n"
    "till,2021-01-06,s1,p1,1,-2,-20.00,return\n"
    "till,2021-01-10,s1,p2,1,4,44.00,sale\n"
    "till,2021-01-10,s1,p3,2,3,9.00,sale\n"
    "till,2021-01-11,s1,p4,1,1,10.00,sale\n"
    "till,2021-01-13,s1,p4,1,2,20.00,sale\n"
    "till,2021-01-13,s1,p5,2,6,6.00,sale\n"
    "till,2021-01-13,s1,ghost,3,7,70.00,sale\n",
    "traffic": "date,store_id,baskets\n2021-01-04,s1,7\n2021-01-10,s1,5\n2021-01-11,s1,1\n",
    "online_sales": "week,postcode_area,product_id,units,revenue\n"
    "2021-01-11,10,p1,2,20.00\n2021-01-11,10,p4,1,10.00\n2021-01-18,10,p4,3,30.00\n",
}
PERIOD = {"from_date": date(2021, 1, 4), "to_date": date(2021, 1, 25)}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DuckDbEngine:
    folder = tmp_path_factory.mktemp("whose")
    made = create_workspace(
        folder / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    made.ledger.take([IntakeFile(folder / f"{name}.csv", name) for name in TABLES])
    return made.ledger.engine()


def test_sales_are_parted_by_manufacturer_category_and_day(engine: DuckDbEngine) -> None:
    asked = AREA_SALES.with_parameters(manufacturer_id="m1", excluded_categories="|food|", **PERIOD)
    found = engine.run(asked)
    rows = list(
        zip(
            found["week"].astype(str).tolist(),
            *(
                found[name].tolist()
                for name in ("part", "rival", "units", "revenue", "margin", "priced")
            ),
            strict=True,
        )
    )
    assert rows == [
        ("2021-01-04", "other", "", 3.0, 9.0, 0.0, 0.0),
        ("2021-01-04", "own", "", 3.0, 30.0, 9.0, 30.0),
        ("2021-01-04", "rivals", "m2", 4.0, 44.0, 8.0, 44.0),
        ("2021-01-11", "other", "", 7.0, 70.0, 0.0, 0.0),
        ("2021-01-11", "own", "", 2.0, 20.0, 8.0, 20.0),
        ("2021-01-11", "rivals", "m2", 1.0, 10.0, 1.0, 10.0),
    ]


def test_baskets_are_added_up_by_week(engine: DuckDbEngine) -> None:
    found = engine.run(AREA_TRAFFIC.with_parameters(**PERIOD))
    assert found["baskets"].tolist() == [12.0, 1.0]


def test_online_sales_belong_to_who_made_the_product_at_the_weeks_beginning(
    engine: DuckDbEngine,
) -> None:
    found = engine.run(AREA_ONLINE.with_parameters(manufacturer_id="m1", **PERIOD))
    assert found["units"].tolist() == [2.0, 3.0]
