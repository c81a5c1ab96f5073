"""Showfloor's public Python API on one page; each name is loaded when it is first used.

    from pathlib import Path
    import showfloor

    problem = showfloor.read_problem(Path("programme.toml"), Path("stores.csv"), None,
                                     Path("options.csv"), None)
    result = showfloor.plan_rollout(problem, seed=7)
    verdict = showfloor.verify_plan(problem, result.areas, result.holdout, result.certificate)

Standing:  league_table, monthly_series      who sells what here
Measure:   display_effect, fit_linear, fit_poisson, measure_frame, measure_staggered,
           panel_from_columns, sales_panel
Learn:     shrink_lifts, state_prior, make_options
Plan:      plan_rollout                      which store gets which format in which week
Verify:    verify_plan                       recomputed without the optimiser
Files:     read_programme, read_problem, write_plan, read_plan
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
    from showfloor.standing import league_table, monthly_series
    from showfloor.storage import create_workspace, open_workspace
    from showfloor.storage.plan_files import read_plan, write_plan
    from showfloor.storage.problem_files import read_problem
    from showfloor.storage.programme_file import read_programme
    from showfloor.verify import verify_plan
    from showfloor.workflows.measuring_sales import sales_panel

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "counterfactual_chart",
    "create_workspace",
    "display_effect",
    "effect_map_chart",
    "event_study_chart",
    "fit_linear",
    "fit_poisson",
    "gain_flow_chart",
    "group_effects_chart",
    "league_table",
    "make_options",
    "measure_frame",
    "measure_staggered",
    "monthly_series",
    "open_workspace",
    "panel_from_columns",
    "plan_rollout",
    "read_plan",
    "read_problem",
    "read_programme",
    "report",
    "report_json",
    "report_tables",
    "sales_panel",
    "sensitivity_chart",
    "shrink_lifts",
    "state_prior",
    "verify_plan",
    "write_plan",
]

_FROM = {
    "counterfactual_chart": "showfloor.present",
    "create_workspace": "showfloor.storage",
    "display_effect": "showfloor.measure",
    "effect_map_chart": "showfloor.present",
    "event_study_chart": "showfloor.present",
    "fit_linear": "showfloor.measure",
    "fit_poisson": "showfloor.measure",
    "gain_flow_chart": "showfloor.present",
    "group_effects_chart": "showfloor.present",
    "league_table": "showfloor.standing",
    "make_options": "showfloor.learn",
    "measure_frame": "showfloor.measure",
    "measure_staggered": "showfloor.measure",
    "monthly_series": "showfloor.standing",
    "open_workspace": "showfloor.storage",
    "panel_from_columns": "showfloor.measure",
    "plan_rollout": "showfloor.plan",
    "read_plan": "showfloor.storage.plan_files",
    "read_problem": "showfloor.storage.problem_files",
    "read_programme": "showfloor.storage.programme_file",
    "report": "showfloor.present",
    "report_json": "showfloor.present",
    "report_tables": "showfloor.present",
    "sales_panel": "showfloor.workflows.measuring_sales",
    "sensitivity_chart": "showfloor.present",
    "shrink_lifts": "showfloor.learn",
    "state_prior": "showfloor.learn",
    "verify_plan": "showfloor.verify",
    "write_plan": "showfloor.storage.plan_files",
}


def __getattr__(name: str) -> object:
    """Load a public name from its room; `import showfloor` alone loads nothing heavy."""
    place = _FROM.get(name)
    if place is None:
        raise AttributeError(f"module 'showfloor' has no attribute '{name}'")
    value: object = getattr(importlib.import_module(place), name)
    return value
