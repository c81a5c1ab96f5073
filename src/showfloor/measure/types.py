"""Results of measurement: estimates that never stand without their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.measure.types_outcomes import Scale

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its uncertainty; all NaN where undefined, and `reason` says why.

    `low` and `high` bound the 95 % interval; `df` is the degrees of freedom (inf: normal).
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    reason: str = ""
    method: str = ""
    """How error and interval (or p-value) were made, in words; "" where nothing says."""
    treated: int | None = None
    """Treated clusters that the estimate rests on; None where that was not counted."""
    verdict: Literal["", "PASS", "REVIEW", "FAIL"] = ""
    """How far the interval is to be trusted; "" where nothing was judged."""
    p_value: float = float("nan")
    """Two-sided, of a permutation test of no effect on any unit; NaN where none was made."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check on an effect's credibility."""

    name: str
    verdict: Literal["PASS", "REVIEW", "FAIL"]
    advice: str
    """One sentence in plain words."""
    value: float = float("nan")


@dataclass(frozen=True, slots=True)
class EventBand:
    """A simultaneous 95 % band: all event times lie in it together, in 95 of 100 panels.

    low, high: by event time, for those with a standard error. critical: standard errors either
    way. df: of the multivariate t (inf: normal). NaN and a reason where there is no band.
    """

    low: Mapping[float, float]
    high: Mapping[float, float]
    critical: float
    df: float
    draws: int
    seed: int
    reason: str = ""
    pooled: tuple[tuple[float, ...], ...] = ()
    """Event times that rest on too few treated units and go together; the band is their average's,
    and stands at the one of them that is nearest to the treatment."""
    estimate: Mapping[float, float] = field(default_factory=dict)
    """The averages of the pooled event times, at the same place."""
    criticals: Mapping[float, float] = field(default_factory=dict)
    """Standard errors either way by event time, where these differ; `critical` is the largest."""


@dataclass(frozen=True, slots=True)
class CallawaySantAnna:
    """Callaway and Sant'Anna (2021): aggregations of ATT(g, t); keys are times as numbers."""

    simple: Estimate
    group: Mapping[float, Estimate]
    group_overall: Estimate
    event: Mapping[float, Estimate]
    event_overall: Estimate
    calendar: Mapping[float, Estimate]
    att: Mapping[tuple[float, float], Estimate] = field(default_factory=dict)
    """(cohort, time) to ATT(g, t)."""
    event_covariance: Floats | None = field(default=None, compare=False)
    """[E, E] joint covariance of `event`, in its order."""
    event_band: EventBand | None = None


@dataclass(frozen=True, slots=True)
class Imputation:
    """Borusyak, Jaravel, Spiess (2024): the overall effect and its horizons, and the pre-trend."""

    overall: Estimate
    event: Mapping[float, Estimate]
    pretrend: Mapping[float, Estimate] = field(default_factory=dict)
    pretrend_p: float = float("nan")
    group: Mapping[float, Estimate] = field(default_factory=dict)
    """Mean effect by cohort."""
    event_covariance: Floats | None = field(default=None, compare=False)
    """[E, E] joint covariance of `event`, in its order."""
    event_band: EventBand | None = None


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What the estimators saw."""

    units: int
    times: int
    observed: int
    never_treated: int
    cohorts: Mapping[float, int]
    dropped: tuple[str, ...] = ()
    """Sentences: what was left out and why."""


@dataclass(frozen=True, slots=True)
class MethodEstimate:
    """The overall effect by one method, and how far the headline lies from it.

    method: imputation, callaway_santanna, adjusted (Callaway and Sant'Anna with covariates),
    synthetic or randomised. apart: this less the headline, with an error of their difference; of
    the headline itself undefined. test: how that error was made; "" where none could be.
    p_holm: corrected for all methods that were tested.
    """

    method: str
    estimate: Estimate
    apart: Estimate
    test: str = ""
    p_value: float = float("nan")
    p_holm: float = float("nan")
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodComparison:
    """The headline, first, and the other methods on the same panel.

    covariates: names of those that "adjusted" used; control: how.
    """

    headline: str
    estimates: tuple[MethodEstimate, ...]
    covariates: tuple[str, ...] = ()
    control: str = ""


@dataclass(frozen=True, slots=True)
class EventGain:
    """The gain at one time since treatment.

    per_cent: of what was foretold, all treated units together. mean: a unit and time, in the
    outcome's unit.
    """

    event: float
    per_cent: Estimate
    mean: Estimate


@dataclass(frozen=True, slots=True)
class ScaleBeside:
    """What the other scale finds, and whether the time before the openings speaks against one.

    scale: the other one. total, per_cent: the gain as it sees it. apart: mean gain of the headline
    less the other's, with the error of that difference; apart_p its p-value. growth: by how much
    the untreated growth of treated stores lies above that of the compared ones because of their
    size, in the headline's own scale, per cent of what is foretold over the measured weeks;
    growth_p its p-value. growth_beside, growth_beside_p: the same in the other scale. size_ratio:
    usual sales of a mean treated store over those of a mean compared one.
    """

    scale: Scale
    total: Estimate
    per_cent: Estimate
    apart: Estimate
    apart_p: float
    growth: Estimate
    growth_p: float
    growth_beside: Estimate
    growth_beside_p: float
    size_ratio: float


@dataclass(frozen=True, slots=True)
class ScaledEffects:
    """The effect on a panel that moves by the same per cent without treatment, all units together.

    total: of all treated unit-times; mean: of one; both in the outcome's unit. per_cent: of what
    was foretold. events: by time since treatment.
    """

    scale: Scale
    total: Estimate
    mean: Estimate
    per_cent: Estimate
    events: tuple[EventGain, ...]
    beside: ScaleBeside | None


@dataclass(frozen=True, slots=True)
class StaggeredResult:
    """Both estimators on one panel, and the checks."""

    panel: PanelFacts
    callaway_santanna: CallawaySantAnna
    imputation: Imputation
    checks: tuple[Check, ...]
    errors: Literal["small_sample", "analytic"] = "analytic"
    """How the estimators' errors were made; see docs/methods/inference.md."""
    methods: MethodComparison | None = None
    """The headline beside the other methods, where they were compared."""
    scaled: ScaledEffects | None = None
    """The effect in per cent, where it was measured so: estimators and checks then speak of units
    brought to the size of the mean treated one."""


@dataclass(frozen=True, slots=True)
class PoissonFit:
    """A Poisson regression with absorbed fixed effects, clustered standard errors."""

    names: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    """Log points by regressor."""
    rows: int
    rows_dropped: int
    """Rows of fixed effects with only zeros (separated), which say nothing."""
    clusters: int
    iterations: int
    converged: bool
    deviance: float
    rows_single: int = 0
    """Of the rows dropped, those that were the only one of a fixed effect."""
    rows_separated: int = 0
    """Of the rows dropped, those that the regressors separate."""
    cluster_numbers: tuple[int, ...] = ()
    """Clusters by clustering; `clusters` is the smaller one."""
    covariance: Floats | None = field(default=None, compare=False)
    """[k, k] of the coefficients in the order of `names`; NaN where undefined."""
    notes: tuple[str, ...] = ()
    """Sentences: what was left out and why."""


@dataclass(frozen=True, slots=True)
class DisplayEffect:
    """What a display does to own units, rivals' units and the category's units, in log points."""

    own: PoissonFit
    rivals: PoissonFit
    category: PoissonFit
    lead: PoissonFit
    """Own units with next week's display share beside this week's: should show nothing."""
    pairs: int
    stores: int
    weeks: int
    checks: tuple[Check, ...]
    by_format: Mapping[tuple[str, str], Estimate] = field(default_factory=dict)
    """(format_id, store_kind) to the coefficient on that format's display share, own units."""
    exposure_rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rivals_loss_share: float = float("nan")
    """Units that rivals lose for each unit gained, 0 to 1."""
    rivals_loss_share_se: float = float("nan")
    """Standard error of that share, to first order."""

    @property
    def rivals_loss_interval(self) -> tuple[float, float]:
        """The 95 % interval of that share by the normal distribution; NaN where undefined."""
        reach = 1.959963984540054 * self.rivals_loss_share_se
        return self.rivals_loss_share - reach, self.rivals_loss_share + reach

    @property
    def grid_rows(self) -> int:
        """Rows of the sample: pairs x store-weeks with a basket, before empty ones are dropped."""
        return self.own.rows + self.own.rows_dropped
