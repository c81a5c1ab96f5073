"""The baseline's window and the measurement's window must not share a day."""

from __future__ import annotations

from datetime import date

from showfloor.errors import DataError

Window = tuple[date, date]
"""First day, and the day after the last."""


def measurable_from(start: date) -> Window:
    """Return the window in which a programme's effects can be measured: from `start` on."""
    return start, date.max


def check_windows(baseline: Window, measurement: Window) -> None:
    """Raise DataError unless the two windows (ends exclusive) hold days and share none.

    A baseline that contains the measured weeks already contains the effect: the next plan would
    count it twice.
    """
    for name, (begin, end) in (("baseline", baseline), ("measurement", measurement)):
        if begin >= end:
            raise DataError(f"the {name} window {begin} to {end} (exclusive) holds no day")
    first, last = max(baseline[0], measurement[0]), min(baseline[1], measurement[1])
    if first < last:
        raise DataError(
            f"the baseline window {_said(baseline)} and the measurement window "
            f"{_said(measurement)} share {(last - first).days} days from {first} on; "
            f"end the baseline on {measurement[0]} or earlier"
            + ("" if measurement[1] == date.max else f", or begin it on {measurement[1]} or later")
        )


def _said(window: Window) -> str:
    return f"{window[0]} to {window[1]} (exclusive)"
