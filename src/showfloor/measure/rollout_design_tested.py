"""A design's promise tested on the weeks before, and said in sentences where it was off."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from showfloor.measure.design_placebo import held_out
from showfloor.measure.design_types import (
    HeldOut,
    History,
    Ints,
    Noise,
    RolloutDesign,
    Starts,
)
from showfloor.measure.rollout_design import NEVER

FAR_OFF = 1.25
"""Promised and found standard errors that differ by more than this factor are pointed at."""


def with_held_out(
    design: RolloutDesign,
    history: History,
    noise: Noise,
    starts: Starts,
    *,
    stratum: Ints | None = None,
    seed: int = 0,
) -> RolloutDesign:
    """Return the design with its promise tested on the history's last weeks (`held_out`).

    history: what the noise was estimated from, with any other stores. stratum: [stores of the
    noise] within which who opens is drawn; None: all are one. Stores without a history, and a
    rollout of which nothing sells by the date of measuring, are not tested.
    """
    if not design.by_week:
        return design
    row = {store_id: place for place, store_id in enumerate(history.store_ids)}
    rows = [row[store_id] for store_id in noise.store_ids]
    before = History(noise.store_ids, noise.first_week, history.outcome[rows, : noise.weeks])
    first = starts.first[: len(rows)]
    begins = int(starts.first.min())
    opens = np.where(first == NEVER, NEVER, first - begins)
    strata = np.zeros(len(rows), dtype=np.int64) if stratum is None else stratum
    test = held_out(before, opens, strata, len(design.by_week), seed=seed, in_scale=design.scale)
    return replace(design, held_out=test, notes=(*design.notes, *_said(test)))


def _said(test: HeldOut) -> list[str]:
    """Return what the weeks held out say against the promise, one sentence each."""
    if test.reason:
        return [f"The promise could not be tested on weeks held out: {test.reason}."]
    notes = []
    alarms = test.false_alarms
    if not alarms.low <= 0.05 <= alarms.high:
        word = "more" if alarms.share > 0.05 else "fewer"
        notes.append(
            f"Where nothing opened the test found an effect in {alarms.share * 100:.1f} % of the "
            f"draws ({alarms.low * 100:.1f} to {alarms.high * 100:.1f} %), {word} than the 5 % "
            "that it should."
        )
    if not 1.0 / FAR_OFF <= test.ratio <= FAR_OFF and math.isfinite(test.ratio):
        word = "larger" if test.ratio < 1.0 else "smaller"
        notes.append(
            f"In the {test.weeks} weeks held out the standard error was {word} than promised: "
            f"{test.ratio:.2f} is the promise over what was found."
        )
    if test.own_p <= 0.05:
        notes.append(
            f"These very stores moved differently from the others in the last {test.weeks} weeks "
            f"before (p = {test.own_p:.3f}): what is measured on them later may be more of that."
        )
    return notes
