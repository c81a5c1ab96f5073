"""Scores unit by unit, where outcomes are missing or clusters are coarser than units.

Units are read in blocks of whole clusters: time grows with units, memory with a block. Two passes:
what treated units of each cohort add up to, then what every score adds to variances and degrees of
freedom, which are those of `pooled_scores`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.small_sample_pools import (
    Pools,
    compared_terms,
    degrees_of,
    pool_factors,
    pool_terms,
    pools_of_all,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BLOCK = 256
"""Units read at a time."""


@dataclass(frozen=True, slots=True)
class UnitScores:
    """What C clusters add to K estimates: [C, K] each but `cohort`.

    score: sums to the estimates, but for what compared units leave unexplained. own: weight of the
    cluster's own effect. noise: the score's variance under the working model, in any unit. shared:
    leverage of a compared cluster. compared: whether it is compared with only. cohort: [C] place.
    """

    score: Floats
    own: Floats
    noise: Floats
    shared: Floats
    compared: Flags
    cohort: Ints

    def at(self, rows: Ints) -> UnitScores:
        """Return the scores of some clusters."""
        return UnitScores(
            self.score[rows],
            self.own[rows],
            self.noise[rows],
            self.shared[rows],
            self.compared[rows],
            self.cohort[rows],
        )


class Scoring(Protocol):
    """Estimates that can be scored for any units of a panel."""

    @property
    def count(self) -> int:
        """K, the number of estimates."""
        ...

    def of(self, rows: Ints) -> UnitScores:
        """Return the scores of units, each a cluster of its own."""
        ...


@dataclass(frozen=True, slots=True)
class UnitErrors:
    """Adjusted scores [C, K], whose cross-products are the covariance; df [K]; sides [2, K]."""

    adjusted: Floats
    df: Floats
    sides: Ints

    @property
    def variance(self) -> Floats:
        """[K]."""
        return np.asarray((self.adjusted**2).sum(axis=0), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ScoreSums:
    """Sums over the treated units of H cohorts in K estimates, [4, H, K]: units, own, noise, score.

    They fix the pools, and how far each score lies from its pool's common effect.
    """

    sums: Floats

    @classmethod
    def of(cls, parts: Sequence[UnitScores]) -> ScoreSums:
        """Return the sums of the scores of each cohort, or whatever else is a pool of its own."""
        return cls(np.stack([_treated_sums(part) for part in parts], axis=1))

    @property
    def treated(self) -> Ints:
        """[K] treated clusters."""
        return np.asarray(self.sums[0].sum(axis=0), dtype=np.int64)

    def beside(self, other: ScoreSums) -> ScoreSums:
        """Return the sums of these estimates and of others after them."""
        return ScoreSums(np.concatenate([self.sums, other.sums], axis=2))


@dataclass(frozen=True, slots=True)
class SummedErrors:
    """Variances and df [K], treated and compared clusters [2, K], covariance [J, J] of some."""

    variance: Floats
    df: Floats
    sides: Ints
    covariance: Floats


def score_sums(prepared: PreparedPanel, scoring: Scoring) -> ScoreSums:
    """Return the sums over treated units that scores are measured from."""
    cohorts = len(prepared.cohorts) + 1
    sums = np.zeros((4, cohorts, scoring.count))
    for cohort, rows, starts in _blocks(prepared):
        if cohort < cohorts - 1:
            sums[:, cohort] += _treated_sums(_by_cluster(scoring.of(rows), starts))
    return ScoreSums(sums)


def summed_errors(
    prepared: PreparedPanel, scoring: Scoring, sums: ScoreSums, joint: Ints
) -> SummedErrors:
    """Return the errors of all estimates, and the covariance of those at the places `joint`."""
    adjusting = ScoreAdjusting.of(sums)
    covariance = np.zeros((len(joint), len(joint)))
    for cohort, rows, starts in _blocks(prepared):
        adjusted = adjusting.add(_by_cluster(scoring.of(rows), starts), cohort)[:, joint]
        covariance += adjusted.T @ adjusted
    sides = np.stack([sums.treated, adjusting.beside])
    return SummedErrors(adjusting.variance, adjusting.degrees(), sides, covariance)


def unit_errors(scores: UnitScores) -> UnitErrors:
    """Return the adjusted scores, as in `pooled_scores`: pools are cohorts, thin ones joined."""
    cohorts = int(scores.cohort.max()) + 1
    parts = [np.flatnonzero(scores.cohort == cohort) for cohort in range(cohorts)]
    found = ScoreSums.of([scores.at(rows) for rows in parts])
    adjusting = ScoreAdjusting.of(found)
    adjusted = np.empty_like(scores.score)
    for cohort, rows in enumerate(parts):
        adjusted[rows] = adjusting.add(scores.at(rows), cohort)
    sides = np.stack([found.treated, adjusting.beside])
    return UnitErrors(adjusted, adjusting.degrees(), sides)


def clustered(prepared: PreparedPanel, scores: UnitScores) -> UnitScores:
    """Add the scores of all units up by cluster, in the clusters' order."""
    order = np.argsort(prepared.cluster, kind="stable")
    starts = np.flatnonzero(np.diff(prepared.cluster[order], prepend=-1))
    return _by_cluster(scores.at(order), starts)


@dataclass(slots=True)
class ScoreAdjusting:
    """Scores adjusted block by block, and what they have added up to.

    weight, noise, effect: [H, K] of each cohort's pool. terms: [5, H, K] of treated, compared:
    [3, K] of compared clusters, whose number is `beside` [K].
    """

    pools: Pools
    weight: Floats
    noise: Floats
    effect: Floats
    terms: Floats
    compared: Floats
    beside: Ints
    variance: Floats

    @classmethod
    def of(cls, found: ScoreSums) -> ScoreAdjusting:
        """Begin with the pools that these sums make."""
        members, own, noise, score = found.sums
        pools = pools_of_all(members)
        weight = pools.sums(own)
        effect = pools.sums(score) / np.where(weight > 0.0, weight, 1.0)
        count = members.shape[1]
        return cls(
            pools=pools,
            weight=weight,
            noise=pools.sums(noise),
            effect=effect,
            terms=np.zeros((5, *members.shape)),
            compared=np.zeros((3, count)),
            beside=np.zeros(count, dtype=np.int64),
            variance=np.zeros(count),
        )

    def add(self, scores: UnitScores, cohort: int) -> Floats:
        """Return the adjusted scores [C, K] of clusters of one cohort."""
        factor, terms = compared_terms(scores.noise, scores.shared, scores.compared)
        self.compared += terms.sum(axis=1)
        self.beside += scores.compared.sum(axis=0)
        adjusted = np.sqrt(factor) * scores.score
        about = np.flatnonzero(self.weight[cohort] > 0.0)
        if len(about):
            own, noise = scores.own[:, about], scores.noise[:, about]
            of_pool = self.weight[cohort, about], self.noise[cohort, about]
            found = pool_factors(own, noise, *of_pool)
            added = pool_terms(found, noise, of_pool[1])
            self.terms[:, cohort, about] += np.where(own != 0.0, added, 0.0).sum(axis=1)
            apart = scores.score[:, about] - own * self.effect[cohort, about]
            adjusted[:, about] += np.sqrt(found.factor) * apart
        self.variance += np.einsum("ck,ck->k", adjusted, adjusted)
        return adjusted

    def degrees(self) -> Floats:
        """Return [K] the degrees of freedom of all scores added so far."""
        return degrees_of(self.pools, self.noise, self.terms, self.compared)


def _treated_sums(scores: UnitScores) -> Floats:
    """Return [4, K]: units, own, noise and score summed over clusters that are treated in each."""
    about = scores.own != 0.0
    parts = scores.own, np.where(about, scores.noise, 0.0), np.where(about, scores.score, 0.0)
    return np.stack([about.sum(axis=0), *(part.sum(axis=0) for part in parts)])


def _by_cluster(scores: UnitScores, starts: Ints | None) -> UnitScores:
    """Add units up by cluster; a cluster with treated units belongs to their earliest cohort.

    starts: [C] first row of each cluster, whose units stand together; None: each unit is one.
    """
    if starts is None or len(starts) == len(scores.cohort):
        return scores

    def summed(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, starts, axis=0), dtype=np.float64)

    own = summed(scores.own)
    compared = np.logical_or.reduceat(scores.compared, starts, axis=0)
    shared = summed(scores.shared * np.where(scores.compared, 1.0, 0.0))
    return UnitScores(
        score=summed(scores.score),
        own=own,
        noise=summed(np.sqrt(np.maximum(scores.noise, 0.0))) ** 2,
        shared=np.minimum(shared, 1.0),
        compared=compared & (own == 0.0),
        cohort=np.minimum.reduceat(scores.cohort, starts),
    )


def _blocks(prepared: PreparedPanel) -> Iterator[tuple[int, Ints, Ints | None]]:
    """Yield a cohort's place, rows of whole clusters that belong to it, and the clusters' starts.

    starts: None where each unit is a cluster of its own.
    """
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    cluster = prepared.cluster
    of_cluster = np.full(prepared.clusters, len(prepared.cohorts))
    np.minimum.at(of_cluster, cluster, code)
    cohort = of_cluster[cluster]
    order = np.lexsort((cluster, cohort))
    alone = prepared.clusters == len(cluster)
    for members in np.split(order, np.cumsum(np.bincount(cohort))[:-1]):
        starts = np.flatnonzero(np.diff(cluster[members], prepend=-1))
        ends = np.append(starts[1:], len(members))
        first = 0
        while first < len(members):
            after = int(ends[min(int(np.searchsorted(ends, first + _BLOCK)), len(ends) - 1)])
            inside = (starts >= first) & (starts < after)
            yield (
                int(cohort[members[0]]),
                members[first:after],
                None if alone else starts[inside] - first,
            )
            first = after
