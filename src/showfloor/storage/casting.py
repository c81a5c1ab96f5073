"""Values made exact or refused: how each kind of column reads each type that a file may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from showfloor.storage.tables import SQL_TYPES, Column, Kind

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_WIDE = ("UBIGINT", "HUGEINT", "UHUGEINT")
_REAL = ("FLOAT", "DOUBLE")

KIND_REASONS: dict[Kind, str] = {
    "text": "is no text",
    "int": "is no whole number",
    "money": "is no amount with at most two decimals",
    "float": "is no number",
    "date": "is no date (YYYY-MM-DD, 1900 to 2199)",
    "bool": "is neither true nor false",
}

_TEXT_PATTERNS: dict[Kind, str] = {
    "int": r"[+-]?\d{1,18}",
    "money": r"[+-]?\d{1,16}(\.\d{1,2})?",
    "float": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?",
    "date": r"(19|20|21)\d\d-\d\d-\d\d",
    "bool": r"(?i)true|false|1|0",
}


_AS_WRITTEN: Mapping[Kind, Callable[[str], str]] = {
    "int": lambda value: f"length({value}) <= 18",
    "money": lambda value: f"length({value}) <= 19",
    "date": lambda value: f"{value} BETWEEN '1900-01-01' AND '2199-12-31'",
}
"""When a text that the database would write alike fits its pattern; faster than asking for that."""


def cast(kind: Kind, found: str, column: str) -> tuple[str, str | None] | None:
    """Return SQL for a column's typed value, and for "it cannot be read"; None for a wrong type.

    `found` is the type of SQL expression `column`; text is never empty. The second expression is
    None where every value of that type can be read, and never true for a missing value.
    """
    if is_text(found):
        return _from_text(kind, column)
    if kind == "text":
        whole = found in _WHOLE or found in _WIDE
        return (f"CAST({column} AS VARCHAR)", None) if whole else None
    if kind == "bool":
        return (column, None) if found == "BOOLEAN" else None
    if kind == "date":
        return _from_date(found, column)
    return _from_number(kind, found, column)


def is_text(found: str) -> bool:
    """Say whether a type of the database is read as text."""
    return found == "VARCHAR" or found.startswith("ENUM")


def why_unreadable(column: Column, text: str) -> str | None:
    """Return why a text that stands for all rows cannot be a column's value; None where it can."""
    pattern = _TEXT_PATTERNS.get(column.kind)
    if text == "" or (pattern is not None and not re.fullmatch(pattern, text, re.ASCII)):
        return KIND_REASONS[column.kind]
    if column.kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return KIND_REASONS["date"]
    if column.choices and text not in column.choices:
        return f"is none of {', '.join(column.choices)}"
    if column.low is not None and float(text) < column.low:
        return f"is below {column.low:g}"
    if column.high is not None and float(text) > column.high:
        return f"is above {column.high:g}"
    return None


def _from_text(kind: Kind, value: str) -> tuple[str, str | None]:
    if kind == "text":
        return value, None
    typed = f"TRY_CAST({value} AS {SQL_TYPES[kind]})"
    fits = f"regexp_full_match({value}, '{_TEXT_PATTERNS[kind]}')"
    if kind in _AS_WRITTEN:
        fits = f"((CAST({typed} AS VARCHAR) = {value} AND {_AS_WRITTEN[kind](value)}) OR {fits})"
    checked = f"CASE WHEN {fits} THEN {typed} END"
    if kind == "float":
        checked = f"CASE WHEN isfinite({checked}) THEN {checked} END"
    return checked, f"({value} IS NOT NULL AND ({checked}) IS NULL)"


def _from_date(found: str, column: str) -> tuple[str, str | None] | None:
    if found != "DATE" and not (found.startswith("TIMESTAMP") and "ZONE" not in found):
        return None
    whole_day = "" if found == "DATE" else f" AND {column} = date_trunc('day', {column})"
    value = (
        f"CASE WHEN {column} BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'{whole_day} "
        f"THEN CAST({column} AS DATE) END"
    )
    return value, f"({column} IS NOT NULL AND ({value}) IS NULL)"


def _from_number(kind: Kind, found: str, column: str) -> tuple[str, str | None] | None:
    target = SQL_TYPES[kind]
    if found in _WHOLE and kind in ("int", "float"):
        return f"CAST({column} AS {target})", None
    if found == target:
        return column, None
    if found in _REAL:
        return _from_real(kind, column)
    if found in _WHOLE or found in _WIDE or found.startswith("DECIMAL"):
        value = f"TRY_CAST({column} AS {target})"
        exact = "" if kind == "float" else f" OR {value} <> {column}"
        return value, f"({column} IS NOT NULL AND ({value} IS NULL{exact}))"
    return None


def _from_real(kind: Kind, column: str) -> tuple[str, str | None]:
    """Read a binary fraction; a missing value that a data frame wrote as NaN is a missing value."""
    present = f"({column} IS NOT NULL AND NOT isnan({column}))"
    if kind == "float":
        fits = f"isfinite({column})"
        value = f"CAST({column} AS DOUBLE)"
    elif kind == "int":
        fits = f"(abs({column}) < 9e15 AND {column} = floor({column}))"
        value = f"TRY_CAST({column} AS BIGINT)"
    else:
        fits = f"(abs({column}) < 1e13 AND abs({column} - round({column}, 2)) <= 1e-9)"
        value = f"TRY_CAST(round({column}, 2) AS DECIMAL(18,2))"
    return f"CASE WHEN {present} AND {fits} THEN {value} END", f"({present} AND NOT {fits})"
