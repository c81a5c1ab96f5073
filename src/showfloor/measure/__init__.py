"""Measure: effects of a staggered rollout and of displays, and the checks on their credibility."""

from __future__ import annotations

from showfloor.measure import queries
from showfloor.measure.area_lock import analysis_of_areas
from showfloor.measure.area_panel import area_panel, beginning, ending
from showfloor.measure.area_queries import AREA_ONLINE, AREA_SALES, AREA_TRAFFIC
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.bootstrapped_effect import bootstrapped_effect
from showfloor.measure.callaway_santanna import callaway_santanna
from showfloor.measure.closures import closures
from showfloor.measure.covariate_adjustment import covariate_adjustment
from showfloor.measure.covariate_values import covariates_of_rows, covariates_of_stores
from showfloor.measure.credibility import Surroundings, credibility
from showfloor.measure.credibility_checks import Choosing
from showfloor.measure.credibility_json import credibility_json, discontinuity_json
from showfloor.measure.design_history import (
    DESIGN_HISTORY,
    history_from_columns,
    history_of_ledger,
)
from showfloor.measure.discontinuity import discontinuity, rollout_discontinuity
from showfloor.measure.display_effect import display_effect
from showfloor.measure.drawn_stores import draw_of_stores
from showfloor.measure.imputation import imputation
from showfloor.measure.influence_of_one import influence_of_one
from showfloor.measure.locked_analysis import (
    LockedAnalysis,
    followed,
    lock_analysis,
    lock_check,
    lock_digest,
    read_lock,
)
from showfloor.measure.method_comparison import ESTIMATORS, MethodsAsked, compare_methods
from showfloor.measure.outcome_totals import level_totals
from showfloor.measure.outcomes import (
    euros,
    in_logs,
    payback_weeks,
    per_cent,
    per_cent_of_logs,
)
from showfloor.measure.panel_frame import measure_frame, panel_from_frame
from showfloor.measure.panel_of_sales import (
    SALES_CLOSURES,
    SALES_STORES,
    SALES_WEEKS,
    panel_of_sales,
    weeks_asked,
)
from showfloor.measure.panel_pivot import panel_from_columns
from showfloor.measure.panel_regions import regions_of_rows
from showfloor.measure.panel_regression import fit_linear
from showfloor.measure.panel_regression_lags import leads_and_lags
from showfloor.measure.panels import panel_of
from showfloor.measure.placebo import placebo_in_space, placebo_in_time
from showfloor.measure.plan_choice import after_choice, plan_behind, said_of_beginning
from showfloor.measure.poisson import fit_poisson
from showfloor.measure.poisson_imputation import poisson_totals
from showfloor.measure.pretrend_power import pretrend_power
from showfloor.measure.queries import DISPLAY_PANEL, UNITS_PANEL, name_list
from showfloor.measure.randomised_cells import randomised_cells
from showfloor.measure.randomised_waves import randomised_waves
from showfloor.measure.result_json import result_json
from showfloor.measure.rollout_design import (
    design_of,
    full_weeks,
    noise_of,
    standing_stores,
    starts_of,
    stores_with_sales_floor,
)
from showfloor.measure.rollout_design_frontier import (
    choice,
    frontier_found,
    frontier_strengths,
    nearest_strength,
    next_strength,
)
from showfloor.measure.rollout_design_pace import pace_at, pace_family, slowed
from showfloor.measure.rollout_design_stores import (
    StoresAsked,
    history_of,
    stores_design,
    strata_of_stores,
    waves_from,
)
from showfloor.measure.rollout_design_tested import with_held_out
from showfloor.measure.scaled_effects import measure_in_scale
from showfloor.measure.sensitivity import (
    event_study,
    event_study_of,
    relative_magnitudes,
    smoothness,
)
from showfloor.measure.sensitivity_periods import in_periods
from showfloor.measure.spillover_check import (
    Neighbours,
    neighbours_within,
    spillover_by_ring,
)
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.statement import monthly_statement
from showfloor.measure.statement_months import weeks_of_month
from showfloor.measure.synthetic_difference import synthetic_difference
from showfloor.measure.triple_difference import triple_difference
from showfloor.measure.triple_difference_queries import OFFERED_SALES, PRODUCT_MAKERS
from showfloor.measure.types_outcomes import SCALES

__all__ = [
    "AREA_ONLINE",
    "AREA_SALES",
    "AREA_TRAFFIC",
    "DESIGN_HISTORY",
    "DISPLAY_PANEL",
    "ESTIMATORS",
    "OFFERED_SALES",
    "PRODUCT_MAKERS",
    "SALES_CLOSURES",
    "SALES_STORES",
    "SALES_WEEKS",
    "SCALES",
    "UNITS_PANEL",
    "Choosing",
    "LockedAnalysis",
    "MethodsAsked",
    "Neighbours",
    "StoresAsked",
    "Surroundings",
    "after_choice",
    "analysis_of_areas",
    "area_panel",
    "areas_effect",
    "beginning",
    "bootstrapped_effect",
    "callaway_santanna",
    "choice",
    "closures",
    "compare_methods",
    "covariate_adjustment",
    "covariates_of_rows",
    "covariates_of_stores",
    "credibility",
    "credibility_json",
    "design_of",
    "discontinuity",
    "discontinuity_json",
    "display_effect",
    "draw_of_stores",
    "ending",
    "euros",
    "event_study",
    "event_study_of",
    "fit_linear",
    "fit_poisson",
    "followed",
    "frontier_found",
    "frontier_strengths",
    "full_weeks",
    "history_from_columns",
    "history_of",
    "history_of_ledger",
    "imputation",
    "in_logs",
    "in_periods",
    "influence_of_one",
    "leads_and_lags",
    "level_totals",
    "lock_analysis",
    "lock_check",
    "lock_digest",
    "measure_frame",
    "measure_in_scale",
    "measure_staggered",
    "monthly_statement",
    "name_list",
    "nearest_strength",
    "neighbours_within",
    "next_strength",
    "noise_of",
    "pace_at",
    "pace_family",
    "panel_from_columns",
    "panel_from_frame",
    "panel_of",
    "panel_of_sales",
    "payback_weeks",
    "per_cent",
    "per_cent_of_logs",
    "placebo_in_space",
    "placebo_in_time",
    "plan_behind",
    "poisson_totals",
    "pretrend_power",
    "queries",
    "randomised_cells",
    "randomised_waves",
    "read_lock",
    "regions_of_rows",
    "relative_magnitudes",
    "result_json",
    "rollout_discontinuity",
    "said_of_beginning",
    "slowed",
    "smoothness",
    "spillover_by_ring",
    "standing_stores",
    "starts_of",
    "stores_design",
    "stores_with_sales_floor",
    "strata_of_stores",
    "synthetic_difference",
    "triple_difference",
    "waves_from",
    "weeks_asked",
    "weeks_of_month",
    "with_held_out",
]
