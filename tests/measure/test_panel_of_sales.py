"""A manufacturer's sales as a panel: by hand, and as the panel of areas has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from showfloor import measure_staggered, sales_panel
from showfloor.errors import PanelError
from showfloor.measure import SALES_CLOSURES, SALES_STORES, panel_of_sales, weeks_asked
from showfloor.storage import IntakeFile, Workspace, create_workspace

MONDAY = date(2021, 1, 4)
STORES = """store_id,name,kind,operator,opened_on,closed_on
a,A,standard,o,,
b,B,standard,o,2021-01-11,
c,C,standard,o,,2021-01-18
d,D,standard,o,,
web,W,online,o,,
"""
PRODUCTS = """product_id,valid_from,manufacturer_id,category,name
p1,2020-01-01,m1,phones,P
p2,2020-01-01,m2,phones,Q
p2,2021-01-20,m1,phones,Q
"""
AREAS = """area_id,store_id,manufacturer_id,format_id,announced_on,installed_from,selling_from
1,a,m1,f,2021-01-17,2021-01-18,2021-01-25
2,b,m2,f,,2021-01-11,2021-01-11
"""
CLOSURES = """store_id,from_date,to_date,reason,crew_access
a,2021-01-11,2021-01-13,works,true
d,2021-01-18,2021-01-22,works,true
"""


def day_sales() -> str:
    """One euro a trading day in every store, p1; in store a 5 euros of p2 on two days."""
    lines = ["source,date,store_id,product_id,line_no,units,revenue"]
    days = [date(2021, 1, day) for day in range(4, 32) if date(2021, 1, day).weekday() < 6]
    lines += [
        f"till,{day},{store},p1,1,2,1.00"
        for day in days
        for store in "abcd"
        if not (store == "a" and day in {date(2021, 1, 11), date(2021, 1, 12)})
        and not (store == "b" and day < date(2021, 1, 11))
        and not (store == "c" and day >= date(2021, 1, 18))
        and not (store == "d" and date(2021, 1, 18) <= day < date(2021, 1, 22))
    ]
    lines += [f"till,2021-01-{day},a,p2,1,1,5.00" for day in (19, 21)]
    return "\n".join([*lines, "till,2021-01-06,web,p1,1,9,90.00"]) + "\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("sold")
    made = create_workspace(
        folder / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    texts = {
        "stores": STORES,
        "manufacturers": "manufacturer_id,name\nm1,One\nm2,Two\n",
        "products": PRODUCTS,
        "areas": AREAS,
        "closures": CLOSURES,
        "sales": day_sales(),
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    made.ledger.take([IntakeFile(folder / f"{name}.csv", name) for name in texts])
    return made


def test_the_panel_is_what_was_sold_in_a_full_week(workspace: Workspace) -> None:
    panel = sales_panel(workspace, "m1")
    assert panel.units == ("a", "b", "c", "d")
    np.testing.assert_array_equal(panel.times, np.arange(4.0))
    # a: two of six days closed in week 1, a rate of 6 a full week; p2 is m1's from 20 January.
    # b opened in week 1, c closed from week 2; d was closed on four of six days in week 2.
    nan = np.nan
    expected = [
        [6.0, 6.0, 11.0, 6.0],
        [nan, 6.0, 6.0, 6.0],
        [6.0, 6.0, nan, nan],
        [6.0, 6.0, nan, 6.0],
    ]
    np.testing.assert_allclose(panel.outcome, expected)
    # The announcement, a Sunday, is in week 1; m2's area in b is none of m1's.
    np.testing.assert_array_equal(panel.cohort, [1.0, nan, nan, nan])


def test_units_are_net_units(workspace: Workspace) -> None:
    np.testing.assert_allclose(
        sales_panel(workspace, "m1", of="units").outcome[0], [12, 12, 13, 12]
    )


def test_the_panel_goes_into_the_estimators(workspace: Workspace) -> None:
    found = measure_staggered(sales_panel(workspace, "m1")).imputation.overall
    # Foretold 6 in the three weeks from the announcement: 0, 5 and 0 more.
    assert found.estimate == pytest.approx(5.0 / 3.0)
    assert "1 treated unit" in found.reason


def test_rows_are_added_up_by_the_ledger_or_here_with_the_same_sums(workspace: Workspace) -> None:
    # 80 rows for 4 stores x 4 weeks are many: the ledger adds up; asked as they are, all the same.
    period = MONDAY, date(2021, 2, 1)
    with workspace.ledger.engine() as engine:
        stores = engine.run(SALES_STORES.with_parameters(manufacturer_id="m1"))
        closures = engine.run(SALES_CLOSURES)
        panels = []
        for of_revenue in (True, False):
            for rows in (10, 80):
                asked = weeks_asked("m1", *period, of_revenue=of_revenue, stores=4, rows=rows)
                assert asked.parameters["days"] == 28
                assert ("GROUP BY 1" in asked.sql) == (rows == 80)
                panels.append(
                    panel_of_sales(
                        stores,
                        closures,
                        engine.run(asked),
                        first_week=period[0],
                        to_week=period[1],
                        weekdays=(0, 1, 2, 3, 4, 5),
                    )
                )
    np.testing.assert_allclose(panels[0].outcome, panels[1].outcome)
    np.testing.assert_allclose(panels[2].outcome, panels[3].outcome)
    np.testing.assert_allclose(panels[0].outcome, sales_panel(workspace, "m1").outcome)


def answers(cells: list[int]) -> dict:
    none = np.array(["NaT", "NaT"], dtype="datetime64[D]")
    stores = {
        "store_id": np.array(["a", "b"], dtype=object),
        "opened_on": none,
        "closed_on": none,
        "begins": none,
    }
    empty = np.zeros(0, dtype="datetime64[D]")
    closures = {"store": np.zeros(0, dtype=np.int64), "from_date": empty, "to_date": empty}
    sold = {"cell": 7 * np.array(cells), "sold": np.ones(len(cells))}
    return {"stores": stores, "closures": closures, "sold": sold}


def test_cells_outside_are_refused_and_rows_of_one_cell_add_up() -> None:
    about = {"first_week": MONDAY, "to_week": date(2021, 1, 18), "weekdays": (0, 1, 2, 3, 4, 5)}
    assert panel_of_sales(**answers([0, 1, 2, 3]), **about).outcome.sum() == 4.0
    with pytest.raises(PanelError, match="outside the 2 stores and 2 weeks"):
        panel_of_sales(**answers([0, 4]), **about)
    np.testing.assert_array_equal(
        panel_of_sales(**answers([0, 0, 1, 2, 2, 2, 3]), **about).outcome, [[2, 1], [3, 1]]
    )
