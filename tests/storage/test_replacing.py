"""Promises of a stated unit: a delivery replaces what it says it replaces, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import UsageError
from showfloor.storage import FileReport, IntakeFile, Workspace

HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
HELD = (
    "pos,2020-01-30,s1,p1,1,1,1.00\n"
    "pos,2020-01-31,s1,p1,1,2,2.00\n"
    "pos,2020-01-31,s2,p1,1,4,4.00\n"
    "pos,2020-02-01,s1,p2,1,8,8.00\n"
    "web,2020-01-31,s1,p1,1,16,16.00\n"
)
UNITS = Query("units", "SELECT units FROM sales ORDER BY units", {"units": "int"})


def _take(place: Workspace, folder: Path, text: str, *replaces: str) -> FileReport:
    path = folder / "sales.csv"
    path.write_text(HEADER + text)
    return place.ledger.take([IntakeFile(path, replaces=replaces)]).files[0]


@pytest.mark.parametrize(
    ("replaces", "left"),
    [
        # The delivery is one line of pos, s1, p1 on 31 January, of 32 units.
        ((), [1, 4, 8, 16, 32]),
        (("source", "month"), [8, 16, 32]),
        (("month",), [8, 32]),
        (("source", "store_id", "month"), [4, 8, 16, 32]),
        (("source", "store_id"), [4, 16, 32]),
        (("source", "product_id"), [8, 16, 32]),
        (("date",), [1, 8, 32]),
    ],
)
def test_rows_of_the_stated_unit_give_way_and_no_others(
    stocked: Workspace, tmp_path: Path, replaces: tuple[str, ...], left: list[int]
) -> None:
    _take(stocked, tmp_path, HELD)
    report = _take(stocked, tmp_path, "pos,2020-01-31,s1,p1,1,32,32.00\n", *replaces)
    with stocked.ledger.engine() as engine:
        assert engine.run(UNITS)["units"].tolist() == left
    assert (report.accepted, report.replaced) == (1, 6 - len(left))
    assert stocked.ledger.check().holds
    stocked.ledger.undo()
    with stocked.ledger.engine() as engine:
        assert engine.run(UNITS)["units"].tolist() == [1, 2, 4, 8, 16]


def test_the_same_file_with_another_unit_is_another_delivery(
    stocked: Workspace, tmp_path: Path
) -> None:
    _take(stocked, tmp_path, HELD)
    line = "pos,2020-01-31,s1,p1,1,2,2.00\n"
    assert _take(stocked, tmp_path, line).unchanged == 1
    report = _take(stocked, tmp_path, line, "source", "month")
    assert (report.unchanged, report.replaced) == (1, 2)


@pytest.mark.parametrize(
    ("replaces", "said"),
    [
        (("stores",), "names 'stores'; did you mean 'store_id'"),
        (("units",), "can replace by source, date, store_id, product_id, line_no, month"),
        (("date", "month"), "names one thing twice"),
        (("source", "source"), "names one thing twice"),
    ],
)
def test_a_unit_that_the_table_does_not_have_is_refused(
    stocked: Workspace, tmp_path: Path, replaces: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        _take(stocked, tmp_path, HELD, *replaces)
