"""A list of stores: one id a line, or columns; what is wrong is said with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from showfloor.errors import DataError
from showfloor.storage.store_list_file import read_store_list


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "Müller & Söhne.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_id_a_line_is_enough(tmp_path: Path) -> None:
    found = read_store_list(file(tmp_path, "\ufeffs1\n\n s2 \nköln\n"))
    assert found.store_ids == ("s1", "s2", "köln")
    assert not found.weeks
    assert not found.groups


def test_columns_give_weeks_and_groups_and_others_are_passed_over(tmp_path: Path) -> None:
    text = (
        "name,store_id,kind,region,selling_week\n"
        'A,s1,live,DE-BE,2021-03-01\n"B, C",s2,live,,\nD,s3,,,\n'
    )
    found = read_store_list(file(tmp_path, text))
    assert found.store_ids == ("s1", "s2", "s3")
    assert found.weeks == {"s1": date(2021, 3, 1)}
    assert found.groups == {"s1": "DE-BE · live", "s2": "live"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no store"),
        ("store_id\n", "names no store"),
        ("store,kind\ns1,live\n", "has no column 'store_id'; did you mean 'store'"),
        ("store_id,kind\n,live\n", "line 2: no store_id"),
        ("s1\ns2\ns1\n", "line 3: 's1' stands in line 1 too"),
        ("store_id,selling_week\ns1,1 March\n", "line 2: selling_week is '1 March'; write a date"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_store_list(file(tmp_path, text))


def test_a_missing_file_or_one_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        read_store_list(tmp_path / "none.csv")
    with pytest.raises(DataError, match="is a folder"):
        read_store_list(tmp_path)
    (tmp_path / "x.csv").write_bytes(b"s1\n\xff\xfe\n")
    with pytest.raises(DataError, match="no UTF-8 text"):
        read_store_list(tmp_path / "x.csv")
