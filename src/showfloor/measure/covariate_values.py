"""Covariates in words or numbers as the numbers that an adjustment takes, a row a unit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.stores import Store
from showfloor.errors import PanelError, nearest
from showfloor.measure.types_covariates import Covariates

Floats = npt.NDArray[np.float64]
Value = str | float | date | None

MOST_KINDS = 20
"""Words that a covariate may take; more are names, not kinds."""
_NO_COVARIATE = frozenset({"store_id", "name", "gln", "postcode"})
STORE_COVARIATES = tuple(f.name for f in fields(Store) if f.name not in _NO_COVARIATE)
DAYS_A_YEAR = 365.25


def covariates_of_rows(
    units: Sequence[str], rows: Sequence[str], columns: Mapping[str, Sequence[Value]]
) -> Covariates:
    """Return the covariates of `units`, from columns with a row a unit, or a unit and time.

    A column of numbers (or dates: years since 1970) stays one covariate; one of words becomes one a
    word, 1 or 0, but for the most frequent. Units without a row have NaN. PanelError where a unit
    has two values, a column is blank, or has more than 20 words.
    """
    values: list[Floats] = []
    names: list[str] = []
    for name, column in columns.items():
        of_unit = _one_a_unit(rows, column, name)
        found = [of_unit.get(unit) for unit in units]
        if all(value is None for value in found):
            raise PanelError(f"the covariate {name} is blank for every unit of the panel")
        numbers = _numbers(found)
        if numbers is not None:
            values.append(numbers)
            names.append(name)
            continue
        for word, flags in _kinds(name, [None if v is None else str(v) for v in found]):
            values.append(flags)
            names.append(f"{name} {word}")
    return Covariates(np.column_stack(values), tuple(names))


def covariates_of_stores(
    units: Sequence[str], stores: Sequence[Store], names: Sequence[str]
) -> Covariates:
    """Return columns of the stores' table as covariates; PanelError for what is none."""
    for name in names:
        if name not in STORE_COVARIATES:
            raise PanelError(
                f"the stores have no covariate '{name}'{nearest(name, STORE_COVARIATES)}; they "
                f"have {', '.join(STORE_COVARIATES)}"
            )
    rows = [store.store_id for store in stores]
    columns = {name: [getattr(store, name) for store in stores] for name in names}
    return covariates_of_rows(units, rows, columns)


def _one_a_unit(rows: Sequence[str], column: Sequence[Value], name: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for unit, value in zip(rows, column, strict=True):
        if found.setdefault(unit, value) != value:
            raise PanelError(
                f"unit {unit} has two values of the covariate {name} ({found[unit]} and {value}); "
                "a covariate is what was known of a unit before treatment, one value a unit"
            )
    return found


def _numbers(found: Sequence[Value]) -> Floats | None:
    """Return the values as numbers, or None where one of them is a word."""
    numbers = np.full(len(found), np.nan)
    for row, value in enumerate(found):
        if isinstance(value, date):
            numbers[row] = (value - date(1970, 1, 1)).days / DAYS_A_YEAR
        elif value is not None:
            try:
                numbers[row] = float(value)
            except ValueError:
                return None
            if not math.isfinite(numbers[row]):
                return None
    return numbers


def _kinds(name: str, found: Sequence[str | None]) -> list[tuple[str, Floats]]:
    count = Counter(word for word in found if word is not None)
    if len(count) > MOST_KINDS:
        raise PanelError(
            f"the covariate {name} has {len(count)} different words; kinds are {MOST_KINDS} at "
            "most, and more of them compare nobody with anybody"
        )
    unknown = np.array([word is None for word in found])
    if len(count) == 1:
        return [(next(iter(count)), np.where(unknown, np.nan, 1.0))]
    usual = min(count, key=lambda word: (-count[word], word))
    return [
        (word, np.where(unknown, np.nan, np.array([w == word for w in found], dtype=np.float64)))
        for word in sorted(count)
        if word != usual
    ]
