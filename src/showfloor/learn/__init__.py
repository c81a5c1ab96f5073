"""Learn: from measured effects to the lifts and options that the next plan uses."""

from showfloor.learn.baseline import weekly_baseline
from showfloor.learn.log_points import lift_from_log_points, measured_lift
from showfloor.learn.options import make_options
from showfloor.learn.prior import state_prior
from showfloor.learn.queries import (
    BASELINE_BLOCKED,
    BASELINE_SALES,
    BASELINE_STORES,
    baseline_queries,
)
from showfloor.learn.shrinkage import shrink_lifts
from showfloor.learn.types import (
    Baseline,
    LearnedLifts,
    LearnedOptions,
    ShrinkageModel,
    StoreBaseline,
)
from showfloor.learn.windows import check_windows, measurable_from

__all__ = [
    "BASELINE_BLOCKED",
    "BASELINE_SALES",
    "BASELINE_STORES",
    "Baseline",
    "LearnedLifts",
    "LearnedOptions",
    "ShrinkageModel",
    "StoreBaseline",
    "baseline_queries",
    "check_windows",
    "lift_from_log_points",
    "make_options",
    "measurable_from",
    "measured_lift",
    "shrink_lifts",
    "state_prior",
    "weekly_baseline",
]
