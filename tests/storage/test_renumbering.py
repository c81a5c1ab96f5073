"""Promises of a renumbering: the store's whole past under its new number, and no day twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, Workspace

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
LINES = "SELECT CAST(date AS VARCHAR) AS d, store_id AS s, units AS u FROM sales ORDER BY 1, 2"


def _sales(*days: tuple[str, str, int]) -> str:
    return HEADER + "".join(f"pos,{day},{store},p1,1,{n},{n}.00\n" for day, store, n in days)


def _lines(ask: Ask) -> list[tuple[object, ...]]:
    return ask(LINES, d="text", s="text", u="int")


def test_every_table_names_the_new_number(stocked: Workspace, take: Take, ask: Ask) -> None:
    take(
        sales=_sales(("2020-01-30", "s1", 1), ("2020-02-01", "s1", 2), ("2020-02-01", "s2", 3)),
        closures="store_id,from_date,to_date,reason,crew_access\ns1,2020-03-01,2020-03-02,x,true\n",
        traffic="date,store_id,baskets\n2020-01-30,s1,9\n",
    )
    report = stocked.ledger.renumber_store("s1", "4711")
    assert report.rows == (("stores", 1), ("closures", 1), ("sales", 2), ("traffic", 1))
    assert _lines(ask) == [
        ("2020-01-30", "4711", 1),
        ("2020-02-01", "4711", 2),
        ("2020-02-01", "s2", 3),
    ]
    stores = ask("SELECT store_id AS s FROM stores ORDER BY 1", s="text")
    assert stores == [("4711",), ("s2",)]
    assert stocked.ledger.latest().statement == "store 's1' is now '4711'"
    assert stocked.ledger.check().holds
    stocked.ledger.undo()
    assert ("2020-01-30", "s1", 1) in _lines(ask)


def test_a_store_that_delivered_under_both_numbers_becomes_one(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=_sales(("2020-01-30", "s1", 1), ("2020-02-01", "s2", 2)))
    stocked.ledger.renumber_store("s1", "s2")
    assert _lines(ask) == [("2020-01-30", "s2", 1), ("2020-02-01", "s2", 2)]
    assert ask("SELECT store_id AS s, name FROM stores", s="text", name="text") == [("s2", "Zwei")]
    assert stocked.ledger.check().holds


def test_a_day_of_both_numbers_is_for_a_person_to_decide(stocked: Workspace, take: Take) -> None:
    take(sales=_sales(("2020-01-30", "s1", 1), ("2020-01-30", "s2", 2)))
    said = "rows of both 's1' and 's2' for source pos, date 2020-01-30"
    with pytest.raises(LedgerError, match=said):
        stocked.ledger.renumber_store("s1", "s2")
    assert stocked.ledger.latest().number == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("s11", "x", "no store 's11'; did you mean 's1'"),
        ("s1", "s1", "cannot be the new number"),
        ("s1", " ", "cannot be the new number"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    stocked: Workspace, old: str, new: str, said: str
) -> None:
    with pytest.raises(LedgerError, match=said):
        stocked.ledger.renumber_store(old, new)
