"""Named sources of showfloor.toml: how their files are written and what the columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from showfloor.errors import WorkspaceError, nearest
from showfloor.storage.dialect import (
    Compression,
    DateFormat,
    DecimalMark,
    Encoding,
    Quote,
    Separator,
    StatedDialect,
    Thousands,
)
from showfloor.storage.tables import INTAKE_TABLES, Kind


@dataclass(frozen=True, slots=True)
class NamedSource:
    """What `[sources.NAME]` of showfloor.toml states.

    table:    the table that its files hold.
    columns:  the ledger's column by the name that the files give it ("Filiale" -> store_id); a
              column that is not named keeps its name.
    defaults: text of columns that the files lack, by the ledger's name.
    dialect:  what is stated of the files; the rest is found in each.
    """

    name: str
    table: str
    columns: Mapping[str, str]
    defaults: Mapping[str, str]
    dialect: StatedDialect

    def kinds(self) -> dict[str, Kind]:
        """Return what each column holds, by the name that the files give it."""
        renamed = set(self.columns.values())
        held = {column.name: column.kind for column in INTAKE_TABLES[self.table].columns}
        own = {name: kind for name, kind in held.items() if name not in renamed}
        return own | {theirs: held[ours] for theirs, ours in self.columns.items()}


def read_named_sources(document: Mapping[str, Any], where: str) -> Mapping[str, NamedSource]:
    """Return the named sources of a document's table `sources`, by name.

    WorkspaceError, with `where` and the key, for an unknown key, table, column or mark, for two
    columns that would become one, and for a default of a column that the files name.
    """
    sources = document.get("sources", {})
    if not isinstance(sources, Mapping):
        raise WorkspaceError(f"{where}: sources must be a table such as [sources.north]")
    return MappingProxyType({name: _source(name, sources[name], where) for name in sources})


class _DialectKeys(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    encoding: Encoding | None = None
    compression: Compression | None = None
    separator: Separator | None = None
    quote: Quote | None = None
    decimal: DecimalMark | None = None
    thousands: Thousands | None = None
    dates: dict[str, DateFormat] = Field(default_factory=dict)


class _SourceKeys(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    table: str
    columns: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    dialect: _DialectKeys = Field(default_factory=_DialectKeys)


def _source(name: str, keys: object, where: str) -> NamedSource:
    place = f"{where}: sources.{name}"
    try:
        read = _SourceKeys.model_validate(keys)
    except ValidationError as error:
        raise WorkspaceError(_problems(error, place)) from error
    _check(read, place)
    return NamedSource(
        name=name,
        table=read.table,
        columns=MappingProxyType(read.columns),
        defaults=MappingProxyType(read.defaults),
        dialect=StatedDialect(
            **{**dict(read.dialect), "dates": MappingProxyType(read.dialect.dates)}
        ),
    )


def _check(read: _SourceKeys, place: str) -> None:
    if read.table not in INTAKE_TABLES:
        raise WorkspaceError(
            f"{place}.table: there is no table '{read.table}'{nearest(read.table, INTAKE_TABLES)}"
        )
    known = INTAKE_TABLES[read.table].column_names
    named = [(f"columns.{theirs}", ours) for theirs, ours in read.columns.items()]
    for key, column in [*named, *((f"defaults.{ours}", ours) for ours in read.defaults)]:
        if column not in known:
            raise WorkspaceError(
                f"{place}.{key}: the table {read.table} has no column '{column}'"
                f"{nearest(column, known)}"
            )
    ours = [*read.columns.values(), *read.defaults]
    twice = sorted({column for column in ours if ours.count(column) > 1})
    if twice:
        raise WorkspaceError(f"{place}: column '{twice[0]}' is filled twice")
    if read.dialect.decimal is not None and read.dialect.decimal == read.dialect.thousands:
        raise WorkspaceError(f"{place}.dialect: decimal and thousands are the same mark")


def _problems(error: ValidationError, place: str) -> str:
    parts = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            last = str(problem["loc"][-1])
            fields = _DialectKeys if len(problem["loc"]) > 1 else _SourceKeys
            parts.append(f"unknown key '{key}'{nearest(last, fields.model_fields)}")
        else:
            parts.append(f"{key}: {problem['msg']}")
    return f"{place}: {'; '.join(parts)}"
