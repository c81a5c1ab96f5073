"""The words of offers, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.portal.offers import (
    words_costs,
    words_english,
    words_german,
    words_quotes,
    words_statements,
)

ENGLISH: Mapping[str, str] = {
    **words_english.ENGLISH,
    **words_quotes.ENGLISH,
    **words_costs.ENGLISH,
    **words_statements.ENGLISH,
}
GERMAN: Mapping[str, str] = {
    **words_german.GERMAN,
    **words_quotes.GERMAN,
    **words_costs.GERMAN,
    **words_statements.GERMAN,
}
