"""What the pages of a measurement share: the finding, and how its amounts are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import AreasFound
from showfloor.present.language import Language, decimals_needed
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row

RUN = "measure-areas"


@dataclass(frozen=True, slots=True)
class Earned:
    """What areas earned, in one language."""

    setting: Setting
    found: AreasFound

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.setting.language

    def say(self, key: str, **values: str | float) -> str:
        """Return a message of the catalogue."""
        return self.language.say(key, **values)

    @property
    def name(self) -> str:
        """The manufacturer's shown name."""
        return self.setting.manufacturer(self.found.manufacturer_id)

    @property
    def quantity(self) -> str:
        """What the money is: margin or revenue of own products."""
        return self.say(f"earned.quantity.{self.found.money.quantity}")

    @property
    def quantity_first(self) -> str:
        """The same with a capital, to begin a sentence."""
        return self.quantity[:1].upper() + self.quantity[1:]

    @property
    def last_day(self) -> str:
        """The last day that counts, written out."""
        return self.language.day(self.found.to_week - timedelta(days=1))

    def money(self, value: float, *, signed: bool = True) -> str:
        """Return an amount a shop and week: cents where it is small."""
        return self.language.money(value, amount_decimals(value), signed=signed)

    def axis_text(self, value: float) -> str:
        """Return an amount at an axis' mark."""
        decimals = decimals_needed([value])
        return self.language.money(value, min(decimals, 2), signed=True)

    def spans(self, estimates: Sequence[Estimate], *, signed: bool = True) -> list[str]:
        """Return amounts that stand below each other, all with as many decimals."""
        values = [v for e in estimates for v in (e.estimate, e.low, e.high) if math.isfinite(v)]
        decimals = amount_decimals(max((abs(v) for v in values), default=0.0))
        return [self.span(e, signed=signed, decimals=decimals) for e in estimates]

    def span(self, estimate: Estimate, *, signed: bool = True, decimals: int | None = None) -> str:
        """Return an amount with its interval, or that it has none."""
        if not math.isfinite(estimate.estimate):
            return self.money(math.nan)
        ends = [abs(v) for v in (estimate.estimate, estimate.low, estimate.high)]
        if decimals is None:
            decimals = amount_decimals(max(v for v in ends if math.isfinite(v)))
        value = self.language.money(estimate.estimate, decimals, signed=signed)
        if not has_interval(estimate):
            return self.say("earned.with_no_interval", value=value)
        low, high = (
            self.language.number(v, decimals, signed=signed) for v in (estimate.low, estimate.high)
        )
        return self.say("interval", value=value, low=low, high=high)

    def reason(self, estimate: Estimate) -> str:
        """Return why an estimate, or its interval, is unknown."""
        return translated(estimate.reason, self.language)[0]

    def source(self) -> str:
        """Return the line under a section."""
        return self.setting.source(RUN)


def earned_of(setting: Setting) -> Earned | None:
    """Return what areas earned, or None where nothing was measured."""
    found = setting.content.areas
    return None if found is None else Earned(setting, found)


def amount_decimals(value: float) -> int:
    """Return how many decimals an amount needs: cents below a hundred."""
    return 0 if abs(value) >= 100.0 else 2


def has_interval(estimate: Estimate) -> bool:
    """Say whether an estimate has an interval with two ends."""
    return math.isfinite(estimate.low) and math.isfinite(estimate.high)


def is_clear(estimate: Estimate) -> bool:
    """Say whether an estimate's interval leaves zero out."""
    return has_interval(estimate) and not estimate.low <= 0.0 <= estimate.high


def amount_columns(earned: Earned) -> tuple[Column, ...]:
    """Return the columns of an amount with its interval, in the currency."""
    unit = earned.language.currency_symbol
    return (
        Column("gain", earned.say("col.weekly.gain", unit=unit), "signed", 2),
        Column("low", earned.say("col.weekly.low", unit=unit), "signed", 2),
        Column("high", earned.say("col.weekly.high", unit=unit), "signed", 2),
    )


def amount_cells(estimate: Estimate) -> tuple[float, float, float]:
    """Return the cells that belong to `amount_columns`."""
    return estimate.estimate, estimate.low, estimate.high


def amount_reasons(
    earned: Earned, estimate: Estimate, *, keys: tuple[str, str, str] = ("gain", "low", "high")
) -> tuple[tuple[str, str], ...]:
    """Return why cells of an amount are unknown."""
    if not estimate.reason:
        return ()
    why = earned.reason(estimate)
    return tuple((key, why) for key in keys)


def estimate_row(earned: Earned, label: str, estimate: Estimate, *, focus: bool = False) -> Row:
    """Return a row of a label and an amount with its interval."""
    reasons = amount_reasons(earned, estimate)
    mark = "focus" if focus else ""
    return Row((label, *amount_cells(estimate)), reasons=reasons, mark=mark)
