"""Files of sold baskets and of terms are read whole, or refused by line and key."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showfloor.errors import DataError
from showfloor.storage.offer_settlement_files import (
    Record,
    StatedTerms,
    read_priced_records,
    read_terms,
)

SOLD = {"basket": "b1", "store": "s1", "at": "2026-10-05T12:00+02:00", "priced": {"shelf": 1}}
BACK = {
    "return": "r1",
    "basket": "b1",
    "at": "2026-10-06T12:00+02:00",
    "units": [{"line_id": "1", "number": 2}],
}


def written(folder: Path, *records: object) -> Path:
    path = folder / "sold.jsonl"
    lines = [item if isinstance(item, str) else json.dumps(item) for item in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_baskets_and_returns_of_several_files_are_read_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, SOLD, "", BACK)
    first, second = read_priced_records([path])
    assert (first.key, first.store_id, first.priced) == ("b1", "s1", {"shelf": 1})
    assert isinstance(second, Record)
    assert (second.key, second.basket, second.units) == ("r1", "b1", (("1", 2),))
    assert len(read_priced_records([path, path])) == 4


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("{", "line 1: is not JSON"),
        ("[1]", "is no record"),
        ({**SOLD, "shop": "s1"}, "unknown key 'shop'"),
        ({**SOLD, "stores": "s1"}, "did you mean 'store'"),
        ({**SOLD, "basket": ""}, "basket: String should have at least 1 character"),
        ({**SOLD, "at": "2026-10-05T12:00"}, "must be a time with its zone"),
        ({**SOLD, "at": "9999-12-31T23:59-12:00"}, "must be a time with its zone"),
        ({**SOLD, "priced": {"shelf": 1.5}}, "1.5 is no whole number of cents"),
        ({**SOLD, "priced": {"shelf": 10**13}}, "no whole number of cents"),
        ('{"basket": "b", "store": "s", "at": "x", "priced": {"shelf": NaN}}', "nan is no whole"),
        ({"basket": "b1"}, "store: Field required"),
        ({**BACK, "units": []}, "units: List should have at least 1 item"),
        ({**BACK, "units": [{"line_id": "1", "number": 0}]}, "units.0.number"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(tmp_path: Path, record: object, said: str) -> None:
    with pytest.raises(DataError) as refused:
        read_priced_records([written(tmp_path, record, SOLD)])
    assert said in str(refused.value)


def test_all_bad_lines_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="30 problems") as refused:
        read_priced_records([written(tmp_path, *["x"] * 30)])
    assert "and 10 more" in str(refused.value)


@given(st.text(max_size=60))
def test_whatever_a_line_holds_it_is_read_or_refused(tmp_path_factory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "sold.jsonl"
    path.write_text(text, encoding="utf-8", errors="replace")
    with suppress(DataError):
        read_priced_records([path])


def test_terms_are_read_in_cents(tmp_path: Path) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(
        '[[terms]]\noffer = "lamp"\nan_application = 15.10\nmost_a_month = 5000\n', encoding="utf-8"
    )
    assert read_terms(path) == (StatedTerms("lamp", 1510, None, 500_000, None),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[terms]]\n",
        '[[terms]]\noffer = "a"\nmost = -1\n',
        '[[terms]]\noffer = "a"\nmost = 1.005\n',
        '[[terms]]\noffer = "a"\nmost = nan\n',
        '[[terms]]\noffer = "a"\nmots = 1\n',
        "terms = [",
    ],
)
def test_terms_that_cannot_be_are_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"terms\.toml"):
        read_terms(path)
