"""The addresses of standing."""

from __future__ import annotations

from showfloor.portal.figures.addresses import page
from showfloor.portal.standing.own_rank import own_rank
from showfloor.portal.standing.pages import (
    distribution,
    league,
    like_for_like,
    why_it_moved,
)
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.workflows.standing_answers import standing_state


def _of_version() -> tuple[int, ...]:
    return standing_state(workspace())


ADDRESSES = [
    *page("own-rank/", own_rank, right=Right.SEE_OWN_RANK, name="own-rank"),
    *page("standing/", league, right=Right.SEE_STANDING, name="standing", keeps=_of_version),
    *page(
        "standing/like-for-like/",
        like_for_like,
        right=Right.SEE_STANDING,
        name="standing-like-for-like",
        keeps=_of_version,
    ),
    *page(
        "standing/why-it-moved/",
        why_it_moved,
        right=Right.SEE_STANDING,
        name="standing-why-it-moved",
        keeps=_of_version,
    ),
    *page(
        "standing/distribution/",
        distribution,
        right=Right.SEE_STANDING,
        name="standing-distribution",
        keeps=_of_version,
    ),
]
