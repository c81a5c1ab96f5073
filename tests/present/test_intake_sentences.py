"""What the intake says of files and rows stands in German too, with its figures kept."""

from __future__ import annotations

import pytest

from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.sentences import translated
from showfloor.storage.casting import KIND_REASONS
from showfloor.storage.tables import INTAKE_TABLES

GERMAN = Language("de", CATALOGUES["de"])


def test_every_reason_that_a_row_can_be_refused_for_has_a_german_one() -> None:
    reasons = {*KIND_REASONS.values(), "is missing", "is no Monday, as a week must be"}
    for table in INTAKE_TABLES.values():
        reasons |= {rule.reason for rule in table.rules}
        for column in table.columns:
            reasons |= {f"is none of {', '.join(column.choices)}"} if column.choices else set()
            reasons |= {f"is below {column.low:g}"} if column.low is not None else set()
            reasons |= {f"is above {column.high:g}"} if column.high is not None else set()
    assert len(reasons) > 20
    for reason in sorted(reasons):
        for said in (reason, f"mend price, which {reason}"):
            german, is_english = translated(said, GERMAN)
            assert not is_english, said
            assert german != said


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "sales.csv is empty (0 bytes); it must at least name its columns",
            "sales.csv ist leer (0 Byte); sie muss wenigstens ihre Spalten nennen",
        ),
        (
            "sales.csv, line 1,204: the header names column 'a; b' twice",
            "sales.csv, Zeile 1,204: Die Kopfzeile nennt die Spalte „a; b“ zweimal",
        ),
        (
            (
                "s.parquet holds 1,001 rows, more than the 1,000 that are taken at once; "
                "send it in parts, for example a file a month"
            ),
            (
                "s.parquet hat 1.001 Zeilen, mehr als die 1.000, die auf einmal genommen werden; "
                "senden Sie sie in Teilen, zum Beispiel eine Datei je Monat"
            ),
        ),
        (
            (
                "5 lines (1,234.50) name 2 products that the table products lacks; "
                "they count as (unknown)"
            ),
            (
                "5 Zeilen (1.234,50) nennen 2, was in der Tabelle products fehlt; "
                "sie zählen als (unbekannt)"
            ),
        ),
        (
            "cp1252, semicolons, decimal comma, thousands point, date DD.MM.YYYY",
            "cp1252, Semikolons, Dezimalzeichen Komma, Tausenderzeichen Punkt, date DD.MM.YYYY",
        ),
        ("reading Müller.csv into sales", "liest Müller.csv als sales"),
        (
            "scenario 'budget -9': the budget of a step would fall below 0",
            "Ein Teil des Budgets würde kleiner als 0",
        ),
    ],
)
def test_a_refusal_is_said_in_german_with_its_names_and_figures(english: str, german: str) -> None:
    assert translated(english, GERMAN) == (german, False)


def test_a_sentence_that_is_not_known_stays_english_and_says_so() -> None:
    said = "sales.csv: something that nobody has thought of"
    assert translated(said, GERMAN) == (said, True)
