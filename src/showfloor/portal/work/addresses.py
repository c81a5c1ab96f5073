"""The addresses of background work."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.pages import job, jobs, start_again, stop

ADDRESSES = [
    *page("work/", jobs, right=Right.SEE_PROGRAMME, name="jobs"),
    *page("work/<uuid:key>/", job, right=Right.SEE_PROGRAMME, name="job"),
    action("work/<uuid:key>/again/", start_again, right=Right.SEE_PROGRAMME, name="job-again"),
    action("work/<uuid:key>/stop/", stop, right=Right.SEE_PROGRAMME, name="job-stop"),
]
