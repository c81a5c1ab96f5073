"""The words of news, in English and German."""

from __future__ import annotations

from showfloor.portal.news.words_english import ENGLISH
from showfloor.portal.news.words_german import GERMAN

__all__ = ["ENGLISH", "GERMAN"]
