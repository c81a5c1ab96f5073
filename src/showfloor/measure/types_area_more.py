"""What a measurement of areas may be told beside the ledger: method, covariates, plan, offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from showfloor.measure.method_comparison import Estimator
from showfloor.measure.types_choice import PlanBehind
from showfloor.measure.types_covariates import Control
from showfloor.measure.types_offers import OfferLedger


@dataclass(frozen=True, slots=True)
class CovariateSource:
    """Covariates by store: names of columns of the stores' table, or columns of a file.

    rows: the file's stores; columns: its values by row. control: how they are used.
    """

    names: Sequence[str] = ()
    rows: Sequence[str] = ()
    columns: Mapping[str, Sequence[str | float | date | None]] = field(default_factory=dict)
    control: Control = "doubly_robust"


@dataclass(frozen=True, slots=True)
class AreaMore:
    """The method of the headline, covariates, the plan that chose the stores, and offers."""

    estimator: Estimator = "imputation"
    covariates: CovariateSource | None = None
    behind: PlanBehind | None = None
    offers: OfferLedger | None = None
