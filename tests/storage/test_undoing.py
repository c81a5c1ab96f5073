"""Promises of an undo: one new version without an import's effect, the history keeps both."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, Workspace

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
LINES = "SELECT CAST(date AS VARCHAR) AS d, store_id AS s, units AS u FROM sales ORDER BY 1, 2, 3"
DAYS = (
    "SELECT CAST(date AS VARCHAR) AS d, store_id AS s, units AS u FROM store_product_days "
    "ORDER BY 1, 2, 3"
)


def _sales(*days: tuple[str, str, int]) -> str:
    return HEADER + "".join(f"pos,{day},{store},p1,1,{n},{n}.00\n" for day, store, n in days)


def _lines(ask: Ask, sql: str = LINES) -> list[tuple[object, ...]]:
    return ask(sql, d="text", s="text", u="int")


def test_the_newest_import_is_undone_and_both_versions_stay_readable(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=_sales(("2020-01-30", "s1", 1), ("2020-01-30", "s2", 2)))
    take(sales=_sales(("2020-01-30", "s1", 9), ("2020-02-01", "s1", 5)))
    report = stocked.ledger.undo()
    assert (report.version, report.undone) == (4, (3,))
    [sales] = report.tables
    assert (sales.table, sales.removed, sales.put_back) == ("sales", 2, 1)
    assert _lines(ask) == [("2020-01-30", "s1", 1), ("2020-01-30", "s2", 2)]
    assert _lines(ask, DAYS) == _lines(ask)
    version = stocked.ledger.latest()
    assert (version.operation, version.undoes) == ("undo", (3,))
    assert version.statement == "undid version 3 (sales.csv)"
    assert stocked.ledger.version(3).rows["sales"] == 3
    assert stocked.ledger.check().holds
    assert version.tables["stores"] == stocked.ledger.version(1).tables["stores"]


def test_an_older_import_is_undone_alone_where_no_later_one_touched_its_days(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=_sales(("2020-01-01", "s1", 1), ("2020-01-02", "s1", 2)))
    take(sales=_sales(("2020-01-02", "s1", 7), ("2020-01-03", "s1", 3)))
    take(sales=_sales(("2020-01-04", "s1", 4)))
    stocked.ledger.undo(3)
    expected = [("2020-01-01", "s1", 1), ("2020-01-02", "s1", 2), ("2020-01-04", "s1", 4)]
    assert _lines(ask) == expected
    assert _lines(ask, DAYS) == expected


def test_an_import_that_a_later_one_corrected_names_it_and_goes_with_it_if_asked(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=_sales(("2020-01-01", "s1", 1)))
    take(sales=_sales(("2020-01-05", "s1", 5)))
    take(sales=_sales(("2020-01-01", "s1", 9)))
    with pytest.raises(
        LedgerError, match=r"undone alone: version 4 \(sales.csv\) changed the same"
    ):
        stocked.ledger.undo(2)
    assert stocked.ledger.latest().number == 4
    assert stocked.ledger.undo(2, with_later=True).undone == (4, 2)
    assert _lines(ask) == [("2020-01-05", "s1", 5)]


def test_stores_are_not_undone_beneath_the_sales_that_name_them(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(stores="store_id,name,kind,operator\ns3,Drei,live,o2\n")
    take(sales=_sales(("2020-01-01", "s1", 1)))
    take(sales=_sales(("2020-01-01", "s3", 3)))
    with pytest.raises(LedgerError, match=r"version 4 \(sales.csv\) changed the same days or keys"):
        stocked.ledger.undo(2)
    assert stocked.ledger.undo(2, with_later=True).undone == (4, 2)
    assert _lines(ask) == [("2020-01-01", "s1", 1)]
    assert ask("SELECT count(*) AS n FROM stores", n="int") == [(2,)]


def test_an_undo_can_be_undone_and_what_was_undone_can_be_imported_again(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    text = _sales(("2020-01-01", "s1", 1))
    take(sales=text)
    stocked.ledger.undo()
    assert _lines(ask) == []
    with pytest.raises(LedgerError, match="undone already, by version 3; to have it back, undo 3"):
        stocked.ledger.undo(2)
    stocked.ledger.undo(3)
    assert _lines(ask) == [("2020-01-01", "s1", 1)]
    stocked.ledger.undo()
    assert stocked.ledger.latest().undoes == (2,)
    report = take(sales=text)
    assert (report.published, report.files[0].accepted) == (True, 1)
    assert _lines(ask) == [("2020-01-01", "s1", 1)]


def test_undoing_everything_leaves_an_empty_ledger_and_says_that_there_is_no_more(
    stocked: Workspace, ask: Ask
) -> None:
    stocked.ledger.undo()
    assert ask("SELECT count(*) AS n FROM stores", n="int") == [(0,)]
    with pytest.raises(LedgerError, match="nothing that could be undone"):
        stocked.ledger.undo()
    with pytest.raises(LedgerError, match="no version 9; there are 1 to 2"):
        stocked.ledger.undo(9)


def test_an_import_that_arrives_while_an_undo_waits_is_not_taken_back(
    stocked: Workspace, take: Take, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(sales=_sales(("2020-01-01", "s1", 1)))
    ledger, writing = stocked.ledger, stocked.ledger.writing

    def after_another(*words: object):
        take(sales=_sales(("2020-01-02", "s1", 2)))
        return writing(*words)

    monkeypatch.setattr(ledger, "writing", after_another)
    assert ledger.undo().undone == (2,)
    assert _lines(ask) == [("2020-01-02", "s1", 2)]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_is_what_the_other_deliveries_make(
    stocked: Workspace, take: Take, ask: Ask, seed: int
) -> None:
    """The independent computation replays the deliveries that were not undone, in a dictionary."""
    draw = random.Random(seed)
    deliveries = {}
    for number in range(2, 7):
        days = draw.sample([f"2020-0{m}-0{d}" for m in (1, 2) for d in range(1, 5)], 2)
        deliveries[number] = {
            (day, draw.choice("12")): 10 * number + i for i, day in enumerate(days)
        }
        take(sales=_sales(*((day, f"s{s}", n) for (day, s), n in deliveries[number].items())))
    undone = set(stocked.ledger.undo(draw.randrange(2, 7), with_later=True).undone)
    undone |= set(stocked.ledger.undo(with_later=True).undone)
    expected: dict[tuple[str, str], int] = {}
    for number, delivery in deliveries.items():
        if number not in undone:
            expected |= delivery
    assert stocked.ledger.check().holds
    assert _lines(ask) == sorted((day, f"s{s}", n) for (day, s), n in expected.items())
    assert _lines(ask, DAYS) == _lines(ask)
    assert sum(t.units for t in (stocked.ledger.latest().totals or {}).values()) == sum(
        expected.values()
    )
