"""The solver HiGHS, always set up in the same way, so that the same problem gives the same plan."""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.plan.network import Floats


def new_solver() -> highspy.Highs:
    """Return a silent HiGHS with a fixed seed.

    `threads` is left alone: a second instance in a process with it set may return without solving.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy's __init__ is unannotated
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", 0)
    return solver


def mixed_programme(
    cost: Floats,
    matrix: sp.csc_matrix,
    lower: Floats,
    upper: Floats,
    whole: list[bool],
    *,
    most: float = 1.0,
) -> highspy.HighsLp:
    """Return the programme of columns between 0 and `most`, of which some are whole, to minimise.

    `lower` and `upper` [rows] bound the rows of the matrix, which is passed on as it is.
    """
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = np.zeros(len(cost)), np.full(len(cost), most)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[column] for column in whole]
    return lp
