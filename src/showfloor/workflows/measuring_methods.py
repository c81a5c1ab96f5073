"""Which method is the headline of a measurement, and where its covariates come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from showfloor import measure
from showfloor.domain.panels import Panel
from showfloor.errors import UsageError, nearest
from showfloor.measure.method_comparison import Estimator
from showfloor.measure.panel_regions import Regions
from showfloor.measure.types_area_more import CovariateSource
from showfloor.measure.types_covariates import Control, Covariates
from showfloor.storage.covariates_file import read_covariate_words

ADJUSTMENTS: tuple[Control, ...] = ("regression", "weighting", "doubly_robust")
Comparison = Literal["never", "not_yet"]
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class MethodsWanted:
    """The headline's estimator; covariates by name, from a file or (areas) the stores' table."""

    estimator: str = "imputation"
    covariates: tuple[str, ...] = ()
    covariates_file: Path | None = None
    adjustment: str | None = None
    """How covariates are used; None: doubly_robust."""

    @property
    def adjusts(self) -> bool:
        """Whether there are covariates."""
        return bool(self.covariates) or self.covariates_file is not None

    def checked(self) -> tuple[Estimator, Control]:
        """Return estimator and adjustment; UsageError for words that are none."""
        if self.adjustment is not None and not self.adjusts:
            raise UsageError("--adjustment says how covariates are used; name some: --covariates")
        estimator = one_of(self.estimator, measure.ESTIMATORS, "--estimator")
        return estimator, one_of(self.adjustment or "doubly_robust", ADJUSTMENTS, "--adjustment")

    def in_words(self) -> str:
        """Return what a locked analysis says of the headline; covariates beside it are no part."""
        if not self.adjusts or self.estimator != "callaway_santanna":
            return self.estimator
        of = ", ".join(self.covariates) or f"all columns of {self.covariates_file}"
        _, control = self.checked()
        return f"{self.estimator}, adjusted ({control}) for {of}"


def one_of(word: str, choices: Sequence[Word], option: str) -> Word:
    """Return the choice that a word names; UsageError with all choices."""
    for choice in choices:
        if word == choice:
            return choice
    raise UsageError(
        f"{option} is '{word}'; it is one of {', '.join(choices)}{nearest(word, choices)}"
    )


def names_of(text: str | None) -> tuple[str, ...]:
    """Return the names in a list with commas; UsageError where one is empty or stands twice."""
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names) or len(set(names)) < len(names):
        raise UsageError(f"--covariates is '{text}'; name columns, each once: region,area_space_m2")
    return names


def methods_of_panel(
    wanted: MethodsWanted, panel: Panel, path: Path, unit: str, comparison: Comparison
) -> measure.MethodsAsked:
    """Return what the methods of a panel need; covariates from its own file or another one."""
    estimator, control = wanted.checked()
    return measure.MethodsAsked(
        headline=estimator,
        covariates=_of_panel(wanted, panel, path, unit, control) if wanted.adjusts else None,
        comparison=comparison,
    )


def _of_panel(
    wanted: MethodsWanted, panel: Panel, path: Path, unit: str, control: Control
) -> Covariates:
    rows, columns = read_covariate_words(wanted.covariates_file or path, unit, wanted.covariates)
    return replace(measure.covariates_of_rows(panel.units, rows, columns), control=control)


def regions_of_panel(
    wanted: MethodsWanted, errors: str, panel: Panel, path: Path, columns: tuple[str, str]
) -> Regions:
    """Return the regions of a panel's units; columns: of the units and of their regions.

    UsageError for a headline or errors that know no regions; DataError and PanelError for a column
    that is missing, blank, or compares nobody with anybody.
    """
    if wanted.estimator != "imputation":
        raise UsageError(
            f"--region goes with --estimator imputation: {wanted.estimator} compares units of all "
            "regions"
        )
    if errors != "small_sample":
        raise UsageError(
            "--region goes with --errors small_sample: analytic ones are too sure where few units "
            "learn a region's times"
        )
    unit, region = columns
    rows, words = read_covariate_words(path, unit, (region,))
    return measure.regions_of_rows(panel.units, rows, words[region], region)


def covariates_of_areas(wanted: MethodsWanted) -> CovariateSource | None:
    """Return where the covariates of stores are; None without any."""
    _, control = wanted.checked()
    if not wanted.adjusts:
        return None
    if wanted.covariates_file is None:
        return CovariateSource(names=wanted.covariates, control=control)
    rows, columns = read_covariate_words(wanted.covariates_file, "store_id", wanted.covariates)
    return CovariateSource(rows=rows, columns=columns, control=control)
