"""learn.toml is read as it was written, and refused with the key and what it should be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from showfloor.domain.learning import LearningTerms, StatedLift
from showfloor.errors import DataError
from showfloor.storage.learn_file import read_learning_terms, write_learning_terms

TERMS = LearningTerms(
    baseline_from=date(2017, 7, 3),
    baseline_to=date(2018, 1, 1),
    default_margin_rate=0.25,
    manufacturer_margin_rate=0.2,
    margin_source='stated "for the example", not measured',
    margin_rates={"SOFT DRINKS": 0.22, 'A "quoted" \\ name': 0.1},
    rivals_loss_share=0.45,
    rivals_loss_share_se=0.1,
    rivals_loss_source="display effect",
    format_of_location={"1": "front", "A": "shelf"},
    prior=(StatedLift("wall", "live", 0.3, 0.2, "stated", "gesetzt"),),
    excluded_manufacturers=("69",),
    excluded_categories=("FUEL", "A|B"),
)


def test_terms_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_learning_terms(tmp_path / "learn.toml", TERMS)
    assert read_learning_terms(tmp_path / "learn.toml") == TERMS


def test_a_misspelt_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    path = tmp_path / "learn.toml"
    write_learning_terms(path, TERMS)
    path.write_text(path.read_text().replace("default_rate", "defualt_rate"))
    with pytest.raises(DataError, match=r"margins\.defualt_rate'; did you mean 'default_rate'"):
        read_learning_terms(path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("default_rate = 0.25", "default_rate = 25", "default_rate"),
        ("default_rate = 0.25", 'default_rate = "much"', "default_rate"),
        ("to_date = 2018-01-01", "to_date = 2017-01-01", "must lie after"),
        ("[baseline]", "[baseline", "cannot be read"),
        ("sd = 0.2", "sd = 0.0", "sd"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "learn.toml"
    write_learning_terms(path, TERMS)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DataError, match=says):
        read_learning_terms(path)


def test_a_missing_file_says_what_it_would_hold(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="margin rates"):
        read_learning_terms(tmp_path / "learn.toml")
