"""Showfloor's public Python API on one page; each name is loaded when it is first used.

    from pathlib import Path
    import showfloor

    problem = showfloor.read_problem(Path("programme.toml"), Path("stores.csv"), None,
                                     Path("options.csv"), None)
    result = showfloor.plan_rollout(problem, seed=7)
    verdict = showfloor.verify_plan(problem, result.areas, result.holdout, result.certificate)

Standing:  league_table, rank_intervals, monthly_series      who sells what here
           like_for_like, StoreScope, public_holidays        is it growing
           why_it_moved, who_took_share                      and why
           distribution_table, revenue_of_space              in how many stores, how fast
           sales_by_manufacturer, sales_by_month, like_for_like_question, movement_questions,
           store_questions, area_space_questions             what these ask an open ledger
Measure:   display_effect, fit_linear, fit_poisson, measure_frame, measure_staggered,
           panel_from_columns, sales_panel
Learn:     shrink_lifts, state_prior, make_options
Plan:      plan_rollout                      which store gets which format in which week
Verify:    verify_plan                       recomputed without the optimiser
Offers:    compile_book, price_basket        what a basket costs under offers, proven best
           check_offers                      what speaks against offers before their approval
Files:     read_programme, read_problem, write_plan, read_plan, read_offers
Workspace: create_workspace, open_workspace  the ledger and the kept runs
Report:    report, report_json, report_tables
Charts:    event_study_chart, counterfactual_chart, group_effects_chart, gain_flow_chart,
           effect_map_chart, sensitivity_chart    a measurement's pictures, for notebooks
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from showfloor.learn import make_options, shrink_lifts, state_prior
    from showfloor.measure import (
        display_effect,
        fit_linear,
        fit_poisson,
        measure_frame,
        measure_staggered,
        panel_from_columns,
    )
    from showfloor.offers import check_offers, compile_book, price_basket
    from showfloor.plan import plan_rollout
    from showfloor.present import (
        counterfactual_chart,
        effect_map_chart,
        event_study_chart,
        gain_flow_chart,
        group_effects_chart,
        report,
        report_json,
        report_tables,
        sensitivity_chart,
    )
    from showfloor.standing import (
        StoreScope,
        area_space_questions,
        distribution_table,
        league_table,
        like_for_like,
        like_for_like_question,
        monthly_series,
        movement_questions,
        public_holidays,
        rank_intervals,
        revenue_of_space,
        sales_by_manufacturer,
        sales_by_month,
        store_questions,
        who_took_share,
        why_it_moved,
    )
    from showfloor.storage import create_workspace, open_workspace
    from showfloor.storage.offer_definitions_file import read_offers
    from showfloor.storage.plan_files import read_plan, write_plan
    from showfloor.storage.problem_files import read_problem
    from showfloor.storage.programme_file import read_programme
    from showfloor.verify import verify_plan
    from showfloor.workflows.measuring_sales import sales_panel

__version__ = "0.1.0"

__all__ = [
    "StoreScope",
    "__version__",
    "area_space_questions",
    "check_offers",
    "compile_book",
    "counterfactual_chart",
    "create_workspace",
    "display_effect",
    "distribution_table",
    "effect_map_chart",
    "event_study_chart",
    "fit_linear",
    "fit_poisson",
    "gain_flow_chart",
    "group_effects_chart",
    "league_table",
    "like_for_like",
    "like_for_like_question",
    "make_options",
    "measure_frame",
    "measure_staggered",
    "monthly_series",
    "movement_questions",
    "open_workspace",
    "panel_from_columns",
    "plan_rollout",
    "price_basket",
    "public_holidays",
    "rank_intervals",
    "read_offers",
    "read_plan",
    "read_problem",
    "read_programme",
    "report",
    "report_json",
    "report_tables",
    "revenue_of_space",
    "sales_by_manufacturer",
    "sales_by_month",
    "sales_panel",
    "sensitivity_chart",
    "shrink_lifts",
    "state_prior",
    "store_questions",
    "verify_plan",
    "who_took_share",
    "why_it_moved",
    "write_plan",
]

_FROM = {
    "StoreScope": "showfloor.standing",
    "area_space_questions": "showfloor.standing",
    "check_offers": "showfloor.offers",
    "compile_book": "showfloor.offers",
    "counterfactual_chart": "showfloor.present",
    "create_workspace": "showfloor.storage",
    "display_effect": "showfloor.measure",
    "distribution_table": "showfloor.standing",
    "effect_map_chart": "showfloor.present",
    "event_study_chart": "showfloor.present",
    "fit_linear": "showfloor.measure",
    "fit_poisson": "showfloor.measure",
    "gain_flow_chart": "showfloor.present",
    "group_effects_chart": "showfloor.present",
    "league_table": "showfloor.standing",
    "like_for_like": "showfloor.standing",
    "like_for_like_question": "showfloor.standing",
    "make_options": "showfloor.learn",
    "measure_frame": "showfloor.measure",
    "measure_staggered": "showfloor.measure",
    "monthly_series": "showfloor.standing",
    "movement_questions": "showfloor.standing",
    "open_workspace": "showfloor.storage",
    "panel_from_columns": "showfloor.measure",
    "plan_rollout": "showfloor.plan",
    "price_basket": "showfloor.offers",
    "public_holidays": "showfloor.standing",
    "rank_intervals": "showfloor.standing",
    "read_offers": "showfloor.storage.offer_definitions_file",
    "read_plan": "showfloor.storage.plan_files",
    "read_problem": "showfloor.storage.problem_files",
    "read_programme": "showfloor.storage.programme_file",
    "report": "showfloor.present",
    "report_json": "showfloor.present",
    "report_tables": "showfloor.present",
    "revenue_of_space": "showfloor.standing",
    "sales_by_manufacturer": "showfloor.standing",
    "sales_by_month": "showfloor.standing",
    "sales_panel": "showfloor.workflows.measuring_sales",
    "sensitivity_chart": "showfloor.present",
    "shrink_lifts": "showfloor.learn",
    "state_prior": "showfloor.learn",
    "store_questions": "showfloor.standing",
    "verify_plan": "showfloor.verify",
    "who_took_share": "showfloor.standing",
    "why_it_moved": "showfloor.standing",
    "write_plan": "showfloor.storage.plan_files",
}


def __getattr__(name: str) -> object:
    """Load a public name from its room; `import showfloor` alone loads nothing heavy."""
    place = _FROM.get(name)
    if place is None:
        raise AttributeError(f"module 'showfloor' has no attribute '{name}'")
    value: object = getattr(importlib.import_module(place), name)
    return value
