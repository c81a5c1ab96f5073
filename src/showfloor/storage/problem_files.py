"""The planner's input files: stores, closures, options and areas as CSV, and the whole problem."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from io import StringIO
from operator import lt
from pathlib import Path
from typing import Any, TypeVar

from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import Programme
from showfloor.domain.stores import STORE_KINDS, Area, Closure, Store
from showfloor.errors import DataError, ProgrammeError, nearest
from showfloor.storage.csv_rows import (
    Column,
    Problems,
    between,
    iso_date,
    many_made,
    one_of,
    people,
    read_columns,
    read_rows,
    text,
    truth,
)
from showfloor.storage.plan_files import read_previous
from showfloor.storage.programme_file import read_programme
from showfloor.storage.whole_file import write_whole

MARGIN = between(-1e12, 1e12)
Values = Mapping[str, list[Any]]
Made = TypeVar("Made", Store, Closure, OptionMargin)
SUGGESTED = 20
"""Unknown names for which the nearest known one is looked up: a search through all names."""
STORE_COLUMNS = (
    Column("store_id", text),
    Column("name", str),
    Column("kind", one_of(STORE_KINDS)),
    Column("operator", str),
    Column("operator_status", one_of(("own", "agent", "independent")), required=False),
    Column("city", str, required=False),
    Column("region", text, required=False),
    Column("postcode", str, required=False),
    Column("latitude", between(-90, 90), required=False),
    Column("longitude", between(-180, 180), required=False),
    Column("area_space_m2", between(0, 1e9), required=False),
    Column("capex_factor", between(0, 1e6), required=False, empty=1.0),
    Column("ready_on", iso_date, required=False),
    Column("opened_on", iso_date, required=False),
    Column("closed_on", iso_date, required=False),
    Column("gln", text, required=False),
    Column("staff", people, required=False),
)
CLOSURE_COLUMNS = (
    Column("store_id", text),
    Column("from_date", iso_date),
    Column("to_date", iso_date),
    Column("reason", str, required=False, empty=""),
    Column("crew_access", truth, required=False, empty=False),
)
OPTION_COLUMNS = (
    Column("store_id", text),
    Column("format_id", text),
    Column("retailer_margin_per_week", MARGIN),
    Column("manufacturer_margin_per_week", MARGIN, required=False),
    Column("margin_sd", between(0), required=False),
    Column("manufacturer_margin_sd", between(0), required=False),
)
AREA_COLUMNS = (
    Column("area_id", text),
    Column("store_id", text),
    Column("manufacturer_id", text),
    Column("format_id", text),
    Column("announced_on", iso_date, required=False),
    Column("clearance_from", iso_date, required=False),
    Column("installed_from", iso_date),
    Column("selling_from", iso_date),
    Column("selling_to", iso_date, required=False),
)


def read_stores(path: Path) -> tuple[Store, ...]:
    """Return the stores of a CSV file in its order; DataError with every bad line."""
    whole = _read_whole(path, STORE_COLUMNS, Store, _good_stores)
    if whole is not None:
        return whole
    problems, stores = Problems(path), list[Store]()
    note = _first_lines(problems, "store_id")
    for line, row in read_rows(path, STORE_COLUMNS, problems):
        note(line, row["store_id"])
        opened, closed = row["opened_on"], row["closed_on"]
        if _closes_early(opened, closed):
            problems.add(line, "closed_on", f"{closed} is not after opened_on {opened}")
        stores.append(Store(**row))
    problems.refuse()
    return tuple(stores)


def _closes_early(opened: date | None, closed: date | None) -> bool:
    return opened is not None and closed is not None and closed <= opened


def _good_stores(columns: Values) -> bool:
    closes_early = map(_closes_early, columns["opened_on"], columns["closed_on"])
    return _all_different(columns["store_id"]) and not any(closes_early)


def read_closures(path: Path) -> tuple[Closure, ...]:
    """Return the closures of a CSV file in its order; DataError with every bad line."""
    whole = _read_whole(path, CLOSURE_COLUMNS, Closure, _good_closures)
    if whole is not None:
        return whole
    problems, closures = Problems(path), list[Closure]()
    for line, row in read_rows(path, CLOSURE_COLUMNS, problems):
        if row["to_date"] <= row["from_date"]:
            problems.add(
                line,
                "to_date",
                f"{row['to_date']} is not after from_date {row['from_date']}"
                " (it is exclusive: the first open day)",
            )
        closures.append(Closure(**row))
    problems.refuse()
    return tuple(closures)


def _good_closures(columns: Values) -> bool:
    return all(map(lt, columns["from_date"], columns["to_date"]))


def read_options(path: Path) -> tuple[OptionMargin, ...]:
    """Return the options of a CSV file in its order; DataError with every bad line."""
    whole = _read_whole(path, OPTION_COLUMNS, OptionMargin, _good_options)
    if whole is not None:
        return whole
    problems, options = Problems(path), list[OptionMargin]()
    note = _first_lines(problems, "format_id")
    for line, row in read_rows(path, OPTION_COLUMNS, problems):
        note(line, f"{row['store_id']!r} with {row['format_id']!r}")
        options.append(OptionMargin(**row))
    problems.refuse()
    return tuple(options)


def _good_options(columns: Values) -> bool:
    return _all_different(list(zip(columns["store_id"], columns["format_id"], strict=True)))


def _all_different(keys: Sequence[Hashable]) -> bool:
    return len(set(keys)) == len(keys)


def _read_whole(
    path: Path, columns: Sequence[Column], kind: type[Made], good: Callable[[Values], bool]
) -> tuple[Made, ...] | None:
    """Return a file's rows read all at once, or None where something in it is wrong."""
    with many_made():
        values = read_columns(path, columns)
        if values is None or not good(values):
            return None
        return tuple(map(kind, *(values[item.name] for item in fields(kind))))


def read_areas(path: Path) -> tuple[Area, ...]:
    """Return the standing and committed areas of a CSV file; DataError with every bad line."""
    problems, areas = Problems(path), list[Area]()
    note = _first_lines(problems, "area_id")
    for line, row in read_rows(path, AREA_COLUMNS, problems):
        note(line, row["area_id"])
        selling, ends = row["selling_from"], row["selling_to"]
        if selling < row["installed_from"]:
            problems.add(
                line, "selling_from", f"{selling} is before installed_from {row['installed_from']}"
            )
        if ends is not None and ends <= selling:
            problems.add(line, "selling_to", f"{ends} is not after selling_from {selling}")
        areas.append(Area(**row))
    problems.refuse()
    return tuple(areas)


def _first_lines(problems: Problems, column: str) -> Callable[[int, str], None]:
    """Return what notes a key that stands in the file a second time."""
    seen: dict[str, int] = {}

    def note(line: int, key: str) -> None:
        if key in seen:
            problems.add(line, column, f"{key} stands already in line {seen[key]}")
        seen.setdefault(key, line)

    return note


def read_problem(
    programme: Path,
    stores: Path,
    closures: Path | None,
    options: Path,
    areas: Path | None,
    *,
    trading_days: TradingDays | None = None,
    previous: Path | None = None,
    change_cost: float = 0.0,
) -> RolloutProblem:
    """Read all files that a plan depends on and check that they name each other's stores.

    `closures` and `areas` may be None: there are none. Trading days default to Monday to
    Saturday. `previous` is an earlier plan.csv, `change_cost` (currency a store, 0 or more) what
    a departure from it costs. Raises ProgrammeError or DataError, naming file, place and the
    nearest known name.
    """
    problem = RolloutProblem(
        programme=read_programme(programme),
        stores=read_stores(stores),
        closures=read_closures(closures) if closures is not None else (),
        options=read_options(options),
        areas=read_areas(areas) if areas is not None else (),
        trading_days=trading_days if trading_days is not None else TradingDays(),
        previous=read_previous(previous, change_cost) if previous is not None else None,
    )
    if not problem.stores:
        raise DataError(f"{stores} has no stores; there is nothing to plan")
    if not problem.options:
        raise DataError(
            f"{options} has no options, so no store could get an area; write a row for each store"
            " and format that may have one, with its expected margin a week"
        )
    known = frozenset(store.store_id for store in problem.stores)
    _check_programme_names(programme, problem, known)
    _check_options(options, problem, known)
    for path, rows in ((closures, problem.closures), (areas, problem.areas)):
        if path is not None:
            _check_stores_of_rows(path, [row.store_id for row in rows], known)
    if previous is not None:
        _check_previous(previous, problem, known)
    return problem


def _check_programme_names(path: Path, problem: RolloutProblem, known: frozenset[str]) -> None:
    faults = _unknown_stores(problem.programme, known)
    faults += _unknown_regions(problem)
    if faults:
        raise ProgrammeError("\n".join([f"{path}: it names what is not in the stores", *faults]))


def _unknown_stores(programme: Programme, known: frozenset[str]) -> list[str]:
    named: list[tuple[str, str]] = []
    for place, promise in enumerate(programme.promises, start=1):
        named.append((f"[[promises]] no. {place} store", promise.store_id))
    for place, wave in enumerate(programme.waves, start=1):
        named += [(f"[[waves]] no. {place} stores", store) for store in wave.store_ids]
    named += [("[exclude] stores", store) for store in programme.excluded_stores]
    if programme.holdout is not None:
        named += [("[holdout] stores", store) for store in programme.holdout.stores]
    for place, pair in enumerate(programme.spillover, start=1):
        where = f"[[spillover]] no. {place} stores"
        named += [(where, pair.store_a), (where, pair.store_b)]
    unknown = [(where, store) for where, store in named if store not in known]
    return [
        f"  {where}: no store {store!r} in the stores"
        f"{nearest(store, known) if place < SUGGESTED else ''}"
        for place, (where, store) in enumerate(unknown)
    ]


def _unknown_regions(problem: RolloutProblem) -> list[str]:
    """Return the freezes' regions that no store has: a misspelt one would freeze nothing."""
    regions = sorted({store.region for store in problem.stores if store.region is not None})
    return [
        f"  [[freeze]] no. {place} regions: no store has the region {region!r}"
        f"{nearest(region, regions)}"
        for place, freeze in enumerate(problem.programme.freezes, start=1)
        for region in freeze.regions
        if region not in regions
    ]


def _check_options(path: Path, problem: RolloutProblem, known: frozenset[str]) -> None:
    _check_stores_of_rows(path, [option.store_id for option in problem.options], known)
    formats = [item.format_id for item in problem.programme.formats]
    reason = _needs_manufacturer(problem.programme)
    problems = Problems(path)
    whole = {option.format_id for option in problem.options}.issubset(formats)
    if whole and not reason:
        return
    for place, option in enumerate(problem.options, start=1):
        if option.format_id not in formats:
            problems.found.append(
                f"row {place} ({option.store_id}), column format_id: the programme has no format"
                f" {option.format_id!r}{nearest(option.format_id, formats)}"
            )
        if reason and option.manufacturer_margin_per_week is None:
            problems.found.append(
                f"row {place} ({option.store_id}, {option.format_id}), column"
                f" manufacturer_margin_per_week: is empty, but {reason} needs it"
            )
    problems.refuse()


def _check_previous(path: Path, problem: RolloutProblem, known: frozenset[str]) -> None:
    """Refuse an earlier plan that names stores or formats which the problem does not have."""
    formats = [item.format_id for item in problem.programme.formats]
    faults: list[str] = []
    for choice in problem.previous.choices if problem.previous is not None else ():
        for kind, name, names in (
            ("store", choice.store_id, known),
            ("format", choice.format_id, formats),
        ):
            if name not in names:
                near = nearest(name, names) if len(faults) < SUGGESTED else ""
                faults.append(f"  {choice.store_id}: no {kind} {name!r}{near}")
    if faults:
        head = f"{path}: the earlier plan names what is not in the stores or the programme"
        raise ProgrammeError("\n".join([head, *faults]))


def _needs_manufacturer(programme: Programme) -> str:
    """Return the key that needs every option's manufacturer margin, or an empty text."""
    if programme.value_for != "retailer":
        return f"value_for = {programme.value_for!r}"
    return "other_at_least" if programme.other_at_least is not None else ""


def _check_stores_of_rows(path: Path, named: Sequence[str], known: frozenset[str]) -> None:
    if known.issuperset(named):
        return
    problems = Problems(path)
    for place, store in enumerate(named, start=1):
        if store not in known:
            problems.found.append(
                f"row {place}, column store_id: no store {store!r} in the stores"
                f"{nearest(store, known) if len(problems.found) < 20 else ''}"
            )
    problems.refuse()


def write_stores(path: Path, stores: Sequence[Store]) -> None:
    """Write stores as `read_stores` reads them; the same stores give the same bytes."""
    _write(path, STORE_COLUMNS, stores)


def write_closures(path: Path, closures: Sequence[Closure]) -> None:
    """Write closures as `read_closures` reads them."""
    _write(path, CLOSURE_COLUMNS, closures)


def write_options(path: Path, options: Sequence[OptionMargin]) -> None:
    """Write options as `read_options` reads them, with every digit of their margins."""
    _write(path, OPTION_COLUMNS, options)


def write_areas(path: Path, areas: Sequence[Area]) -> None:
    """Write areas as `read_areas` reads them."""
    _write(path, AREA_COLUMNS, areas)


def _write(
    path: Path,
    columns: Sequence[Column],
    rows: Sequence[Store] | Sequence[Closure] | Sequence[OptionMargin] | Sequence[Area],
) -> None:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in columns]
    writer.writerow(names)
    for row in rows:
        values = {item.name: getattr(row, item.name) for item in fields(row)}
        writer.writerow([_shown(values[name]) for name in names])
    write_whole(path, out.getvalue())


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
