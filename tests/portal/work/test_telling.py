"""Steps and refusals of work in the reader's language; what has no German is marked as English."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from showfloor.portal.people.visit import Visit
from showfloor.portal.words import language_of
from showfloor.portal.work.telling import refusal_in_words, step_in_words

from ..sending import send, table, work_here  # noqa: TID252  # no package

ENGLISH, GERMAN = (Visit(language_of(code, "EUR")) for code in ("en", "de"))


@pytest.mark.parametrize(
    ("step", "english", "german"),
    [
        (
            "bound, certified gap 5.4e-02",
            "proves how good a plan can be; at most 5.40\u00a0% from the best",
            "beweist, wie gut ein Plan sein kann; höchstens 5,40\u00a0% vom Besten",
        ),
        ("estimating", "estimates", "schätzt"),
        ("reading a.csv into sales", "reading a.csv into sales", "liest a.csv als sales"),
        ("plan, certified gap much", "looks for the plan", "sucht den Plan"),
    ],
)
def test_a_step_is_said_in_the_readers_language(step: str, english: str, german: str) -> None:
    assert str(step_in_words(ENGLISH, step)) == english
    assert str(step_in_words(GERMAN, step)) == german


def test_what_has_no_german_is_marked_as_english_and_no_letter_of_it_becomes_markup() -> None:
    said = step_in_words(GERMAN, "<b>twiddling</b>")
    assert said == '<span lang="en">&lt;b&gt;twiddling&lt;/b&gt;</span>'
    lines = refusal_in_words(GERMAN, "a.csv is empty (0 bytes)\n<i>odd</i>")
    assert "a.csv ist leer (0 Byte)<br>" in lines
    assert '<span lang="en">&lt;i&gt;odd&lt;/i&gt;</span>' in lines


def test_a_refused_import_reads_german_on_german_pages(manager: Client, shop: Path) -> None:
    assert shop.is_dir()
    head = b"source,date,store_id,product_id,line_no,units,revenue\n"
    sent = send(manager, ("sales.csv", head + b"till,yesterday,koeln,a1,1,1,9.00\n"))
    address = sent["Location"]
    manager.post(f"{address}take/")
    work_here()
    german = {"accept-language": "de"}
    rows = manager.get(f"{address.rstrip('/')}.json", headers=german).json()["tables"]
    assert rows["refusals"]["rows"][0]["reason"].startswith("ist kein Datum")
    assert rows["fixes"]["rows"][0]["fix"].startswith("date verbessern: ist kein Datum")
    (row,) = table(manager, address, "refusals")
    assert row["reason"].startswith("is no date")
    broken = send(manager, ("stores.csv", b"store_id,store_id\n"))["Location"]
    manager.post(f"{broken}take/")
    work_here()
    page = manager.get(broken, headers=german).content.decode()
    assert "Die Kopfzeile nennt die Spalte" in page
    assert 'lang="en"' not in page.split("<main", 1)[1]
