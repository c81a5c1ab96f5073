"""Versions given up to free space: their manifests stay, their files may be gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from showfloor.errors import LedgerError
from showfloor.storage.whole_file import write_whole

FILE = "forgotten.json"


def forgotten_versions(root: Path) -> dict[int, datetime]:
    """Return when each version was given up, by its number, for the ledger in `root`."""
    path = root / "versions" / FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {int(number): datetime.fromisoformat(at) for number, at in document.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise LedgerError(f"{path} is damaged: {error}; restore it from a backup") from error


def refuse_forgotten(root: Path, number: int) -> None:
    """Raise LedgerError where the rows of a version were given up."""
    given_up = forgotten_versions(root).get(number)
    if given_up is not None:
        raise LedgerError(
            f"the rows of version {number} were given up on {given_up:%Y-%m-%d} by ledger vacuum; "
            "its reports remain, its figures can no longer be asked"
        )


def forget(root: Path, numbers: Iterable[int]) -> None:
    """Note that these versions are given up, before any of their files goes."""
    now = datetime.now(UTC)
    found = {**dict.fromkeys(numbers, now), **forgotten_versions(root)}
    document = {str(number): found[number].isoformat() for number in sorted(found)}
    write_whole(root / "versions" / FILE, json.dumps(document, indent=1) + "\n")
