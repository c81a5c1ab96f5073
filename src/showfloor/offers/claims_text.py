"""Reads what an advertisement's words claim about a price, in German and English.

It errs on the side of seeing a claim: a price beside another one, without a word for what it is,
counts as the seller's own earlier price.
"""

from __future__ import annotations

import re
from decimal import Decimal

from showfloor.errors import DataError
from showfloor.offers.claims import Claim

LONGEST = 2_000
"""Characters of an advertisement's text that are read."""

# Bounded and never begun within a number, so that no text takes long to read.
_AMOUNT = (
    r"(?:€\s*|EUR\s*)?(?<!\d)(?P<{0}>\d{{1,3}}(?:[.,]\d{{3}}){{1,3}}(?:[.,]\d{{2}})?(?!\d)"
    r"|\d{{1,9}}(?:[.,]\d{{1,2}})?(?!\d))"
)
_CURRENCY = r"\s*(?:€|EUR\b|Euro\b|[.,]?-(?!\d))"


def _price(name: str) -> str:
    return _AMOUNT.format(name)


_PER_CENT_SIGN = r"\s*(?:%|Prozent\b|per\s?cent\b|percent\b)"
_PER_CENT = re.compile(
    rf"(?<!\d)(?P<value>\d{{1,3}}(?:[.,]\d{{1,2}})?){_PER_CENT_SIGN}", re.IGNORECASE
)
_ASIDE = re.compile(
    # Per cent that are no discount: tax, credit, what a thing is made of.
    rf"(?<!\d)\d{{1,3}}(?:[.,]\d{{1,2}})?{_PER_CENT_SIGN}\s*(?:MwSt|USt|Mehrwertsteuer|Umsatzsteuer|VAT\b"
    r"|Finanzierung|Zins|eff(?:ektiver|\.)?\s*Jahreszins|APR\b|interest|Anzahlung|Baumwolle|cotton"
    r"|recy[ck]l|Akku|battery|Vol\b)"
    # Amounts that are no price of the product: by month, by unit, fees.
    rf"|(?:mtl\.?|monatlich|monthly|Anschlusspreis|Bereitstellungspreis|connection\s+fee|Versand\w*"
    rf"|shipping|Pfand|deposit|Grundpreis|unit\s+price|1\s*(?:kg|l|m|m²|m³)\s*=)[\s:]*{_price('fee')}"
    rf"(?:{_CURRENCY})?"
    rf"|{_price('rate')}(?:{_CURRENCY})?\s*(?:/|pro\b|je\b|per\b|a\b|an\b|im\b)?\s*"
    r"(?:Monat\b|mtl\b|monatlich\b|month\b|monthly\b|(?<=[/\s])(?:kg|l|m|m²|m³)(?!\w))",
    re.IGNORECASE,
)
_STRUCK = re.compile(
    rf"(?:~~|<(?:s|del|strike)>)\s*(?P<word>UVP|RRP)?\s*{_price('value')}[^~<]{{0,12}}"
    r"(?:~~|</(?:s|del|strike)>)",
    re.IGNORECASE,
)
_RECOMMENDED = re.compile(
    r"\b(?:UVP|UPE|RRP|MSRP|unverbindlichen?\s+(?:Preisempfehlung|Verkaufspreis)"
    r"|(?:manufacturer'?s\s+)?recommended\s+(?:retail\s+)?price|(?:Hersteller)?preisempfehlung)\b"
    rf"[^\d%~<]{{0,40}}{_price('value')}"
    rf"|{_price('before')}(?:{_CURRENCY})?\s*\(?\s*(?:UVP|UPE|RRP|MSRP)\b(?![^\d\n]{{0,40}}\d)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:(?:statt\s+)?(?:einzeln|Einzelpreise?|Einzelkauf|Summe\s+der\s+(?:Teile|Einzelpreise))"
    r"(?:\s+gekauft)?|(?:instead\s+of\s+)?(?:bought\s+)?separately|(?:sum|total)\s+of\s+the\s+parts)\b"
    rf"[^\d%~<]{{0,30}}{_price('value')}",
    re.IGNORECASE,
)
_OWN_EARLIER = re.compile(
    r"\b(?:statt|anstatt|anstelle|vorher|bisher(?:iger?)?|früher|zuvor|sonst|normal(?:er)?preis"
    r"|regulär(?:er)?|alter\s+Preis|instead\s+of|was|before|previously|formerly|regular(?:ly)?"
    r"|(?:bisheriger\s+)?30[-\s]?(?:Tage|day)[-\s]?(?:Bestpreis|Tiefstpreis|best\s+price|low)"
    r"|niedrigster\s+(?:Gesamt)?preis(?:\s+der\s+letzten\s+\d+\s+Tage)?"
    r"|lowest\s+price(?:\s+(?:of|in)\s+the\s+last\s+\d+\s+days)?)\b"
    rf"[^\d%~<]{{0,30}}{_price('value')}(?!\s*%)",
    re.IGNORECASE,
)
_AMOUNT_OFF = re.compile(
    rf"(?:{_price('left')}(?:{_CURRENCY})?\s*(?:sparen|gespart|Rabatt|günstiger|billiger|Ersparnis"
    r"|Nachlass|off\b|cheaper)"
    rf"|(?:sparen\s+Sie|spare|Ersparnis|save|you\s+save|Rabatt\s+von)\s*:?\s*{_price('right')}"
    rf"(?:{_CURRENCY})?"
    rf"|[-−–]\s*(?:€\s*{_price('euro_first')}|{_price('minus')}{_CURRENCY}))",
    re.IGNORECASE,
)
_HIGHLIGHT = re.compile(
    r"\b(?:Preis[-\s]?Highlight|price[-\s]highlight|Preis[-\s]?(?:Knaller|Hammer|Kracher|Sturz|Tipp)"
    r"|Knallerpreis|Hammerpreis|Sparpreis|Schnäppchen|Aktionspreis|Sonder(?:angebot|preis)"
    r"|Einführungspreis|Eröffnungspreis|introductory\s+price|(?:stark\s+)?reduziert|herabgesetzt"
    r"|gesenkt|Preissenkung|Rabatt(?:aktion)?|Nachlass|Ausverkauf|Sale|bargain|reduced|discount"
    r"|special\s+offer|price\s+(?:drop|cut)|marked\s+down|Black\s+Friday|(?:noch\s+)?günstiger"
    r"|billiger|cheaper|zum\s+halben\s+Preis|halber\s+Preis|half[-\s]price"
    r"|(?:MwSt\.?|Mehrwertsteuer)\s+(?:geschenkt|sparen)|(?:without|no)\s+VAT|VAT[-\s]free)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:Dauer(?:tief|niedrig)preise?|immer\s+günstig|beste[rn]?\s+Preise?|Bestpreisgarantie"
    r"|best\s+prices?|always\s+low(?:est)?\s+prices?|every\s?day\s+low)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\b(?:\d+\s*(?:für|zum\s+Preis\s+von|for(?:\s+the\s+price\s+of)?)\s*\d+\b(?![.,]\d|\s*(?:€|EUR))"
    r"|\d\s*\+\s*\d\s*(?:gratis|free)|buy\s+one,?\s+get\s+one)",
    re.IGNORECASE,
)
_PERISHABLE = re.compile(
    r"\b(?:MHD|Mindesthaltbarkeit\w*|kurze[rn]?\s+Haltbarkeit|läuft\s+(?:bald\s+)?ab|best\s+before"
    r"|use\s+by|expires?|short\s+(?:shelf\s+life|date))\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    rf"(?:€\s?{_price('before')}|(?<![\d.,]){_price('value')}{_CURRENCY}"
    r"|\b(?:für|nur|jetzt|now|only|for|at)\s+(?P<bare>\d+[.,]\d{2})\b(?![.\d]))",
    re.IGNORECASE,
)


def read_claim(text: str) -> Claim:
    """Return what a text claims; DataError where it is longer than 2,000 characters."""
    if len(text) > LONGEST:
        raise DataError(
            f"the claim has {len(text)} characters; give the words about the price, at most "
            f"{LONGEST}"
        )
    rest = _ASIDE.sub(" ", text.replace("％", "%").replace("−", "-"))
    recommended, rest = _taken(_RECOMMENDED, rest)
    parts, rest = _taken(_PARTS, rest)
    struck = list(_STRUCK.finditer(rest))
    compared = [amount(one["value"]) for one in struck if not one["word"]]
    recommended += [amount(one["value"]) for one in struck if one["word"]]
    rest = _STRUCK.sub(" ", rest)
    earlier, rest = _taken(_OWN_EARLIER, rest)
    per_cent = _PER_CENT.findall(rest)
    rest = _PER_CENT.sub(" ", rest)
    quantity = _QUANTITY.search(rest)
    rest = _QUANTITY.sub(" ", rest)
    off = [amount(next(filter(None, one.groups()))) for one in _AMOUNT_OFF.finditer(rest)]
    rest = _AMOUNT_OFF.sub(" ", rest)
    offered = sorted(_offered(rest))
    return Claim(
        price=offered[0] if offered else None,
        per_cent=max((amount(one) for one in per_cent), default=None),
        amount_off=max(off, default=None),
        compared=tuple(dict.fromkeys([*compared, *earlier, *offered[1:]])),
        recommended=recommended[0] if recommended else None,
        parts=parts[0] if parts else None,
        highlight=_word(_HIGHLIGHT, text),
        general=_word(_GENERAL, text),
        quantity=None if quantity is None else quantity.group(),
        marked_perishable=_PERISHABLE.search(text) is not None,
    )


def amount(text: str) -> Decimal:
    """Return an amount as people write it: 1.299,00 and 1,299.00 and 1299 alike."""
    whole, cents = text, ""
    found = re.fullmatch(r"(.*)[.,](\d{1,2})", text)
    if found:
        whole, cents = found[1], found[2]
    digits = re.sub(r"[.,]", "", whole)
    return Decimal(f"{digits or 0}.{cents or 0}")


def _taken(pattern: re.Pattern[str], text: str) -> tuple[list[Decimal], str]:
    found = [amount(next(filter(None, one.groupdict().values()))) for one in pattern.finditer(text)]
    return found, pattern.sub(" ", text)


def _offered(text: str) -> set[Decimal]:
    found = (one["before"] or one["value"] or one["bare"] for one in _OFFERED.finditer(text))
    return {amount(one) for one in found}


def _word(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else found.group()
