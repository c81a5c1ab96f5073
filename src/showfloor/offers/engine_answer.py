"""An outcome as the answer: lines by id, what was applied, who pays, and the tax contained."""

from __future__ import annotations

from showfloor.offers.cents import half_up
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version
from showfloor.offers.engine_steps import Outcome
from showfloor.offers.engine_units import Units
from showfloor.offers.priced import (
    Applied,
    Binds,
    NotApplied,
    PricedBasket,
    PricedLine,
    PricedUnit,
    VatPart,
)
from showfloor.offers.purchase import Purchase
from showfloor.offers.types import WHOLE


def answer_of(
    compiled: CompiledBook,
    purchase: Purchase,
    units: Units,
    outcome: Outcome,
    others: tuple[NotApplied, ...],
) -> PricedBasket:
    """Add everything up, unit by unit."""
    binding = purchase.place.operator_status in {"own", "agent"}
    return PricedBasket(
        units.shelf,
        outcome.charged,
        _lines(units, outcome),
        _applied(compiled, outcome, binding) if outcome.applications else (),
        others,
        _vat(units, outcome),
        binding,
        outcome.proven,
        outcome.at_least,
    )


def _lines(units: Units, outcome: Outcome) -> tuple[PricedLine, ...]:
    prices, steps = outcome.prices, outcome.steps
    found: list[PricedLine] = []
    first = 0
    for line in units.lines:
        shelf = line.unit_price
        end = first + line.units
        priced = tuple(
            PricedUnit(unit - first + 1, shelf, prices[unit], tuple(steps[unit]))
            for unit in range(first, end)
        )
        charged = sum(prices[first:end])
        found.append(PricedLine(line.line_id, line.product_id, shelf * line.units, charged, priced))
        first = end
    found.sort(key=lambda line: line.line_id)
    return tuple(found)


def _applied(compiled: CompiledBook, outcome: Outcome, binding: bool) -> tuple[Applied, ...]:
    taken: dict[str, list[int]] = {}
    for steps in outcome.steps:
        for step in steps:
            sums = taken.setdefault(step.offer_id, [0, 0])
            sums[0] += step.before - step.after
            sums[1] += step.manufacturer_pays
    found: list[Applied] = []
    for number, applications in outcome.applications.items():
        version = compiled.versions[number]
        discount, pays = taken[version.offer_id]
        binds = bound_by(version, binding=binding)
        found.append(
            Applied(version.offer_id, version.offer.version, applications, discount, pays, binds)
        )
    return tuple(found)


def bound_by(version: Version, *, binding: bool) -> Binds:
    """Return what an offer's price is where the operator is bound by it, or is not."""
    asked = version.offer.where.for_independents
    return "price" if binding or asked == "none" else asked


def _vat(units: Units, outcome: Outcome) -> tuple[VatPart, ...]:
    gross: dict[int, int] = {}
    for kind in units.kinds:
        if not kind.handed_in:
            paid = sum(outcome.prices[unit] for unit in kind.units)
            rate = kind.product.vat_rate
            gross[rate] = gross.get(rate, 0) + paid
    return vat_parts(gross)


def vat_parts(gross: dict[int, int]) -> tuple[VatPart, ...]:
    """Return the tax contained in what is paid; gross: cents by rate."""
    found: list[VatPart] = []
    for rate in sorted(gross):
        vat = half_up(gross[rate] * rate, WHOLE + rate)
        found.append(VatPart(rate, gross[rate], gross[rate] - vat, vat))
    return tuple(found)
