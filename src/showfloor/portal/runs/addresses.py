"""The addresses of runs."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.figures.files import attachment
from showfloor.portal.runs.pages import ask_for_measurement, ask_for_plan, run, run_file, runs
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    *page("runs/", runs, right=Right.SEE_RUNS, name="runs"),
    action("runs/plan/", ask_for_plan, right=Right.PLAN, name="runs-plan"),
    action("runs/measure/", ask_for_measurement, right=Right.SEE_MEASURED, name="runs-measure"),
    *page("runs/<str:run_id>/", run, right=Right.SEE_RUNS, name="run"),
    attachment(
        "runs/<str:run_id>/files/<path:name>", run_file, right=Right.SEE_RUNS, name="run-file"
    ),
]
