"""The addresses of measured effects."""

from __future__ import annotations

from collections.abc import Hashable

from showfloor.portal.figures.addresses import page
from showfloor.portal.measured.own import own_effect, own_effects
from showfloor.portal.measured.pages import measured, measurement
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.workflows.measured_pages import measured_stamp
from showfloor.workflows.other_measurements import other_stamp
from showfloor.workflows.programme_overview import programme_state
from showfloor.workflows.standing_answers import standing_state


def _of_runs() -> Hashable:
    state = standing_state(workspace()), programme_state(workspace())
    return measured_stamp(workspace()), other_stamp(workspace()), state


ADDRESSES = [
    *page("measured/", measured, right=Right.SEE_MEASURED, name="measured", keeps=_of_runs),
    *page(
        "measured/<str:run_id>/",
        measurement,
        right=Right.SEE_MEASURED,
        name="measurement",
        keeps=_of_runs,
    ),
    *page("own-effects/", own_effects, right=Right.SEE_OWN_EFFECTS, name="own-effects"),
    *page("own-effects/<uuid:key>/", own_effect, right=Right.SEE_OWN_EFFECTS, name="own-effect"),
]
