"""A staggered rollout measured by both estimators, with the checks on how far to trust it."""

from __future__ import annotations

from showfloor.domain.panels import Panel
from showfloor.measure.callaway_santanna import Comparison, estimate_callaway_santanna
from showfloor.measure.imputation import LEADS, estimate_imputation, unforetold
from showfloor.measure.panels import prepare
from showfloor.measure.staggered_checks import staggered_checks
from showfloor.measure.types import StaggeredResult


def measure_staggered(
    panel: Panel,
    *,
    comparison: Comparison = "never",
    anticipation: float = 0.0,
    leads: int = LEADS,
) -> StaggeredResult:
    """Estimate the effect of a staggered rollout by imputation and by Callaway and Sant'Anna.

    Effects are in the outcome's unit, a unit (store) and time (week). comparison: whom Callaway
    and Sant'Anna compare with. anticipation: time before treatment in which effects may show.
    leads: times before treatment that the pre-trend test looks at. What was left out is said in
    `panel.dropped`. PanelError where the panel is wrong or nothing can be compared.
    """
    prepared = prepare(panel, anticipation=anticipation)
    direct = estimate_callaway_santanna(prepared, comparison, anticipation)
    imputed = estimate_imputation(prepared, anticipation, leads)
    lost = unforetold(prepared, anticipation)
    checks = staggered_checks(prepared, direct, imputed, lost)
    return StaggeredResult(prepared.facts, direct, imputed, checks)
