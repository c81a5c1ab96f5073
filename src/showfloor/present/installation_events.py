"""One installation as a calendar holds it: written as a VEVENT, and read back from one."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import quote, unquote

from icalendar import Calendar, Component, Event

from showfloor.errors import DataError
from showfloor.present.plain_text import plain_line, plain_lines

NAMESPACE = uuid.UUID("6f1f4f0e-6a0b-5c38-9a57-5d0f3b8a2c11")
"""Fixed for ever: with another one every store would get a new UID."""
PROGRAMME, REGION, FORMAT = "X-SHOWFLOOR-PROGRAMME", "X-SHOWFLOOR-REGION", "X-SHOWFLOOR-FORMAT"
CANCELLED = "CANCELLED"
_EVENT_BEGINS = re.compile(rb"^BEGIN:VEVENT\r?\n", re.MULTILINE)
_EVENT_ENDS = re.compile(rb"^END:VEVENT\r?\n", re.MULTILINE)
REVERSE_SOLIDUS_OPERATOR = "\u29f5"
"""Looks like a backslash and is none."""


@dataclass(frozen=True, slots=True)
class InstallationEvent:
    """An installation in a calendar: whole weeks, `to_date` exclusive, revised at `stamp` (UTC)."""

    uid: str
    region: str
    """Empty for a store without a region."""
    format_id: str
    from_date: date
    to_date: date
    summary: str
    location: str
    description: str
    stamp: datetime
    sequence: int = 0
    cancelled: bool = False

    def moved_from(self, other: InstallationEvent) -> bool:
        """Say whether a date or the format differs, or one of both is cancelled."""
        return self._agreed() != other._agreed()

    def _agreed(self) -> tuple[date, date, str, bool]:
        return self.from_date, self.to_date, self.format_id, self.cancelled

    def cancel(self, stamp: datetime) -> InstallationEvent:
        """Return the event called off, one revision later; one that is called off as it is."""
        if self.cancelled:
            return self
        return replace(self, cancelled=True, sequence=self.sequence + 1, stamp=stamp)

    def to_ical(self) -> bytes:
        """Return the VEVENT: folded at 75 octets, escaped, every line ended by CRLF."""
        event = Event()
        event.add("uid", self.uid)
        event.add("dtstamp", self.stamp)
        event.add("dtstart", self.from_date)
        event.add("dtend", self.to_date)
        event.add("summary", self.summary)
        event.add("location", self.location)
        event.add("description", self.description)
        event.add("sequence", self.sequence)
        event.add("status", CANCELLED if self.cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add(REGION, quote(self.region, safe=""))
        event.add(FORMAT, quote(self.format_id, safe=""))
        return bytes(event.to_ical())


Events = tuple[InstallationEvent, ...]


def stable_uid(programme_id: str, store_id: str) -> str:
    """Return the UID of a store's installation in a programme: the same over every re-plan."""
    return str(uuid.uuid5(NAMESPACE, json.dumps([programme_id, store_id])))


def _carried(text: str) -> str:
    r"""Return a text without "\N", which icalendar takes for a line end and cannot read back."""
    return text.replace("\\N", f"{REVERSE_SOLIDUS_OPERATOR}N")


def cleaned(event: InstallationEvent) -> InstallationEvent:
    """Return the event with texts that an iCalendar file can carry, so that it reads back equal."""
    return replace(
        event,
        region=plain_line(event.region),
        format_id=plain_line(event.format_id),
        summary=_carried(plain_line(event.summary)),
        location=_carried(plain_line(event.location)),
        description=_carried(plain_lines(event.description)),
    )


def moment_of(stamp: datetime) -> datetime:
    """Return `stamp` in UTC to the second; ValueError where it names no time zone."""
    if stamp.tzinfo is None:
        raise ValueError(f"{stamp} names no time zone; DTSTAMP is a moment in UTC")
    return stamp.astimezone(UTC).replace(microsecond=0)


def read_events(documents: Mapping[str, bytes], programme_id: str) -> Events:
    """Read back the calendars that Showfloor wrote for this programme, by file name.

    An event that several calendars hold in the same bytes is read once. DataError with the file's
    name where it is no such calendar, is damaged, or belongs to another programme (all its
    installations would otherwise be called off).
    """
    read: dict[bytes, InstallationEvent] = {}
    for name, data in documents.items():
        try:
            head, blocks = _taken_apart(data)
            owner = unquote(str(Calendar.from_ical(head)[PROGRAMME]))
            for block in blocks:
                if block not in read:
                    read[block] = _read_event(Event.from_ical(block))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise DataError(
                f"{name} cannot be read as a calendar of installations ({error}); without the"
                " previous calendars no SEQUENCE can be raised and nothing called off"
            ) from error
        if owner != programme_id:
            raise DataError(
                f"{name} belongs to the programme '{owner}', not to '{programme_id}': a re-plan"
                " continues the calendars of its own programme"
            )
    return tuple(read.values())


def _taken_apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return a calendar without its events, and its events, each from BEGIN to END.

    No line of a text begins with BEGIN: or END:, because folded lines begin with a blank.
    """
    head, *rest = _EVENT_BEGINS.split(data)
    blocks = []
    tail = b""
    for part in rest:
        if tail:
            raise ValueError("something stands between its events")
        body, *after = _EVENT_ENDS.split(part)
        if len(after) != 1:
            raise ValueError("an event does not end")
        blocks.append(b"BEGIN:VEVENT\r\n" + body + b"END:VEVENT\r\n")
        tail = after[0]
    if tail.strip() != (b"END:VCALENDAR" if rest else b""):
        raise ValueError("it does not end")
    return head + tail, blocks


def _read_event(item: Component) -> InstallationEvent:
    from_date, to_date = item.decoded("DTSTART"), item.decoded("DTEND")
    stamp, sequence = item.decoded("DTSTAMP"), int(item.decoded("SEQUENCE"))
    if type(from_date) is not date or type(to_date) is not date or sequence < 0:
        raise ValueError(f"event {item['UID']} has no whole days or no SEQUENCE")
    return InstallationEvent(
        uid=str(item["UID"]),
        region=unquote(str(item[REGION])),
        format_id=unquote(str(item[FORMAT])),
        from_date=from_date,
        to_date=to_date,
        summary=str(item["SUMMARY"]),
        location=str(item["LOCATION"]),
        description=str(item["DESCRIPTION"]),
        stamp=moment_of(stamp),
        sequence=sequence,
        cancelled=str(item["STATUS"]) == CANCELLED,
    )
