"""The reference page of the commands names all of them, each with every option, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
import typer.main
from typer.core import TyperGroup

import showfloor
from showfloor.cli.main import app

ROOT = Path(showfloor.__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
ALONE = cast("TyperGroup", typer.main.get_command(app)).commands
COMMANDS = {name: one for name, one in ALONE.items() if not isinstance(one, TyperGroup)} | {
    f"{group} {name}": one
    for group, commands in ALONE.items()
    if isinstance(commands, TyperGroup)
    for name, one in commands.commands.items()
}
SECTIONS = {
    part.split("\n", 1)[0].strip(): part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
}
FOR_ALL = "What holds for all"


def options_of(command: str) -> set[str]:
    """Return the option names of a command, as a person writes them."""
    names = {name for option in COMMANDS[command].params for name in option.opts}
    return {name for name in names if name.startswith("-")}


def test_the_page_has_a_section_for_each_command_and_no_other() -> None:
    assert set(SECTIONS) - {FOR_ALL} == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_section_names_every_option_of_its_command_and_no_other(command: str) -> None:
    rows = [line for line in SECTIONS[command].splitlines() if line.startswith("| `-")]
    named = {name for row in rows for name in re.findall(r"`(--?[a-z-]+)`", row.split("|")[1])}
    assert named == options_of(command)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_section_names_every_argument_of_its_command(command: str) -> None:
    arguments = [p.name for p in COMMANDS[command].params if not p.opts[0].startswith("-")]
    text = SECTIONS[command].lower()
    for name in arguments:
        shown = "versions" if name == "what" else str(name)
        assert shown in text, f"{command} takes {name}, which the page does not say"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_a_page_links_only_to_files_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


def test_the_readme_links_only_to_files_that_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
