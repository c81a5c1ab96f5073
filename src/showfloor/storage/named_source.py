"""Named sources of showfloor.toml: how their files are written and what the columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from showfloor.errors import WorkspaceError, nearest
from showfloor.storage.casting import why_unreadable
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
    files:    patterns of names by which its files are recognised ("Abverkauf*.csv").
    ignored:  columns of the files, by their name there, that the ledger does not take.
    dialect:  what is stated of the files; the rest is found in each.
    sheet:    the sheet of a spreadsheet that holds the table; None where it is to be found.
    """

    name: str
    table: str
    columns: Mapping[str, str]
    defaults: Mapping[str, str]
    dialect: StatedDialect
    ignored: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    sheet: str | None = None

    def recognises(self, name: str) -> bool:
        """Say whether a file of this name is one of the source's, by its patterns."""
        return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in self.files)

    @property
    def edition(self) -> str:
        """What is stated, as text: two sources of the same text read a file alike."""
        stated = [(field.name, getattr(self.dialect, field.name)) for field in fields(self.dialect)]
        dated = [("dates", sorted(self.dialect.dates.items()))]
        parts = (self.name, self.table, sorted(self.columns.items()), sorted(self.ignored))
        rest = (sorted(self.defaults.items()), [*stated[:-1], *dated], self.sheet)
        return repr((*parts, *rest))

    def kinds(self) -> dict[str, Kind]:
        """Return what each column holds, by the name that the files give it."""
        renamed = set(self.columns.values())
        held = {column.name: column.kind for column in INTAKE_TABLES[self.table].columns}
        own = {name: kind for name, kind in held.items() if name not in renamed}
        found = own | {theirs: held[ours] for theirs, ours in self.columns.items()}
        return {name: kind for name, kind in found.items() if name not in self.ignored}


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
    ignore: list[str] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    sheet: str | None = None
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
        ignored=frozenset(read.ignore),
        files=tuple(read.files),
        sheet=read.sheet,
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
    for column, text in read.defaults.items():
        unfit = why_unreadable(INTAKE_TABLES[read.table].column(column), text)
        if unfit:
            raise WorkspaceError(f"{place}.defaults.{column}: '{text}' {unfit}")
    both = sorted(set(read.ignore) & set(read.columns))
    if both:
        raise WorkspaceError(f"{place}.ignore: column '{both[0]}' is taken by columns")
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
