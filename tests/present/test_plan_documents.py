"""What a plan is taken along in, against RFC 5545 and the workbook's own XML."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import Holding, PlannedArea, RolloutProblem
from showfloor.domain.programme import BudgetStep, CrewCapacity, Format, Programme
from showfloor.domain.stores import Area, Store
from showfloor.errors import DataError
from showfloor.plan.types import PlanResult, RuleConflict, ScarceThing, StoreReason
from showfloor.present import Bilingual, Statement, TitleFacts
from showfloor.present.plan_documents import plan_calendars, plan_documents, plan_workbook

START = date(2021, 3, 1)  # a Monday
STAMP = datetime(2021, 2, 20, 9, 30, tzinfo=UTC)
LATER = STAMP + timedelta(days=14)
LATEST = STAMP + timedelta(days=28)
ALL = "calendar/all.ics"
HOSTILE = (
    '=HYPERLINK("http://x";"y")',
    "+49 30; Laden, \\Nord\\n",
    "-1+2\r\nBEGIN:VEVENT\r\nUID:forged",
    "@cmd \x00\x07\x1b</t><f>1</f>&amp; _x0041_",
    "Zeile\u2028zwei\x85drei\ufffe\U0001f3ea" * 9,
)  # fmt: skip
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def monday(week: int) -> date:
    return START + timedelta(weeks=week)


def store(store_id: str, region: str | None, name: str = "", **more) -> Store:
    return Store(store_id, name or f"Laden {store_id}", "standard", "o2", region=region, **more)


STORES = (
    store("007", "DE-NW", postcode="01067", city="Köln", gln="4012345000009", capex_factor=1.1),
    store("b", "DE-NW"),
    store("c", "DE-BE"),
    store("d", None),
    store("e", "DE-BE"),
)


def problem(stores: tuple[Store, ...] = STORES, areas: tuple[Area, ...] = ()) -> RolloutProblem:
    programme = Programme(
        "areas-2021",
        "xiaomi",
        START,
        8,
        52,
        0.0,
        "retailer",
        (
            Format("shop-in-shop", 30.0, 60, 48000.0, 0.5, (3, 2)),
            Format("table", 4.0, 8, 100.0, 0.5, (1,)),
        ),
        budget=(BudgetStep(date(2021, 12, 31), 60000.0),),
        crews=(CrewCapacity("DE-BE", (1,) * 9), CrewCapacity("DE-NW", (3,) * 9)),
    )
    return RolloutProblem(programme, stores, (), (), areas)


def area(store_id: str, format_id: str, week: int, value: float = 1000.25) -> PlannedArea:
    length = {"shop-in-shop": 2, "table": 1}[format_id]
    return PlannedArea(store_id, format_id, monday(week), monday(week + length), value)


def plan(*areas: PlannedArea, status: str = "optimal", **more) -> PlanResult:
    certificate = Certificate(
        status, 2000.5, 2001.5, 2000.5, 0.0005, 1.5, 7, outputs={"plan.csv": "d" * 64}
    )
    reasons = (StoreReason("e", "outbid", "table", monday(2), 50.0, -12.5, 12.5),)
    values = {
        "holdout": (),
        "holdout_shortfalls": (),
        "reasons": reasons,
        "scarce": (ScarceThing("crews", "DE-NW", monday(0), 3.0, 3.0, 120.5),),
        "value": 2000.5,
        "spillover_loss": 0.0,
        "other_party_value": math.nan,
        "capex": 52900.0,
    }
    return PlanResult(certificate, areas, **{**values, **more})


FIRST = plan(area("007", "shop-in-shop", 0), area("c", "table", 1), area("d", "table", 3))


def facts(**changes) -> TitleFacts:
    stated = Statement("generated", Bilingual("Made up.", "Ausgedacht."))
    values = {"generated_at": STAMP, "statements": (stated,), **changes}
    return TitleFacts("Müller & Söhne", "EUR", True, 4, software="showfloor 0.1.0", **values)


def events(calendar: bytes) -> dict[str, object]:
    """Return the events by the store's name at the start of their summary."""
    read = Calendar.from_ical(calendar)
    assert not read.errors
    found = {str(item["SUMMARY"]).split(":")[0]: item for item in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT"))
    return found


def sequences(calendar: bytes) -> dict[str, tuple[int, str]]:
    return {
        name.removeprefix("Laden "): (int(item["SEQUENCE"]), str(item["STATUS"]))
        for name, item in events(calendar).items()
    }


# The calendar, by the rules of RFC 5545


def test_an_installation_is_whole_weeks_from_its_monday_to_the_monday_after():
    # Week 0 and two weeks of building: 1 March to 14 March 2021, so DTEND is 15 March.
    lines = plan_calendars(FIRST, problem(), stamp=STAMP)[ALL].decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20210301" in lines
    assert "DTEND;VALUE=DATE:20210315" in lines
    assert lines.count("DTSTAMP:20210220T093000Z") == 3
    assert lines[:3] == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Showfloor//Installations 1//EN"
    ]  # fmt: skip
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_there_is_a_file_for_all_and_one_a_region():
    files = plan_calendars(FIRST, problem(), stamp=STAMP)
    held = {name: sorted(sequences(data)) for name, data in files.items()}
    assert held == {
        ALL: ["007", "c", "d"],
        "calendar/region-DE-NW.ics": ["007"],
        "calendar/region-DE-BE.ics": ["c"],
        "calendar/no-region.ics": ["d"],
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_summary_place_and_description_are_in_the_language_and_name_no_money(language):
    names = {"xiaomi": "Xiaomi"}
    data = plan_calendars(
        FIRST, problem(), stamp=STAMP, language=language, manufacturer_names=names
    )[ALL]
    event = events(data)["Laden 007"]
    said = {
        "en": ("Laden 007: Shop-in-shop of Xiaomi", "1 March 2021 to 14 March 2021"),
        "de": ("Laden 007: Shop-in-Shop von Xiaomi", "1. März 2021 bis 14. März 2021"),
    }[language]
    description = str(event["DESCRIPTION"]).replace("\u00a0", " ")
    assert str(event["SUMMARY"]) == said[0]
    assert said[1] in description
    assert "3 + 2" in description
    assert str(event["LOCATION"]) == "Laden 007, 01067 Köln"
    assert not re.search(r"€|1000|1,000|48", data.decode())


def test_a_moment_without_a_time_zone_is_no_dtstamp():
    with pytest.raises(ValueError, match="time zone"):
        plan_calendars(FIRST, problem(), stamp=STAMP.replace(tzinfo=None))


def unfolded(calendar: bytes) -> list[bytes]:
    """Unfold by RFC 5545, 3.1: CRLF and one space or tab is taken out."""
    return re.sub(rb"\r\n[ \t]", b"", calendar).split(b"\r\n")


def unescaped(value: str) -> str:
    """Take back TEXT's escapes by RFC 5545, 3.3.11."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


AWKWARD = st.text(st.sampled_from('\\;,nN:"\r\n\t =äß🏪^'), max_size=120)


@given(st.lists(st.text(max_size=120) | AWKWARD, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_store_name_gives_lines_that_rfc_5545_allows(names):
    check_names(names)


def test_hostile_store_names_stay_texts_of_their_event():
    check_names(list(HOSTILE))


def check_names(names: list[str]) -> None:
    stores = tuple(store(f"s{i}", "DE-BE", f"Laden {n}") for i, n in enumerate(names))
    planned = plan(*(area(shop.store_id, "table", 1) for shop in stores))
    data = plan_calendars(planned, problem(stores), stamp=STAMP)[ALL]
    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()  # a character that were split would not decode
    values = [line.decode().split(":", 1) for line in unfolded(data) if line]
    assert sum(value == ["BEGIN", "VEVENT"] for value in values) == len(names)
    for key, value in values:
        if key in {"SUMMARY", "LOCATION", "DESCRIPTION"}:
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
            assert re.fullmatch(r"(?:[^\\]|\\[\\;,nN])*", value)
    read = {str(item["UID"]): item for item in Calendar.from_ical(data).walk("VEVENT")}
    assert len(read) == len(names)
    summaries = {unescaped(value) for key, value in values if key == "SUMMARY"}
    assert {str(item["SUMMARY"]) for item in read.values()} == summaries
    assert not any("\n" in text for text in summaries)
    again = plan_calendars(planned, problem(stores), stamp=LATER, previous={ALL: data})
    assert again[ALL] == data


# From plan to plan


def test_the_same_plan_again_gives_the_same_bytes_whenever_it_is_made():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    assert plan_calendars(FIRST, problem(), stamp=STAMP) == first
    assert plan_calendars(FIRST, problem(), stamp=LATER, previous=first) == first


def test_a_replan_raises_sequence_only_where_a_date_or_the_format_moves():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    moved = plan(
        area("007", "shop-in-shop", 1),  # a week later
        area("c", "table", 1, value=2.0),  # as it was
        area("d", "shop-in-shop", 3),  # another format
        area("e", "table", 2),  # new
    )
    second = plan_calendars(moved, problem(), stamp=LATER, previous=first)
    assert sequences(second[ALL]) == {
        "007": (1, "CONFIRMED"),
        "c": (0, "CONFIRMED"),
        "d": (1, "CONFIRMED"),
        "e": (0, "CONFIRMED"),
    }
    before, after = events(first[ALL]), events(second[ALL])
    for name, item in before.items():
        assert item["UID"] == after[name]["UID"]
    stamps = {name: item["DTSTAMP"].dt for name, item in after.items()}
    assert stamps == {
        "Laden 007": LATER,
        "Laden c": STAMP,
        "Laden d": LATER,
        "Laden e": LATER,
    }


def test_a_dropped_store_stays_cancelled_until_it_returns():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    without = plan(area("c", "table", 1), area("d", "table", 3))
    second = plan_calendars(without, problem(), stamp=LATER, previous=first)
    third = plan_calendars(without, problem(), stamp=LATEST, previous=second)
    fourth = plan_calendars(FIRST, problem(), stamp=LATEST, previous=third)
    for name in (ALL, "calendar/region-DE-NW.ics"):
        assert sequences(second[name])["007"] == (1, "CANCELLED")
        assert third[name] == second[name]
        assert sequences(fourth[name])["007"] == (2, "CONFIRMED")


def test_the_calendar_of_all_alone_is_enough_to_call_off_in_the_region_too():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    second = plan_calendars(
        plan(area("c", "table", 1)), problem(), stamp=LATER, previous={ALL: first[ALL]}
    )
    assert sequences(second["calendar/region-DE-NW.ics"]) == {"007": (1, "CANCELLED")}


def test_a_store_that_changes_its_region_is_called_off_there_before_it_is_announced_here():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    shops = tuple(replace(s, region="DE-BE") if s.store_id == "007" else s for s in STORES)
    second = plan_calendars(FIRST, problem(shops), stamp=LATER, previous=first)
    # Who takes both files sees the higher SEQUENCE, so the installation stands.
    assert sequences(second["calendar/region-DE-NW.ics"])["007"] == (1, "CANCELLED")
    assert sequences(second["calendar/region-DE-BE.ics"])["007"] == (2, "CONFIRMED")
    assert sequences(second[ALL])["007"] == (2, "CONFIRMED")


def test_an_announced_store_that_the_next_plan_takes_as_fixed_is_not_called_off():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    fixed = Area("a1", "007", "xiaomi", "shop-in-shop", monday(0), monday(2))
    second = plan_calendars(
        plan(area("c", "table", 1), area("d", "table", 3)),
        problem(areas=(fixed,)),
        stamp=LATER,
        previous=first,
    )
    assert sequences(second[ALL])["007"] == (0, "CONFIRMED")
    late = replace(fixed, installed_from=monday(1), selling_from=monday(3))
    third = plan_calendars(
        plan(area("c", "table", 1)), problem(areas=(late,)), stamp=LATER, previous=first
    )
    assert sequences(third[ALL])["007"] == (1, "CONFIRMED")


def test_an_area_of_another_manufacturer_or_one_that_stands_already_is_no_installation():
    standing = Area("a1", "b", "xiaomi", "table", monday(-9), monday(-8))
    foreign = Area("a2", "e", "huawei", "table", monday(1), monday(2))
    files = plan_calendars(FIRST, problem(areas=(standing, foreign)), stamp=STAMP)
    assert set(sequences(files[ALL])) == {"007", "c", "d"}


def test_a_plan_that_was_not_found_calls_nothing_off():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)
    none = plan(status="infeasible", conflict=RuleConflict(("quota in DE-BE",)))
    assert plan_calendars(none, problem(), stamp=LATER, previous=first) == {}


def test_a_calendar_without_any_event_would_be_invalid_and_is_not_there():
    assert plan_calendars(plan(), problem(), stamp=STAMP) == {}


@pytest.mark.parametrize(
    "damaged",
    [b"", b"no calendar", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"],
)
def test_a_damaged_previous_calendar_is_refused_by_name(damaged):
    with pytest.raises(DataError, match=r"calendar/all\.ics"):
        plan_calendars(FIRST, problem(), stamp=LATER, previous={ALL: damaged})


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_previous_calendar_that_was_cut_off_is_refused(share):
    first = plan_calendars(FIRST, problem(), stamp=STAMP)[ALL]
    ends = [found.end() for found in re.finditer(rb"END:VEVENT\r\n", first)]
    for place in (int(len(first) * share), ends[0], ends[-1]):
        with pytest.raises(DataError, match=r"calendar/all\.ics"):
            plan_calendars(FIRST, problem(), stamp=LATER, previous={ALL: first[:place]})


def test_an_event_without_a_sequence_is_refused():
    first = plan_calendars(FIRST, problem(), stamp=STAMP)[ALL]
    with pytest.raises(DataError, match=r"calendar/all\.ics"):
        plan_calendars(
            FIRST, problem(), stamp=LATER, previous={ALL: first.replace(b"SEQUENCE:0\r\n", b"")}
        )


def test_the_calendars_of_another_programme_are_refused():
    other = problem()
    other = replace(other, programme=replace(other.programme, programme_id="areas-2020"))
    first = plan_calendars(FIRST, other, stamp=STAMP)
    with pytest.raises(DataError, match="areas-2020"):
        plan_calendars(FIRST, problem(), stamp=LATER, previous=first)


# The workbook, read as the XML that it is


def cells(workbook: bytes) -> dict[str, dict[str, tuple[str, str, str]]]:
    """Return by sheet and cell its type, its value (text resolved), and its number format."""
    archive = zipfile.ZipFile(io.BytesIO(workbook))
    assert archive.testzip() is None

    def tree(name: str) -> ET.Element:
        return ET.fromstring(archive.read(name))

    texts = ["".join(item.itertext()) for item in tree("xl/sharedStrings.xml")]
    styles = tree("xl/styles.xml")
    codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{NAMESPACE}numFmt")}
    looks = [codes.get(xf.get("numFmtId"), "") for xf in styles.find(f"{NAMESPACE}cellXfs")]
    found = {}
    names = [sheet.get("name") for sheet in tree("xl/workbook.xml").iter(f"{NAMESPACE}sheet")]
    for number, name in enumerate(names, 1):
        sheet = tree(f"xl/worksheets/sheet{number}.xml")
        assert list(sheet.iter(f"{NAMESPACE}f")) == [], "a formula"
        found[name] = {}
        for cell in sheet.iter(f"{NAMESPACE}c"):
            value = cell.findtext(f"{NAMESPACE}v")
            kind = cell.get("t", "n")
            shown = texts[int(value)] if kind == "s" else value
            if shown is not None:
                found[name][cell.get("r")] = (kind, shown, looks[int(cell.get("s", "0"))])
    return found


def test_the_workbook_has_its_sheets_in_both_languages():
    english = cells(plan_workbook(FIRST, problem(), facts(), language="en"))
    german = cells(plan_workbook(FIRST, problem(), facts(), language="de"))
    assert list(english) == [
        "Plan", "Not planned", "Scarce things", "Crews", "Proof and sources"
    ]  # fmt: skip
    assert list(german) == [
        "Plan", "Nicht geplant", "Knappes", "Trupps", "Nachweis und Quellen"
    ]  # fmt: skip


def test_dates_and_money_are_typed_and_ids_stay_texts():
    english = cells(plan_workbook(FIRST, problem(), facts(), language="en"))["Plan"]
    # Excel counts days from 30 December 1899; 1 March 2021 is day 44256, 15 March 44270.
    assert english["I2"] == ("n", "44256", "[$-809]d mmm yyyy")
    assert english["J2"] == ("n", "44270", "[$-809]d mmm yyyy")
    assert english["L2"] == ("n", "1000.25", '"€"#,##0.00')
    assert english["M2"] == ("n", "52800", '"€"#,##0.00')  # 48,000 times the store's 1.1
    assert english["A2"][:2] == ("s", "007")
    assert english["D2"][:2] == ("s", "01067")
    assert english["G2"][:2] == ("s", "4012345000009")
    german = cells(plan_workbook(FIRST, problem(), facts(), language="de"))["Plan"]
    assert german["I2"] == ("n", "44256", "[$-407]dd.mm.yyyy")
    assert german["L2"] == ("n", "1000.25", '#,##0.00\\ "€"')


def test_stores_that_are_not_planned_stand_with_their_reason():
    held = plan(area("c", "table", 1), holdout=(Holding("b", "DE-NW | standard"),))
    rest = cells(plan_workbook(held, problem(), facts()))["Not planned"]
    ids = [value for cell, (_, value, _) in rest.items() if re.fullmatch(r"A[2-9]", cell)]
    assert ids == ["007", "b", "d", "e"]
    assert rest["J5"] == ("n", "50", '"€"#,##0.00')
    assert rest["K5"][1] == "12.5"
    assert "Other shops earn more" in rest["L5"][1]


def test_crew_days_stand_by_week_and_region_and_add_up():
    sheet = cells(plan_workbook(FIRST, problem(), facts()))["Crews"]
    heads = {cell: value for cell, (_, value, _) in sheet.items() if re.fullmatch(r"[A-Z]1", cell)}
    assert heads == {
        "A1": "Week",
        "B1": "No region: crew-days used",
        "C1": "No region: crew-days there are",
        "D1": "Berlin: crew-days used",
        "E1": "Berlin: crew-days there are",
        "F1": "North Rhine-Westphalia: crew-days used",
        "G1": "North Rhine-Westphalia: crew-days there are",
    }
    # By hand: 007 (NW) uses 3 and 2 in weeks 0 and 1, c (BE) 1 in week 1, d (no region) 1 in 3.
    used = {c: [int(sheet[f"{c}{row}"][1]) for row in range(2, 11)] for c in "BDF"}
    assert used == {
        "B": [0, 0, 0, 1, 0, 0, 0, 0, 0],
        "D": [0, 1, 0, 0, 0, 0, 0, 0, 0],
        "F": [3, 2, 0, 0, 0, 0, 0, 0, 0],
    }


def test_proof_and_sources_are_stated_and_what_is_unknown_says_so():
    sheet = cells(plan_workbook(FIRST, problem(), facts()))
    rows = sheet["Proof and sources"]
    lines = {
        value: rows.get(f"C{cell[1:]}") for cell, (_, value, _) in rows.items() if cell[0] == "B"
    }
    assert lines["Certified upper bound"] == ("n", "2001.5", '"€"#,##0.00')
    assert lines["Certified gap"] == ("n", "0.0005", "0.0000%")
    assert lines["output: plan.csv"][1] == "d" * 64
    assert lines["The same plan’s value to the other party"][1] == "not stated"
    assert lines["Generated"][1] == "Made up."
    assert lines["Workspace"][1] == "Müller & Söhne"


def test_a_plan_that_was_not_found_gives_a_workbook_that_says_why():
    none = plan(status="infeasible", conflict=RuleConflict(("quota in DE-BE",)), reasons=())
    sheets = cells(plan_workbook(none, problem(), facts()))
    assert "quota in DE-BE" in {value for _, value, _ in sheets["Proof and sources"].values()}
    for name in ("Plan", "Not planned", "Scarce things", "Crews"):
        assert {cell for cell in sheets[name] if not cell.endswith("1")} == set()


def test_money_is_rounded_to_cents_as_in_plan_csv():
    odd = plan(area("c", "table", 1, value=866.5640724290101))
    shown = cells(plan_workbook(odd, problem(), facts()))["Plan"]["L2"][1]
    assert float(shown) == pytest.approx(866.56, abs=1e-9)


def test_too_few_comparison_shops_are_said_in_german():
    # The planner's own words, see showfloor.plan.holdout.
    said = "DE-BE | live: 0 of 2 stores, because no more are eligible"
    short = replace(FIRST, holdout_shortfalls=(said,))
    sheets = cells(plan_workbook(short, problem(), facts(), language="de"))
    texts = {value for _, value, _ in sheets["Nachweis und Quellen"].values()}
    assert "DE-BE | live: 0 von 2 Läden, weil nicht mehr infrage kommen" in texts


def test_money_of_an_unstated_currency_carries_no_symbol_of_another():
    unstated = replace(facts(), currency="XXX")
    sheets = cells(plan_workbook(FIRST, problem(), unstated))
    assert sheets["Plan"]["L2"][2] == '"¤"#,##0.00'
    assert "€" not in str(sheets)


@pytest.mark.parametrize("name", [*HOSTILE, "@SUM(A1)", "+1", "-1", "=1+1", "x" * 40_000])
def test_a_hostile_store_name_is_a_text_and_no_formula(name):
    shops = (store("=1", "DE-BE", name),)
    sheet = cells(plan_workbook(plan(area("=1", "table", 1)), problem(shops), facts()))["Plan"]
    assert sheet["A2"][:2] == ("s", "=1")
    kind, text, look = sheet["B2"]
    assert kind == "s"
    assert look == "@"
    assert text[0] == name[0]
    assert len(text) <= 32_767


def test_the_same_arguments_give_the_same_bytes(monkeypatch):
    first = plan_workbook(FIRST, problem(), facts())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert plan_workbook(FIRST, problem(), facts()) == first
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert core.count("2021-02-20T09:30:00Z") == 2


def test_every_sheet_keeps_its_head_in_sight():
    archive = zipfile.ZipFile(io.BytesIO(plan_workbook(FIRST, problem(), facts())))
    for number in range(1, 6):
        sheet = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
        pane = sheet.find(f".//{NAMESPACE}pane")
        assert pane.get("ySplit") == "1"
        assert pane.get("state") == "frozen"


def test_the_documents_of_a_plan_are_its_workbook_and_its_calendars():
    files = plan_documents(FIRST, problem(), facts(), language="de")
    assert set(files) == {
        "plan.xlsx",
        ALL,
        "calendar/region-DE-NW.ics",
        "calendar/region-DE-BE.ics",
        "calendar/no-region.ics",
    }
    later = facts(generated_at=LATER)
    again = plan_documents(FIRST, problem(), later, language="de", previous=files)
    assert again[ALL] == files[ALL]
