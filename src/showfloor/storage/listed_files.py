"""The files of a version's tables, listed from a table's log when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path


class ListedFiles(Mapping[str, list[Path]]):
    """Parquet files by table: a question reads the logs of the tables that it names, no others."""

    def __init__(self, tables: Collection[str], list_files: Callable[[str], list[Path]]) -> None:
        """Take the names of the tables, and how the files of one are listed."""
        self._tables = tables
        self._list_files = list_files
        self._listed: dict[str, list[Path]] = {}

    def __getitem__(self, name: str) -> list[Path]:
        """Return a table's files; KeyError where the version has no such table."""
        if name not in self._tables:
            raise KeyError(name)
        if name not in self._listed:
            self._listed[name] = self._list_files(name)
        return self._listed[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the tables."""
        return iter(self._tables)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._tables)

    def __contains__(self, name: object) -> bool:
        """Say whether the version has a table, without listing its files."""
        return name in self._tables
