"""Every word of the report, by key, in English and in German; both have the same keys."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.present.catalogue.english import MESSAGES as ENGLISH
from showfloor.present.catalogue.english_certainty import MESSAGES as ENGLISH_CERTAINTY
from showfloor.present.catalogue.english_columns import MESSAGES as ENGLISH_COLUMNS
from showfloor.present.catalogue.english_design import MESSAGES as ENGLISH_DESIGN
from showfloor.present.catalogue.english_documents import MESSAGES as ENGLISH_DOCUMENTS
from showfloor.present.catalogue.english_earned import MESSAGES as ENGLISH_EARNED
from showfloor.present.catalogue.english_offers import MESSAGES as ENGLISH_OFFERS
from showfloor.present.catalogue.english_replan import MESSAGES as ENGLISH_REPLAN
from showfloor.present.catalogue.english_settlement import MESSAGES as ENGLISH_SETTLEMENT
from showfloor.present.catalogue.english_standing import MESSAGES as ENGLISH_STANDING
from showfloor.present.catalogue.english_statement import MESSAGES as ENGLISH_STATEMENT
from showfloor.present.catalogue.english_terms import MESSAGES as ENGLISH_TERMS
from showfloor.present.catalogue.german import MESSAGES as GERMAN
from showfloor.present.catalogue.german_certainty import MESSAGES as GERMAN_CERTAINTY
from showfloor.present.catalogue.german_columns import MESSAGES as GERMAN_COLUMNS
from showfloor.present.catalogue.german_design import MESSAGES as GERMAN_DESIGN
from showfloor.present.catalogue.german_documents import MESSAGES as GERMAN_DOCUMENTS
from showfloor.present.catalogue.german_earned import MESSAGES as GERMAN_EARNED
from showfloor.present.catalogue.german_offers import MESSAGES as GERMAN_OFFERS
from showfloor.present.catalogue.german_replan import MESSAGES as GERMAN_REPLAN
from showfloor.present.catalogue.german_settlement import MESSAGES as GERMAN_SETTLEMENT
from showfloor.present.catalogue.german_standing import MESSAGES as GERMAN_STANDING
from showfloor.present.catalogue.german_statement import MESSAGES as GERMAN_STATEMENT
from showfloor.present.catalogue.german_terms import MESSAGES as GERMAN_TERMS
from showfloor.present.types import LanguageCode

Catalogue = Mapping[str, str]

CATALOGUES: Mapping[LanguageCode, Catalogue] = {
    "en": {
        **ENGLISH,
        **ENGLISH_COLUMNS,
        **ENGLISH_TERMS,
        **ENGLISH_DOCUMENTS,
        **ENGLISH_DESIGN,
        **ENGLISH_CERTAINTY,
        **ENGLISH_REPLAN,
        **ENGLISH_STANDING,
        **ENGLISH_STATEMENT,
        **ENGLISH_EARNED,
        **ENGLISH_OFFERS,
        **ENGLISH_SETTLEMENT,
    },
    "de": {
        **GERMAN,
        **GERMAN_COLUMNS,
        **GERMAN_TERMS,
        **GERMAN_DOCUMENTS,
        **GERMAN_DESIGN,
        **GERMAN_CERTAINTY,
        **GERMAN_REPLAN,
        **GERMAN_STANDING,
        **GERMAN_STATEMENT,
        **GERMAN_EARNED,
        **GERMAN_OFFERS,
        **GERMAN_SETTLEMENT,
    },
}
