"""Lines of a ledger, drawn and repriced, held against the engine of baskets line by line."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from repricing_data import FIRST_DAY, TO_DAY
from showfloor.domain.offer_terms import OfferBook
from showfloor.domain.purchases import BasketLine, Place, Purchase
from showfloor.domain.queries import Query
from showfloor.offers import compile_book, price_basket, reprice
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.repricing_book import book_for_sales
from showfloor.offers.repricing_classes import noon
from showfloor.offers.repricing_types import SalesAsked
from showfloor.storage import Workspace
from showfloor.storage.engine import DuckDbEngine

DRAWN = Query(
    name="bench.drawn_lines",
    sql="""
SELECT date, store_id, product_id, units, CAST(revenue * 100 AS BIGINT) AS cents
FROM sales
WHERE date >= :since AND date < :until AND units > 0 AND line_type = 'sale'
ORDER BY hash(store_id, date, line_no), store_id, date, line_no
LIMIT :most
""",
    columns={
        "date": "date", "store_id": "text", "product_id": "text", "units": "int", "cents": "int",
    },
    parameters={"since": FIRST_DAY, "until": TO_DAY, "most": 1},
)  # fmt: skip
Line = tuple[date, str, str, int, int]
"""Day, store, product, units, revenue in cents."""
Sums = dict[str, tuple[int, int, int, int]]
"""By offer: lines, applications, discount, the manufacturer's part."""


def held(
    workspace: Workspace, book: OfferBook, places: Sequence[Place], a_month: int
) -> dict[str, Any]:
    """Draw so many lines of each month; compare by month and offer what both say of them."""
    compiled = compile_book(book_for_sales(book, None))
    by_id = {place.store_id: place for place in places}
    lines = reduced = applications = 0
    differ: list[str] = []
    with workspace.ledger.engine(workspace.ledger.latest()) as engine:
        for month in range(1, 13):
            since = date(2025, month, 1)
            until = date(2025, month + 1, 1) if month < 12 else TO_DAY
            columns = engine.run(DRAWN.with_parameters(since=since, until=until, most=a_month))
            drawn = list(zip(*(columns[name].tolist() for name in DRAWN.columns), strict=True))
            singly, met = _one_by_one(compiled, by_id, drawn)
            again = _repriced(book, places, drawn, SalesAsked(since, until))
            differ += [f"{since:%Y-%m} {name}" for name in _unlike(singly, again)]
            lines += len(drawn)
            reduced += met
            applications += sum(sums[1] for sums in singly.values())
    return {"lines": lines, "reduced": reduced, "applications": applications, "differ": differ}


def _one_by_one(
    compiled: CompiledBook, places: Mapping[str, Place], drawn: Iterable[Line]
) -> tuple[Sums, int]:
    """Price each line as a basket of its own; return the sums, and how many lines are reduced."""
    sums = defaultdict[str, list[int]](lambda: [0, 0, 0, 0])
    reduced = 0
    for day, store, product, units, cents in drawn:
        price = (2 * cents + units) // (2 * units)
        if product not in compiled.products:
            continue
        basket = (BasketLine("1", product, units, price),)
        priced = price_basket(compiled, Purchase(basket, places[store], noon(day)))
        reduced += bool(priced.applied)
        for item in priced.applied:
            for place, value in enumerate(
                (1, item.applications, item.discount, item.manufacturer_pays)
            ):
                sums[item.offer_id][place] += value
    return {name: (found[0], found[1], found[2], found[3]) for name, found in sums.items()}, reduced


def _repriced(
    book: OfferBook, places: Sequence[Place], drawn: Iterable[Line], asked: SalesAsked
) -> Sums:
    """Reprice the same lines, in a ledger of their own."""
    rows = ", ".join(
        f"(DATE '{day}', '{store}', '{product}', {units}::BIGINT, "
        f"({cents} / 100)::DECIMAL(18,2), NULL::DECIMAL(18,2), NULL::BIGINT, 'sale')"
        for day, store, product, units, cents in drawn
    )
    names = "date, store_id, product_id, units, revenue, discount, lines, line_type"
    sales = f"(SELECT * FROM (VALUES {rows}) AS v({names}))"
    with (
        tempfile.TemporaryDirectory() as folder,
        DuckDbEngine({"sales": sales}, Path(folder)) as engine,
    ):
        found = reprice(engine, book, places, asked)
    return {
        cost.offer_id: (cost.lines, cost.applications, cost.discount, cost.manufacturer_pays)
        for cost in found.offers
        if cost.lines
    }


def _unlike(one: Sums, other: Sums) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
