"""The rooms' own sentences in German: known patterns are translated, others are quoted as they are.

Rooms explain themselves in plain English (advice of a check, why a growth is undefined). A
pattern below carries the same sentence in German with its figures kept. A sentence without a
pattern is shown in English and marked as such, never dropped.
"""

from __future__ import annotations

import re

from showfloor.present.catalogue.sentences_german import PATTERNS
from showfloor.present.language import Language

_COMPILED = tuple((re.compile(pattern), german) for pattern, german in PATTERNS)


def translated(sentence: str, language: Language) -> tuple[str, bool]:
    """Return a room's sentence in the language, and whether it stands there in English instead."""
    if language.code == "en" or not sentence:
        return sentence, False
    for pattern, german in _COMPILED:
        match = pattern.fullmatch(sentence.strip())
        if match is not None:
            return german.format(**match.groupdict()), False
    return sentence, True
