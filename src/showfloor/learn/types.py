"""Results of learning: shrunk lifts and the options they make."""

from __future__ import annotations

from dataclasses import dataclass

from showfloor.domain.lifts import Lift
from showfloor.domain.plan import OptionMargin


@dataclass(frozen=True, slots=True)
class ShrinkageModel:
    """The normal-normal model behind the lifts: common mean, spread between cells, how found."""

    common_mean: float
    common_mean_se: float
    between_sd: float
    method: str
    cells: int


@dataclass(frozen=True, slots=True)
class LearnedLifts:
    """Posterior lifts by format and store kind."""

    lifts: tuple[Lift, ...]
    model: ShrinkageModel | None
    """None where nothing was measured and a stated prior is used."""


@dataclass(frozen=True, slots=True)
class LearnedOptions:
    """Options for the planner, with what they rest on."""

    options: tuple[OptionMargin, ...]
    baseline_from: str
    baseline_to: str
    """ISO dates, exclusive end: the window of the baseline sales."""
    margin_source: str
    """"product unit margins", or the stated margin rates by category that were used."""
    rivals_loss_share: float
    stores_without_baseline: tuple[str, ...]
