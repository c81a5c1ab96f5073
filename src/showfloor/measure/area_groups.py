"""Effects by format, store kind, region and wave, and tests of whether they differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.inference import two_sided_p, undefined
from showfloor.measure.multiplicity import holm
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreaPanel, GroupEffect
from showfloor.measure.types_outcomes import Quantity

Floats = npt.NDArray[np.float64]


def group_effects(
    panel: AreaPanel, prepared: PreparedPanel, quantity: Quantity
) -> tuple[GroupEffect, ...]:
    """Return the own effect from the first disruption by group of stores, family by family.

    A family with a single group says nothing and is left out. A difference is the group's effect
    less that of the family's other stores, with their joint error and the smaller degrees of
    freedom; p-values are corrected by Holm (1979) over all tested differences of all families.
    """
    begins = np.where(np.isnan(panel.disrupted), np.inf, panel.disrupted)
    after = np.arange(panel.weeks)[None, :] >= begins[:, None]
    weight = np.where(after, panel.open_share, 0.0)
    groups = [
        (family, name, np.array(labels) == name)
        for family, labels in _families(panel).items()
        for name in _names(labels, panel.disrupted)
    ]
    if not groups:
        return ()
    treated = np.isfinite(panel.disrupted)
    sides = [inside for _, _, inside in groups] + [~inside for _, _, inside in groups]
    weights = (np.where(inside[:, None], weight, 0.0) for inside in sides)
    found = weighted_effects(
        prepared, panel.outcomes["own", quantity], weights, scale=panel.question.scale
    )
    number = len(groups)
    apart = found.errors.adjusted[:, :number] - found.errors.adjusted[:, number:]
    differences = [
        _difference(
            float(found.value[k] - found.value[number + k]),
            float(np.linalg.norm(apart[:, k])),
            (found.estimate(k), found.estimate(number + k)),
            int(found.errors.sides[1, k]),
        )
        for k in range(number)
    ]
    plain = [two_sided_p(difference) for difference in differences]
    return tuple(
        GroupEffect(
            family=family,
            name=name,
            stores=int((inside & treated).sum()),
            effect=found.estimate(k),
            difference=differences[k],
            p_value=plain[k],
            p_holm=corrected,
        )
        for k, ((family, name, inside), corrected) in enumerate(
            zip(groups, holm(plain), strict=True)
        )
    )


def _families(panel: AreaPanel) -> Mapping[str, tuple[str, ...]]:
    first = panel.question.first_week
    waves = tuple(
        "" if math.isnan(week) else (first + timedelta(weeks=int(week))).isoformat()
        for week in panel.disrupted.tolist()
    )
    return {
        "format": panel.format_id,
        "kind": panel.kind,
        "region": panel.region,
        "wave": waves,
    }


def _names(labels: Sequence[str], disrupted: Floats) -> list[str]:
    """Return the groups that treated stores fall into; none where there is only one."""
    names = sorted(
        {
            label
            for label, treated in zip(labels, np.isfinite(disrupted).tolist(), strict=True)
            if treated
        }
    )
    return [name for name in names if name] if len(names) > 1 else []


def _difference(
    value: float, se: float, both: tuple[Estimate, Estimate], compared: int
) -> Estimate:
    group, rest = both
    for side in both:
        if not math.isfinite(side.se):
            return undefined(side.reason)
    treated = min(group.treated or 0, rest.treated or 0)
    return rest_small(value, se, min(group.df, rest.df), (treated, compared), BY_UNIT)
