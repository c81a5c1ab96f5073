"""How the database reads a dialect's numbers and dates: SQL that gives the strict intake's text."""

from __future__ import annotations

from showfloor.storage.dialect import DateFormat, Dialect, NumberForm
from showfloor.storage.dialect_numbers import NumberReading

NOT_AS_FOUND = " (does not fit the file's number format)"
"""Follows a number that fits another dialect only, so that the strict intake refuses its row."""

_STRICT = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?"


def strict_text(dialect: Dialect, column: str, value: str) -> str:
    """Return SQL for a value as the strict intake reads it: decimal points, no groups, ISO dates.

    column: as the file names it; value: SQL of its text. What does not fit the dialect is left as
    it is, where the strict intake refuses it, and marked where it would misread it.
    """
    forms, dates = dict(dialect.numbers), dict(dialect.dates)
    if column in forms:
        return _number(NumberReading(dialect.decimal, dialect.thousands), forms[column], value)
    if column in dates and dates[column] != "YYYY-MM-DD":
        return _date(dates[column], value)
    return value


def _number(reading: NumberReading, form: NumberForm, value: str) -> str:
    point = form == "decimal" and reading.decimal == "."
    if point and not reading.thousands:
        return value
    if form == "whole":
        fits, canonical = _matches(value, "[+-]?[0-9]+"), value
    else:
        fits = _matches(value, reading.pattern)
        groups = _literal(reading.thousands)
        bare = f"replace({value}, {groups}, '')" if reading.thousands else value
        canonical = bare if point else f"replace({bare}, {_literal(reading.decimal)}, '.')"
    misread = f"contains({value}, '.') AND {_matches(value, _STRICT)}"
    marked = "" if point else f"WHEN {misread} THEN {value} || {_literal(NOT_AS_FOUND)} "
    return f"CASE WHEN {fits} THEN {canonical} {marked}ELSE {value} END"


def _date(written: DateFormat, value: str) -> str:
    """Return SQL of the ISO text; a year of two digits is one from 2000 to 2099."""
    mark = written[2]
    escaped = "\\." if mark == "." else mark
    first, second, year = (f"split_part({value}, '{mark}', {n})" for n in (1, 2, 3))
    day, month = (first, second) if written.startswith("DD") else (second, first)
    two = f"[0-9]{{2}}{escaped}"
    whole = _matches(value, f"{two}{two}(19|20|21)[0-9]{{2}}")
    at = {first: 1, second: 4}
    places = f"substr({value}, 7) || '-' || substr({value}, {at[month]}, 2) || '-' || "
    places += f"substr({value}, {at[day]}, 2)"
    short = f"[0-9]{{1,2}}{escaped}"
    loose = _matches(value, f"{short}{short}((19|20|21)[0-9]{{2}}|[0-9]{{2}})")
    century = f"CASE WHEN length({year}) = 2 THEN '20' || {year} ELSE {year} END"
    parts = f"{century} || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0')"
    return f"CASE WHEN {whole} THEN {places} WHEN {loose} THEN {parts} ELSE {value} END"


def _matches(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, {_literal(pattern)})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
