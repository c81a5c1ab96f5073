"""Sales reports, written here by hand after the segment layouts, are read line by line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from showfloor.storage.edifact_lines import Sale
from showfloor.storage.edifact_messages import messages
from showfloor.storage.edifact_slsrpt import MessageError, SalesReport, read_report

UNB = "UNB+UNOC:3+5456789000017:14+3323456007896:14+210305:1200+17'"
STORE, OTHER = "5456789000024", "5456789000031"
ITEM, SECOND = "5412345000105", "4006381333931"
HEAD = "BGM+73E::9+SDR1568+9'DTM+137:20210305:102'NAD+SE+5456789000017::9'CUX+2:EUR:10'"
DAY = "DTM+356:20210301:102'"


def report(*text: str, kind: str = "SLSRPT:D:96A", head: str = HEAD, una: str = "") -> SalesReport:
    body = head + "".join(text)
    count = body.replace("??", "").replace("?'", "").count("'") + 2
    message = f"UNH+1+{kind}:UN:EAN004'{body}UNT+{count}+1'"
    text_of_file = f"{una}{UNB}{message}UNZ+1+17'".encode("latin-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda self: text_of_file)
        (found,) = messages(Path("report.edi"))
    return read_report(found)


def figures(found: SalesReport) -> list[tuple[str, str, int, str, str]]:
    return [
        (sale.store, sale.product, sale.units, str(sale.revenue), sale.line_type)
        for sale in found.sales
    ]


def line(*segments: str, item: str = ITEM) -> str:
    return f"LIN+1++{item}:EN'" + "".join(segments)


def place(store: str = STORE) -> str:
    return f"LOC+162+{store}::9'"


@pytest.mark.parametrize("release", ["96A", "01B"])
def test_both_groupings_report_the_same_sales(release: str) -> None:
    """Two stores, two items: by location and by item, in both directories."""
    kind = {"96A": "EN", "01B": "SRV"}[release]
    amounts = {
        (STORE, ITEM): (140, "2100.50"),
        (STORE, SECOND): (1, "10"),
        (OTHER, ITEM): (3, "45"),
    }
    by_location = [DAY]
    for store in (STORE, OTHER):
        by_location.append(place(store))
        for (sold_in, item), (units, amount) in amounts.items():
            if sold_in == store:
                by_location.append(f"LIN+1++{item}:{kind}'MOA+203:{amount}'QTY+153:{units}'")
    by_item = [DAY]
    for item in (ITEM, SECOND):
        by_item.append(f"LIN+1++{item}:{kind}'")
        for (store, sold), (units, amount) in amounts.items():
            if sold == item:
                by_item.append(f"{place(store)}QTY+153:{units}'MOA+203:{amount}'")
    first = report(*by_location, kind=f"SLSRPT:D:{release}")
    second = report(*by_item, kind=f"SLSRPT:D:{release}")
    assert (first.by_item, second.by_item) == (False, True)
    assert sorted(figures(first)) == sorted(figures(second))
    assert {(s, i): (u, r) for s, i, u, r, _ in figures(first)} == amounts
    assert {sale.day for sale in first.sales} == {date(2021, 3, 1)}
    assert (first.document, first.currency, first.replaces) == ("SDR1568", "EUR", False)


def test_the_nearest_day_holds_and_a_period_of_one_day_is_a_day() -> None:
    found = report(
        "DTM+356:2021030120210331:718'",
        place() + "DTM+356:202103022359:203'" + line("QTY+153:1'MOA+203:1'"),
        place(OTHER) + "DTM+356:20210303-20210303:718'" + line("QTY+153:1'MOA+203:1'"),
        place(OTHER) + "DTM+90:20210304:102'DTM+91:20210304:102'" + line("QTY+153:1'MOA+203:1'"),
        place(OTHER) + DAY + line("DTM+356:20210305:102'QTY+153:1'MOA+203:1'"),
    )
    assert [sale.day.day for sale in found.sales] == [2, 3, 4, 5]


def test_a_place_without_a_day_of_its_own_does_not_inherit_that_of_another() -> None:
    found = report(
        DAY, place() + "DTM+356:20210302:102'", place(OTHER) + line("QTY+153:1'MOA+203:1'")
    )
    assert [sale.day.day for sale in found.sales] == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QTY+153:3'MOA+203:45.50'", [(3, "45.50", "sale")]),
        ("QTY+153:3'MOA+203:45,5'", [(3, "45.5", "sale")]),
        ("QTY+153:2'QTY+153:1'MOA+203:45'", [(3, "45", "sale")]),
        ("QTY+153:3'PRI+AAA:15.10:CA:RTP'", [(3, "45.30", "sale")]),
        ("QTY+153:3'PRI+AAA:1510:CA:RTP:100'", [(3, "45.3", "sale")]),
        ("QTY+153:3:PCE'MOA+203:45:EUR'MOA+8:5'", [(3, "45", "sale")]),
        ("QTY+153:-3'MOA+203:-45'", [(-3, "-45", "return")]),
        ("QTY+153:3-'MOA+203:45'", [(-3, "-45", "return")]),
        ("QTY+210:1'MOA+203:15'", [(-1, "-15", "return")]),
        ("QTY+61:1'PRI+AAA:15'", [(-1, "-15", "return")]),
        ("QTY+153:3'QTY+210:1'PRI+AAA:15'", [(3, "45", "sale"), (-1, "-15", "return")]),
        ("QTY+153:3'QTY+210:1'PRI+AAA:15'MOA+203:30'", [(3, "45", "sale"), (-1, "-15", "return")]),
        ("QTY+153:3'QTY+210:1'PRI+AAA:15'MOA+203:45'", [(3, "45", "sale"), (-1, "-15", "return")]),
        ("QTY+145:90'QTY+153:3'MOA+203:45'", [(3, "45", "sale")]),
        ("QTY+153:0'MOA+203:0'", [(0, "0", "sale")]),
    ],
)
def test_quantities_prices_and_amounts_give_units_and_revenue(
    text: str, expected: list[tuple[int, str, str]]
) -> None:
    found = report(DAY, place(), line(text))
    assert [(units, amount, kind) for _, _, units, amount, kind in figures(found)] == expected
    assert not found.refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (line("MOA+203:45'"), "states no quantity"),
        (line("QTY+153:3'"), "no amount .* and no single price"),
        (line("QTY+153:3'PRI+AAA:1'PRI+AAB:2'"), "no amount .* and no single price"),
        (line("QTY+153:3'PRI+AAA:1:CA:RTP:0'"), "a price for 0 units"),
        (line("QTY+153:3'MOA+203:1'MOA+203:2'"), "several amounts"),
        (line("QTY+153:1.5'MOA+203:1'"), r"1\.5 units, which is no whole number"),
        (line("QTY+153:1:KGM'MOA+203:1'"), "measured in KGM"),
        (line("QTY+153:1.234,5'MOA+203:1'"), "where a number belongs"),
        (line("QTY+153:'MOA+203:1'"), "where a number belongs"),
        (line("QTY+153:1'MOA+203:1:USD'"), "is in USD, but its message in EUR"),
        (line("QTY+153:3'QTY+210:1'MOA+203:30'"), "no single price"),
        (line("QTY+153:3'QTY+210:1'PRI+AAA:15'MOA+203:31'"), "neither that of the sales nor"),
        (line("QTY+61:3'QTY+210:1'PRI+AAA:15'"), "returns twice"),
        (line("QTY+153:1'MOA+203:1'", item="5412345000106"), "no GTIN: its check digit is wrong"),
        ("LIN+1'QTY+153:1'MOA+203:1'", "names no item"),
        ("LIN+1+2+5412345000105:EN'QTY+153:1'MOA+203:1'", "a change or a part"),
        (f"LIN+1++{ITEM}:EN+1:7'QTY+153:1'MOA+203:1'", "a change or a part"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_alone(text: str, reason: str) -> None:
    found = report(DAY, place(), text, line("QTY+153:1'MOA+203:7'", item=SECOND))
    assert [(sale.product, sale.revenue) for sale in found.sales] == [(SECOND, Decimal(7))]
    (refused,) = found.refused
    assert refused.segment == 8
    assert re.search(reason, refused.reason)


def test_a_store_with_a_wrong_check_digit_refuses_its_lines_and_no_others() -> None:
    found = report(
        DAY,
        place("5456789000025") + line("QTY+153:1'MOA+203:1'") + line("QTY+153:1'MOA+203:1'"),
        place() + line("QTY+153:1'MOA+203:7'"),
    )
    assert [one.reason for one in found.refused] == [
        "names the store 5456789000025, which is no GLN: its check digit is wrong"
    ] * 2
    assert len(found.sales) == 1


def test_codes_of_the_partner_and_item_numbers_in_pia_are_taken_as_they_are() -> None:
    found = report(DAY, "LOC+162+Köln 3::92'", "LIN+1'PIA+1+X:SA'PIA+5+ä-7:SA'QTY+153:1'MOA+203:1'")
    assert figures(found) == [("Köln 3", "ä-7", 1, "1", "sale")]


@pytest.mark.parametrize(
    ("identifier", "encoding", "code"),
    [
        ("UNOC", "iso-8859-1", "Köln"),
        ("UNOD", "iso-8859-2", "Łódź"),
        ("UNOE", "iso-8859-5", "Київ"),
        ("UNOF", "iso-8859-7", "Αθήνα"),
        ("UNOK", "iso-8859-9", "İzmir"),
        ("UNOW", "utf-8", "Łódź Київ"),
        ("UNOA", "ascii", "KOELN"),
    ],
)
def test_codes_are_read_in_the_character_set_that_the_interchange_names(
    tmp_path: Path, identifier: str, encoding: str, code: str
) -> None:
    found = of_bytes(tmp_path, identifier, code.encode(encoding))
    assert [sale.store for sale in found.sales] == [code]


@pytest.mark.parametrize(
    ("identifier", "code"), [("UNOA", "Köln".encode("latin-1")), ("UNOW", b"K\xf6ln")]
)
def test_codes_outside_the_character_set_refuse_their_message(
    tmp_path: Path, identifier: str, code: bytes
) -> None:
    with pytest.raises(MessageError, match="has characters in LOC that are not"):
        of_bytes(tmp_path, identifier, code)


def of_bytes(tmp_path: Path, identifier: str, code: bytes) -> SalesReport:
    before = f"{UNB.replace('UNOC', identifier)}UNH+1+SLSRPT:D:96A:UN:EAN004'{HEAD}{DAY}LOC+162+"
    path = tmp_path / "report.edi"
    path.write_bytes(before.encode() + code + f"::92'{SOLD}UNT+11+1'UNZ+1+17'".encode())
    (message,) = messages(path)
    return read_report(message)


def test_figures_of_an_item_before_its_places_are_totals_and_its_price_holds_for_them() -> None:
    found = report(
        DAY,
        line("QTY+153:4'MOA+203:60'PRI+AAA:15'"),
        place() + "QTY+153:3'",
        place(OTHER) + "QTY+153:1'PRI+AAA:12'",
        line("QTY+153:9'MOA+203:90'", item=SECOND),
    )
    assert figures(found) == [
        (STORE, ITEM, 3, "45", "sale"),
        (OTHER, ITEM, 1, "12", "sale"),
    ]
    assert [one.reason for one in found.refused] == ["names no place of sale (LOC)"]
    assert found.priced == 2


def test_released_separators_in_texts_are_not_separators() -> None:
    found = report(
        DAY, place(), line("IMD+F++:::it?'s LIN?+1 ?: ??'QTY+153:1'MOA+203:1'"), una="UNA:+.? '"
    )
    assert len(found.sales) == 1


def test_a_control_total_of_lines_is_checked() -> None:
    two = place() + line("QTY+153:1'MOA+203:1'") + line("QTY+153:1'MOA+203:1'", item=SECOND)
    assert len(report(DAY, two, "CNT+2:2'").sales) == 2
    with pytest.raises(MessageError, match="states 3 lines in CNT, but has 2"):
        report(DAY, two, "CNT+2:3'")


SOLD = line("QTY+153:1'MOA+203:1'")


@pytest.mark.parametrize(
    ("text", "segment", "reason"),
    [
        (place() + "DTM+356:2021030120210307:718'" + SOLD, 8, "2021-03-01 to 2021-03-07 in one"),
        (place() + "DTM+90:20210301:102'" + SOLD, 8, "without a day of sale"),
        (place() + SOLD, 7, "without a day of sale"),
        (place() + "DTM+356:210301:101'" + SOLD, 7, "format 101, which is not read"),
        (place() + "DTM+356:20210230:102'" + SOLD, 7, "'20210230', which is none of format 102"),
        (place() + "DTM+356:2021030720210301:718'" + SOLD, 7, "ends before it begins"),
        (place() + DAY + "DTM+356:20210302:102'" + SOLD, 8, "two dates of sale"),
        (DAY + "LOC+7+5456789000024::9'" + SOLD, 7, "not a place of sale"),
        (DAY + place() + "QTY+153:1'" + SOLD, 8, "QTY before the first line"),
        (DAY + place() + line("QTY+26:1'"), 9, "neither sold nor returned"),
        (DAY + place() + SOLD + "CUX+2:USD:10'", 11, "two currencies, EUR and USD"),
        (DAY + place() + SOLD + "BGM+73E::9+B+9'", 11, "two beginnings"),
        (DAY + place() + SOLD + "INV+1'", 11, "the segment INV, which is not read"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_by_place_and_reason(
    text: str, segment: int, reason: str
) -> None:
    with pytest.raises(MessageError, match=reason) as caught:
        report(text)
    assert caught.value.segment == segment


@pytest.mark.parametrize(
    ("function", "reason"),
    [("1", "cancels an earlier"), ("2", "adds to an earlier"), ("6", "confirms"), ("7", "unknown")],
)
def test_only_originals_and_replacements_are_taken(function: str, reason: str) -> None:
    head = HEAD.replace("+9'DTM", f"+{function}'DTM")
    with pytest.raises(MessageError, match=reason):
        report(DAY, place(), SOLD, head=head)
    assert report(DAY, place(), SOLD, head=HEAD.replace("+9'DTM", "+5'DTM")).replaces


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("SLSRPT:D:07B", "is of directory D.07B; D.96A and D.01B are read"),
        ("ORDERS:D:96A", "is of type ORDERS, not SLSRPT"),
        ("", "is of type none"),
    ],
)
def test_other_directories_and_message_types_are_refused(kind: str, reason: str) -> None:
    with pytest.raises(MessageError, match=reason):
        report(DAY, kind=kind)


def test_a_sale_says_where_its_line_begins() -> None:
    found = report(DAY, place(), SOLD, line("QTY+153:1'MOA+203:1'", item=SECOND))
    assert [sale.segment for sale in found.sales] == [8, 11]
    assert isinstance(found.sales[0], Sale)
