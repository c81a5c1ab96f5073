"""The words of offers, in English and German."""

from __future__ import annotations

from showfloor.portal.offers.words_english import ENGLISH
from showfloor.portal.offers.words_german import GERMAN

__all__ = ["ENGLISH", "GERMAN"]
