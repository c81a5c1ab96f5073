"""A price as schema.org has it: an Offer with its unit price and, where lawful, a struck one.

The struck-through price is the reference price of the law, and stands only where a reduction may be
announced: https://schema.org/StrikethroughPrice, https://schema.org/UnitPriceSpecification.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from showfloor.errors import DataError
from showfloor.offers.lawful_references import Reference, against

Measure = Literal["1 kg", "1 l", "1 m", "1 m²", "1 m³"]
UNIT_CODES: dict[Measure, str] = {
    "1 kg": "KGM",
    "1 l": "LTR",
    "1 m": "MTR",
    "1 m²": "MTK",
    "1 m³": "MTQ",
}
"""UN/CEFACT common codes of the units in which a unit price is stated."""


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """A price as a shop page shows it.

    begins, ends: when it holds, the end exclusive; None: open.
    measure, unit: how much of a unit one piece holds (0.25 and "1 kg" for 250 g), None where goods
    are not sold by measure.
    recommended: the manufacturer's recommended price.
    """

    price: Decimal
    currency: str
    begins: datetime | None = None
    ends: datetime | None = None
    measure: Decimal | None = None
    unit: Measure | None = None
    recommended: Decimal | None = None


def offer_json_ld(
    shown: ShownPrice, reference: Reference | None = None, *, url: str | None = None
) -> dict[str, Any]:
    """Return the Offer as JSON-LD; amounts are texts with two places.

    reference: of the reduction that the price is; None where it is none. DataError where measure
    and unit do not come together or the measure is not positive.
    """
    if (shown.measure is None) != (shown.unit is None):
        raise DataError("a unit price needs both: how much a piece holds, and its unit")
    if shown.measure is not None and shown.measure <= 0:
        raise DataError(f"a piece holds {shown.measure} {shown.unit}; state more than nothing")
    specifications = [_specification(shown)]
    struck = _struck(shown, reference)
    if struck is not None:
        specifications.append(_other(shown, struck, "StrikethroughPrice"))
    if shown.recommended is not None:
        specifications.append(_other(shown, shown.recommended, "MSRP"))
    offer: dict[str, Any] = {"@context": "https://schema.org", "@type": "Offer"}
    if url is not None:
        offer["url"] = url
    offer |= {"price": _text(shown.price), "priceCurrency": shown.currency}
    if shown.ends is not None:
        offer["priceValidUntil"] = shown.ends.isoformat()
    return offer | {"priceSpecification": specifications}


def unit_price(shown: ShownPrice) -> Decimal | None:
    """Return the price of one unit, rounded half up to cents; None where there is no measure."""
    if shown.measure is None:
        return None
    return round_half_up(shown.price / shown.measure)


def round_half_up(amount: Decimal) -> Decimal:
    """Return an amount rounded to cents, half up."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _struck(shown: ShownPrice, reference: Reference | None) -> Decimal | None:
    """Return the price to strike through; None where no reduction may be announced."""
    if reference is None:
        return None
    told = against(reference, shown.price)
    return told.price if told.problem is None else None


def _specification(shown: ShownPrice) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "UnitPriceSpecification",
        "price": _text(shown.price),
        "priceCurrency": shown.currency,
        "valueAddedTaxIncluded": True,
    }
    if shown.begins is not None:
        found["validFrom"] = shown.begins.isoformat()
    if shown.ends is not None:
        found["validThrough"] = shown.ends.isoformat()
    if shown.measure is not None and shown.unit is not None:
        code = UNIT_CODES[shown.unit]
        found["referenceQuantity"] = {
            "@type": "QuantitativeValue",
            "value": _plain(shown.measure),
            "unitCode": code,
            "valueReference": {"@type": "QuantitativeValue", "value": "1", "unitCode": code},
        }
    return found


def _other(shown: ShownPrice, price: Decimal, kind: str) -> dict[str, Any]:
    return {
        "@type": "UnitPriceSpecification",
        "priceType": f"https://schema.org/{kind}",
        "price": _text(price),
        "priceCurrency": shown.currency,
        "valueAddedTaxIncluded": True,
    }


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
