"""When a check on a measured effect passes: the thresholds, and what a user may set them to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CredibilityTerms:
    """The thresholds of the file measure.toml; docs/reference/measure-file.md explains each.

    Shares and probabilities are 0 to 1; `_errors` are multiples of a standard error; times are the
    panel's own (weeks).
    """

    significant: float = 0.05
    """A p-value below this is a finding."""
    methods_apart_errors: float = 1.0
    """The two methods may differ by so many of the larger standard error."""
    enough_treated: int = 6
    enough_compared: int = 10
    most_missing: float = 0.05
    """Share of unit-times without outcome."""
    most_closed: float = 0.10
    """Share of weeks in which the stores of any one cohort were closed."""
    closed_apart: float = 0.05
    """That share may differ so much between a cohort and the never treated."""
    hidden_bias: float = 0.5
    """Bias by a trend that stays unseen one time in five, as a share of the effect."""
    period_times: int = 13
    """Power and sensitivity look at periods of so many times (weeks: a quarter), or of a third of
    the time before where that is shorter."""
    pretrend_periods: int = 4
    """Latest periods before treatment that they look at."""
    least_breakdown: float = 1.0
    """The effect should survive violations so many times the largest one before."""
    placebo_earlier: int = 8
    """Placebo in time: so many times before the openings."""
    placebo_draws: int = 199
    """Placebo in space: rollouts drawn among the never treated."""
    most_false_alarms: float = 0.10
    """Share of them that may seem to have an effect."""
    anticipation_leads: int = 4
    rings_km: tuple[float, ...] = (2.0, 5.0, 10.0)
    """Outer radii of the rings around treated stores; beyond the last one stores are clean."""
    one_store_errors: float = 1.0
    """Leaving any one store out may move the effect by so many of its standard errors."""
    chosen_apart: float = 0.25
    """Stores that were not chosen may gain so much more or less, as a share of the effect."""
    rival_area_weeks: int = 26
    """How old another manufacturer's area must be for its store to be compared with."""
    reopening_weeks: int = 4
    """Weeks after a closure that a second run leaves out, where closures go with the openings."""
