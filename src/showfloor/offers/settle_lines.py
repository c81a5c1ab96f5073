"""The lines of one sold basket: what each offer took off each unit, and who pays before any cap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from showfloor.domain.offer_terms import WHOLE, Offer
from showfloor.errors import DataError
from showfloor.offers.budgets import day_of
from showfloor.offers.cents import half_up, split
from showfloor.offers.priced import PricedLine, PricedUnit, UnitStep
from showfloor.offers.settle_types import SettledLine, ShareTerms, SoldBasket

Versions = Mapping[tuple[str, int], Offer]


@dataclass(frozen=True, slots=True)
class _Cut:
    """One step that took something off."""

    line: PricedLine
    unit: PricedUnit
    step: UnitStep

    @property
    def discount(self) -> int:
        return self.step.before - self.step.after


def vat_in(gross: int, rate: int) -> int:
    """Return the tax contained in a gross amount of 0 or more, halves up."""
    return half_up(gross * rate, WHOLE + rate)


def sold_lines(
    basket: SoldBasket, versions: Versions, terms: Mapping[str, ShareTerms]
) -> tuple[SettledLine, ...]:
    """Return a line for each unit and offer that took something off; DataError for nonsense."""
    cuts = list(_checked_cuts(basket, versions))
    rates = _rates(basket, {cut.line.product_id for cut in cuts})
    pays = [cut.step.manufacturer_pays for cut in cuts]
    for offer_id in {cut.step.offer_id for cut in cuts} & terms.keys():
        _by_terms(cuts, pays, terms[offer_id])
    return tuple(
        _line(
            basket,
            cut,
            part,
            versions[(cut.step.offer_id, cut.step.version)],
            rates[cut.line.product_id],
        )
        for cut, part in zip(cuts, pays, strict=True)
    )


def _line(basket: SoldBasket, cut: _Cut, pays: int, offer: Offer, rate: int) -> SettledLine:
    day = day_of(basket.at)
    vat, own = vat_in(cut.discount, rate), vat_in(pays, rate)
    return SettledLine(
        kind="sale",
        record=basket.basket,
        basket=basket.basket,
        at=basket.at,
        day=day,
        sold_on=day,
        store_id=basket.store_id,
        line_id=cut.line.line_id,
        number=cut.unit.number,
        product_id=cut.line.product_id,
        offer_id=offer.offer_id,
        version=offer.version,
        application=cut.step.application,
        manufacturer_id=offer.manufacturer_id,
        vat_rate=rate,
        discount=cut.discount,
        manufacturer_pays=pays,
        retailer_pays=cut.discount - pays,
        discount_vat=vat,
        manufacturer_vat=own,
        retailer_vat=vat - own,
        capped=0,
    )


def _checked_cuts(basket: SoldBasket, versions: Versions) -> Iterable[_Cut]:
    """Yield what was cut, in the order of lines and units; each figure must follow from others."""
    where = f"basket '{basket.basket}'"
    priced = basket.priced
    ids = [line.line_id for line in priced.lines]
    if len(set(ids)) != len(ids):
        raise DataError(f"{where} has two lines of one id; it is no answer of `offers price`")
    charged = 0
    for line in priced.lines:
        numbers = [unit.number for unit in line.units]
        if len(set(numbers)) != len(numbers):
            raise DataError(f"{where}, line '{line.line_id}' has a unit twice")
        if line.charged != sum(unit.charged for unit in line.units):
            raise DataError(f"{where}, line '{line.line_id}': its units do not add up to it")
        charged += line.charged
        for unit in line.units:
            yield from _cuts_of_unit(f"{where}, line '{line.line_id}'", line, unit, versions)
    if charged != priced.charged:
        raise DataError(f"{where}: its lines do not add up to what was charged")


def _cuts_of_unit(
    where: str, line: PricedLine, unit: PricedUnit, versions: Versions
) -> Iterable[_Cut]:
    price = unit.shelf
    seen: set[str] = set()
    for step in unit.steps:
        here = f"{where}, unit {unit.number}, offer '{step.offer_id}'"
        offer = versions.get((step.offer_id, step.version))
        if offer is None:
            raise DataError(
                f"{here}: the offers file has no version {step.version}; settle with the file that "
                "holds every version that priced"
            )
        if step.before != price or not 0 <= step.after <= step.before or step.offer_id in seen:
            raise DataError(f"{here}: its step does not follow from the one before")
        discount = step.before - step.after
        if step.manufacturer_pays != half_up(discount * offer.manufacturer_pays, WHOLE):
            raise DataError(
                f"{here}: the manufacturer's part was priced as {step.manufacturer_pays} cents of "
                f"{discount}, and version {step.version} in the file makes "
                f"{half_up(discount * offer.manufacturer_pays, WHOLE)}; an approved version never "
                "changes"
            )
        seen.add(step.offer_id)
        price = step.after
        if discount:
            yield _Cut(line, unit, step)
    if price != unit.charged:
        raise DataError(f"{where}, unit {unit.number}: its steps do not lead to what was charged")


def _rates(basket: SoldBasket, products: Iterable[str]) -> dict[str, int]:
    """Return the VAT rate of each reduced product: stated, or the basket's only one."""
    of_basket = [part.rate for part in basket.priced.vat]
    found: dict[str, int] = {}
    for product_id in products:
        rate = basket.vat_rates.get(product_id)
        if rate is None and len(of_basket) == 1:
            rate = of_basket[0]
        if rate is None or rate not in of_basket:
            raise DataError(
                f"basket '{basket.basket}': the VAT rate of product '{product_id}' is not told by "
                f'its {len(of_basket)} rates; state it in "vat_rates"'
            )
        found[product_id] = rate
    return found


def _by_terms(cuts: Sequence[_Cut], pays: list[int], terms: ShareTerms) -> None:
    """Put fixed amounts in place of shares: by unit, or by application split over its units."""
    mine = [place for place, cut in enumerate(cuts) if cut.step.offer_id == terms.offer_id]
    if terms.a_unit is not None:
        for place in mine:
            pays[place] = min(terms.a_unit, cuts[place].discount)
    if terms.an_application is None:
        return
    for application in sorted({cuts[place].step.application for place in mine}):
        places = [place for place in mine if cuts[place].step.application == application]
        weights = [cuts[place].discount for place in places]
        parts = split(min(terms.an_application, sum(weights)), weights)
        for place, part in zip(places, parts, strict=True):
            pays[place] = part
