"""Several tests at once: p-values corrected for their number."""

from __future__ import annotations

import math
from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number (Holm 1979); NaN ones were no tests."""
    tested = [k for k, p in enumerate(p_values) if math.isfinite(p)]
    corrected = [math.nan] * len(p_values)
    largest = 0.0
    for rank, k in enumerate(sorted(tested, key=lambda k: p_values[k])):
        largest = max(largest, min(1.0, (len(tested) - rank) * p_values[k]))
        corrected[k] = largest
    return corrected
