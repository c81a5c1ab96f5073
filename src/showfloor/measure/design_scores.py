"""What `measure` would find in given outcomes under a design: estimate and error, many times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.measure.design_blocks import (
    BlockDesign,
    SampleForm,
    sample_form,
    untreated_inverse,
)
from showfloor.measure.design_types import Floats, Ints


def block_means(outcome: Floats, edges: Ints) -> Floats:
    """Return [stores, B]: means of blocks of weeks times sqrt(weeks), less the store's own mean.

    outcome: [stores, weeks] without gaps. A store's mean changes no estimate and costs digits.
    """
    length = np.diff(edges).astype(np.float64)
    centred = outcome - outcome.mean(axis=1, keepdims=True)
    sums = np.add.reduceat(centred, edges[:-1], axis=1)
    return np.asarray(sums / np.sqrt(length)[None, :])


def shuffled(label: Ints, stratum: Ints, rng: np.random.Generator) -> Ints:
    """Return the labels [stores] dealt out anew at random within each stratum."""
    order = np.argsort(stratum, kind="stable")
    drawn = np.lexsort((rng.random(len(label)), stratum))
    found = np.empty_like(label)
    found[drawn] = label[order]
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """Estimate, standard error and degrees of freedom as `measure_staggered` would state them."""

    estimate: float
    se: float
    df: float


class Scoring:
    """Imputation's overall effect with small-sample errors, for any assignment to one design."""

    def __init__(self, design: BlockDesign) -> None:
        self.design = design
        self.form: SampleForm = sample_form(design)
        self.inverse = untreated_inverse(design)
        self.root = np.sqrt(design.length)
        self.raw = design.weight * self.root[None, :]
        self.starts = np.concatenate([[0], np.cumsum(design.number)[:-1]]).astype(np.int64)
        self.carried = (design.weight * design.length) @ design.treated.T
        """[H, H]: what an effect of 1 of a store with one label adds to its score under another."""

    def found(self, blocks: Floats, label: Ints) -> Found:
        """Return what is found where the stores with these `block_means` have these labels."""
        number, form = self.design.number, self.form
        order = np.argsort(label, kind="stable")
        ordered, sorted_labels = blocks[order], label[order]
        means = np.add.reduceat(ordered, self.starts, axis=0) / number[:, None]
        scores = np.einsum("ib,ib->i", ordered, form.weights[sorted_labels])
        own = np.einsum("hb,hb->h", means, form.weights)
        shift = np.einsum("hb,hb->h", form.centre, self._apart(means))
        if form.pooled is not None:
            shift = np.sqrt(form.pooled.factor) * form.pooled.centre(shift)
        variance = float(scores @ scores - number @ own**2 + number @ shift**2)
        estimate = float(number @ np.einsum("hb,hb->h", means, self.raw))
        return Found(estimate, math.sqrt(max(variance, 0.0)), form.df)

    def _apart(self, means: Floats) -> Floats:
        """Return the cohorts' means [H, B] less what unit and week effects foretell of them."""
        design = self.design
        weekly = means / self.root[None, :]
        counted = design.number[:, None] * design.length[None, :] * design.before * weekly
        right = np.concatenate([counted.sum(axis=1), counted.sum(axis=0)])
        solved = right @ self.inverse
        groups = len(design.number)
        foretold = solved[:groups, None] + solved[None, groups:]
        used = design.before | design.treated
        return np.asarray(np.where(used, weekly - foretold, 0.0) * self.root[None, :])
