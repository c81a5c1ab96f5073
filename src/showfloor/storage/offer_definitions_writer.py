"""Offers written as an offers file says them: what is read back is the same offer.

Keys and meaning are in docs/reference/offers-file.md; what has its usual value is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from showfloor.domain.offer_terms import (
    BERLIN,
    NEVER,
    Allowance,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    OffBasket,
    Offer,
    Steps,
    When,
    Where,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def offer_toml(offer: Offer) -> str:
    """Return one version of an offer as the `[[offers]]` table of an offers file."""
    lines = ["[[offers]]", *_pairs(_head(offer))]
    sections = {
        "when": _when(offer.when),
        "where": _where(offer.where),
        "whom": _stated(
            groups=offer.whom.groups, code=offer.whom.code, a_customer=offer.whom.a_customer
        ),
        "meets": _meets(offer),
        "floor": _stated(stated=_euros(offer.floor.stated), approved_by=offer.floor.approved_by),
        "budget": _budget(offer),
        "reward": _reward(offer),
    }
    for name, keys in sections.items():
        if keys:
            lines += ["", f"[offers.{name}]", *_pairs(keys)]
    return "\n".join(lines) + "\n"


def _head(offer: Offer) -> dict[str, Any]:
    needs = [
        _stated(
            goods=_goods(one.goods),
            units=None if one.units == 1 else one.units,
            value=_euros(one.value) if one.value else None,
        )
        for one in offer.needs
    ]
    return {
        "id": offer.offer_id,
        "version": offer.version,
        "name": offer.name,
        "manufacturer": offer.manufacturer_id,
        "status": offer.status,
        **_stated(manufacturer_pays=_share(offer.manufacturer_pays)),
        **({"needs": needs} if needs else {}),
    }


def _when(when: When) -> dict[str, Any]:
    return {
        "from": _moment(when.begins),
        **_stated(
            to=None if when.ends == NEVER else _moment(when.ends),
            weekdays=[WEEKDAYS[day - 1] for day in when.weekdays],
            hours=[f"{_clock(start)}-{_clock(end)}" for start, end in when.hours],
            area_days=list(when.area_days or ()),
        ),
    }


def _where(where: Where) -> dict[str, Any]:
    usual = where.for_independents == "recommendation"
    return _stated(
        channels=where.channels,
        stores=where.stores,
        regions=where.regions,
        kinds=where.kinds,
        area_of=where.area_of,
        independents=None if usual else where.for_independents,
    )


def _meets(offer: Offer) -> dict[str, Any]:
    meets = offer.meets
    return _stated(
        group=None if meets.group == "offers" else meets.group,
        priority=meets.priority or None,
        exclusive=None if meets.exclusive == "no" else meets.exclusive,
        not_with=meets.not_with,
        most_a_basket=meets.most_a_basket,
    )


def _budget(offer: Offer) -> dict[str, Any]:
    budget = offer.budget
    return _stated(
        overall=_allowance(budget.overall),
        a_store=_allowance(budget.a_store),
        a_day=_allowance(budget.a_day),
        first_customers=budget.first_customers,
    )


def _allowance(allowance: Allowance) -> dict[str, Any] | None:
    return _stated(euros=_euros(allowance.cents), pieces=allowance.pieces) or None


def _reward(offer: Offer) -> dict[str, Any]:
    match offer.reward:
        case EachUnit() as reward:
            return {"kind": "each", "goods": _goods(reward.goods), **_cut(reward.cut)}
        case Bundle() as reward:
            slots = [
                {"goods": _goods(slot.goods), "units": slot.units, **_cut(slot.cut)}
                for slot in reward.slots
            ]
            return {"kind": "bundle", **_cut(reward.whole), "slots": slots}
        case CheapestOf() as reward:
            counts = {"units": reward.units, "rewarded": reward.rewarded}
            return {
                "kind": "cheapest",
                "goods": _goods(reward.goods),
                **counts,
                **_cut(reward.cut),
            }
        case Steps() as reward:
            steps = [{"from_units": one.from_units, **_cut(one.cut)} for one in reward.steps]
            return {"kind": "steps", "goods": _goods(reward.goods), "steps": steps}
        case OffBasket() as reward:
            goods, amount = _goods(reward.goods), _euros(reward.amount)
            return {"kind": "off_basket", "goods": goods, "amount": amount}


def _cut(cut: Cut) -> dict[str, Any]:
    return {} if cut.kind == "none" else {cut.kind: _euros(cut.value)}


def _goods(goods: Goods) -> dict[str, Any]:
    return _stated(
        products=goods.products,
        categories=goods.categories,
        manufacturers=goods.manufacturers,
        not_products=goods.not_products,
        price_from=_euros(goods.price_from),
        price_to=_euros(goods.price_to),
        handed_in=goods.handed_in or None,
    )


def _stated(**keys: object) -> dict[str, Any]:
    """Return the keys that say something: no None, no empty list."""
    return {name: value for name, value in keys.items() if value not in (None, (), [])}


def _euros(cents: int | None) -> Decimal | None:
    """Return hundredths, of a euro or of a per cent, as a decimal."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def _share(share: int) -> Decimal | None:
    return Decimal(share).scaleb(-4) if share else None


def _moment(moment: datetime) -> date | datetime:
    """Return a day where it begins in Berlin, else the moment with its offset."""
    local = moment.astimezone(BERLIN)
    is_midnight = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return local.date() if is_midnight and not local.fold else local


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _pairs(keys: Mapping[str, Any]) -> Iterable[str]:
    return [f"{name} = {_value(value)}" for name, value in keys.items()]


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(_pairs(value))
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return f"{value}"
    if isinstance(value, date):
        return value.isoformat()
    # A JSON text is a TOML text, but for one control character that TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
