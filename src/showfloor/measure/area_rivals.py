"""Other manufacturers' areas: stores that got one lately are no quiet comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.stores import Area
from showfloor.measure.types import Check
from showfloor.measure.types_areas import RIVAL_AREA_WEEKS, AreaQuestion, RivalAreas

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NAME = "areas of other manufacturers"


@dataclass(frozen=True, slots=True)
class RivalWeeks:
    """What other manufacturers' areas do to the panel: store-weeks [U, T] that are left out."""

    young: Flags
    found: RivalAreas


def rival_weeks(
    question: AreaQuestion, areas: Sequence[Area], ids: Sequence[str], disrupted: Floats
) -> RivalWeeks:
    """Return the store-weeks in which a comparison store's other area is too young.

    disrupted: [U] first disruption by an own area, NaN for comparison stores. An area that began
    within the weeks changes its store's level for good, so that all weeks from then on are left
    out; one that began before them only until it is `question.rival_area_weeks` old. With None
    nothing is left out, and what stays is counted.
    """
    weeks = (question.to_week - question.first_week).days // 7
    age = question.rival_area_weeks
    old = RIVAL_AREA_WEEKS if age is None else age
    row_of = {store_id: row for row, store_id in enumerate(ids)}
    young = np.zeros((len(ids), weeks), dtype=bool)
    for area in areas:
        if area.manufacturer_id == question.manufacturer_id or area.store_id not in row_of:
            continue
        began = (area.disrupted_on - question.first_week).days // 7
        first = max(began, 0)
        last = weeks if began > 0 else min(began + old, weeks)
        young[row_of[area.store_id], first : max(last, first)] = True
    touched, never = young.any(axis=1), np.isnan(disrupted)
    apart = young & never[:, None]
    found = RivalAreas(
        left_out=0 if age is None else int((touched & never).sum()),
        store_weeks=0 if age is None else int(apart.sum()),
        compared=int((touched & never).sum()) if age is None else 0,
        treated=int((touched & ~never).sum()),
        weeks=old,
    )
    return RivalWeeks(np.zeros_like(young) if age is None else apart, found)


def rival_areas_check(found: RivalAreas, treated: int) -> Check:
    """Judge what other manufacturers' areas do to the comparison; treated: stores measured."""
    if found.treated:
        return Check(
            NAME,
            "REVIEW",
            f"In {found.treated} of {treated} stores with an area another manufacturer's area "
            "began in these weeks too: there the effect is that of both.",
            float(found.treated),
        )
    if found.compared:
        return Check(
            NAME,
            "REVIEW",
            f"{found.compared} comparison stores got an area of another manufacturer and were kept "
            "as asked: what that took from own sales there counts as gain here.",
            float(found.compared),
        )
    if found.left_out:
        return Check(
            NAME,
            "PASS",
            f"{found.left_out} comparison stores with a young area of another manufacturer are "
            f"left out of the comparison ({found.store_weeks} store-weeks).",
            0.0,
        )
    return Check(NAME, "PASS", "No other manufacturer's area began in these stores.", 0.0)
