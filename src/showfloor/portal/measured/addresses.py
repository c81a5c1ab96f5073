"""The addresses of measured effects."""

from __future__ import annotations

from showfloor.portal.figures.addresses import page
from showfloor.portal.measured.own import own_effect, own_effects
from showfloor.portal.measured.pages import measured, measurement
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    *page("measured/", measured, right=Right.SEE_MEASURED, name="measured"),
    *page("measured/<str:run_id>/", measurement, right=Right.SEE_MEASURED, name="measurement"),
    *page("own-effects/", own_effects, right=Right.SEE_OWN_EFFECTS, name="own-effects"),
    *page("own-effects/<uuid:key>/", own_effect, right=Right.SEE_OWN_EFFECTS, name="own-effect"),
]
