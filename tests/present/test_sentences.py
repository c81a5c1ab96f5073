"""The rooms' own sentences reach a German reader in German, their figures kept."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import showfloor.measure
from showfloor.present.language import language_for
from showfloor.present.sentences import translated

ENGLISH, GERMAN = language_for("en"), language_for("de")


def test_english_sentences_are_left_as_they_are():
    assert translated("anything at all", ENGLISH) == ("anything at all", False)


def test_figures_and_dates_are_written_as_germans_write_them():
    text, quoted = translated(
        "sales begin on 2020-03-01, the comparison period on 2019-01-01", GERMAN
    )
    assert not quoted
    assert text == (
        "die Verkäufe beginnen am 1.\u00a0März 2020, der Vergleichszeitraum am 1.\u00a0Januar 2019"
    )
    text, _ = translated("Both methods agree within 0.4 standard errors.", GERMAN)
    assert text == "Beide Verfahren stimmen auf 0,4 Standardfehler überein."
    text, _ = translated("promise hamburg by 2021-04-05", GERMAN)
    assert text == "Zusage an hamburg bis 5.\u00a0April 2021"


def test_a_conflict_of_freezes_and_the_other_party_is_said_in_german():
    # The planner's own words; see its tests of conflicts.
    said = {
        "freeze 2021-11-15 to 2022-01-10 in all regions": (
            "Einbaustopp vom 15.\u00a0November 2021 bis vor dem 10.\u00a0Januar 2022"
            " in allen Regionen"
        ),
        "the manufacturer's value must reach 120,000.00": (
            "der Wert für den Hersteller muss 120.000,00 erreichen"
        ),
        "the best options of all stores for the retailer: -1.50 in all": (
            "die besten Möglichkeiten aller Läden für den Händler: insgesamt −1,50"
        ),
        "s1, wall: no week to build (frozen)": "s1, Wand: keine Woche zum Bauen (Einbaustopp)",
    }
    for english, german in said.items():
        assert translated(english, GERMAN) == (german, False)


def test_a_sentence_that_nobody_translated_is_quoted_and_marked():
    assert translated("the cat sat on the mat", GERMAN) == ("the cat sat on the mat", True)


def _said_by_checks() -> list[str]:
    """Every text that the measuring room's source gives to a Check, its places filled with 7."""
    said = []
    for path in Path(showfloor.measure.__file__).parent.glob("*_checks.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Check"):
                continue
            for part in (call.args[0], call.args[2]):
                if isinstance(part, ast.Constant):
                    said.append(part.value)
                elif isinstance(part, ast.JoinedStr) and not _composed(part):
                    words = [
                        piece.value if isinstance(piece, ast.Constant) else "7"
                        for piece in part.values
                    ]
                    said.append("".join(words))
    return said


def _composed(part: ast.JoinedStr) -> bool:
    """Whether a text is built from another sentence, which is tested by hand below."""
    names = {
        name.id for piece in part.values for name in ast.walk(piece) if isinstance(name, ast.Name)
    }
    return "said" in names or "found" in names


@pytest.mark.parametrize("sentence", sorted(set(_said_by_checks())))
def test_every_advice_of_the_measuring_room_has_its_german(sentence):
    text, quoted = translated(sentence, GERMAN)
    assert not quoted, sentence
    assert re.findall("7", text) == re.findall("7", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "Sales already differ in the week before a display, by +0.086 log points (standard"
            " error"
            " 0.029): read about that much of the effect as timing rather than as the"
            " display's work."
        ),
        (
            "12,031 of 1,481,065 rows belong to a pair that never sold in that store or week"
            " and say"
            " nothing; they are left out."
        ),
        (
            "1.5% of the unit-times have no outcome, and 3 treated ones have nothing to be compared"
            " with; the effect is that of the others."
        ),
        (
            "Not all of the panel could be used: 3 of 900 unit-times have no outcome and are"
            " missing;"
            " 1 unit treated before the data show a time without treatment left out: s1."
        ),
        "eligibility: 112 planned areas against 4001 allowed options",
        "freezes: 2",
        "value to the retailer: 1032929.86, at least -1000.00",
        "value to the manufacturer: 20.00, at least 25.00",
        "value of 3 areas and losses of 2 spillover pairs: objective 1436136.24",
        "14 crew rows, each proven by its own knapsack; 0 wave and 2 spillover prices",
        "120 crew cuts, each proven by the largest sum that crews allow",
        "parts: 16 with 480 leaves; those of a part hold every plan of its regions between them",
        "a, table: needs 8 m2, free: 4 m2",
        "crews DE-HH: 4 crew-days a week",
        "budget through 2021-03-31: 400000.00 in all",
        "wave flagships: 4 stores before later waves, released on 2021-05-03",
    ],
)
def test_composed_sentences_have_their_german(sentence):
    assert not translated(sentence, GERMAN)[1], sentence
