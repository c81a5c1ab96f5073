"""A slice's rows typed and checked in SQL: the first reason to refuse a row, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from showfloor.errors import IntakeError
from showfloor.storage.casting import KIND_REASONS, cast, is_text
from showfloor.storage.dictionaries import Dictionaries
from showfloor.storage.sources import Source
from showfloor.storage.tables import SQL_TYPES, Column, Table

REFUSAL = '"#refusal"'
"""Number of the check that refuses a row, counted from 1; 0 where none does."""
FAILED = '"#failed"'
"""How many checks a refused row fails, each by itself."""
NEW = '"#new"'
"""Whether the row has a value that an open dictionary lacks, and must be read again with it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row is refused where `condition`, over typed columns and their `#…` marks, is true.

    missing: the table that lacks the value, where that is the reason.
    """

    column: str
    condition: str
    reason: str
    missing: str | None = None


class Checking:
    """How one file's rows are typed and checked.

    filled: text for columns that the file itself may lack (the source of sales), and that it may
            not contradict.
    """

    def __init__(
        self,
        source: Source,
        table: Table,
        filled: Mapping[str, str],
        dictionaries: Dictionaries,
    ) -> None:
        self._source = source
        self._table = table
        self._filled = filled
        self._dictionaries = dictionaries
        own = {column.name: tuple(self._column_checks(column)) for column in table.columns}
        self.checks = tuple(check for checks in own.values() for check in checks)
        self.checks += tuple(
            Check(rule.column, rule.condition, rule.reason) for rule in table.rules
        )
        known = tuple(
            Check(column, f'{_text(column)} IS NOT NULL AND "{column}" IS NULL', reason, other)
            for column, other in table.known
            for reason in (f"is not in the table {other}",)
        )
        self.checks += known
        self._of_column = {
            name: (*checks, *(check for check in known if check.column == name))
            for name, checks in own.items()
        }
        self.too_early = len(self.checks) + 1
        self.too_late = len(self.checks) + 2
        self.superseded = len(self.checks) + 3

    def named(self, number: int) -> Check:
        """Return a check by its number; the last ones are made outside of the row's own SQL."""
        dated = self._table.dated or ""
        if number == self.too_early:
            return Check(dated, "", "is before the store opened")
        if number == self.too_late:
            return Check(dated, "", "is not before the day on which the store closed")
        if number == self.superseded:
            columns = ", ".join(self._table.covers or self._table.key)
            reason = "was delivered anew since the row was quarantined; the newer delivery stays"
            return Check(columns, "", reason)
        return self.checks[number - 1]

    def select(self, relation: str) -> str:
        """Return the typed rows of a slice, in their order, with the marks of the checks."""
        texts, typed = [], []
        for column in self._table.columns:
            texts += self._given(column)
            typed += self._typed(column)
        cases = " ".join(f"WHEN {one.condition} THEN {n}" for n, one in enumerate(self.checks, 1))
        refusal = f"CASE {cases} ELSE 0 END" if cases else "0"
        failed = " + ".join(f"CASE WHEN {one.condition} THEN 1 ELSE 0 END" for one in self.checks)
        new = " OR ".join(
            f'({_text(column)} IS NOT NULL AND "{column}" IS NULL)'
            for column in sorted(self._dictionaries.open)
            if column in self._source.columns
        )
        names = ", ".join(f'"{name}"' for name in self._table.column_names)
        failures = f"CASE WHEN {REFUSAL} > 0 THEN {failed or '0'} ELSE 0 END"
        return (
            f"SELECT {names}, {REFUSAL}, {new or 'false'} AS {NEW}, "
            f"CAST({failures} AS SMALLINT) AS {FAILED} "
            f"FROM (SELECT *, CAST({refusal} AS SMALLINT) AS {REFUSAL} "
            f"FROM (SELECT *, {', '.join(typed)} "
            f"FROM (SELECT {', '.join(texts)} FROM {relation} AS raw)))"
        )

    def of_column(self, column: Column, texts: str) -> str:
        """Return SQL that reads one column's texts by themselves: its value, and if it is refused.

        texts: a relation of the column as the file has it and of `n`, by which rows are ordered.
        Only the rules that look at several columns are left to be asked of the row.
        """
        name = column.name
        given = ", ".join(["raw.n", *self._given(column)])
        typed = ", ".join(self._typed(column, open_ones=False))
        refused = " OR ".join(f"({check.condition})" for check in self._of_column[name])
        value = f'CAST("{name}" AS VARCHAR)' if column.kind == "text" else f'"{name}"'
        return (
            f"SELECT {value}, coalesce({refused or 'false'}, false) "
            f"FROM (SELECT *, {typed} FROM (SELECT {given} FROM {texts} AS raw)) ORDER BY n"
        )

    def new_values(self, relation: str, column: str) -> str:
        """Return the values of a column that its open dictionary lacks."""
        given, made = self._source.columns[column].sql, self._dictionaries.type_of(column)
        return (
            f"SELECT DISTINCT v FROM (SELECT {_as_text(given)} AS v FROM {relation} AS raw) "
            f"WHERE v IS NOT NULL AND TRY_CAST(v AS {made}) IS NULL"
        )

    def _given(self, column: Column) -> list[str]:
        """Return the column as the file has it: text that is not empty, or a value of a type."""
        found = self._source.columns.get(column.name)
        if found is None:
            return []
        if is_text(found.type) or column.kind == "text":
            self._reading(column, found.type)
            return [f"{_as_text(found.sql)} AS {_text(column.name)}"]
        return [f'{found.sql} AS "{column.name}#raw"']

    def _typed(self, column: Column, *, open_ones: bool = True) -> list[str]:
        """Return SQL of the column's value; as text where it is of an open dictionary, if asked."""
        name, made = column.name, self._dictionaries.type_of(column.name)
        if not open_ones and name not in self._dictionaries.closed:
            made = None
        target = made or SQL_TYPES[column.kind]
        found = self._source.columns.get(name)
        if found is None:
            given = self._filled.get(name, column.default)
            value = f"CAST({'NULL' if given is None else _literal(given)} AS VARCHAR)"
            return [f'TRY_CAST({value} AS {target}) AS "{name}"', f"{value} AS {_text(name)}"]
        if column.kind == "text":
            value = _text(name)
            if column.default is not None:
                value = f"coalesce({value}, {_literal(column.default)})"
            return [
                f'TRY_CAST({value} AS {target}) AS "{name}"' if made else f'{value} AS "{name}"'
            ]
        value, bad = self._reading(column, found.type)
        marked = [] if bad is None or is_text(found.type) else [f'{bad} AS "{name}#bad"']
        return [f'{value} AS "{name}"', *marked]

    def _reading(self, column: Column, found: str) -> tuple[str, str | None]:
        given = _text(column.name) if is_text(found) else f'"{column.name}#raw"'
        reading = cast(column.kind, found, given)
        if reading is None:
            raise IntakeError(
                f"{self._source.path}: column '{column.name}' is of type {found}, "
                f"which cannot be read as {column.kind}"
            )
        return reading

    def _unreadable(self, column: Column, found: str) -> str | None:
        """Return SQL for "the value cannot be read"; None where every value of its type can."""
        name = column.name
        if is_text(found):
            return f'({_text(name)} IS NOT NULL AND "{name}" IS NULL)'
        return None if self._reading(column, found)[1] is None else f'"{name}#bad"'

    def _column_checks(self, column: Column) -> list[Check]:
        name, quoted = column.name, f'"{column.name}"'
        found = self._source.columns.get(name)
        if found is None:
            return []
        given = f"{_text(name)} IS NULL"
        checks = []
        if column.kind != "text":
            bad = self._unreadable(column, found.type)
            if bad is not None:
                checks.append(Check(name, bad, KIND_REASONS[column.kind]))
            if not is_text(found.type):
                given = f"{quoted} IS NULL" + ("" if bad is None else f" AND NOT {bad}")
        if column.required and not column.blank:
            checks.append(Check(name, given, "is missing"))
        if column.choices:
            unknown = f"{_text(name)} IS NOT NULL AND {quoted} IS NULL"
            checks.append(Check(name, unknown, f"is none of {', '.join(column.choices)}"))
        if column.low is not None:
            checks.append(Check(name, f"{quoted} < {column.low:g}", f"is below {column.low:g}"))
        if column.high is not None:
            checks.append(Check(name, f"{quoted} > {column.high:g}", f"is above {column.high:g}"))
        if column.monday:
            checks.append(Check(name, f"isodow({quoted}) <> 1", "is no Monday, as a week must be"))
        if name in self._filled:
            stated = _literal(self._filled[name])
            checks.append(Check(name, f"{_text(name)} <> {stated}", f"is not {stated} as stated"))
        return checks


def _text(column: str) -> str:
    return f'"{column}#text"'


def _as_text(sql: str) -> str:
    return f"nullif(CAST({sql} AS VARCHAR), '')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
