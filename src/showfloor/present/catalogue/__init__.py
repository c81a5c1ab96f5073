"""Every word of the report, by key, in English and in German; both have the same keys."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.present.catalogue import (
    english,
    english_columns,
    english_terms,
    german,
    german_columns,
    german_terms,
)
from showfloor.present.types import LanguageCode

Catalogue = Mapping[str, str]

CATALOGUES: Mapping[LanguageCode, Catalogue] = {
    "en": {**english.MESSAGES, **english_columns.MESSAGES, **english_terms.MESSAGES},
    "de": {**german.MESSAGES, **german_columns.MESSAGES, **german_terms.MESSAGES},
}
