"""A verdict's reasons in words, and the wording that would be allowed, in German and English.

The words are the room's own: what may be printed beside a price is the answer itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from showfloor.offers.claims import ClaimVerdict, Code
from showfloor.offers.lawful_rules import ReductionRules

Language = Literal["de", "en"]

_REASONS: dict[Language, dict[Code, str]] = {
    "en": {
        "never_sold": "the product was never on sale here before, so no price is reduced",
        "not_sold_in_window": "the product was not on sale in the {days} days before, so there is "
        "no price to compare with",
        "too_new": "the product has been on sale for {on_sale} days only; {country} has no settled "
        "rule for goods of less than {days} days",
        "not_lower": "{price} is no reduction: the lowest price of the last {days} days is "
        "{lowest}",
        "per_cent_too_high": "from {lowest}, the lowest price of the last {days} days, it is "
        "{most} % at most",
        "amount_too_high": "from {lowest}, the lowest price of the last {days} days, it is "
        "{most_off} at most",
        "compared_too_high": "it is compared with a price above {lowest}, the lowest of the last "
        "{days} days",
        "compared_too_low": "it is compared with a price that was not asked; the lowest of the "
        "last {days} days is {lowest}",
        "reference_missing": "the lowest price of the last {days} days, {lowest}, must stand "
        "beside it, unmistakably and well legible",
        "price_differs": "it states another price than the {price} that is asked",
        "recommended_unknown": "no recommended price of the manufacturer is known; have it stated",
        "recommended_differs": "the manufacturer recommends {recommended}, not what it states",
        "recommended_as_reduction": "per cent beside a recommended price reads as a reduction of "
        "the own price, which it is not",
        "parts_unknown": "the prices of the bundle's parts are not known; have them stated",
        "parts_differ": "the parts cost {parts} alone, not what it states",
        "perishable_not_exempt": "{country} exempts no goods that soon expire",
        "perishable_not_marked": "that the goods soon expire must be said, per cent alone do not",
    },
    "de": {
        "never_sold": "die Ware wurde hier noch nie verkauft; kein Preis ist ermäßigt",
        "not_sold_in_window": "die Ware wurde in den {days} Tagen davor nicht verkauft; es gibt "
        "keinen Vergleichspreis",
        "too_new": "die Ware ist erst seit {on_sale} Tagen im Verkauf; für Waren unter {days} "
        "Tagen ist die Rechtslage ({country}) nicht geklärt",
        "not_lower": "{price} ist keine Ermäßigung: der niedrigste Preis der letzten {days} Tage "
        "ist {lowest}",
        "per_cent_too_high": "von {lowest}, dem niedrigsten Preis der letzten {days} Tage, sind "
        "es höchstens {most} %",
        "amount_too_high": "von {lowest}, dem niedrigsten Preis der letzten {days} Tage, sind es "
        "höchstens {most_off}",
        "compared_too_high": "verglichen wird mit einem Preis über {lowest}, dem niedrigsten der "
        "letzten {days} Tage",
        "compared_too_low": "verglichen wird mit einem Preis, der nicht verlangt wurde; der "
        "niedrigste der letzten {days} Tage ist {lowest}",
        "reference_missing": "der niedrigste Preis der letzten {days} Tage, {lowest}, muss "
        "unmissverständlich und gut lesbar dabeistehen",
        "price_differs": "genannt wird ein anderer Preis als die verlangten {price}",
        "recommended_unknown": "eine unverbindliche Preisempfehlung ist nicht bekannt; bitte "
        "hinterlegen",
        "recommended_differs": "der Hersteller empfiehlt {recommended}, nicht den genannten Preis",
        "recommended_as_reduction": "Prozente neben einer Preisempfehlung wirken wie eine "
        "Ermäßigung des eigenen Preises; das sind sie nicht",
        "parts_unknown": "die Preise der Teile des Bündels sind nicht bekannt; bitte hinterlegen",
        "parts_differ": "die Teile kosten einzeln {parts}, nicht den genannten Preis",
        "perishable_not_exempt": "bald ablaufende Waren sind hier ({country}) nicht ausgenommen",
        "perishable_not_marked": "dass die Ware bald abläuft, muss gesagt werden; Prozente allein "
        "genügen nicht",
    },
}


def reasons_in_words(
    verdict: ClaimVerdict, rules: ReductionRules, language: Language
) -> tuple[str, ...]:
    """Return each reason of a verdict as a sentence without its full stop."""
    reference = verdict.reference
    values = {
        "price": euros(verdict.price, language),
        "lowest": euros(reference.price, language),
        "days": str(rules.days),
        "on_sale": str(reference.days_on_sale),
        "country": rules.country,
        "most": str(verdict.per_cent),
        "most_off": euros(verdict.amount_off, language),
        "recommended": euros(verdict.recommended, language),
        "parts": euros(verdict.parts, language),
    }
    return tuple(_REASONS[language][code].format(**values) for code in verdict.reasons)


def allowed_wording(verdict: ClaimVerdict, rules: ReductionRules, language: Language) -> str:
    """Return what may be printed: with the reduction where there is one, else the price alone."""
    price, lowest = euros(verdict.price, language), verdict.reference.price
    if verdict.amount_off is None:
        words = price
    elif language == "de":
        words = f"{price} – niedrigster Preis der letzten {rules.days} Tage: {euros(lowest, 'de')}"
    else:
        words = f"{price} – lowest price of the last {rules.days} days: {euros(lowest, 'en')}"
    if verdict.per_cent:
        words += f" (−{verdict.per_cent} %)"
    if verdict.recommended is not None and verdict.recommended > verdict.price:
        named = "UVP des Herstellers" if language == "de" else "manufacturer's recommended price"
        words += f"; {named}: {euros(verdict.recommended, language)}"
    if verdict.parts is not None and verdict.parts > verdict.price:
        alone = "einzeln zusammen" if language == "de" else "separately"
        words += f"; {alone}: {euros(verdict.parts, language)}"
    return words


def euros(amount: Decimal | None, language: Language) -> str:
    """Return an amount as it is printed: 1.299,00 € or €1,299.00; – where there is none."""
    if amount is None:
        return "–"
    text = f"{amount:,.2f}"
    if language == "en":
        return f"€{text}"
    return text.translate(str.maketrans(",.", ".,")) + " €"
