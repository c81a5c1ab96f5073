"""An interchange goes into the ledger whole, but for what it says of itself that is not so."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import ean

from showfloor.errors import IntakeError
from showfloor.storage import FileReport, IntakeFile, Workspace
from showfloor.storage.conversion import Conversion
from showfloor.storage.edifact import convert_edifact
from showfloor.storage.tables import INTAKE_TABLES

Ask = Callable[..., list[tuple[object, ...]]]
Sold = tuple[date, str, str, int, int]
"""Day, store, item, units and cents."""

GLNS, GTINS = ("5456789000024", "5456789000031"), ("5412345000105", "4006381333931")
STORES = "store_id,name,kind,operator,gln\n" + "".join(
    f"s{i},N,standard,o2,{gln}\n" for i, gln in enumerate(GLNS)
)
PRODUCTS = "product_id,valid_from,manufacturer_id,category,name,gtin\n" + "".join(
    f"p{i},2019-01-01,m1,phones,P,{gtin}\n" for i, gtin in enumerate(GTINS)
)


def interchange(*bodies: str, currency: str = "EUR", function: str = "9") -> str:
    """Write messages of sales; made here, no retailer's file."""
    text = "UNA:+.? 'UNB+UNOC:3+5456789000017:14+3323456007896:14+210305:1200+17'\n"
    for number, body in enumerate(bodies, start=1):
        head = f"BGM+73E::9+SDR{number}+{function}'CUX+2:{currency}:10'"
        count = (head + body).count("'") + 2
        text += f"UNH+{number}+SLSRPT:D:96A:UN:EAN004'{head}{body}UNT+{count}+{number}'\n"
    return f"{text}UNZ+{len(bodies)}+17'\n"


def by_location(rows: Sequence[Sold]) -> str:
    text = ""
    for day, store, item, units, cents in rows:
        text += f"LOC+162+{store}::9'DTM+356:{day:%Y%m%d}:102'LIN+1++{item}:EN'"
        text += f"MOA+203:{cents / 100:.2f}'QTY+153:{units}'"
    return text


def by_item(rows: Sequence[Sold]) -> str:
    text = ""
    for day, store, item, units, cents in rows:
        text += f"LIN+1++{item}:EN'LOC+162+{store}::9'DTM+356:{day:%Y%m%d}:102'"
        text += f"QTY+153:{units}'MOA+203:{cents / 100:.2f}'"
    return text


def converted(tmp_path: Path, text: str) -> tuple[Conversion, list[list[str]]]:
    path = tmp_path / "report.edi"
    path.write_text(text, encoding="latin-1")
    conversion = convert_edifact(path, INTAKE_TABLES["sales"], None, tmp_path)
    with conversion.text.open(encoding="utf-8", newline="") as stream:
        return conversion, list(csv.reader(stream))


DAY = date(2021, 3, 1)
FIRST: Sold = (DAY, GLNS[0], GTINS[0], 2, 3990)
SECOND: Sold = (DAY, GLNS[1], GTINS[1], 1, 500)


@pytest.fixture
def import_edi(
    workspace: Workspace, take: Callable[..., object], tmp_path: Path
) -> Callable[[str], FileReport]:
    """Import an interchange into a ledger that knows two stores and two products."""
    take(stores=STORES, products=PRODUCTS, manufacturers="manufacturer_id,name\nm1,M\n")

    def importing(text: str) -> FileReport:
        path = tmp_path / "retailer 2021-03.edi"
        path.write_text(text, encoding="latin-1")
        file = IntakeFile(path, "auto", "retailer", currency="EUR")
        return workspace.ledger.take([file]).files[0]

    return importing


def test_sales_reach_the_ledger_under_its_own_ids_and_once(
    import_edi: Callable[[str], FileReport], ask: Ask
) -> None:
    text = interchange(by_location([FIRST]), by_item([SECOND]))
    report = import_edi(text)
    assert (report.rows_in, report.accepted, report.quarantined) == (2, 2, 0)
    assert report.found == "EDIFACT SLSRPT D.96A, 2 messages, by location, by item, amounts in EUR"
    assert report.warnings == ()
    again = import_edi(text)
    assert (again.accepted, again.unchanged) == (0, 2)
    assert ask(
        "SELECT store_id, product_id, units, CAST(revenue * 100 AS BIGINT) AS cents FROM sales "
        "ORDER BY store_id",
        store_id="text",
        product_id="text",
        units="int",
        cents="int",
    ) == [("s0", "p0", 2, 3990), ("s1", "p1", 1, 500)]


def test_a_broken_message_is_quarantined_and_the_others_are_taken(
    import_edi: Callable[[str], FileReport],
) -> None:
    text = interchange(by_location([FIRST]), by_location([SECOND]), by_item([FIRST]))
    broken = text.replace("UNT+9+2'", "UNT+8+2'")
    assert broken != text
    report = import_edi(broken)
    assert (report.rows_in, report.accepted, report.quarantined) == (3, 2, 1)
    assert [refusal.reason for refusal in report.refusals] == [
        "states 8 segments in UNT, but has 9"
    ]


def test_another_currency_than_the_workspaces_is_refused(
    import_edi: Callable[[str], FileReport],
) -> None:
    with pytest.raises(IntakeError, match="amounts in CHF, but the workspace keeps EUR"):
        import_edi(interchange(by_location([FIRST]), currency="CHF"))


def test_places_name_message_and_segment_of_each_line(tmp_path: Path) -> None:
    bad = (DAY, GLNS[0], "5412345000106", 1, 100)
    conversion, rows = converted(
        tmp_path, interchange(by_location([FIRST]), by_location([SECOND, bad, FIRST]))
    )
    assert rows[1:] == [
        ["2021-03-01", GLNS[0], GTINS[0], "1", "2", "39.9", "sale"],
        ["2021-03-01", GLNS[1], GTINS[1], "1", "1", "5", "sale"],
        [],
        ["2021-03-01", GLNS[0], GTINS[0], "2", "2", "39.9", "sale"],
    ]
    assert conversion.place is not None
    assert [conversion.place(line) for line in (2, 3, 4, 5)] == [
        "message 1, segment 6",
        "message 2, segment 6",
        "message 2, segment 11",
        "message 2, segment 16",
    ]
    assert [(record.line, record.text) for record in conversion.refused] == [
        (4, f"store {GLNS[0]}, item 5412345000106")
    ]


def test_a_replacement_beside_another_report_of_the_same_day_is_refused(tmp_path: Path) -> None:
    first, second = by_location([FIRST]), by_location([FIRST])
    text = interchange(first, second).replace("SDR2+9'", "SDR2+5'")
    conversion, rows = converted(tmp_path, text)
    assert "one of them a replacement" in conversion.refused[0].reason
    assert len([row for row in rows[1:] if row]) == 1


def test_a_document_number_counts_once(tmp_path: Path) -> None:
    text = interchange(by_location([FIRST]), by_location([FIRST])).replace("SDR2", "SDR1")
    conversion, _ = converted(tmp_path, text)
    assert conversion.refused[0].reason == "has the document number 'SDR1' of message 1"


def test_two_currencies_in_one_file_refuse_the_later_message(tmp_path: Path) -> None:
    text = interchange(by_location([FIRST]), by_location([SECOND])).replace("EUR", "CHF", 1)
    conversion, _ = converted(tmp_path, text)
    assert conversion.refused[0].reason == "is in EUR, but the messages before it in CHF"


def test_other_tables_than_sales_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stores.edi"
    path.write_text(interchange(by_location([FIRST])), encoding="latin-1")
    with pytest.raises(IntakeError, match="hold the table sales, not stores"):
        convert_edifact(path, INTAKE_TABLES["stores"], None, tmp_path)


def gtins() -> st.SearchStrategy[str]:
    return st.integers(10**11, 10**12 - 1).map(lambda n: f"{n}{ean.calc_check_digit(str(n))}")


ROWS = st.lists(
    st.tuples(
        st.dates(date(1997, 1, 1), date(2100, 12, 31)),
        gtins(),
        gtins(),
        st.integers(1, 10**6),
        st.integers(-(10**9), 10**9),
    ),
    max_size=12,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ROWS, ROWS, st.booleans())
def test_rows_written_as_messages_are_read_as_the_same_rows(
    tmp_path: Path, first: list[Sold], second: list[Sold], swapped: bool
) -> None:
    """Both groupings, one message each; the n-th line of a store, item and day has number n."""
    orders = (by_item, by_location) if swapped else (by_location, by_item)
    conversion, found = converted(tmp_path, interchange(orders[0](first), orders[1](second)))
    numbers: dict[tuple[date, str, str], int] = {}
    expected = []
    for day, store, item, units, cents in [*first, *second]:
        number = numbers[day, store, item] = numbers.get((day, store, item), 0) + 1
        expected.append((day.isoformat(), store, item, number, units, Decimal(cents) / 100, "sale"))
    read = [(d, s, i, int(n), int(u), Decimal(r), kind) for d, s, i, n, u, r, kind in found[1:]]
    assert read == expected
    assert not conversion.refused


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_change_of_a_few_characters_ends_in_anything_but_words(
    tmp_path: Path, data: st.DataObject
) -> None:
    text = interchange(by_location([FIRST, SECOND]), by_item([SECOND]))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text) - 1))
        new = data.draw(st.sampled_from(["", "'", "+", ":", "?", "9", "A", "\n", "é", "\x00"]))
        text = text[:place] + new + text[place + data.draw(st.integers(0, 2)) :]
    try:
        conversion, rows = converted(tmp_path, text)
    except IntakeError:
        return
    blank = [line for line, row in enumerate(rows, start=1) if not row]
    assert blank == [record.line for record in conversion.refused]
