"""Rollouts without an effect to find but a known one: many panels at once, as cohort moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TIMES = 24
FIRST_OPENING, LAST_OPENING = 6, 17


@dataclass(frozen=True, slots=True)
class Setting:
    """One cell: who opens when, and how stores move.

    treated: stores. cohorts: at most that many. correlation: of neighbouring weeks' noise, whose
    standard deviation is 1. spread: standard deviation of stores' effects, which then also grow to
    1 over four weeks (at 0 the effect is 1 at once). closed: share of store-weeks missing.
    """

    stores: int
    cohorts: int
    treated: int
    correlation: float
    spread: float = 0.0
    closed: float = 0.0

    @property
    def sizes(self) -> np.ndarray:
        """[H] stores by cohort, the never treated last."""
        cohorts = min(self.cohorts, self.treated)
        each = self.treated // cohorts + (np.arange(cohorts) < self.treated % cohorts)
        return np.append(each, self.stores - self.treated).astype(float)

    @property
    def first(self) -> np.ndarray:
        """[H] first treated week; inf for the never treated."""
        cohorts = min(self.cohorts, self.treated)
        if cohorts == 1:
            return np.array([TIMES / 2, np.inf])
        weeks = np.round(np.linspace(FIRST_OPENING, LAST_OPENING, cohorts))
        return np.append(weeks, np.inf)

    @property
    def after(self) -> np.ndarray:
        """[H, T] treated weeks."""
        return np.arange(TIMES)[None, :] >= self.first[:, None]

    @property
    def effect(self) -> np.ndarray:
        """[H, T] mean effect."""
        since = np.where(self.after, np.arange(TIMES)[None, :] - self.first[:, None], -1.0)
        growing = np.clip((since + 1.0) / 4.0, 0.0, 1.0)
        return growing if self.spread else self.after.astype(float)

    @property
    def covariance(self) -> np.ndarray:
        """[H, T, T] of one store's outcomes."""
        apart = np.abs(np.arange(TIMES)[:, None] - np.arange(TIMES)[None, :])
        noise = np.where(apart == 0, 1.0, self.correlation**apart)
        return noise + self.spread**2 * self.effect[:, :, None] * self.effect[:, None, :]


@dataclass(frozen=True, slots=True)
class Draws:
    """Moments of D panels: mean [D, H, T] and scatter [D, H, T, T] of outcomes."""

    mean: np.ndarray
    scatter: np.ndarray


def drawn(setting: Setting, number: int, rng: np.random.Generator) -> Draws:
    """Draw the cohort moments of `number` panels: means are normal, scatters are Wishart."""
    sizes, roots = setting.sizes, np.linalg.cholesky(setting.covariance)
    shape = (number, len(sizes), TIMES)
    mean = np.einsum("hts,dhs->dht", roots, rng.standard_normal(shape))
    mean = mean / np.sqrt(sizes)[None, :, None] + setting.effect
    scatter = np.empty((*shape, TIMES))
    for place, size in enumerate(sizes):
        factor = roots[place] @ _wishart_factor(int(size) - 1, number, rng)
        scatter[:, place] = factor @ factor.transpose(0, 2, 1)
    return Draws(mean, scatter)


def _wishart_factor(freedom: int, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return [D, T, min(freedom, T)] factors of standard Wishart matrices (Bartlett)."""
    if freedom <= TIMES:
        return rng.standard_normal((number, TIMES, freedom))
    lower = np.tril(rng.standard_normal((number, TIMES, TIMES)), -1)
    place = np.arange(TIMES)
    lower[:, place, place] = np.sqrt(rng.chisquare(freedom - place, (number, TIMES)))
    return lower


def drawn_outcomes(setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw one panel store by store: outcomes [stores, T] with closures missing, cohorts."""
    code = np.repeat(np.arange(len(setting.sizes)), setting.sizes.astype(int))
    roots = np.linalg.cholesky(setting.covariance)
    noise = rng.standard_normal((len(code), TIMES, 1))
    outcome = (roots[code] @ noise)[:, :, 0] + setting.effect[code]
    outcome[rng.random(outcome.shape) < setting.closed] = np.nan
    return outcome, np.where(np.isinf(setting.first), np.nan, setting.first)[code]
