"""The programme file: TOML to a Programme, every problem of a file reported together.

Keys, meaning and messages are in docs/reference/programme-file.md.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Experiment,
    Format,
    Freeze,
    Holdout,
    Pace,
    Programme,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.errors import DataError, ProgrammeError, nearest
from showfloor.storage.csv_rows import read_text
from showfloor.storage.programme_checks import check_programme

Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Worth = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10**9)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _ProgrammeSection(_Section):
    id: Text
    manufacturer: Text
    start: date
    weeks: Annotated[int, Field(ge=1, le=1040)]
    area_life_weeks: Annotated[int, Field(ge=1, le=5200)]
    discount_rate: Annotated[float, Field(gt=-1, allow_inf_nan=False)]
    value_for: Literal["retailer", "manufacturer", "joint"]
    season: list[Amount] = []
    other_at_least: Worth | None = None


class _FormatSection(_Section):
    id: Text
    footprint_m2: Amount
    places: Count
    capex: Amount
    manufacturer_pays: Share
    crew_days: Annotated[list[Count], Field(min_length=1, max_length=104)]
    ramp: list[Share] = []


class _BudgetSection(_Section):
    through: date
    amount: Amount


class _CrewsSection(_Section):
    region: Text
    crew_days: list[Count]


class _SupplySection(_Section):
    format: Text
    week: date
    units: Count


class _PromiseSection(_Section):
    store: Text
    selling_by: date
    formats: list[Text] = []


class _WaveSection(_Section):
    name: Text
    stores: Annotated[list[Text], Field(min_length=1)]
    release_on: date | None = None


class _FreezeSection(_Section):
    from_date: date
    to_date: date
    regions: list[Text] = []


class _HoldoutSection(_Section):
    by: Annotated[list[Literal["region", "kind"]], Field(min_length=1)]
    keep: Count
    no_sales_before: date
    draw: Literal["random", "optimised"] = "random"
    stores: list[Text] = []


class _QuotaSection(_Section):
    region: Text
    at_least: Count


class _ExcludeSection(_Section):
    stores: list[Text] = []


class _PaceSection(_Section):
    selling_by: date
    at_most: Count


class _ExperimentSection(_Section):
    cost_at_most: Share | None = None
    mde_at_most: Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)] | None = None
    measured_on: date | None = None


class _SpilloverSection(_Section):
    stores: Annotated[list[Text], Field(min_length=2, max_length=2)]
    loss_per_week: Amount


_ONE: dict[str, type[_Section]] = {
    "programme": _ProgrammeSection,
    "holdout": _HoldoutSection,
    "exclude": _ExcludeSection,
    "experiment": _ExperimentSection,
}
_MANY: dict[str, type[_Section]] = {
    "formats": _FormatSection,
    "budget": _BudgetSection,
    "crews": _CrewsSection,
    "supply": _SupplySection,
    "promises": _PromiseSection,
    "waves": _WaveSection,
    "freeze": _FreezeSection,
    "quota": _QuotaSection,
    "pace": _PaceSection,
    "spillover": _SpilloverSection,
}


def read_programme(path: Path) -> Programme:
    """Return the programme that a TOML file states, checked in itself but not against stores.

    Raises ProgrammeError with all problems of the file, each with its key; unknown keys name the
    nearest known one.
    """
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeError(f"{path} is not TOML: {error}") from None
    except ProgrammeError:
        raise
    except DataError as error:
        raise ProgrammeError(str(error)) from None
    problems: list[str] = []
    sections = _read_sections(data, problems)
    one_number = _spread_crews(data)
    _check_known_sections(data, problems)
    programme = _assemble(sections, one_number, problems)
    if problems or programme is None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise ProgrammeError("\n".join([f"{path}: {count}", *(f"  {text}" for text in problems)]))
    return programme


def _check_known_sections(data: dict[str, Any], problems: list[str]) -> None:
    known = [*_ONE, *_MANY]
    for name, value in data.items():
        if name not in known:
            kind = "section" if isinstance(value, dict | list) else "key"
            problems.append(f"{name}: unknown {kind}{nearest(name, known)}")
    for name in ("programme", "formats"):
        if name not in data:
            shown = "[programme]" if name == "programme" else "[[formats]]"
            problems.append(f"{shown} is missing")


def _spread_crews(data: dict[str, Any]) -> list[bool]:
    """Say for each crews entry whether its crew_days was one number for every week."""
    entries = data.get("crews")
    if not isinstance(entries, list):
        return []
    return [isinstance(e, dict) and isinstance(e.get("crew_days"), int) for e in entries]


def _read_sections(data: dict[str, Any], problems: list[str]) -> dict[str, list[Any]]:
    """Return each section's validated entries; a section with a problem is left out."""
    sections: dict[str, list[Any]] = {}
    for name, value in data.items():
        if name in _ONE:
            if not isinstance(value, dict):
                problems.append(f"{name}: must be a table, written [{name}]")
                continue
            entries, model, places = [value], _ONE[name], [f"[{name}]"]
        elif name in _MANY:
            if not isinstance(value, list) or not all(isinstance(e, dict) for e in value):
                problems.append(f"{name}: must be a list of tables, each written [[{name}]]")
                continue
            entries, model = value, _MANY[name]
            places = [f"[[{name}]] no. {i + 1}" for i in range(len(value))]
        else:
            continue
        before = len(problems)
        read = [_read_entry(e, model, p, problems) for e, p in zip(entries, places, strict=True)]
        if len(problems) == before:
            sections[name] = read
    return sections


def _read_entry(
    entry: dict[str, Any], model: type[_Section], place: str, problems: list[str]
) -> _Section | None:
    number = entry.get("crew_days")
    if model is _CrewsSection and isinstance(number, int) and not isinstance(number, bool):
        entry = {**entry, "crew_days": [number]}
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        problems += [f"{place} {_describe(d, model)}" for d in error.errors(include_url=False)]
        return None


def _describe(detail: ErrorDetails, model: type[_Section]) -> str:
    key, *rest = detail["loc"] or ("",)
    where = str(key) + "".join(f" entry {int(r) + 1}" for r in rest if isinstance(r, int))
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f"{where}: unknown key{nearest(str(key), model.model_fields)}"
    if kind == "missing":
        return f"{where}: is missing"
    found = detail["input"]
    if kind == "string_pattern_mismatch":
        return f"{where}: must not begin or end with a blank, found {found!r}"
    message = detail["msg"].replace("Input should", "must").replace("List should", "must")
    shown = found if isinstance(found, bool | int | float | str) else None
    if isinstance(found, date):
        return f"{where}: {message}, found {found.isoformat()}"
    if isinstance(shown, bool):
        return f"{where}: {message}, found {str(shown).lower()}"
    return f"{where}: {message}" + (f", found {shown!r}" if shown is not None else "")


def _assemble(
    sections: dict[str, list[Any]], one_number: list[bool], problems: list[str]
) -> Programme | None:
    """Run the checks across keys on every section that could be read, and build the programme."""
    check_programme(sections, one_number, problems)
    if problems:
        return None
    head: _ProgrammeSection = sections["programme"][0]
    formats = tuple(_format(entry) for entry in sections["formats"])
    longest = max(item.weeks_to_install for item in formats)
    holdout, experiment = sections.get("holdout"), sections.get("experiment")
    return Programme(
        programme_id=head.id,
        manufacturer_id=head.manufacturer,
        start=head.start,
        weeks=head.weeks,
        area_life_weeks=head.area_life_weeks,
        discount_rate=head.discount_rate,
        value_for=head.value_for,
        formats=formats,
        season=tuple(head.season),
        budget=tuple(BudgetStep(e.through, e.amount) for e in sections.get("budget", [])),
        crews=_crews(sections.get("crews", []), one_number, head.weeks + longest - 1),
        supply=tuple(
            SupplyStep(e.format, e.week, e.units)
            for e in sorted(sections.get("supply", []), key=lambda e: (e.format, e.week))
        ),
        promises=tuple(
            Promise(e.store, e.selling_by, tuple(e.formats)) for e in sections.get("promises", [])
        ),
        waves=tuple(Wave(e.name, tuple(e.stores), e.release_on) for e in sections.get("waves", [])),
        holdout=_holdout(holdout[0]) if holdout else None,
        quotas=tuple(Quota(e.region, e.at_least) for e in sections.get("quota", [])),
        excluded_stores=tuple(s for e in sections.get("exclude", []) for s in e.stores),
        spillover=tuple(
            SpilloverPair(e.stores[0], e.stores[1], e.loss_per_week)
            for e in sections.get("spillover", [])
        ),
        freezes=tuple(
            Freeze(e.from_date, e.to_date, tuple(e.regions)) for e in sections.get("freeze", [])
        ),
        pace=tuple(
            Pace(e.selling_by, e.at_most)
            for e in sorted(sections.get("pace", []), key=lambda e: e.selling_by)
        ),
        experiment=_experiment(experiment[0]) if experiment else None,
        other_at_least=head.other_at_least,
    )


def _format(entry: _FormatSection) -> Format:
    return Format(
        format_id=entry.id,
        footprint_m2=entry.footprint_m2,
        places=entry.places,
        capex=entry.capex,
        manufacturer_pays=entry.manufacturer_pays,
        crew_days=tuple(entry.crew_days),
        ramp=tuple(entry.ramp),
    )


def _crews(
    entries: list[_CrewsSection], one_number: list[bool], weeks: int
) -> tuple[CrewCapacity, ...] | None:
    if not entries:
        return None
    return tuple(
        CrewCapacity(e.region, tuple(e.crew_days * weeks if single else e.crew_days))
        for e, single in zip(entries, one_number, strict=True)
    )


def _holdout(entry: _HoldoutSection) -> Holdout:
    stores = tuple(entry.stores)
    return Holdout(tuple(entry.by), entry.keep, entry.no_sales_before, entry.draw, stores)


def _experiment(entry: _ExperimentSection) -> Experiment:
    return Experiment(entry.cost_at_most, entry.mde_at_most, entry.measured_on)
