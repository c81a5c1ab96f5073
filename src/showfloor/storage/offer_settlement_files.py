"""The files of a settlement: sold baskets and returns as lines of JSON, and terms as TOML.

Keys and messages are in docs/methods/offer-settlement.md.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from showfloor.errors import DataError, nearest
from showfloor.storage.csv_rows import read_text

SHOWN = 20
KEYS = ("basket", "return", "store", "at", "priced", "vat_rates", "units")
LONGEST = 200
MOST_CENTS = 10**12
MOST_EUROS = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file, its shape checked: a sold basket, or a return (`priced` is None)."""

    key: str
    basket: str
    at: datetime
    store_id: str
    priced: Mapping[str, Any] | None
    vat_rates: Mapping[str, int]
    units: tuple[tuple[str, int], ...]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Key = Field(min_length=1, max_length=LONGEST)


class _Unit(_Section):
    line_id: str = Key
    number: int = Field(ge=1)


class _Sold(_Section):
    basket: str = Key
    store: str = Key
    at: str
    priced: dict[str, Any]
    vat_rates: dict[str, int] = {}


class _Returned(_Section):
    returned: str = Field(alias="return", min_length=1, max_length=LONGEST)
    basket: str = Key
    at: str
    units: list[_Unit] = Field(min_length=1)


class _Terms(_Section):
    model_config = ConfigDict(extra="forbid", strict=False)

    offer: str = Key
    an_application: Decimal | None = Field(None, ge=0, le=MOST_EUROS, decimal_places=2)
    a_unit: Decimal | None = Field(None, ge=0, le=MOST_EUROS, decimal_places=2)
    most_a_month: Decimal | None = Field(None, ge=0, le=MOST_EUROS, decimal_places=2)
    most: Decimal | None = Field(None, ge=0, le=MOST_EUROS, decimal_places=2)


class _TermsFile(_Section):
    terms: list[_Terms] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class StatedTerms:
    """Terms of one offer as a file states them, in cents."""

    offer_id: str
    an_application: int | None
    a_unit: int | None
    most_a_month: int | None
    most: int | None


def read_priced_records(paths: Sequence[Path]) -> tuple[Record, ...]:
    """Return the records of files in their order; DataError with every bad line, by its number."""
    found: list[Record] = []
    for path in paths:
        problems: list[str] = []
        for number, line in enumerate(read_text(path).split("\n"), 1):
            if not line.strip():
                continue
            try:
                found.append(_record(line))
            except ValueError as reason:
                problems.append(f"  line {number}: {reason}")
        if problems:
            more = [f"  and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
            count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
            raise DataError("\n".join([f"{path}: {count}", *problems[:SHOWN], *more]))
    return tuple(found)


def _record(line: str) -> Record:
    """Return one record; ValueError says what is wrong with it."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as reason:
        raise ValueError(f"is not JSON ({reason}); each line is one record") from None
    if not isinstance(data, dict):
        problem = "is no record; each line is an object"
        raise ValueError(problem)  # noqa: TRY004  # told as the line's problem, as all others are
    unknown = [key for key in data if key not in KEYS]
    if unknown:
        raise ValueError(f"unknown key '{unknown[0][:60]}'{nearest(unknown[0], KEYS)}")
    try:
        if "return" in data:
            back = _Returned.model_validate(data)
            units = tuple((unit.line_id, unit.number) for unit in back.units)
            return Record(back.returned, back.basket, _moment(back.at), "", None, {}, units)
        sold = _Sold.model_validate(data)
    except ValidationError as reason:
        raise ValueError(_first(reason)) from None
    _check_numbers(sold.priced)
    at = _moment(sold.at)
    return Record(sold.basket, sold.basket, at, sold.store, sold.priced, sold.vat_rates, ())


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None and 1900 < at.year < 9000:
            return at
    except ValueError:
        pass
    raise ValueError(
        f"at: must be a time with its zone, 2026-10-05T12:00+02:00, found {text[:40]!r}"
    )


def _check_numbers(value: object) -> None:
    """Refuse numbers that are not whole cents, or beyond all sense."""
    if isinstance(value, dict):
        for item in value.values():
            _check_numbers(item)
    elif isinstance(value, list):
        for item in value:
            _check_numbers(item)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > MOST_CENTS):
        raise ValueError(f"priced: {str(value)[:30]} is no whole number of cents")


def check_kept(kind: type[Any], value: object, where: str) -> None:
    """Refuse a decoded value whose fields are of other types than it states; DataError."""
    try:
        TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError as reason:
        raise DataError(f"{where}: {_first(reason)}") from None


def _first(reason: ValidationError) -> str:
    detail = reason.errors(include_url=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    return f"{place}: {detail['msg'].replace('Input should', 'must')}"


def read_terms(path: Path) -> tuple[StatedTerms, ...]:
    """Return the terms of a TOML file; DataError says which key is wrong."""
    try:
        data = tomllib.loads(read_text(path), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as reason:
        raise DataError(f"{path} is not TOML: {reason}") from None
    try:
        stated = _TermsFile.model_validate(data)
    except ValidationError as reason:
        raise DataError(f"{path}: {_first(reason)}") from None
    return tuple(
        StatedTerms(
            item.offer,
            *_all_cents((item.an_application, item.a_unit, item.most_a_month, item.most)),
        )
        for item in stated.terms
    )


def _all_cents(amounts: Iterable[Decimal | None]) -> list[int | None]:
    return [None if amount is None else int(amount * 100) for amount in amounts]
