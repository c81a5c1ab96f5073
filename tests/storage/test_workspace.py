"""Promises of a workspace: made once, opened as it was stated, refused with advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.errors import WorkspaceError
from showfloor.storage import create_workspace, open_workspace

STATED = {"name": "Test", "currency": "EUR", "vat": "with", "time_zone": "Europe/Berlin"}


def test_an_opened_workspace_states_what_it_was_made_with(tmp_path: Path) -> None:
    root = tmp_path / "Müller & Söhne"
    create_workspace(
        root,
        name='Müller "& Söhne"\n\\x',
        currency="USD",
        vat="without",
        time_zone="America/New_York",
        trading_days=(0, 6),
        example="o2-xiaomi",
        notes={"de": "alle Zahlen sind erzeugt", "a b": "x"},
    )
    config = open_workspace(root).config
    assert config.name == 'Müller "& Söhne"\n\\x'
    assert (config.currency, config.vat, config.time_zone) == ("USD", "without", "America/New_York")
    assert config.trading_days == config.calendar.weekdays == (0, 6)
    assert config.example == "o2-xiaomi"
    assert config.notes == {"de": "alle Zahlen sind erzeugt", "a b": "x"}
    assert config.schema_version == 2


def test_trading_days_are_monday_to_saturday_unless_stated(tmp_path: Path) -> None:
    assert create_workspace(tmp_path / "w", **STATED).config.trading_days == (0, 1, 2, 3, 4, 5)


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(WorkspaceError, match="holds files that are no workspace"):
        create_workspace(tmp_path, **STATED)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    create_workspace(tmp_path / "w", **STATED)
    with pytest.raises(WorkspaceError, match="is a workspace already"):
        create_workspace(tmp_path / "w", **STATED)


@pytest.mark.parametrize("name", ["a[1]", "b*", "what?"])
def test_a_path_with_pattern_characters_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkspaceError, match="file patterns"):
        create_workspace(tmp_path / name, **STATED)


def test_a_folder_without_configuration_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"has no showfloor\.toml.*showfloor init"):
        open_workspace(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("currency =", "curency =", "unknown key 'curency'; did you mean 'currency'"),
        ('"EUR"', '"euro"', "currency"),
        ('"with"', '"maybe"', "vat"),
        ("Europe/Berlin", "Europe/Bonn", "no time zone such as Europe/Berlin"),
        ('"monday"', '"montag"', "must name each trading day once"),
        ('"monday"', '"tuesday"', "must name each trading day once"),
        ("schema_version = 2", "schema_version = 3", "newer release"),
        ("schema_version = 2", 'schema_version = "1"', "whole number"),
        ("schema_version = 2", "", "whole number"),
        ('"Test"', "Test", "no valid TOML"),
    ],
)
def test_a_wrong_configuration_is_refused_by_key(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    create_workspace(tmp_path / "w", **STATED)
    path = tmp_path / "w" / "showfloor.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WorkspaceError, match=says):
        open_workspace(tmp_path / "w")
