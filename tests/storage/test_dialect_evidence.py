"""The database sees in a column's values what the plain reader sees."""

from __future__ import annotations

from pathlib import Path

from showfloor.storage.dialect_evidence import (
    Look,
    TextLayout,
    _bits_here,
    _bits_in_database,
    bit_of,
)
from showfloor.storage.dialect_text import find_text

NUMBERS = [
    f"{sign}{text}"
    for sign in ("", "-", "+")
    for text in (
        *("12", "007", "0.5", ".5", "5.", "1.2", "1.23", "1.234", "0.123", "1234.567"),
        *("1.234.567", "1.234,5", "1.234,567", "1,2", "1,23", "1,234", "1,234,567", "1,234.5"),
        *("1 234", "1 234,5", "1 234.5", "1'234", "1'234.5", "1'234,5", "1\u00a0234"),
        *("1\u00a0234,5", "1\u00a0234.5", "12.34.567", "1,23,456", "1.2.3", "1e5", "--1"),
    )
]
DATES = [
    *("2021-02-03", "2221-01-01", "2021-2-3", "13.01.2021", "01.13.2021", "05.05.2021", "5.05.21"),
    *("1.2.2021", "01.02.21", "32.01.2021", "00.01.2021", "13/01/2021", "1/13/21", "5/5/2021"),
    *("01/02/2021", "13.13.2021", "01.02/2021", "01.02.1821", "01.02.202", "1.2.3.4"),
]
OTHERS = ["", " 12", "12 ", "one", "Köln", "1;2", '"', "-", ".", ",", "١٢"]


def test_the_database_and_the_plain_reader_give_every_value_the_same_shape(tmp_path: Path) -> None:
    values = [*NUMBERS, *DATES, *OTHERS]
    header = tuple(f"c{n}" for n in range(len(values)))
    path = tmp_path / "values.csv"
    row = "|".join('"' + value.replace('"', '""') + '"' for value in values)
    path.write_text("|".join(header) + "\n" + row + "\n", encoding="utf-8")
    layout = TextLayout(find_text(path), "|", '"', header)
    looks: dict[int, Look] = dict.fromkeys(range(len(values)), "either")
    by_value = dict(enumerate(map(bit_of, values)))
    assert _bits_here(layout, tuple(looks)) == by_value
    (tmp_path / "work").mkdir()
    assert _bits_in_database(layout, looks, tmp_path / "work", ()) == by_value
