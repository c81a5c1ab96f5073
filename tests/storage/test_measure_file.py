"""measure.toml: thresholds are read, defaults stay, mistakes are named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.errors import DataError
from showfloor.storage.measure_file import read_credibility_terms


def read(tmp_path, text: str) -> CredibilityTerms:
    path = tmp_path / "measure.toml"
    path.write_text(text, encoding="utf-8")
    return read_credibility_terms(path)


def test_without_a_file_the_documented_defaults_hold(tmp_path):
    terms = read_credibility_terms(tmp_path / "measure.toml")
    assert terms == CredibilityTerms()
    assert (terms.significant, terms.enough_treated, terms.rings_km) == (0.05, 6, (2, 5, 10))


def test_what_is_stated_replaces_its_default_and_nothing_else(tmp_path):
    terms = read(tmp_path, "[credibility]\nenough_treated = 8\nrings_km = [1.0, 3.5]\n")
    assert terms == CredibilityTerms(enough_treated=8, rings_km=(1.0, 3.5))


def test_an_empty_file_says_nothing(tmp_path):
    assert read(tmp_path, "") == CredibilityTerms()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[credibility]\nenough_treatd = 8", "did you mean 'enough_treated'"),
        ("[credibilty]\nenough_treated = 8", "did you mean 'credibility'"),
        ("[credibility]\nmost_missing = 1.5", "credibility.most_missing"),
        ("[credibility]\nenough_treated = 2.5", "credibility.enough_treated"),
        ("[credibility]\nsignificant = 0.0", "credibility.significant"),
        ("[credibility]\nsignificant = nan", "credibility.significant"),
        ("[credibility]\nrings_km = [5.0, 2.0]", "rising radii"),
        ("[credibility]\nrings_km = []", "rising radii"),
        ("[credibility", "cannot be read"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        read(tmp_path, text)


def test_every_threshold_is_on_the_reference_page_with_its_default():
    page = Path(__file__).parents[2] / "docs" / "reference" / "measure-file.md"
    text = page.read_text(encoding="utf-8")
    for field in fields(CredibilityTerms):
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert f"{field.name} = {default}" in text, field.name
