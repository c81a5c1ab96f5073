"""Installations as one iCalendar file to subscribe to, from rows as they stand (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar

from showfloor.present.installation_events import (
    InstallationEvent,
    cleaned,
    moment_of,
    stable_uid,
)
from showfloor.present.language import Language
from showfloor.present.plain_text import plain_line
from showfloor.present.plan_calendars import PRODUCT

REFRESH = "PT6H"
"""How often subscribers are asked to look again (RFC 7986)."""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One installation to show in a calendar: whole weeks, no money.

    state: words such as "slipped", or empty. revision: counts the changes of the row, so that a
    calendar knows the newer one; changed_at: when the last was made, with its time zone.
    """

    programme_id: str
    store_id: str
    store_name: str
    city: str
    region: str
    format_id: str
    manufacturer: str
    start_week: date
    selling_week: date
    state: str
    revision: int
    changed_at: datetime
    is_called_off: bool = False


def installation_calendar(rows: Sequence[CalendarRow], *, name: str, language: Language) -> bytes:
    """Return the calendar of these installations; UIDs are those of a plan's own calendars.

    A calendar without any installation still names itself, so that subscribing works before there
    is anything to see. ValueError where a row's moment names no time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain_line(name))
    calendar.add("refresh-interval;value=duration", REFRESH)
    head, end = bytes(calendar.to_ical()).split(b"END:VCALENDAR")
    events = sorted((_event(row, language) for row in rows), key=lambda e: (e.from_date, e.uid))
    return b"".join((head, *(event.to_ical() for event in events), b"END:VCALENDAR", end))


def _event(row: CalendarRow, language: Language) -> InstallationEvent:
    say, day = language.say, language.day
    form = language.term("format", row.format_id)
    last = row.selling_week - timedelta(days=1)
    lines = [
        say("calendar.format", format=plain_line(form)),
        say("calendar.building", first=day(row.start_week), last=day(last)),
        say("calendar.selling", day=day(row.selling_week)),
        say("calendar.store", id=plain_line(row.store_id)),
    ]
    summary = say(
        "calendar.summary", store=row.store_name, format=form, manufacturer=row.manufacturer
    )
    if row.state:
        summary = f"{summary} ({row.state})"
    return cleaned(
        InstallationEvent(
            uid=stable_uid(plain_line(row.programme_id), row.store_id),
            region=row.region,
            format_id=row.format_id,
            from_date=row.start_week,
            to_date=max(row.selling_week, row.start_week + timedelta(days=1)),
            summary=summary,
            location=", ".join(part for part in (row.store_name, row.city) if part),
            description="\n".join(lines),
            stamp=moment_of(row.changed_at),
            sequence=row.revision,
            cancelled=row.is_called_off,
        )
    )
