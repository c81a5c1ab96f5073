"""The rooms' own sentences in German: known patterns are translated, others are quoted as they are.

Rooms explain themselves in plain English (advice of a check, why a growth is undefined). A
pattern of `sentences_german` carries the same sentence in German with its figures kept. A sentence
without a pattern is shown in English and marked as such, never dropped.
"""

from __future__ import annotations

import re
from datetime import date

from showfloor.present.catalogue.german_areas import PATTERNS as AREA_PATTERNS
from showfloor.present.catalogue.german_closures import PATTERNS as CLOSURE_PATTERNS
from showfloor.present.catalogue.german_credibility import PATTERNS as CREDIBILITY_PATTERNS
from showfloor.present.catalogue.german_design import PATTERNS as DESIGN_PATTERNS
from showfloor.present.catalogue.german_growth import PATTERNS as GROWTH_PATTERNS
from showfloor.present.catalogue.german_intake import PATTERNS as INTAKE_PATTERNS
from showfloor.present.catalogue.german_replan import PATTERNS as REPLAN_PATTERNS
from showfloor.present.catalogue.german_rows import PATTERNS as ROW_PATTERNS
from showfloor.present.catalogue.german_scale import PATTERNS as SCALE_PATTERNS
from showfloor.present.catalogue.german_statement import PATTERNS as STATEMENT_PATTERNS
from showfloor.present.catalogue.german_steps import PATTERNS as STEP_PATTERNS
from showfloor.present.catalogue.sentences_german import PATTERNS
from showfloor.present.language import Language

_COMPILED = tuple(
    (re.compile(pattern), german)
    for pattern, german in (
        *AREA_PATTERNS,
        *REPLAN_PATTERNS,
        *PATTERNS,
        *DESIGN_PATTERNS,
        *CREDIBILITY_PATTERNS,
        *GROWTH_PATTERNS,
        *STATEMENT_PATTERNS,
        *SCALE_PATTERNS,
        *CLOSURE_PATTERNS,
        *ROW_PATTERNS,
        *INTAKE_PATTERNS,
        *STEP_PATTERNS,
    )
)
DIRECT = "callaway_santanna"
"""The one estimator whose code is no word."""
_SWAP = str.maketrans(",.-", ".,\u2212")


def translated(sentence: str, language: Language) -> tuple[str, bool]:
    """Return a room's sentence in the language, and whether it stands there in English instead."""
    if language.code == "en" or not sentence.strip():
        return sentence.replace(DIRECT, language.term("method", DIRECT)), False
    for pattern, german in _COMPILED:
        match = pattern.fullmatch(sentence.strip())
        if match is not None:
            words = {
                name: _word(name, value, language) for name, value in match.groupdict().items()
            }
            return german.format(**words), False
    parts = sentence.split("; ")
    if len(parts) > 1:
        said = [translated(part, language) for part in parts]
        if not any(quoted for _, quoted in said):
            return "; ".join(text for text, _ in said), False
    return sentence, True


def _word(name: str, value: str, language: Language) -> str:
    """Return a kept word as German writes it, by the kind of its group."""
    match name.rstrip("0123456789"):
        case "n":
            return value.translate(_SWAP).replace("%", "\u00a0%")
        case "s":
            return translated(value, language)[0]
        case "rates" | "methods" as kind:
            said = _methods(value, language) if kind == "methods" else value
            return re.sub(r"(?<=\d)\.(?=\d)", ",", said)
        case "d":
            return _day(value, language)
        case "region" | "format" as group:
            return language.term(group, value)
        case _:
            return value


def _methods(value: str, language: Language) -> str:
    """Return a list of estimators by their codes in words, each with what it differs by."""
    words = {"by": "um"}

    def named(code: re.Match[str]) -> str:
        return language.term("method", words.get(code[0], code[0]))

    return re.sub(r"[a-z]+(?:_[a-z]+)*", named, value)


def _day(value: str, language: Language) -> str:
    try:
        return language.day(date.fromisoformat(value))
    except ValueError:
        return value
