"""The file of scenarios: [[scenario]] entries, each a name and changes in words."""

from __future__ import annotations

import tomllib
from pathlib import Path

from showfloor.errors import DataError, nearest
from showfloor.storage.csv_rows import read_text

KEYS = ("name", "changes")


def read_scenarios(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (name, changes) for every entry, in the file's order.

    Raises DataError where the file is no TOML, has other keys, repeats a name or changes nothing.
    """
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path} is not TOML: {error}") from None
    for key in content:
        if key != "scenario":
            hint = nearest(key, ["scenario"])
            raise DataError(f"{path}: unknown section {key!r}{hint}; entries are [[scenario]]")
    entries = content.get("scenario", [])
    if not isinstance(entries, list) or not entries:
        raise DataError(f"{path} has no [[scenario]]")
    found = tuple(_scenario(path, number, entry) for number, entry in enumerate(entries, start=1))
    names = [name for name, _ in found]
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{path}: the name {name!r} stands twice")
    return found


def _scenario(path: Path, number: int, entry: object) -> tuple[str, tuple[str, ...]]:
    where = f"{path}: [[scenario]] no. {number}"
    if not isinstance(entry, dict):
        raise DataError(f"{where} is no section")
    for key in entry:
        if key not in KEYS:
            raise DataError(f"{where}: unknown key {key!r}{nearest(key, KEYS)}")
    name, changes = entry.get("name"), entry.get("changes")
    if not isinstance(name, str) or not name.strip():
        raise DataError(f"{where}: name is missing")
    good = isinstance(changes, list) and all(isinstance(item, str) for item in changes)
    if not good or not changes:
        raise DataError(f"{where}: changes must list at least one change in words")
    return name, tuple(changes)
