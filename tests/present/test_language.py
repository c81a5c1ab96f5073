"""Figures, dates and messages as English and German write them."""

from __future__ import annotations

import math
import re
import string
from datetime import date
from pathlib import Path

import pytest

import showfloor.present
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import language_for
from showfloor.present.sections.closing import TERMS

ENGLISH, GERMAN = language_for("en", "EUR"), language_for("de", "EUR")
SOURCES = Path(showfloor.present.__file__).parent


def test_money_is_written_as_each_language_writes_it():
    assert ENGLISH.money(1262305.37, 2) == "€1,262,305.37"
    assert GERMAN.money(1262305.37, 2) == "1.262.305,37\u00a0€"
    assert language_for("en", "USD").money(-12.5, 2) == "\u2212$12.50"
    assert language_for("de", "USD").money(-12.5, 2) == "\u221212,50\u00a0$"


def test_large_amounts_are_shortened_in_words():
    assert ENGLISH.money_short(1262305.37) == "€1.26\u00a0m"
    assert GERMAN.money_short(181204311.10) == "181\u00a0Mio.\u00a0€"
    assert GERMAN.money_short(999_999.0) == "1,00\u00a0Mio.\u00a0€"
    assert GERMAN.money_short(812.4) == "812\u00a0€"


def test_minus_is_a_minus_and_zero_has_no_sign():
    assert ENGLISH.number(-0.8, 1) == "\u22120.8"
    assert ENGLISH.number(0.8, 1, signed=True) == "+0.8"
    assert ENGLISH.number(-0.04, 1) == "0.0"
    assert ENGLISH.number(0.04, 1, signed=True) == "0.0"


def test_per_cent_keeps_its_sign_and_its_space():
    assert GERMAN.percent(0.064, signed=True) == "+6,4\u00a0%"
    assert ENGLISH.percent(0.064) == "6.4\u00a0%"


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
def test_unknown_is_a_dash_and_never_zero(language):
    for write in (language.number, language.money, language.percent, language.money_short):
        assert write(math.nan) == "–"


def test_weeks_and_days_are_written_out():
    monday = date(2021, 3, 22)  # ISO week 12 of 2021
    assert GERMAN.week(monday) == "KW 12 · 22.\u00a0März 2021"
    assert ENGLISH.week(monday) == "W12 · 22\u00a0March 2021"


def test_one_axis_has_one_unit_and_one_number_of_decimals():
    write = ENGLISH.money_axis((0.0, 5e6, 1e7, 1.5e7))
    assert [write(value) for value in (0.0, 5e6, 1.5e7)] == ["€0", "€5\u00a0m", "€15\u00a0m"]
    small = GERMAN.money_axis((0.0, 0.5, 1.0))
    assert small(0.5) == "0,5\u00a0€"


def test_one_and_many_have_words_of_their_own():
    assert ENGLISH.say("options.count", n=1).startswith("They make one option")
    assert GERMAN.say("options.count", n=1200).startswith("Daraus werden 1.200")


def test_both_catalogues_have_the_same_keys_and_the_same_places():
    english, german = CATALOGUES["en"], CATALOGUES["de"]
    assert set(english) == set(german)

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    optional = {"n"}
    for key, text in english.items():
        assert places(text) - optional == places(german[key]) - optional, key


def test_both_catalogues_link_only_terms_that_the_glossary_has():
    for catalogue in CATALOGUES.values():
        for text in catalogue.values():
            for term in re.findall(r"\[\[(\w+)\|", text):
                assert term in TERMS


def test_every_message_is_used_somewhere():
    code = "".join(
        path.read_text("utf-8")
        for path in [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.jinja")]
        if "catalogue" not in path.parts
    )
    families = set(re.findall(r"f[\"']([a-z_.]+)\.\{", code))
    families |= set(re.findall(r'term\("([a-z]+)"', code)) | {"nature.title", "month.short"}
    unused = []
    for key in CATALOGUES["en"]:
        stem = key.removesuffix(".one").removesuffix(".other").removesuffix(".times")
        quoted = f'"{stem}"' in code or f"'{stem}'" in code
        if not quoted and not any(key.startswith(f"{f}.") for f in families):
            unused.append(key)
    assert unused == []


def test_no_text_in_a_template_bypasses_the_catalogue():
    for path in SOURCES.rglob("*.jinja"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL
        )
        text = re.sub(r"<style>.*?</style>|<[^>]*>", "", text, flags=re.DOTALL)
        assert re.findall(r"[A-Za-zÄÖÜäöüß]{2,}", text) == [], path.name
