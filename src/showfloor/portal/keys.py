"""The portal's keys: a file of lines, of which the first signs and the others are still known."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from showfloor.errors import WorkspaceError

SECRET_FILE = "secret.key"  # noqa: S105  # a file's name
KEPT = 2
"""The key that signs and the one before it."""
SHORTEST = 32


def new_secret() -> str:
    """Draw a key."""
    return secrets.token_urlsafe(50)


def keys_in(path: Path) -> tuple[str, ...]:
    """Return a file's keys, the one that signs first; the file is made where it is missing.

    WorkspaceError for a file without a key, or with one that is too short to be drawn.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        text = _made(path)
    except UnicodeDecodeError as reason:
        raise WorkspaceError(f"{path} holds no keys of the portal") from reason
    found = tuple(text.split())
    if not found or min(map(len, found)) < SHORTEST:
        raise WorkspaceError(
            f"{path} holds a key of fewer than {SHORTEST} characters, or none: remove the file and "
            "start; everybody then signs in again"
        )
    return found


def change_key(path: Path) -> int:
    """Draw a new key that signs from now on; the one before stays known. Return how many are."""
    keys = (new_secret(), *keys_in(path))[:KEPT]
    temporary = _written(path, keys)
    temporary.replace(path)
    return len(keys)


def _made(path: Path) -> str:
    """Make the file once; of two that start together the first one's holds."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = _written(path, (new_secret(),))
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()
    return path.read_text(encoding="ascii")


def _written(path: Path, keys: tuple[str, ...]) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return temporary
