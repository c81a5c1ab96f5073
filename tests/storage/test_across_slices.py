"""Rows of one file that share a key count once or not at all, however far apart they stand.

A small file would be read in one piece; here slices are tiny, and nothing is gathered from them,
so that each writes files of its own and only `across_slices` can see two rows of two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from showfloor.storage import (
    ImportReport,
    Workspace,
    coded_intake,
    dialect_text,
    slice_intake,
    text_slices,
)

Take = Callable[..., ImportReport]
HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
LINES = [f"till,2020-01-{1 + n // 4:02d},s1,p1,{n},1,9.99\n" for n in range(40)]
MONTHS = [f"till,2020-{1 + n // 14:02d}-02,s1,p1,{n},2,5.00\n" for n in range(40)]


@pytest.fixture(autouse=True)
def many_slices(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Read in slices of about five lines; yield how many slices wrote files in each import."""
    parts: list[int] = []
    found = slice_intake.SliceIntake.finish

    def finish(self: slice_intake.SliceIntake) -> None:
        found(self)
        parts.append(sum(1 for files in self.tally.files if files))

    monkeypatch.setattr(dialect_text, "PIECE", 50)
    monkeypatch.setattr(text_slices, "SLICE", 200)
    monkeypatch.setattr(slice_intake, "MOST_LEFT", 1)
    monkeypatch.setattr(coded_intake, "FEWEST", 1 << 60)
    monkeypatch.setattr(slice_intake.SliceIntake, "finish", finish)
    yield parts
    assert max(parts) > 4


def refused_lines(report: ImportReport) -> list[int]:
    path = report.files[0].quarantine_path
    if path is None:
        return []
    return [int(line.split(",")[0]) for line in path.read_text().splitlines()[1:]]


def counted(report: ImportReport) -> tuple[int, int, int]:
    sales = report.files[0]
    assert sales.adds_up
    return sales.accepted, sales.unchanged, sales.quarantined


def test_a_row_that_comes_again_in_later_slices_counts_once(
    stocked: Workspace, take: Take, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    again = [LINES[3], LINES[20], LINES[3]]
    report = take(sales=HEADER + "".join([*LINES, *again]))
    # 40 different lines of 1 unit and 9.99 each; three rows only repeat one.
    assert counted(report) == (40, 3, 0)
    sums = ask(
        "SELECT count(*) n, sum(units) u, sum(revenue) r FROM sales", n="int", u="int", r="float"
    )
    assert sums == [(40, 40, pytest.approx(399.60))]
    assert stocked.ledger.check().holds


def test_rows_that_contradict_one_another_are_all_refused_with_their_lines(
    stocked: Workspace, take: Take, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    other = LINES[3].replace("9.99", "8.99")
    report = take(sales=HEADER + "".join([*LINES, other]))
    assert counted(report) == (39, 0, 2)
    # The header is line 1, so the fourth row is line 5 and the last one 42.
    assert refused_lines(report) == [5, 42]
    assert ask("SELECT count(*) n FROM sales WHERE line_no = 3", n="int") == [(0,)]
    assert stocked.ledger.check().holds


def test_a_row_that_contradicts_two_equal_ones_takes_all_three_out(
    stocked: Workspace, take: Take
) -> None:
    other = LINES[3].replace("9.99", "8.99")
    report = take(sales=HEADER + "".join([*LINES[:20], LINES[3], *LINES[20:], other]))
    assert counted(report) == (39, 0, 3)
    assert refused_lines(report) == [5, 22, 43]
    assert stocked.ledger.check().holds


def test_a_contradiction_within_one_slice_takes_a_later_row_of_that_key_out_too(
    stocked: Workspace, take: Take
) -> None:
    other = LINES[3].replace("9.99", "8.99")
    report = take(sales=HEADER + "".join([*LINES[:4], other, *LINES[4:], LINES[3]]))
    assert counted(report) == (39, 0, 3)
    assert refused_lines(report) == [5, 6, 43]
    assert stocked.ledger.check().holds


def test_each_month_is_mended_for_itself(
    stocked: Workspace, take: Take, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    again, other = MONTHS[0], MONTHS[30].replace("5.00", "6.00")
    report = take(sales=HEADER + "".join([*MONTHS, again, other]))
    assert counted(report) == (39, 1, 2)
    months = ask(
        "SELECT month(date) m, count(*) n, sum(units) u FROM sales GROUP BY 1 ORDER BY 1",
        m="int", n="int", u="int",
    )  # fmt: skip
    # 14, 14 and 12 lines; of March one contradicts another.
    assert months == [(1, 14, 28), (2, 14, 28), (3, 11, 22)]
    assert stocked.ledger.check().holds


def test_keys_with_a_missing_part_are_the_same_key(stocked: Workspace, take: Take) -> None:
    header = "week,store_id,product_id,location,mailer\n"
    rows = [f"2020-01-{6 + 7 * (n % 3):02d},s1,p1,place {n},\n" for n in range(30)]
    report = take(displays=header + "".join([*rows, rows[1]]))
    assert counted(report) == (30, 1, 0)


def test_where_no_key_comes_twice_nothing_is_set_aside(stocked: Workspace, take: Take) -> None:
    assert counted(take(sales=HEADER + "".join(LINES))) == (40, 0, 0)
