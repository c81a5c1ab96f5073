"""The solver HiGHS, always set up in the same way, so that the same problem gives the same plan."""

from __future__ import annotations

import highspy


def new_solver() -> highspy.Highs:
    """Return a silent HiGHS with a fixed seed.

    `threads` is left alone: a second instance in a process with it set may return without solving.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy's __init__ is unannotated
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", 0)
    return solver
