"""The plan's draw among near-ties, in the panel's weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from showfloor.domain.plan import DrawnStore
from showfloor.errors import PanelError
from showfloor.measure.types_randomised import Draw

_WEEK_ZERO = date(1970, 1, 5)
"""The Monday from which `panel_from_columns` counts weeks."""


def draw_of_stores(drawn: Sequence[DrawnStore], weeks_to_build: Mapping[str, int]) -> Draw:
    """Return the draw with first selling weeks, counted in weeks since 1970-01-05.

    weeks_to_build: by format_id, from the start week to the first selling week. PanelError for a
    format that is not among them.
    """
    unknown = sorted({d.format_id for d in drawn if d.format_id} - set(weeks_to_build))
    if unknown:
        raise PanelError(f"no weeks to build are given for format {unknown[0]}")
    return Draw(
        units=tuple(store.store_id for store in drawn),
        cell=tuple(store.cell for store in drawn),
        start=np.array([_first_week(store, weeks_to_build) for store in drawn], dtype=np.float64),
        probability=np.array([store.probability for store in drawn], dtype=np.float64),
    )


def _first_week(store: DrawnStore, weeks_to_build: Mapping[str, int]) -> float:
    if store.format_id is None or store.start_week is None:
        return np.nan
    return (store.start_week - _WEEK_ZERO).days / 7.0 + weeks_to_build[store.format_id]
