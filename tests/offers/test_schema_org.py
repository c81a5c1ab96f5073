"""A price as schema.org has it strikes through the lawful price alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.offers.price_words import asked, at

from showfloor.errors import DataError
from showfloor.offers.lawful_references import references
from showfloor.offers.lawful_rules import rules_of
from showfloor.offers.price_log import price_log
from showfloor.offers.schema_org import ShownPrice, offer_json_ld, unit_price


def reference(*entries):
    (found,) = references(
        price_log(entries), [("phone", "online", at("2026-03-01"))], rules_of("DE")
    )
    return found


def test_the_struck_through_price_is_the_lowest_of_30_days_and_not_the_last():
    lawful = reference(
        asked("2026-01-01", "799.00"), asked("2026-02-01", "749.00"), asked("2026-02-08", "849.00")
    )
    shown = ShownPrice(Decimal("599.00"), "EUR", begins=at("2026-03-01"), ends=at("2026-03-08"))
    assert offer_json_ld(shown, lawful, url="https://example.org/phone") == {
        "@context": "https://schema.org",
        "@type": "Offer",
        "url": "https://example.org/phone",
        "price": "599.00",
        "priceCurrency": "EUR",
        "priceValidUntil": "2026-03-08T00:00:00+01:00",
        "priceSpecification": [
            {
                "@type": "UnitPriceSpecification",
                "price": "599.00",
                "priceCurrency": "EUR",
                "valueAddedTaxIncluded": True,
                "validFrom": "2026-03-01T00:00:00+01:00",
                "validThrough": "2026-03-08T00:00:00+01:00",
            },
            {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/StrikethroughPrice",
                "price": "749.00",
                "priceCurrency": "EUR",
                "valueAddedTaxIncluded": True,
            },
        ],
    }


@pytest.mark.parametrize(
    "entries", [[asked("2026-01-01", "599.00")], [asked("2026-02-20", "799.00")]]
)
def test_nothing_is_struck_through_where_no_reduction_may_be_announced(entries):
    found = offer_json_ld(ShownPrice(Decimal("599.00"), "EUR"), reference(*entries))
    assert len(found["priceSpecification"]) == 1


def test_a_recommended_price_is_the_manufacturers():
    found = offer_json_ld(ShownPrice(Decimal(599), "EUR", recommended=Decimal(899)))
    assert found["priceSpecification"][1]["priceType"] == "https://schema.org/MSRP"


def test_the_unit_price_of_2_50_metres_at_9_99_is_4_00_a_metre():
    shown = ShownPrice(Decimal("9.99"), "EUR", measure=Decimal("2.50"), unit="1 m")
    assert unit_price(shown) == Decimal("4.00")
    quantity = offer_json_ld(shown)["priceSpecification"][0]["referenceQuantity"]
    assert (quantity["value"], quantity["unitCode"]) == ("2.5", "MTR")
    assert quantity["valueReference"]["value"] == "1"
    assert unit_price(ShownPrice(Decimal("9.99"), "EUR")) is None


@pytest.mark.parametrize(
    ("measure", "unit"), [(Decimal(1), None), (None, "1 m"), (Decimal(0), "1 m")]
)
def test_a_measure_without_its_unit_or_of_nothing_is_refused(measure, unit):
    with pytest.raises(DataError):
        offer_json_ld(ShownPrice(Decimal(1), "EUR", measure=measure, unit=unit))
