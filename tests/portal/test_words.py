"""The words of every room: the same keys in both languages, with the same places to fill."""

from __future__ import annotations

import string
from importlib import import_module

import pytest

from showfloor.portal.words import APPS_WITH_WORDS, catalogue_of

DIFFER = {"standing.rank.place"}
"""Messages that each language fills in its own way: third, Platz 3."""


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("app", APPS_WITH_WORDS)
def test_a_rooms_words_have_the_same_keys_and_places_in_both_languages(app: str) -> None:
    words = import_module(f"showfloor.portal.{app}.words")
    assert set(words.ENGLISH) == set(words.GERMAN)
    assert words.ENGLISH, "a room that is listed has words"
    for key, english in words.ENGLISH.items():
        german = words.GERMAN[key]
        assert key.startswith(f"{app}.")
        assert key in DIFFER or _places(german) <= _places(english) | {"n"}, key
        assert bool(english) == bool(german), key


def test_a_counted_message_has_both_of_its_forms() -> None:
    for code in ("en", "de"):
        keys = set(catalogue_of(code))  # type: ignore[arg-type]  # both are codes
        for key in keys:
            stem, _, last = key.rpartition(".")
            if last == "one" and f"{stem}.other" not in keys:
                # A word that is called "one" is no form of a count: nothing else is like it.
                assert not any(other.startswith(f"{stem}.other") for other in keys), key
            if last == "other" and "{n}" in catalogue_of(code)[key]:  # type: ignore[index]
                assert f"{stem}.one" in keys, key
