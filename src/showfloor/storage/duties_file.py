"""Duties as TOML: those that come with Showfloor, or a retailer's own; every fault by its key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from showfloor.domain.duties import Duty, DutyFact, DutyRegister, Medium
from showfloor.errors import DataError, nearest

EVERYTHING = "goods"
_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Fact(BaseModel):
    model_config = _STRICT

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    en: str = Field(min_length=1)
    de: str = Field(min_length=1)
    one_of: list[str] = Field(default_factory=list)


class _Duty(BaseModel):
    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title_en: str = Field(min_length=1)
    title_de: str = Field(min_length=1)
    countries: list[str] = Field(min_length=1)
    kinds: list[str] = Field(min_length=1)
    media: list[Medium] = Field(min_length=1)
    since: date
    until: date | None = None
    by_placing: bool = False
    source: str = Field(min_length=1)
    address: str = Field(pattern=r"^https://")
    unsettled: str = ""
    facts: list[_Fact] = Field(min_length=1)


class _Kind(BaseModel):
    model_config = _STRICT

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    categories: list[str]


class _File(BaseModel):
    model_config = _STRICT

    kind: list[_Kind] = Field(min_length=1)
    duty: list[_Duty] = Field(min_length=1)


def duties_held() -> DutyRegister:
    """Return the duties that come with Showfloor."""
    text = files("showfloor.storage").joinpath("duties.toml").read_text(encoding="utf-8")
    return _register(text, "Showfloor's duties.toml")


def read_duties(path: Path) -> DutyRegister:
    """Return the duties of a file; DataError with every fault, by its key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    return _register(text, str(path))


def _register(text: str, where: str) -> DutyRegister:
    try:
        document: Mapping[str, Any] = tomllib.loads(text)
        read = _File.model_validate(document)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where} is no valid TOML: {error}") from error
    except ValidationError as error:
        raise DataError("\n".join([f"{where}:", *_faults(error)])) from error
    faults = _contradictions(read)
    if faults:
        raise DataError("\n".join([f"{where}:", *(f"  {fault}" for fault in faults)]))
    return DutyRegister(
        tuple(_duty(one) for one in read.duty),
        tuple(one.name for one in read.kind),
        _categories(read),
    )


def _faults(error: ValidationError) -> list[str]:
    known = {*_File.model_fields, *_Duty.model_fields, *_Fact.model_fields, *_Kind.model_fields}
    found = []
    for fault in error.errors():
        key = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            found.append(f"  {key}: unknown key{nearest(str(fault['loc'][-1]), known)}")
        else:
            found.append(f"  {key}: {fault['msg'].removeprefix('Value error, ')}")
    return found


def _contradictions(read: _File) -> list[str]:
    kinds = [one.name for one in read.kind]
    found = [f"kind {name} stands twice" for name in kinds if kinds.count(name) > 1]
    ids = [one.id for one in read.duty]
    found += [f"duty {name} stands twice" for name in ids if ids.count(name) > 1]
    for one in read.duty:
        found += [
            f"duty {one.id}: unknown kind '{kind}'{nearest(kind, kinds)}"
            for kind in one.kinds
            if kind not in kinds
        ]
        found += [
            f"duty {one.id}: '{country}' is no country such as DE, or EU"
            for country in one.countries
            if len(country) != 2 or not country.isupper()
        ]
        if one.until is not None and one.until <= one.since:
            found.append(f"duty {one.id}: until {one.until} is not after since {one.since}")
    return sorted(set(found))


def _categories(read: _File) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind in read.kind:
        for category in kind.categories:
            folded = category.casefold().strip()
            found[folded] = (*found.get(folded, ()), kind.name)
    return found


def _duty(one: _Duty) -> Duty:
    return Duty(
        duty_id=one.id,
        title_en=one.title_en,
        title_de=one.title_de,
        countries=tuple(one.countries),
        kinds=tuple(one.kinds),
        media=tuple(one.media),
        since=one.since,
        facts=tuple(DutyFact(f.name, f.en, f.de, tuple(f.one_of)) for f in one.facts),
        source=one.source,
        address=one.address,
        until=one.until,
        by_placing=one.by_placing,
        unsettled=one.unsettled,
    )
