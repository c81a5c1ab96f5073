"""The information of a rollout's pace: published-like figures, and a numeric optimum."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from showfloor.errors import PanelError
from showfloor.measure.design_information import (
    best_information,
    information_share,
    two_way_information,
)

WEEKS, BEFORE = 26, 5
"""26 weeks of data, of which the first five lie before the rollout."""


def evenly(share: float, weeks: int) -> np.ndarray:
    shares = np.zeros(WEEKS + 1)
    shares[BEFORE : BEFORE + weeks] = share / weeks
    shares[WEEKS] += 1.0 - share
    return shares


@pytest.mark.parametrize(
    ("share", "weeks", "kept"), [(0.9, 21, 0.985), (0.8, 6, 0.64), (1.0, 6, 0.40)]
)
def test_front_loading_costs_the_information_that_the_design_states(
    share: float, weeks: int, kept: float
) -> None:
    """Figures of the project's brief: 90 % over 21 weeks, 80 % in 6 weeks, all in 6 weeks."""
    assert information_share(evenly(share, weeks)) == pytest.approx(kept, abs=0.005)


@pytest.mark.parametrize("weeks", [2, 3, 8, 26])
def test_no_staggered_design_tells_more_than_the_best_one(weeks: int) -> None:
    """The closed form against a numeric search over all shares of cohorts."""
    start = np.full(weeks + 1, 1.0 / (weeks + 1))
    found = optimize.minimize(
        lambda shares: -two_way_information(shares / shares.sum()),
        start,
        bounds=[(1e-9, 1.0)] * (weeks + 1),
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1.0},
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert -found.fun == pytest.approx(best_information(weeks), rel=1e-7)


def test_the_information_is_that_of_a_regression_with_all_its_dummies() -> None:
    """Inverse variance from the plain least-squares matrix of 20 stores and 6 weeks."""
    weeks, first = 6, np.repeat([1, 3, 4, 6], [5, 4, 3, 8])
    stores = len(first)
    treated = (np.arange(weeks)[None, :] >= first[:, None]).astype(float)
    dummies = np.hstack(
        [
            treated.reshape(-1, 1),
            np.kron(np.eye(stores), np.ones((weeks, 1))),
            np.kron(np.ones((stores, 1)), np.eye(weeks))[:, 1:],
        ]
    )
    variance = np.linalg.inv(dummies.T @ dummies)[0, 0]
    shares = np.bincount(first, minlength=weeks + 1) / stores
    told = two_way_information(shares) * stores * weeks
    assert told == pytest.approx(1.0 / variance, rel=1e-9)


def test_shares_that_are_no_shares_are_refused() -> None:
    with pytest.raises(PanelError, match="sum to 1"):
        information_share(np.array([0.5, 0.2, 0.2]))
