"""Every reason and every finding about an offer has its sentence in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from showfloor.offers.findings_types import VERDICTS, Finding
from showfloor.offers.priced import NOT_CODES, Binds, NotApplied, NotCode
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.offer_words import what_was_found, why_not

LANGUAGES = [Language(code, CATALOGUES[code]) for code in ("en", "de")]


def test_the_codes_in_their_order_are_all_there_are() -> None:
    assert get_args(NotCode) == NOT_CODES


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_code_has_a_sentence(language: Language) -> None:
    for code in NOT_CODES:
        assert "{" not in why_not(NotApplied("a", 1, code, ("b",)), language)
    for code, verdict in VERDICTS.items():
        item = Finding("a", 1, verdict, code, ("p", "q"), 2, 100, 200)
        assert "{" not in what_was_found(item, language)
    for binds in get_args(Binds):
        assert language.knows(f"offer.binds.{binds}")


def test_a_reason_reads_as_a_person_would_say_it() -> None:
    english, german = LANGUAGES
    reason = NotApplied("a", 1, "no_area")
    assert why_not(reason, english) == "needs a brand area; this store has none"
    assert why_not(reason, german) == "setzt eine Herstellerfläche voraus; diese Filiale hat keine"
    outdone = NotApplied("a", 1, "outdone", ("b", "c"))
    assert why_not(outdone, english) == "was left for what is cheaper together: b, c"


def test_only_a_few_of_many_are_named() -> None:
    english = LANGUAGES[0]
    item = Finding("a", 1, "NOTE", "stacks", tuple("bcdefghij"), 1200)
    assert "b, c, d, e, f (+ 1,195)" in what_was_found(item, english)
