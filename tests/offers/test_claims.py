"""Claims are read as consumers read them, and judged by the lowest price alone."""

from __future__ import annotations

from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.offers.price_words import asked, at

from showfloor.errors import DataError
from showfloor.offers.claims import Claim, check_claim, most_per_cent, sum_of_parts
from showfloor.offers.claims_text import amount, read_claim
from showfloor.offers.claims_wording import allowed_wording, reasons_in_words
from showfloor.offers.lawful_references import references
from showfloor.offers.lawful_rules import rules_of
from showfloor.offers.price_log import price_log

GERMANY = rules_of("DE")
BANANAS = [asked("2022-01-01", "1.69"), asked("2022-09-26", "1.29"), asked("2022-10-03", "1.69")]
PHONE = [asked("2026-01-01", "799.00")]


def judged(text, price, entries=PHONE, begin="2026-03-01", rules=GERMANY, **context):
    (reference,) = references(price_log(entries), [("phone", "online", at(begin))], rules)
    return check_claim(read_claim(text), Decimal(price), reference, rules, **context)


# Court of Justice, C-330/23, Aldi Süd, and how the price was printed there.
@pytest.mark.parametrize(
    "text",
    ["-23 %", "Preis-Highlight 1,29 €", "1,29 € statt 1,69 €", "~~1.69~~ 1,29 €", "0,40 € sparen"],
)
def test_aldi_sueds_claims_are_refused_since_1_29_is_no_reduction(text):
    verdict = judged(text, "1.29", BANANAS, "2022-10-17")
    assert (verdict.allowed, verdict.reasons) == (False, ("not_lower",))
    assert reasons_in_words(verdict, GERMANY, "de") == (
        "1,29 € ist keine Ermäßigung: der niedrigste Preis der letzten 30 Tage ist 1,29 €",
    )
    assert allowed_wording(verdict, GERMANY, "de") == "1,29 €"
    assert allowed_wording(verdict, GERMANY, "en") == "€1.29"


# Bundesgerichtshof, 9 October 2025, I ZR 183/24: "4.44", "6.99", "-36 %", and the lowest price in
# a footnote.
def test_the_coffees_36_per_cent_are_refused():
    coffee = [
        asked("2022-01-01", "6.99"),
        asked("2022-11-14", "4.44"),
        asked("2022-11-21", "6.99"),
    ]
    verdict = judged("4.44 € -36 % bisher 6.99", "4.44", coffee, "2022-11-28")
    assert verdict.reasons == ("not_lower",)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("599,00 € statt 799,00 €, -25 %", ()),
        ("599 € – niedrigster Preis der letzten 30 Tage: 799,00 € (−25 %)", ()),
        ("~~799,00 €~~ 599,00 €", ()),
        ("€599.00, was €799.00, save €200.00", ()),
        ("-25 %", ("reference_missing",)),
        ("Preis-Highlight", ("reference_missing",)),
        ("-€250, statt 799,00 €", ("amount_too_high",)),
        ("-26 %, statt 799,00 €", ("per_cent_too_high",)),
        ("250 € sparen, statt 799,00 €", ("amount_too_high",)),
        ("599,00 € statt 849,00 €", ("compared_too_high", "reference_missing")),
        ("599,00 € statt 699,00 €", ("compared_too_low", "reference_missing")),
        ("649,00 € statt 799,00 €", ("price_differs",)),
        ("Das Xiaomi 15 für 599,00 €", ()),
        ("3 für 2", ()),
        ("Dauertiefpreise", ()),
    ],
)
def test_a_claim_from_799_to_599_is_judged_by_what_it_says(text, reasons):
    assert judged(text, "599.00").reasons == reasons


def test_the_wording_that_is_proposed_is_allowed():
    verdict = judged("-50 %", "599.00")
    assert (verdict.per_cent, verdict.amount_off) == (25, Decimal("200.00"))
    german, english = (allowed_wording(verdict, GERMANY, one) for one in ("de", "en"))
    assert german == "599,00 € – niedrigster Preis der letzten 30 Tage: 799,00 € (−25 %)"
    assert english == "€599.00 – lowest price of the last 30 days: €799.00 (−25 %)"
    assert judged(german, "599.00").allowed
    assert judged(english, "599.00").allowed


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500_000), st.integers(1, 500_000))
def test_what_is_proposed_passes_its_own_check_at_any_price(before, now):
    entries = [asked("2026-01-01", str(Decimal(before) / 100))]
    price = str(Decimal(now) / 100)
    verdict = judged("-99 %", price, entries)
    for language in ("de", "en"):
        assert judged(allowed_wording(verdict, GERMANY, language), price, entries).allowed


# Landgericht Düsseldorf, 4 April 2025, 38 O 284/24: 0.99, struck through "UVP 1.29", "-23 %".
def test_per_cent_beside_a_recommended_price_reads_as_a_reduction():
    drink = [asked("2025-01-01", "1.09")]
    verdict = judged("0,99 € ~~UVP 1.29~~ -23 %", "0.99", drink, recommended=Decimal("1.29"))
    assert verdict.notes == ("recommended",)
    assert "recommended_as_reduction" in verdict.reasons
    assert "per_cent_too_high" in verdict.reasons


def test_a_recommended_price_that_is_named_and_true_is_no_reduction():
    verdict = judged("799,00 €, UVP des Herstellers: 899,00 €", "799.00", recommended=Decimal(899))
    assert (verdict.allowed, verdict.notes) == (True, ("recommended",))
    other = judged("799,00 €, UVP 899,00 €", "799.00", recommended=Decimal(849))
    assert other.reasons == ("recommended_differs",)
    assert judged("799,00 €, UVP 899,00 €", "799.00").reasons == ("recommended_unknown",)


# PAngV section 11 (4); Oberlandesgericht Nürnberg, 5 August 2025, 3 U 2376/24: a red sticker with
# per cent alone does not make the reason known.
def test_personal_and_perishable_reductions_are_exempt_where_they_are_made_known():
    assert judged("-10 %", "899.00", exempt="personal").allowed
    assert judged("-30 %", "1.00", exempt="perishable").reasons == ("perishable_not_marked",)
    assert judged("-30 %, MHD läuft ab", "1.00", exempt="perishable").allowed


# PrAG section 9a (3) exempts them by their date; the Dutch and other states' rules are not held.
def test_whether_perishable_goods_are_exempt_depends_on_the_country():
    found = {
        country: judged("-30 %", "1.00", rules=rules_of(country), exempt="perishable").reasons
        for country in ("DE", "AT", "NL")
    }
    assert found == {
        "DE": ("perishable_not_marked",),
        "AT": (),
        "NL": ("perishable_not_exempt",),
    }


def test_a_bundle_is_compared_with_what_its_parts_cost_alone():
    phone, lamp = (
        references(price_log(entries), [("phone", "online", at("2026-03-01"))], GERMANY)[0]
        for entries in (PHONE, [asked("2026-01-01", "49.00"), asked("2026-02-20", "59.00")])
    )
    total = sum_of_parts([phone, lamp])
    assert total == Decimal("848.00")
    bundle = [asked("2026-01-01", None)]
    words = "Set 749,00 €, einzeln zusammen 848,00 €, 99,00 € sparen"
    verdict = judged(words, "749.00", bundle, parts=total)
    assert (verdict.allowed, verdict.notes) == (True, ("parts",))
    assert judged(words, "749.00", bundle).reasons == ("parts_unknown",)
    assert judged(words, "749.00", bundle, parts=Decimal(800)).reasons == (
        "parts_differ",
        "amount_too_high",
    )
    german = allowed_wording(verdict, GERMANY, "de")
    assert german == "749,00 €; einzeln zusammen: 848,00 €"
    assert judged(german, "749.00", bundle, parts=total).allowed
    assert judged(allowed_wording(verdict, GERMANY, "en"), "749.00", bundle, parts=total).allowed
    assert sum_of_parts([judged("", "1", bundle).reference]) is None


def test_a_new_product_has_no_reduction_in_germany():
    new = [asked("2026-02-17", "499.00")]
    verdict = judged("Einführungspreis 449,00 €", "449.00", new)
    assert verdict.reasons == ("too_new",)
    (words,) = reasons_in_words(verdict, GERMANY, "en")
    assert "on sale for 12 days only" in words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.299,00", "1299"),
        ("1,299.00", "1299"),
        ("1299", "1299"),
        ("1.299", "1299"),
        ("9,5", "9.5"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, value):
    assert amount(text) == Decimal(value)


def test_every_part_of_a_claim_is_read():
    claim = read_claim(
        "Preis-Highlight: 1.199,00 € statt 1.299,00 €, UVP 1.399,00 €, 100 € sparen, -7 %"
    )
    assert claim == Claim(
        price=Decimal(1199),
        per_cent=Decimal(7),
        amount_off=Decimal(100),
        compared=(Decimal(1299),),
        recommended=Decimal(1399),
        highlight="Preis-Highlight",
    )


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("599 € statt 899 € UVP", Claim(price=Decimal(599), recommended=Decimal(899))),
        ("599 € UVP 899 €", Claim(price=Decimal(599), recommended=Decimal(899))),
        ("599.- statt 799.-", Claim(price=Decimal(599), compared=(Decimal(799),))),
        ("Nur 599,00 € inkl. 19 % MwSt.", Claim(price=Decimal(599))),
        ("599,00 €, 0 % Finanzierung, 12 x mtl. 49,92 €", Claim(price=Decimal(599))),
        ("1,00 € mit Tarif, 44,99 €/Monat, Anschlusspreis 29,99 €", Claim(price=Decimal(1))),
        ("2,49 € (1 kg = 9,96 €)", Claim(price=Decimal("2.49"))),
        ("2,49 €, 9,96 €/kg, zzgl. Pfand 0,25 €", Claim(price=Decimal("2.49"))),
        ("Heute 19 % MwSt. geschenkt!", Claim(highlight="MwSt. geschenkt")),
        ("20 ％ auf alles", Claim(per_cent=Decimal(20))),
        ("half price", Claim(highlight="half price")),
    ],
)
def test_what_stands_beside_a_price_is_told_from_a_reduction(text, claim):
    assert read_claim(text) == claim


@pytest.mark.parametrize("text", ["1.111" * 400, "~~" + "1" * 1900, "statt " * 330, "<s>1" * 490])
def test_a_hostile_text_is_read_at_once(text):
    began = perf_counter()
    read_claim(text)
    assert perf_counter() - began < 2


def test_two_prices_without_a_word_are_read_as_earlier_and_now():
    claim = read_claim("599,00 € 799,00 €")
    assert (claim.price, claim.compared) == (Decimal(599), (Decimal(799),))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,€%- ~<>delstatUVPfür\n", max_size=120))
def test_no_text_ends_in_anything_but_a_claim(text):
    assert isinstance(read_claim(text), Claim)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(DataError, match="at most 2000"):
        read_claim("-1 % " * 1000)


def test_per_cent_are_rounded_down():
    assert most_per_cent(Decimal("1.29"), Decimal("1.69")) == 23
    assert most_per_cent(Decimal(1), Decimal(0)) is None
