"""Sums that every version keeps: equal to plain Python, through corrections and new products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from showfloor.domain.queries import Query
from showfloor.storage import ImportReport, Workspace

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]

PRODUCTS = (
    "product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin\n"
    "p1,2019-01-01,m1,phones,,100.00,20.00\n"
    "p1,2021-02-15,m2,phones,,110.00,\n"
    "p3,2021-01-20,m2,,,,5.00\n"
)
SALES = (
    "source,date,store_id,product_id,line_no,units,revenue,line_type\n"
    "till,2021-01-10,s1,p1,1,2,199.00,sale\n"
    "till,2021-01-10,s1,p1,2,-1,-99.50,return\n"
    "till,2021-01-10,s1,p3,1,1,9.00,sale\n"  # before p3's first version: (unknown)
    "till,2021-01-31,s2,p3,1,3,30.00,sale\n"
    "till,2021-02-14,s1,p1,1,1,1.00,sale\n"
    "till,2021-02-15,s1,p1,1,1,105.00,sale\n"
    "till,2021-03-01,s2,gone,1,1,7.00,sale\n"
)
NO_VERSION = ["", "", "(unknown)", "", "", "", ""]
MEASURES = ("units", "revenue", "returns", "lines")
MONEY = ("list_value", "listed_units", "margin", "margin_units")


def _expected(products: str, sales: str) -> dict[str, dict[tuple[str, ...], tuple[Decimal, ...]]]:
    """Sum the two files line by line, with the version of a product that was valid on the day."""
    versions = [line.split(",") for line in products.splitlines()[1:]]
    found: dict[str, dict[tuple[str, ...], list[Decimal]]] = {
        name: defaultdict(lambda: [Decimal(0)] * 8) for name in ("makers", "months", "days")
    }
    for line in sales.splitlines()[1:]:
        _, day, store, product, _, units, revenue, kind = line.split(",")
        valid = [v for v in versions if v[0] == product and v[1] <= day]
        _, _, maker, category, _, price, margin = max(valid, default=NO_VERSION)
        category = "(unknown)" if not valid else category or "(none)"
        number = Decimal(units)
        added = [number, Decimal(revenue), -number if kind != "sale" else Decimal(0), Decimal(1)]
        for stated in (price, margin):
            added += [number * Decimal(stated), number] if stated else [Decimal(0), Decimal(0)]
        keys = {
            "makers": (day, store, maker),
            "months": (f"{day[:8]}01", store, maker, category),
            "days": (day, store),
        }
        for name, key in keys.items():
            found[name][key] = [a + b for a, b in zip(found[name][key], added, strict=True)]
    return {
        "makers": {key: tuple(sums[:4]) for key, sums in found["makers"].items()},
        "months": {key: tuple(sums) for key, sums in found["months"].items()},
        "days": {key: (sums[0], sums[1], sums[3]) for key, sums in found["days"].items()},
    }


def _kept(ask: Ask) -> dict[str, dict[tuple[str, ...], tuple[Decimal, ...]]]:
    asked = {
        "makers": ("store_manufacturer_days", ("date", "store_id", "manufacturer_id"), MEASURES),
        "months": (
            "store_months",
            ("first_day", "store_id", "manufacturer_id", "category"),
            MEASURES + MONEY,
        ),
        "days": ("store_days", ("date", "store_id"), ("units", "revenue", "lines")),
    }
    found = {}
    for name, (table, keys, sums) in asked.items():
        columns = {key: "date" if key in {"date", "first_day"} else "text" for key in keys}
        columns |= dict.fromkeys(sums, "float")
        names = ", ".join(
            f"CAST({column} AS DOUBLE) AS {column}" if kind == "float" else column
            for column, kind in columns.items()
        )
        rows = ask(f"SELECT {names} FROM {table} ORDER BY ALL", **columns)
        found[name] = {
            tuple(str(part) for part in row[: len(keys)]): tuple(
                Decimal(str(part)).quantize(Decimal("0.01")) for part in row[len(keys) :]
            )
            for row in rows
        }
    return found


def test_sums_are_those_of_the_lines(stocked: Workspace, take: Take, ask: Ask) -> None:
    take(products=PRODUCTS, sales=SALES)
    assert _kept(ask) == _expected(PRODUCTS, SALES)


def test_a_correction_changes_only_its_months_files(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(products=PRODUCTS, sales=SALES)
    tables = stocked.root / "ledger" / "tables"
    names = ("store_manufacturer_days", "store_months", "store_days")
    before = {path for name in names for path in (tables / name).rglob("*.parquet")}
    corrected = SALES.replace("2021-02-14,s1,p1,1,1,1.00", "2021-02-14,s1,p1,1,4,4.00")
    day = [line for line in corrected.splitlines() if "2021-02-14" in line]
    take(sales="\n".join([SALES.splitlines()[0], *day]) + "\n")
    assert _kept(ask) == _expected(PRODUCTS, corrected)
    new = {path for name in names for path in (tables / name).rglob("*.parquet")} - before
    assert {path.parent.name for path in new} == {"month=202102"}


def test_a_product_that_changes_its_manufacturer_changes_the_months_that_sold_it(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(products=PRODUCTS, sales=SALES)
    tables = stocked.root / "ledger" / "tables"
    before = set((tables / "store_months").rglob("*.parquet"))
    moved = PRODUCTS + "p3,2021-01-25,m1,tablets,,3.00,1.00\n"
    take(products=moved)
    assert _kept(ask) == _expected(moved, SALES)
    new = set((tables / "store_months").rglob("*.parquet")) - before
    assert {path.parent.name for path in new} == {"month=202101"}


def test_a_product_that_comes_late_takes_its_sales_out_of_the_unknown(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(products=PRODUCTS, sales=SALES)
    late = PRODUCTS + "gone,2020-01-01,m1,phones,,9.00,2.00\n"
    take(products=late)
    assert _kept(ask) == _expected(late, SALES)


def test_a_version_from_before_these_tables_answers_from_its_sales(
    stocked: Workspace, take: Take
) -> None:
    take(products=PRODUCTS, sales=SALES)
    now = stocked.ledger.latest()
    old = replace(
        now,
        tables={
            name: number
            for name, number in now.tables.items()
            if name not in {"store_manufacturer_days", "store_months", "store_days"}
        },
    )
    asked = Query(
        "asked",
        "SELECT first_day, manufacturer_id, CAST(list_value AS DOUBLE) AS list_value "
        "FROM store_months ORDER BY ALL",
        {"first_day": "date", "manufacturer_id": "text", "list_value": "float"},
    )
    answers = []
    for version in (now, old):
        with stocked.ledger.engine(version) as engine:
            found = engine.run(asked)
        answers.append({name: values.tolist() for name, values in found.items()})
    assert answers[0] == answers[1]
    assert answers[0]["first_day"][0] == date(2021, 1, 1)
