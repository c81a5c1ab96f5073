"""The plan's installations as iCalendar files by region, continued from plan to plan (RFC 5545)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar

from showfloor.domain.calendars import monday_of
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.stores import Area, Store
from showfloor.plan.types import PlanResult
from showfloor.present.installation_events import (
    PROGRAMME,
    Events,
    InstallationEvent,
    cleaned,
    moment_of,
    read_events,
    stable_uid,
)
from showfloor.present.language import Language, language_for
from showfloor.present.plain_text import plain_line
from showfloor.present.types import LanguageCode

FOLDER = "calendar/"
EVERY_REGION = f"{FOLDER}all.ics"
NO_REGION = f"{FOLDER}no-region.ics"
PRODUCT = "-//Showfloor//Installations 1//EN"
WEEK = timedelta(weeks=1)


def plan_calendars(
    plan: PlanResult,
    problem: RolloutProblem,
    *,
    stamp: datetime,
    language: LanguageCode = "en",
    previous: Mapping[str, bytes] | None = None,
    manufacturer_names: Mapping[str, str] | None = None,
) -> Mapping[str, bytes]:
    """Return the calendars of who builds where and when: one for all, one for each region.

    Holds the planned areas and the manufacturer's committed ones that sell from after the
    programme's start; no money. `previous` are the documents of the plan before, by name
    (those that are no .ics are passed over). Against them a store keeps its UID; SEQUENCE rises
    by one where a date or the format moved or a dropped store returned, by two where the region
    changed (the old region's file holds the event called off, one revision earlier); a dropped
    store stays, STATUS:CANCELLED; an event of which nothing changed keeps its DTSTAMP, every
    other carries `stamp`. A plan that was not found moves and calls off nothing: no calendars.
    A calendar without any event would be invalid and is not there.

    Raises ValueError where `stamp` names no time zone, DataError where a previous calendar is
    damaged or of another programme.
    """
    if plan.certificate.status not in ("optimal", "feasible"):
        return {}
    programme_id = plain_line(problem.programme.programme_id)
    calendars = {n: data for n, data in sorted((previous or {}).items()) if n.endswith(".ics")}
    before = _Before(read_events(calendars, programme_id))
    words = _Words(language_for(language), problem, manufacturer_names or {}, moment_of(stamp))
    now = {event.uid: before.continued(event) for event in words.installations(plan, before)}
    latest = tuple(event.cancel(words.stamp) for event in before.latest(now))
    files = {EVERY_REGION: (*now.values(), *latest)}
    for region in sorted({event.region for event in (*now.values(), *before.events)}):
        here = {uid: event for uid, event in now.items() if event.region == region}
        gone = tuple(e.cancel(words.stamp) for e in before.latest(here, region))
        files[_file_of(region)] = (*here.values(), *gone)
    write = functools.cache(InstallationEvent.to_ical)
    return {
        name: _calendar(events, programme_id, write) for name, events in files.items() if events
    }


def _file_of(region: str) -> str:
    return f"{FOLDER}region-{quote(region, safe='')}.ics" if region else NO_REGION


def _calendar(
    events: Events, programme_id: str, write: Callable[[InstallationEvent], bytes]
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add(PROGRAMME, quote(programme_id, safe=""))
    head, end = bytes(calendar.to_ical()).split(b"END:VCALENDAR")
    ordered = sorted(events, key=lambda event: (event.from_date, event.uid))
    return b"".join((head, *map(write, ordered), b"END:VCALENDAR", end))


class _Before:
    """What the previous calendars say; of several revisions of one event the latest counts."""

    def __init__(self, events: Events) -> None:
        ordered = sorted(events, key=lambda event: event.sequence)
        self._by_region = {(event.uid, event.region): event for event in ordered}
        self._by_uid = {event.uid: event for event in ordered}
        self.events = tuple(self._by_region.values())

    def knows(self, uid: str) -> bool:
        """Say whether a previous calendar holds the event."""
        return uid in self._by_uid

    def latest(
        self, without: Mapping[str, InstallationEvent], region: str | None = None
    ) -> Iterator[InstallationEvent]:
        """Return the last revision of every event, or of a region's, but those in `without`."""
        every = self._by_uid.values() if region is None else self.events
        for event in every:
            if event.uid not in without and region in (None, event.region):
                yield event

    def continued(self, event: InstallationEvent) -> InstallationEvent:
        """Return the event as the next revision of what the previous calendars hold of it."""
        old = self._by_uid.get(event.uid)
        if old is None:
            return event
        step = int(event.moved_from(old))
        if event.region != old.region:
            step = 1 if old.cancelled else 2
        new = replace(event, sequence=old.sequence + step)
        return old if new == replace(old, stamp=new.stamp) else new


@dataclass(frozen=True, slots=True)
class _Words:
    """What the events say, in one language."""

    language: Language
    problem: RolloutProblem
    names: Mapping[str, str]
    stamp: datetime

    def installations(self, plan: PlanResult, before: _Before) -> Iterator[InstallationEvent]:
        """Return an event for every planned area, and for every committed one that counts."""
        stores = {store.store_id: store for store in self.problem.stores}
        programme = self.problem.programme
        for area in plan.areas:
            days = programme.format(area.format_id).crew_days
            yield self._event(
                stores[area.store_id],
                area.format_id,
                (area.start_week, area.selling_week),
                area.selling_week,
                days,
            )
        planned = {area.store_id for area in plan.areas}
        committed: dict[str, Area] = {}
        for item in sorted(self.problem.areas, key=lambda area: area.installed_from):
            ended = item.selling_to is not None and item.selling_to <= programme.start
            if item.manufacturer_id == programme.manufacturer_id and not ended:
                committed[item.store_id] = item
        for store_id, item in sorted(committed.items()):
            if store_id in planned or store_id not in stores:
                continue
            known = before.knows(stable_uid(plain_line(programme.programme_id), store_id))
            if known or item.selling_from > programme.start:
                yield self._event(
                    stores[store_id], item.format_id, _weeks_of(item), item.selling_from
                )

    def _event(
        self,
        store: Store,
        format_id: str,
        weeks: tuple[date, date],
        selling: date,
        crew_days: tuple[int, ...] = (),
    ) -> InstallationEvent:
        programme = self.problem.programme
        maker = self.names.get(programme.manufacturer_id, programme.manufacturer_id)
        form = self.language.term("format", format_id)
        programme_id = plain_line(programme.programme_id)
        place = " ".join(part for part in (store.postcode, store.city) if part)
        event = InstallationEvent(
            uid=stable_uid(programme_id, store.store_id),
            region=store.region or "",
            format_id=format_id,
            from_date=weeks[0],
            to_date=weeks[1],
            summary=self.language.say(
                "calendar.summary", store=store.name, format=form, manufacturer=maker
            ),
            location=", ".join(part for part in (store.name, place) if part),
            description=self._description(store, form, weeks, selling, crew_days),
            stamp=self.stamp,
        )
        return cleaned(event)

    def _description(
        self,
        store: Store,
        form: str,
        weeks: tuple[date, date],
        selling: date,
        crew_days: tuple[int, ...],
    ) -> str:
        say, day = self.language.say, self.language.day
        last = weeks[1] - timedelta(days=1)
        lines = [
            say("calendar.format", format=plain_line(form)),
            say("calendar.building", first=day(weeks[0]), last=day(last)),
        ]
        if crew_days:
            listed = " + ".join(self.language.count(days) for days in crew_days)
            lines.append(say("calendar.crew_days", days=listed))
        lines.append(say("calendar.selling", day=day(selling)))
        lines.append(say("calendar.store", id=plain_line(store.store_id)))
        programme_id = plain_line(self.problem.programme.programme_id)
        lines.append(say("calendar.programme", id=programme_id))
        return "\n".join(lines)


def _weeks_of(area: Area) -> tuple[date, date]:
    """Return the Monday of a committed area's first week and the Monday after its last."""
    first = monday_of(area.installed_from)
    last = max(first, monday_of(area.selling_from - timedelta(days=1)))
    return first, last + WEEK
