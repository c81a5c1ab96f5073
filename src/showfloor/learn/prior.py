"""Stated lifts for the first plan, before anything was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping

from showfloor.domain.lifts import Lift
from showfloor.errors import DataError
from showfloor.learn.types import LearnedLifts

StatedLift = tuple[float, float, str]
"""Mean and standard deviation of the relative lift, and the sentence that says where from."""


def state_prior(prior: Mapping[tuple[str, str], StatedLift]) -> LearnedLifts:
    """Return the stated lifts by (format_id, store_kind), unshrunk, marked as a prior.

    Raises DataError where a mean is not finite, a standard deviation not positive and finite, or
    a source is missing: a plan may rest on a statement, but not on one that nobody made.
    """
    if not prior:
        raise DataError("the prior states no lift; state one for each format and store kind")
    return LearnedLifts(
        lifts=tuple(_stated(cell, stated) for cell, stated in sorted(prior.items())), model=None
    )


def _stated(cell: tuple[str, str], stated: StatedLift) -> Lift:
    mean, sd, source = stated
    where = f"the prior of format '{cell[0]}' in stores of kind '{cell[1]}'"
    if not math.isfinite(mean):
        raise DataError(f"{where} has the mean {mean}; state a finite relative lift")
    if not 0 < sd < math.inf:
        raise DataError(f"{where} has the standard deviation {sd}; state a positive, finite one")
    if not source.strip():
        raise DataError(f"{where} has no source; say in a sentence where it comes from")
    return Lift(cell[0], cell[1], mean, sd, "prior", source.strip())
