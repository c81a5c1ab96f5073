"""Installations as a calendar to subscribe to: read back by icalendar, by its own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from showfloor.present.catalogue import CATALOGUES
from showfloor.present.installation_calendar import CalendarRow, installation_calendar
from showfloor.present.installation_events import stable_uid
from showfloor.present.language import Language

ENGLISH, GERMAN = (Language(code, CATALOGUES[code]) for code in ("en", "de"))  # type: ignore[arg-type]  # both are codes
KOELN = CalendarRow(
    "acme-areas",
    "koeln",
    "Köln; Schildergasse, 1",
    "Köln",
    "DE-NW",
    "wall",
    "Acme",
    date(2021, 5, 3),
    date(2021, 5, 17),
    "",
    3,
    datetime(2021, 4, 15, 14, 30, 12, 999, tzinfo=timezone(timedelta(hours=2))),
)


def _read(*rows: CalendarRow, language: Language = ENGLISH) -> Any:
    made = installation_calendar(rows, name="Areas", language=language)
    return Calendar.from_ical(made)


def _events(*rows: CalendarRow, language: Language = ENGLISH) -> list[Any]:
    return list(_read(*rows, language=language).walk("VEVENT"))


def test_an_installation_takes_whole_days_from_its_first_week_up_to_its_selling_week() -> None:
    (event,) = _events(KOELN)
    assert event.decoded("dtstart") == date(2021, 5, 3)
    assert event.decoded("dtend") == date(2021, 5, 17)
    assert event.decoded("dtstamp") == datetime(2021, 4, 15, 12, 30, 12, tzinfo=UTC)
    assert event["sequence"] == 3
    assert event["uid"] == stable_uid("acme-areas", "koeln")
    assert event["status"] == "CONFIRMED"
    assert "Köln; Schildergasse, 1" in event["summary"]
    assert event["location"] == "Köln; Schildergasse, 1, Köln"


def test_the_uid_stays_when_the_week_the_format_or_the_language_changes() -> None:
    moved = replace(KOELN, start_week=date(2021, 6, 7), format_id="table", revision=4)
    uids = {_events(row)[0]["uid"] for row in (KOELN, moved)}
    assert uids == {_events(KOELN, language=GERMAN)[0]["uid"]}
    assert _events(replace(KOELN, store_id="bonn"))[0]["uid"] not in uids


def test_what_is_called_off_is_cancelled_and_a_state_stands_in_the_summary() -> None:
    (event,) = _events(replace(KOELN, is_called_off=True))
    assert event["status"] == "CANCELLED"
    (late,) = _events(replace(KOELN, state="slipped"))
    assert str(late["summary"]).endswith("(slipped)")


def test_a_week_that_sells_at_once_still_takes_a_day() -> None:
    (event,) = _events(replace(KOELN, selling_week=KOELN.start_week))
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)


def test_events_lie_in_the_order_of_their_weeks_and_speak_the_readers_language() -> None:
    bonn = replace(KOELN, store_id="bonn", store_name="Bonn", start_week=date(2021, 4, 26))
    english, german = _events(KOELN, bonn), _events(KOELN, bonn, language=GERMAN)
    assert [event.decoded("dtstart") for event in english] == [bonn.start_week, KOELN.start_week]
    assert english[0]["description"] != german[0]["description"]
    text = str(german[1]["description"])
    assert "2021" in text
    assert "€" not in text


def test_an_empty_calendar_names_itself_and_asks_to_be_looked_at_again() -> None:
    found = _read()
    assert (found["x-wr-calname"], found["method"], found["version"]) == ("Areas", "PUBLISH", "2.0")
    assert list(found.walk("VEVENT")) == []
    made = installation_calendar((), name="A\r\nX-EVIL:1", language=ENGLISH)
    assert b"\r\nX-EVIL" not in made


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="names no time zone"):
        _read(replace(KOELN, changed_at=datetime(2021, 4, 15, 12, 0)))  # noqa: DTZ001  # the point


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=40))
def test_no_name_adds_a_line_or_an_event(store: str, city: str, region: str) -> None:
    row = replace(KOELN, store_name=store, city=city, region=region)
    made = installation_calendar((row, KOELN), name=store, language=ENGLISH)
    assert len(list(Calendar.from_ical(made).walk("VEVENT"))) == 2
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    names = {line.split(b":")[0].split(b";")[0] for line in lines if line and line[:1] != b" "}
    expected = {line.split(b":")[0].split(b";")[0] for line in _plain().split(b"\r\n") if line}
    assert names <= {name for name in expected if not name.startswith(b" ")}


def _plain() -> bytes:
    return installation_calendar((KOELN,), name="Areas", language=ENGLISH)
