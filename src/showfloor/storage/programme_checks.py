"""Checks across the keys of a programme file: Mondays, order, duplicates, names of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from showfloor.domain.calendars import is_monday, monday_of
from showfloor.errors import nearest

Sections = Mapping[str, list[Any]]


def check_programme(sections: Sections, one_number: list[bool], problems: list[str]) -> None:
    """Append every problem between the keys of sections that could be read; shapes are checked.

    `sections` holds validated entries by section name; `one_number[i]` says that crews entry i
    states one number for every week.
    """
    _check_head(sections, problems)
    _check_formats(sections, problems)
    _check_budget(sections, problems)
    _check_crews(sections, one_number, problems)
    _check_supply(sections, problems)
    _check_obligations(sections, problems)
    _check_freezes(sections, problems)
    _check_holdout(sections, problems)
    _check_spillover(sections, problems)
    _check_pace(sections, problems)
    _check_experiment(sections, problems)


def _repeated(
    entries: Iterable[Any], section: str, key: str, of: Callable[[Any], Any], problems: list[str]
) -> None:
    seen: dict[Any, int] = {}
    for place, entry in enumerate(entries, start=1):
        value = of(entry)
        if value in seen:
            problems.append(
                f"[[{section}]] no. {place} {key}: {value!r} stands already in no. {seen[value]}"
            )
        else:
            seen[value] = place


def _check_monday(where: str, day: date | None, problems: list[str]) -> None:
    if day is not None and not is_monday(day):
        problems.append(
            f"{where}: {day} is a {day:%A}, a week is named by its Monday"
            f" (that week's is {monday_of(day)})"
        )


def _check_head(sections: Sections, problems: list[str]) -> None:
    for head in sections.get("programme", []):
        _check_monday("[programme] start", head.start, problems)
        if not 1970 <= head.start.year <= 2200:
            problems.append(f"[programme] start: {head.start} is not between 1970 and 2200")
        if len(head.season) not in (0, 52):
            problems.append(
                f"[programme] season: has {len(head.season)} factors, must have 52 (or none)"
            )
        if head.other_at_least is not None and head.value_for == "joint":
            problems.append(
                "[programme] other_at_least: there is no other party where value_for = 'joint'"
                " counts both; remove it, or choose 'retailer' or 'manufacturer'"
            )


def _check_formats(sections: Sections, problems: list[str]) -> None:
    if "formats" not in sections:
        return
    formats = sections["formats"]
    if not formats:
        problems.append("[[formats]] is empty; a programme needs at least one format")
    _repeated(formats, "formats", "id", lambda e: e.id, problems)


def _check_budget(sections: Sections, problems: list[str]) -> None:
    steps = sections.get("budget", [])
    problems += [
        f"[[budget]] no. {place} through: {step.through} must be later than {before.through}"
        " of the entry before"
        for place, (before, step) in enumerate(pairwise(steps), start=2)
        if step.through <= before.through
    ]


def _check_crews(sections: Sections, one_number: list[bool], problems: list[str]) -> None:
    entries = sections.get("crews", [])
    _repeated(entries, "crews", "region", lambda e: e.region, problems)
    head, formats = sections.get("programme"), sections.get("formats")
    if not head or not formats or not entries:
        return
    longest = max(len(e.crew_days) for e in formats)
    weeks = head[0].weeks + longest - 1
    for place, (entry, single) in enumerate(zip(entries, one_number, strict=True), start=1):
        if not single and len(entry.crew_days) != weeks:
            problems.append(
                f"[[crews]] no. {place} crew_days: has {len(entry.crew_days)} entries, must be one"
                f" number or a list of {weeks} (weeks {head[0].weeks} + longest installation"
                f" {longest} - 1)"
            )


def _check_supply(sections: Sections, problems: list[str]) -> None:
    entries = sections.get("supply", [])
    for place, entry in enumerate(entries, start=1):
        _check_monday(f"[[supply]] no. {place} week", entry.week, problems)
        _check_format(f"[[supply]] no. {place} format", entry.format, sections, problems)
    _repeated(entries, "supply", "week", lambda e: f"{e.format} {e.week}", problems)
    last: dict[str, Any] = {}
    for place, entry in sorted(enumerate(entries, start=1), key=lambda item: item[1].week):
        before = last.get(entry.format)
        if before is not None and entry.units < before.units:
            problems.append(
                f"[[supply]] no. {place} units: {entry.units} in {entry.week} is less than"
                f" {before.units} in {before.week}; units are cumulative (all delivered so far)"
            )
        last[entry.format] = entry


def _check_format(where: str, name: str, sections: Sections, problems: list[str]) -> None:
    formats = sections.get("formats")
    if formats is None:
        return
    known = [entry.id for entry in formats]
    if name not in known:
        problems.append(f"{where}: the programme has no format {name!r}{nearest(name, known)}")


def _check_obligations(sections: Sections, problems: list[str]) -> None:
    promises, waves = sections.get("promises", []), sections.get("waves", [])
    for place, entry in enumerate(promises, start=1):
        _check_monday(f"[[promises]] no. {place} selling_by", entry.selling_by, problems)
        for name in entry.formats:
            _check_format(f"[[promises]] no. {place} formats", name, sections, problems)
    _repeated(promises, "promises", "store", lambda e: e.store, problems)
    _repeated(waves, "waves", "name", lambda e: e.name, problems)
    listed: dict[str, str] = {}
    for place, entry in enumerate(waves, start=1):
        _check_monday(f"[[waves]] no. {place} release_on", entry.release_on, problems)
        for store in entry.stores:
            if store in listed:
                problems.append(
                    f"[[waves]] no. {place} stores: {store!r} stands already in wave"
                    f" {listed[store]!r}; a store belongs to one wave"
                )
            listed.setdefault(store, entry.name)


def _check_freezes(sections: Sections, problems: list[str]) -> None:
    for place, entry in enumerate(sections.get("freeze", []), start=1):
        where = f"[[freeze]] no. {place}"
        if entry.to_date <= entry.from_date:
            problems.append(
                f"{where} to_date: {entry.to_date} is not after from_date {entry.from_date}"
                " (it is exclusive: the first day without a freeze)"
            )
        problems += [
            f"{where} regions: names {region!r} twice"
            for region in dict.fromkeys(entry.regions)
            if entry.regions.count(region) > 1
        ]


def _check_holdout(sections: Sections, problems: list[str]) -> None:
    for entry in sections.get("holdout", []):
        _check_monday("[holdout] no_sales_before", entry.no_sales_before, problems)
        if len(set(entry.by)) != len(entry.by):
            problems.append("[holdout] by: names a column twice")
        if len(set(entry.stores)) != len(entry.stores):
            problems.append("[holdout] stores: names a store twice")
        if entry.stores and entry.draw != "random":
            problems.append(
                "[holdout] stores: are held before the rest are drawn, so draw must be 'random'"
            )
    _repeated(sections.get("quota", []), "quota", "region", lambda e: e.region, problems)


def _check_spillover(sections: Sections, problems: list[str]) -> None:
    entries = sections.get("spillover", [])
    for place, entry in enumerate(entries, start=1):
        if entry.stores[0] == entry.stores[1]:
            problems.append(
                f"[[spillover]] no. {place} stores: {entry.stores[0]!r} twice; name two stores"
            )
    _repeated(entries, "spillover", "stores", lambda e: tuple(sorted(e.stores)), problems)


def _check_pace(sections: Sections, problems: list[str]) -> None:
    entries = sections.get("pace", [])
    for place, entry in enumerate(entries, start=1):
        _check_monday(f"[[pace]] no. {place} selling_by", entry.selling_by, problems)
    _repeated(entries, "pace", "selling_by", lambda e: e.selling_by, problems)
    ordered = sorted(enumerate(entries, start=1), key=lambda item: item[1].selling_by)
    problems += [
        f"[[pace]] no. {place} at_most: {entry.at_most} by {entry.selling_by} is less than"
        f" {before.at_most} by {before.selling_by}; at_most counts all areas so far"
        for (_, before), (place, entry) in pairwise(ordered)
        if entry.at_most < before.at_most
    ]


def _check_experiment(sections: Sections, problems: list[str]) -> None:
    for entry in sections.get("experiment", []):
        _check_monday("[experiment] measured_on", entry.measured_on, problems)
        if (entry.mde_at_most is None) != (entry.measured_on is None):
            missing = "mde_at_most" if entry.mde_at_most is None else "measured_on"
            problems.append(
                f"[experiment] {missing}: is missing; mde_at_most and measured_on say together"
                " what must be detectable by when"
            )
        if entry.cost_at_most is None and entry.mde_at_most is None:
            problems.append("[experiment] is empty; state cost_at_most, or mde_at_most with a date")
