"""What a measurement of areas will estimate, in the words of a locked analysis."""

from __future__ import annotations

import math
from datetime import date, timedelta

from showfloor.measure.area_panel import area_panel
from showfloor.measure.locked_analysis import LockedAnalysis
from showfloor.measure.types_areas import RIVAL_AREA_WEEKS, AreaLedger, AreaQuestion

PRIMARY_OUTCOME = "revenue of own products, a store and full trading week"
PRIMARY_EFFECT = "mean over all weeks from the first disruption"


def analysis_of_areas(
    question: AreaQuestion, ledger: AreaLedger, locked_on: date, *, estimator: str = "imputation"
) -> LockedAnalysis:
    """Describe what `areas_effect` estimates, before or after the areas open.

    question: its end may lie in the future; areas that are to open until then count as planned.
    estimator: of the headline, with its covariates, in words.
    openings: Monday of the first selling week; of the first disruption where selling comes later.
    PanelError where nothing could be measured.
    """
    panel = area_panel(question, ledger)
    openings = {}
    for store_id, opened, disrupted in zip(
        panel.stores, panel.opened.tolist(), panel.disrupted.tolist(), strict=True
    ):
        week = opened if math.isfinite(opened) else disrupted
        if math.isfinite(week):
            openings[store_id] = question.first_week + timedelta(weeks=int(week))
    whose = f"manufacturer {question.manufacturer_id}"
    if question.format_id:
        whose += f", format {question.format_id}"
    return LockedAnalysis(
        outcome=f"{PRIMARY_OUTCOME} ({whose})",
        scale=question.scale,
        stores=panel.stores,
        openings=openings,
        from_date=question.first_week,
        to_date=question.to_week,
        estimator=estimator,
        comparison=_comparison(question, never=len(openings) < len(panel.stores)),
        anticipation_weeks=0,
        errors="small_sample",
        primary_effect=PRIMARY_EFFECT,
        locked_on=locked_on,
    )


def _comparison(question: AreaQuestion, *, never: bool) -> str:
    """Return whom stores are compared with; young areas of others are named where not as usual."""
    said = ["never" if never else "not_yet"]
    weeks = question.rival_area_weeks
    if weeks is None:
        said.append("beside young areas of other manufacturers")
    elif weeks != RIVAL_AREA_WEEKS:
        said.append(f"beside areas of other manufacturers from {weeks} weeks on")
    if question.region_weeks:
        said.append("within regions and weeks")
    if question.after_reopening:
        said.append(f"without {question.after_reopening} weeks after a closure")
    return ", ".join(said)
