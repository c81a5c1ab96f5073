"""How much a pace of rollout tells of what the best staggered design would tell."""

from __future__ import annotations

import numpy as np

from showfloor.errors import PanelError
from showfloor.measure.design_types import Floats


def information_share(shares: Floats) -> float:
    """Return a design's information over that of the best staggered design, 0 to 1.

    shares: [weeks + 1] share of the stores first treated in each of the weeks (the first entry:
    treated throughout), and last the share never treated; they sum to 1. Information is the inverse
    variance of a constant effect's coefficient in a regression with store and week effects, equal
    and independent noise. PanelError for shares that are negative or do not sum to 1.
    """
    if (shares < 0.0).any() or abs(float(shares.sum()) - 1.0) > 1e-9 or len(shares) < 3:
        raise PanelError(
            "the shares of the cohorts must be >= 0 and sum to 1, over 2 weeks or more"
        )
    return two_way_information(shares) / best_information(len(shares) - 1)


def two_way_information(shares: Floats) -> float:
    """Return the mean square of the treatment less its store and week means, a store and week.

    By Frisch and Waugh, the coefficient's variance is the noise's variance over (stores x weeks x
    this). shares: as in `information_share`.
    """
    weeks = len(shares) - 1
    treated = (np.arange(weeks)[None, :] >= np.arange(weeks + 1)[:, None]).astype(np.float64)
    of_cohort = treated.mean(axis=1)
    of_week = shares @ treated
    rest = treated - of_cohort[:, None] - of_week[None, :] + float(shares @ of_cohort)
    return float((shares @ rest**2).mean())


def best_information(weeks: int) -> float:
    """Return the largest `two_way_information` of any staggered design over so many weeks.

    It is reached where every week treats 1 / weeks more of the stores, half of one such share being
    treated throughout and half never (Xiong, Athey, Bayati and Imbens 2023, theorem 1 without
    carry-over): (1 - 1 / weeks^2) / 12.
    """
    return (1.0 - 1.0 / weeks**2) / 12.0
