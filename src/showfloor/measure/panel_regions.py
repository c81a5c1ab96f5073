"""A column of a panel as the regions of its units, each of which has times of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.types import Check

Regions = npt.NDArray[np.str_]
"""[U] the regions of a panel's units, "" where unknown."""


def regions_of_rows(
    units: Sequence[str], rows: Sequence[str], column: Sequence[str | None], name: str
) -> Regions:
    """Return [U] the region of each of `units`, "" where blank, from a row a unit and time.

    rows, column: [n] the unit and its region; name: of the column. PanelError where a unit has two
    regions, no unit has one, all have the same, or no two units share one.
    """
    of_unit: dict[str, str] = {}
    for unit, value in zip(rows, column, strict=True):
        region = value or ""
        if of_unit.setdefault(unit, region) != region:
            both = f"{of_unit[unit] or 'blank'} and {region or 'blank'}"
            raise PanelError(
                f"unit {unit} has two values of {name} ({both}); a unit keeps its region throughout"
            )
    labels = np.array([of_unit.get(unit, "") for unit in units])
    known, number = np.unique(labels, return_counts=True)
    if not any(known):
        raise PanelError(f"{name} is blank for every unit: name a column with the units' regions")
    if len(known) == 1:
        raise PanelError(
            f"all units have the region {known[0]}, so no region differs from another: leave "
            "--region out, or name a column with several"
        )
    if int(number.max()) == 1:
        raise PanelError(
            f"no two units have the same {name}, so none can be compared within its region: name "
            "a column with fewer regions"
        )
    return labels


def regions_check(region: Regions) -> Check:
    """Say what of a panel compares within regions; REVIEW where units [U] have none ("")."""
    known = np.unique(region[region != ""])
    said = (
        f"{len(known)} regions have times of their own: imputation, its event study and the leads "
        "compare within them, other methods all units"
    )
    number = int((region == "").sum())
    if not number:
        return Check("regions", "PASS", f"{said}.", len(known))
    word = "unit has" if number == 1 else "units have"
    blank = f"{number} {word} no region and are compared among themselves"
    return Check("regions", "REVIEW", f"{said}; {blank}.", len(known))
