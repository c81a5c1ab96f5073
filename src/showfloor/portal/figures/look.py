"""The report's own style and font as static files, so that report and portal look alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

import showfloor.present

PRESENT = Path(showfloor.present.__file__).parent
LOOK: Mapping[str, str] = MappingProxyType(
    {
        "drawing.css": "templates",
        "report.css": "templates",
        "source-sans-3-latin-wght-normal.woff2": "assets",
    }
)
"""Files of present that the portal serves, and the folder of each."""


class LookFinder(BaseFinder):
    """Django finds present's style and font through this; nothing else of present's folders."""

    def __init__(self, *_words: Any, **_options: Any) -> None:
        """Open a storage a folder."""
        self._storages = {
            folder: _Prefixed(location=PRESENT / folder) for folder in set(LOOK.values())
        }

    def check(self, **_options: Any) -> list[Any]:
        """Say what is missing: nothing, as present ships with the portal."""
        return []

    def find(self, path: str, **_options: Any) -> Any:  # type: ignore[override]  # of two kinds
        """Return where a static file lies, or nothing."""
        folder = LOOK.get(path.removeprefix("look/"))
        if folder is None or not path.startswith("look/"):
            return []
        return str(PRESENT / folder / path.removeprefix("look/"))

    def list(self, _ignored: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """Return every file with the storage that it lies in."""
        for name, folder in LOOK.items():
            yield name, self._storages[folder]


class _Prefixed(FileSystemStorage):
    """A folder whose files are served under look/."""

    prefix = "look"
