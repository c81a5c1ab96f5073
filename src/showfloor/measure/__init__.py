"""Measure: effects of a staggered rollout and of displays, and the checks on their credibility."""

from __future__ import annotations

from showfloor.measure import queries
from showfloor.measure.callaway_santanna import callaway_santanna
from showfloor.measure.display_effect import display_effect
from showfloor.measure.imputation import imputation
from showfloor.measure.panels import panel_from_columns, panel_of
from showfloor.measure.poisson import fit_poisson
from showfloor.measure.queries import DISPLAY_PANEL, UNITS_PANEL, name_list
from showfloor.measure.result_json import result_json
from showfloor.measure.staggered import measure_staggered

__all__ = [
    "DISPLAY_PANEL",
    "UNITS_PANEL",
    "callaway_santanna",
    "display_effect",
    "fit_poisson",
    "imputation",
    "measure_staggered",
    "name_list",
    "panel_from_columns",
    "panel_of",
    "queries",
    "result_json",
]
