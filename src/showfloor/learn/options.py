"""From lifts and baselines to the options that the next plan chooses from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from showfloor.domain.lifts import Lift
from showfloor.domain.money import to_cents
from showfloor.domain.plan import OptionMargin
from showfloor.errors import DataError, nearest
from showfloor.learn.types import Baseline, LearnedLifts, LearnedOptions, StoreBaseline

ONLINE = "online"
UNIT_MARGINS = "product unit margins"


@dataclass(frozen=True, slots=True)
class _Rates:
    """Stated figures, checked: shares of revenue, the rivals' part and its uncertainty."""

    by_category: Mapping[str, float]
    default: float | None
    manufacturer: float
    kept: float
    """Share of the gained margin that the retailer keeps: 1 - loss share x margin ratio."""
    kept_sd: float

    def of(self, category: str) -> float:
        """Return the retailer's stated margin rate of a category; DataError where none is."""
        rate = self.by_category.get(category, self.default)
        if rate is None:
            raise DataError(
                f"products of category '{category}' state no unit margin and there is no margin "
                f"rate for it{nearest(category, self.by_category)}; state a rate for it or a "
                "default rate"
            )
        return rate


def make_options(
    baseline: Baseline,
    lifts: LearnedLifts,
    *,
    formats: Sequence[str],
    margin_rates: Mapping[str, float],
    default_margin_rate: float | None,
    manufacturer_margin_rate: float,
    rivals_loss_share: float,
    rivals_loss_share_se: float = 0.0,
    rivals_margin_ratio: float = 1.0,
) -> LearnedOptions:
    """Return the expected incremental margin a week of each format in each store.

    Retailer: baseline margin x lift x (1 - rivals_loss_share x rivals_margin_ratio), where the
    baseline margin is units x unit margin, or revenue x the stated rate of the category.
    Manufacturer: baseline revenue x lift x manufacturer_margin_rate, nothing deducted.
    Standard deviations treat lift and loss share as independent and the rest as known; None where
    a lift's sd is NaN. Currency a week, rounded to cents.

    `rivals_loss_share` is the units that rivals in the store lose for each unit gained (0 to 1);
    `rivals_margin_ratio` what the retailer earns on such a unit relative to one gained. The
    default 1 says that both earn the same: the share of units is then the share of margin.

    Raises DataError for a share outside 0 to 1, a category without a rate, a format without any
    lift, or an undefined lift.
    """
    rates = _checked_rates(
        margin_rates,
        default_margin_rate,
        manufacturer_margin_rate,
        rivals_loss_share=rivals_loss_share,
        rivals_loss_share_se=rivals_loss_share_se,
        rivals_margin_ratio=rivals_margin_ratio,
    )
    by_cell = _lifts_by_cell(lifts, formats)
    options: list[OptionMargin] = []
    without_baseline: list[str] = []
    without_lift: list[str] = []
    selling: list[StoreBaseline] = []
    for store in baseline.stores:
        if not store.revenue > 0:
            without_baseline.append(store.store_id)
            continue
        found = [by_cell[cell] for f in formats if (cell := (f, store.kind)) in by_cell]
        if store.kind == ONLINE or not found:
            without_lift.append(store.store_id)
            continue
        selling.append(store)
        options += _store_options(store, found, rates)
    used = _rates_used(selling, rates)
    priced = _unit_margin_share(selling)
    return LearnedOptions(
        options=tuple(options),
        baseline_from=baseline.from_date.isoformat(),
        baseline_to=baseline.to_date.isoformat(),
        margin_source=_margin_source(used, priced),
        rivals_loss_share=rivals_loss_share,
        stores_without_baseline=tuple(without_baseline),
        stores_without_lift=tuple(without_lift),
        margin_rates_used=used,
        unit_margin_share=priced,
        manufacturer_margin_rate=manufacturer_margin_rate,
        rivals_margin_ratio=rivals_margin_ratio,
        excluded_revenue=baseline.excluded_revenue,
    )


def _store_options(
    store: StoreBaseline, lifts: Sequence[Lift], rates: _Rates
) -> list[OptionMargin]:
    margin = store.known_margin + math.fsum(
        revenue * rates.of(category) for category, revenue in store.unpriced_revenue
    )
    manufacturer = store.revenue * rates.manufacturer
    return [
        OptionMargin(
            store_id=store.store_id,
            format_id=lift.format_id,
            retailer_margin_per_week=to_cents(margin * lift.mean * rates.kept),
            manufacturer_margin_per_week=to_cents(manufacturer * lift.mean),
            margin_sd=_sd(abs(margin) * _sd_of_product(lift, rates)),
            manufacturer_margin_sd=_sd(manufacturer * lift.sd),
        )
        for lift in lifts
    ]


def _sd_of_product(lift: Lift, rates: _Rates) -> float:
    """Return the sd of lift x kept share, exact for independent factors (Goodman 1960)."""
    return math.sqrt(
        (lift.mean * rates.kept_sd) ** 2
        + (rates.kept * lift.sd) ** 2
        + (lift.sd * rates.kept_sd) ** 2
    )


def _sd(amount: float) -> float | None:
    return None if math.isnan(amount) else to_cents(amount)


def _lifts_by_cell(lifts: LearnedLifts, formats: Sequence[str]) -> dict[tuple[str, str], Lift]:
    known = {lift.format_id for lift in lifts.lifts}
    for format_id in formats:
        if format_id not in known:
            raise DataError(
                f"format '{format_id}' has no lift for any kind of store"
                f"{nearest(format_id, known)}; measure one or state a prior"
            )
    cells = {(lift.format_id, lift.store_kind): lift for lift in lifts.lifts}
    for (format_id, kind), lift in cells.items():
        if format_id in formats and not math.isfinite(lift.mean):
            raise DataError(
                f"the lift of format '{format_id}' in stores of kind '{kind}' is undefined "
                f"({lift.source}); state a prior for it"
            )
    return cells


def _checked_rates(
    margin_rates: Mapping[str, float],
    default_margin_rate: float | None,
    manufacturer_margin_rate: float,
    *,
    rivals_loss_share: float,
    rivals_loss_share_se: float,
    rivals_margin_ratio: float,
) -> _Rates:
    shares = {f"margin rate of '{name}'": rate for name, rate in margin_rates.items()}
    shares["manufacturer's margin rate"] = manufacturer_margin_rate
    shares["rivals' loss share"] = rivals_loss_share
    if default_margin_rate is not None:
        shares["default margin rate"] = default_margin_rate
    for name, value in shares.items():
        if not 0 <= value <= 1:
            raise DataError(f"the {name} is {value}; state a share between 0 and 1")
    for name, value in (
        ("standard error of the rivals' loss share", rivals_loss_share_se),
        ("rivals' margin ratio", rivals_margin_ratio),
    ):
        if not 0 <= value < math.inf:
            raise DataError(f"the {name} is {value}; it must be 0 or more, and finite")
    return _Rates(
        by_category=margin_rates,
        default=default_margin_rate,
        manufacturer=manufacturer_margin_rate,
        kept=1.0 - rivals_loss_share * rivals_margin_ratio,
        kept_sd=rivals_loss_share_se * rivals_margin_ratio,
    )


def _rates_used(stores: Sequence[StoreBaseline], rates: _Rates) -> tuple[tuple[str, float], ...]:
    categories = {category for store in stores for category, _ in store.unpriced_revenue}
    return tuple((category, rates.of(category)) for category in sorted(categories))


def _unit_margin_share(stores: Sequence[StoreBaseline]) -> float:
    revenue = math.fsum(store.revenue for store in stores)
    unpriced = math.fsum(amount for store in stores for _, amount in store.unpriced_revenue)
    return 1.0 - unpriced / revenue if revenue > 0 else math.nan


def _margin_source(used: tuple[tuple[str, float], ...], unit_margin_share: float) -> str:
    if not used:
        return UNIT_MARGINS
    said = "stated margin rates: " + "; ".join(f"{name} {rate:.4g}" for name, rate in used)
    return said if unit_margin_share < 1e-9 else f"{UNIT_MARGINS}, elsewhere {said}"
