"""Named sources are read whole or refused by key, and tell what a partner's columns hold."""

from __future__ import annotations

import tomllib

import pytest

from showfloor.errors import WorkspaceError
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.named_source import read_named_sources

NORTH = """
[sources.north]
table = "sales"
columns = { Filiale = "store_id", Datum = "date", Umsatz = "revenue" }
defaults = { source = "north", line_no = "1" }

[sources.north.dialect]
encoding = "windows-1252"
separator = ";"
decimal = ","
thousands = "."
dates = { Datum = "DD.MM.YYYY" }
"""


def refusal(text: str) -> str:
    with pytest.raises(WorkspaceError) as refused:
        read_named_sources(tomllib.loads(text), "showfloor.toml")
    return str(refused.value)


def test_a_named_source_is_read_whole() -> None:
    source = read_named_sources(tomllib.loads(NORTH), "showfloor.toml")["north"]
    assert (source.name, source.table) == ("north", "sales")
    assert dict(source.columns) == {"Filiale": "store_id", "Datum": "date", "Umsatz": "revenue"}
    assert dict(source.defaults) == {"source": "north", "line_no": "1"}
    assert source.dialect == StatedDialect(
        encoding="windows-1252",
        separator=";",
        decimal=",",
        thousands=".",
        dates={"Datum": "DD.MM.YYYY"},
    )


def test_a_workspace_without_named_sources_has_none() -> None:
    assert not read_named_sources({}, "showfloor.toml")


def test_columns_are_known_by_the_names_of_the_files() -> None:
    kinds = read_named_sources(tomllib.loads(NORTH), "showfloor.toml")["north"].kinds()
    assert (kinds["Filiale"], kinds["Datum"], kinds["Umsatz"]) == ("text", "date", "money")
    assert kinds["units"] == "int"
    assert "revenue" not in kinds


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('table = "sales"', 'table = "sale"', "no table 'sale'; did you mean 'sales'?"),
        ('"store_id"', '"store"', "columns.Filiale: the table sales has no column 'store'"),
        ("line_no =", "line_number =", "no column 'line_number'; did you mean 'line_no'?"),
        ('"date"', '"store_id"', "column 'store_id' is filled twice"),
        ("source =", "revenue =", "column 'revenue' is filled twice"),
        ("encoding =", "encodings =", "unknown key 'dialect.encodings'; did you mean 'encoding'?"),
        ("defaults =", "default =", "unknown key 'default'; did you mean 'defaults'?"),
        ('decimal = ","', 'decimal = "."', "decimal and thousands are the same mark"),
        ('separator = ";"', 'separator = ":"', "dialect.separator: Input should be"),
        ('"DD.MM.YYYY"', '"DMY"', "dialect.dates.Datum: Input should be"),
    ],
)
def test_what_is_wrong_is_refused_by_its_key(old: str, new: str, told: str) -> None:
    assert old in NORTH
    message = refusal(NORTH.replace(old, new, 1))
    assert message.startswith("showfloor.toml: sources.north")
    assert told in message


def test_sources_must_be_a_table() -> None:
    assert "sources must be a table" in refusal("sources = 1")
