"""Unit and time effects of the untreated times, fitted to cohort means: linear, many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class UntreatedFit:
    """Least squares of untreated outcomes on unit and time effects, H cohorts over T times.

    number:  [H] units, all with the same times. before: [H, T] untreated times; treated: [H, T]
    treated times that some untreated unit foretells; a time that is neither is not used.
    inverse: [H + T, H + T] pseudo-inverse of the normal equations of the cohorts' effects.
    """

    number: Floats
    before: Flags
    treated: Flags
    inverse: Floats

    @property
    def compared(self) -> Floats:
        """[T] untreated units at each time."""
        return np.asarray(self.number @ self.before, dtype=np.float64)

    def apart(self, mean: Floats) -> Floats:
        """Return cohort means [..., H, T] less what is foretold of them; 0 where nothing is.

        Untreated times: the mean residuals. Treated times: the effects of imputation.
        """
        cohorts = len(self.number)
        counted = self.number[:, None] * np.where(self.before, mean, 0.0)
        right = np.concatenate([counted.sum(axis=-1), counted.sum(axis=-2)], axis=-1)
        solved = right @ self.inverse
        foretold = solved[..., :cohorts, None] + solved[..., None, cohorts:]
        return np.where(self.before | self.treated, mean - foretold, 0.0)


def untreated_fit(
    number: Floats, cohorts: Floats, times: Floats, anticipation: float = 0.0
) -> UntreatedFit:
    """Return the fit's structure. number, cohorts: [H] units and first treated time (inf never)."""
    before = np.asarray(times[None, :] < cohorts[:, None] - anticipation, dtype=np.bool_)
    treated = (times[None, :] >= cohorts[:, None]) & (before.sum(axis=0) > 0)[None, :]
    counts = np.asarray(number[:, None] * before, dtype=np.float64)
    groups = len(number)
    normal = np.zeros((groups + len(times), groups + len(times)))
    normal[:groups, :groups] = np.diag(counts.sum(axis=1))
    normal[groups:, groups:] = np.diag(counts.sum(axis=0))
    normal[:groups, groups:] = counts
    normal[groups:, :groups] = counts.T
    inverse = np.linalg.pinv(normal, rcond=1e-12, hermitian=True)
    return UntreatedFit(number, before, treated, np.asarray(inverse, dtype=np.float64))
