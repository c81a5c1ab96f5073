"""The answer that a kernel wrote in numbers, whose parts are made when they are first read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from showfloor.offers.compiled import CompiledBook
from showfloor.offers.engine_answer import bound_by, vat_parts
from showfloor.offers.kernel_one import LINE, OFFER, STEP, SUMS
from showfloor.offers.priced import (
    Applied,
    Later,
    PricedBasket,
    PricedLine,
    PricedUnit,
    UnitStep,
    VatPart,
)
from showfloor.offers.purchase import BasketLine

Set = Callable[[Any, object], None]


class Written(NamedTuple):
    """What an answer is read off: the lines in the order of their ids, and the kernel's numbers."""

    compiled: CompiledBook
    lines: list[BasketLine]
    numbers: list[int]
    """As `kernel_one.RESULT` says."""
    binding: bool


WrittenLine = tuple[Written, BasketLine, int]
"""A line of an answer, and where its numbers begin."""


def answer_later(written: Written) -> PricedBasket:
    """Return the answer; its sums are there, its parts when they are read."""
    charged = written.numbers[1]
    found = _new(PricedBasket)
    _basket_shelf(found, written.numbers[0])
    _basket_charged(found, charged)
    _basket_not_applied(found, ())
    _basket_binding(found, written.binding)
    _basket_proven(found, True)
    _basket_at_least(found, charged)
    _later(found, (_OF_BASKET, written))
    return found


def _lines(written: Written) -> tuple[PricedLine, ...]:
    numbers = written.numbers
    found: list[PricedLine] = []
    own = SUMS
    for line in written.lines:
        made = _new(PricedLine)
        _line_id(made, line.line_id)
        _line_product(made, line.product_id)
        _line_shelf(made, line.unit_price * line.units)
        _line_charged(made, numbers[own])
        _later(made, (_OF_LINE, (written, line, own)))
        found.append(made)
        own += LINE
    return tuple(found)


def _units(known: WrittenLine) -> tuple[PricedUnit, ...]:
    """Make a line's units: alike but for the numbers of the applications that took them."""
    written, line, own = known
    numbers, versions = written.numbers, written.compiled.versions
    shelf = charged = line.unit_price
    taken: list[tuple[str, int, list[int]]] = []
    for step in range(numbers[own + 1], numbers[own + 2], STEP):
        offer = versions[numbers[step]].offer
        charged = numbers[step + 3]
        taken.append((offer.offer_id, offer.version, numbers[step : step + STEP]))
    found: list[PricedUnit] = []
    for place in range(line.units):
        unit = _new(PricedUnit)
        _unit_number(unit, place + 1)
        _unit_shelf(unit, shelf)
        _unit_charged(unit, charged)
        _unit_steps(unit, tuple([_step(place, *step) for step in taken]) if taken else ())
        found.append(unit)
    return tuple(found)


def _step(place: int, offer_id: str, version: int, numbers: list[int]) -> UnitStep:
    step = _new(UnitStep)
    _, first, before, after, pays = numbers
    _step_offer(step, offer_id)
    _step_version(step, version)
    _step_application(step, first + place)
    _step_before(step, before)
    _step_after(step, after)
    _step_pays(step, pays)
    return step


def _applied(written: Written) -> tuple[Applied, ...]:
    numbers, versions, binding = written.numbers, written.compiled.versions, written.binding
    found: list[Applied] = []
    for offer in range(numbers[2], len(numbers), OFFER):
        number, applications, discount, pays = numbers[offer : offer + OFFER]
        version = versions[number]
        applied = _new(Applied)
        _applied_offer(applied, version.offer_id)
        _applied_version(applied, version.offer.version)
        _applied_times(applied, applications)
        _applied_discount(applied, discount)
        _applied_pays(applied, pays)
        _applied_binds(applied, "price" if binding else bound_by(version, binding=False))
        found.append(applied)
    return tuple(found)


def _vat(written: Written) -> tuple[VatPart, ...]:
    products = written.compiled.products
    gross: dict[int, int] = {}
    for place, line in enumerate(written.lines):
        if not line.handed_in:
            rate = products[line.product_id].vat_rate
            gross[rate] = gross.get(rate, 0) + written.numbers[SUMS + LINE * place]
    return vat_parts(gross)


def _slot(kind: type, name: str) -> Set:
    """Return what sets a field of a frozen dataclass that is being made."""
    setter: Set = kind.__dict__[name].__set__
    return setter


_new = object.__new__
_later = _slot(Later, "_later")
_line_id, _line_product = _slot(PricedLine, "line_id"), _slot(PricedLine, "product_id")
_line_shelf, _line_charged = _slot(PricedLine, "shelf"), _slot(PricedLine, "charged")
_line_units = _slot(PricedLine, "units")
_unit_number, _unit_shelf = _slot(PricedUnit, "number"), _slot(PricedUnit, "shelf")
_unit_charged, _unit_steps = _slot(PricedUnit, "charged"), _slot(PricedUnit, "steps")
_step_offer, _step_version = _slot(UnitStep, "offer_id"), _slot(UnitStep, "version")
_step_application = _slot(UnitStep, "application")
_step_before, _step_after = _slot(UnitStep, "before"), _slot(UnitStep, "after")
_step_pays = _slot(UnitStep, "manufacturer_pays")
_applied_offer, _applied_version = _slot(Applied, "offer_id"), _slot(Applied, "version")
_applied_times, _applied_discount = _slot(Applied, "applications"), _slot(Applied, "discount")
_applied_pays, _applied_binds = _slot(Applied, "manufacturer_pays"), _slot(Applied, "binds")
_basket_shelf, _basket_charged = _slot(PricedBasket, "shelf"), _slot(PricedBasket, "charged")
_basket_lines, _basket_vat = _slot(PricedBasket, "lines"), _slot(PricedBasket, "vat")
_basket_applied = _slot(PricedBasket, "applied")
_basket_not_applied = _slot(PricedBasket, "not_applied")
_basket_binding, _basket_proven = _slot(PricedBasket, "binding"), _slot(PricedBasket, "proven")
_basket_at_least = _slot(PricedBasket, "at_least")
_OF_BASKET = {"lines": _lines, "applied": _applied, "vat": _vat}
_OF_LINE = {"units": _units}
