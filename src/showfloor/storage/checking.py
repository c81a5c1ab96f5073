"""One file's rows typed and checked in SQL: the first reason to refuse a row, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from showfloor.errors import IntakeError
from showfloor.storage.casting import KIND_REASONS, cast
from showfloor.storage.sources import LINE, Source
from showfloor.storage.tables import SQL_TYPES, Column, Table

REFUSAL = '"#refusal"'
"""Number of the check that refuses a row, counted from 1; 0 where none does."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row is refused where `condition`, over typed columns and their `#bad` marks, is true."""

    column: str
    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """`select` gives #line, the table's typed columns and #refusal, a number into `checks`.

    `typed` gives the same without #refusal and without the work of checking.
    """

    select: str
    typed: str
    checks: tuple[Check, ...]


def checked_rows(
    source: Source, table: Table, filled: Mapping[str, str], references: Mapping[str, str]
) -> CheckedRows:
    """Return the SQL that types and checks a source's rows.

    filled:     text for columns that the file itself may lack (the source of sales), and that it
                may not contradict.
    references: relation with the distinct column `id` by table, for the columns `table.known`.
    """
    values, checks = [], []
    for column in table.columns:
        value, bad = _value(source, column, filled)
        values.append(f'{value} AS "{column.name}"')
        if bad is not None:
            values.append(f'{bad} AS "{column.name}#bad"')
            checks.append(Check(column.name, f'"{column.name}#bad"', KIND_REASONS[column.kind]))
        checks.extend(_column_checks(column, present=column.name in source.types))
        if column.name in filled and column.name in source.types:
            text = _literal(filled[column.name])
            checks.append(
                Check(column.name, f'"{column.name}" <> {text}', f"is not {text} as stated")
            )
    checks.extend(Check(rule.column, rule.condition, rule.reason) for rule in table.rules)
    joins = ""
    for column_name, other in table.known:
        joins += f' LEFT JOIN {references[other]} AS "{other}" ON "{other}".id = "{column_name}"'
        checks.append(Check(column_name, f'"{other}".id IS NULL', f"is not in the table {other}"))
    cases = " ".join(f"WHEN {check.condition} THEN {i + 1}" for i, check in enumerate(checks))
    refusal = f"CASE {cases} ELSE 0 END" if cases else "0"
    names = ", ".join(f't."{name}"' for name in table.column_names)
    typed = f"SELECT {LINE}, {', '.join(values)} FROM {source.relation} AS raw"
    select = (
        f"SELECT t.{LINE}, {names}, CAST({refusal} AS TINYINT) AS {REFUSAL} "
        f"FROM ({typed}) AS t{joins}"
    )
    return CheckedRows(select, typed, tuple(checks))


def _value(source: Source, column: Column, filled: Mapping[str, str]) -> tuple[str, str | None]:
    target = SQL_TYPES[column.kind]
    if column.name not in source.types:
        given = filled.get(column.name, column.default)
        value = "NULL" if given is None else _literal(given)
        return f"CAST({value} AS {target})", None
    found = source.types[column.name]
    reading = cast(column.kind, found, f'raw."{column.name}"')
    if reading is None:
        raise IntakeError(
            f"{source.path}: column '{column.name}' is of type {found}, "
            f"which cannot be read as {column.kind}"
        )
    value, bad = reading
    if column.default is not None:
        value = f"coalesce({value}, {_literal(column.default)})"
    return value, bad


def _column_checks(column: Column, *, present: bool) -> list[Check]:
    name, quoted = column.name, f'"{column.name}"'
    checks = []
    if column.required and not column.blank:
        checks.append(Check(name, f"{quoted} IS NULL", "is missing"))
    if not present:
        return checks
    if column.choices:
        listed = ", ".join(_literal(choice) for choice in column.choices)
        reason = f"is none of {', '.join(column.choices)}"
        checks.append(Check(name, f"{quoted} NOT IN ({listed})", reason))
    if column.low is not None:
        checks.append(Check(name, f"{quoted} < {column.low:g}", f"is below {column.low:g}"))
    if column.high is not None:
        checks.append(Check(name, f"{quoted} > {column.high:g}", f"is above {column.high:g}"))
    if column.monday:
        checks.append(Check(name, f"isodow({quoted}) <> 1", "is no Monday, as a week must be"))
    return checks


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
