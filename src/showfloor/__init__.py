"""Showfloor's public Python API on one page; each name is loaded when it is first used.

    from pathlib import Path
    import showfloor

    problem = showfloor.read_problem(Path("programme.toml"), Path("stores.csv"), None,
                                     Path("options.csv"), None)
    result = showfloor.plan_rollout(problem, seed=7)
    verdict = showfloor.verify_plan(problem, result.areas, result.holdout, result.certificate)

Standing:  league_table, monthly_series      who sells what here
Measure:   display_effect, fit_poisson, measure_staggered, panel_from_columns
Learn:     shrink_lifts, state_prior, make_options
Plan:      plan_rollout                      which store gets which format in which week
Verify:    verify_plan                       recomputed without the optimiser
Files:     read_programme, read_problem, write_plan, read_plan
Workspace: create_workspace, open_workspace  the ledger and the kept runs
Report:    report, report_json, report_tables
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from showfloor.learn import make_options, shrink_lifts, state_prior
    from showfloor.measure import (
        display_effect,
        fit_poisson,
        measure_staggered,
        panel_from_columns,
    )
    from showfloor.plan import plan_rollout
    from showfloor.present import report, report_json, report_tables
    from showfloor.standing import league_table, monthly_series
    from showfloor.storage import create_workspace, open_workspace
    from showfloor.storage.plan_files import read_plan, write_plan
    from showfloor.storage.problem_files import read_problem
    from showfloor.storage.programme_file import read_programme
    from showfloor.verify import verify_plan

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "create_workspace",
    "display_effect",
    "fit_poisson",
    "league_table",
    "make_options",
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
    "shrink_lifts",
    "state_prior",
    "verify_plan",
    "write_plan",
]

_FROM = {
    "create_workspace": "showfloor.storage",
    "display_effect": "showfloor.measure",
    "fit_poisson": "showfloor.measure",
    "league_table": "showfloor.standing",
    "make_options": "showfloor.learn",
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
