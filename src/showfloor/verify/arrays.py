"""Types of the arrays that this room computes with; shapes are written where each is made.

S stores (the problem's order), F formats (the programme's order), T planning weeks, V first selling
weeks (0 .. T - 1 + longest installation), W weeks of the horizon (from week 0 to the last week in
which a new area counts), R regions ("" for stores without one, sorted).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
