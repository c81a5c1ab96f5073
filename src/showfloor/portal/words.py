"""The portal's words: present's catalogue, and what each app adds in both languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import import_module

from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.types import LANGUAGES, LanguageCode

APPS_WITH_WORDS = (
    "access",
    "figures",
    "imports",
    "maps",
    "measured",
    "news",
    "offers",
    "programmes",
    "rollout",
    "runs",
    "standing",
    "walls",
    "work",
)
"""Apps that have a module `words` with ENGLISH and GERMAN; each key begins with the app's name."""


@functools.cache
def catalogue_of(code: LanguageCode) -> Mapping[str, str]:
    """Return every message by key; ValueError where two apps say the same key differently."""
    messages = dict(CATALOGUES[code])
    for app in APPS_WITH_WORDS:
        module = import_module(f"showfloor.portal.{app}.words")
        added: Mapping[str, str] = module.GERMAN if code == "de" else module.ENGLISH
        for key, text in added.items():
            if not key.startswith(f"{app}."):
                raise ValueError(f"the words of {app} hold '{key}': begin it with '{app}.'")
            messages[key] = text
    return messages


def known_code(asked: str | None) -> LanguageCode:
    """Return one of the portal's languages: the one asked for, or English."""
    short = (asked or "").lower()[:2]
    return next((code for code in LANGUAGES if code == short), "en")


def language_of(code: LanguageCode, currency: str) -> Language:
    """Return a language with the words of the portal."""
    return Language(code, catalogue_of(code), currency)
