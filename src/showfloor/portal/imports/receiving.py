"""Receiving files: streamed to the workspace's disk and digested on the way, within limits.

A file that is too large is read to its end, so that the browser gets an answer, but nothing of it
is kept; one that is larger still ends the connection.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from showfloor.portal.imports.names import kept_name, shown_name
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right

FOLDER = "uploads"
RECEIVING = "receiving"
OTHER_BYTES = 16 * 1024 * 1024
"""The most that whoever may not import can send in one file, for example a photo."""
HOPELESS = 4
"""So many times the limit, and nothing more is read."""
LEFT_OVER_SECONDS = 24 * 60 * 60.0


def uploads_folder() -> Path:
    """Return where received files are kept."""
    folder: Path = settings.PORTAL.folder / FOLDER
    return folder


class Received(UploadedFile):
    """A file that was received: on disk until it is closed, unless somebody keeps it.

    sha256: of what came. too_large: more came than `limit` bytes, and nothing of it is here.
    """

    def __init__(self, path: Path, name: str, content_type: str | None, **found: Any) -> None:
        """Open what lies at `path`."""
        self.path = path
        self.sha256: str = found["sha256"]
        self.too_large: bool = found["too_large"]
        self.limit: int = found["limit"]
        super().__init__(path.open("rb"), name, content_type, found["size"])

    def temporary_file_path(self) -> str:
        """Return where it lies, as Django's own temporary files say it."""
        return str(self.path)

    def close(self) -> None:
        """Close it, and remove it where nobody has kept it."""
        super().close()
        self.path.unlink(missing_ok=True)


class Receiver(FileUploadHandler):
    """Django's upload handler of the portal."""

    def new_file(self, *arguments: Any, **words: Any) -> None:
        """Open a place for the next file."""
        super().new_file(*arguments, **words)
        folder = uploads_folder() / RECEIVING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / uuid.uuid4().hex
        self.file: IO[bytes] = self._path.open("xb")
        self._digest = hashlib.sha256()
        self._size = 0
        self._limit = _limit_of(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; what goes beyond the limit is left out."""
        before, self._size = self._size, start + len(raw_data)
        if self._size > HOPELESS * max(self._limit, OTHER_BYTES):
            raise StopUpload(connection_reset=True)
        if self._size <= self._limit:
            self._digest.update(raw_data)
            self.file.write(raw_data)
        elif before <= self._limit:
            self.file.truncate(0)

    def file_complete(self, file_size: int) -> Received:
        """Return the file."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        return Received(
            self._path,
            self.file_name or "file",
            self.content_type,
            size=file_size,
            sha256=self._digest.hexdigest(),
            too_large=file_size > self._limit,
            limit=self._limit,
        )

    def upload_interrupted(self) -> None:
        """Forget a file whose sender has gone."""
        if hasattr(self, "file"):
            self.file.close()
            self._path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A received file that is kept: as it was called, as it is kept, its content and size."""

    name: str
    kept: str
    sha256: str
    size: int

    @property
    def path(self) -> Path:
        """Where it lies."""
        return uploads_folder() / self.sha256 / self.kept


def keep_received(received: Received) -> KeptFile:
    """Keep a received file under its content; the same content and name are kept once."""
    kept = KeptFile(
        shown_name(received.name or ""),
        kept_name(received.name or ""),
        received.sha256,
        received.size or 0,
    )
    kept.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    received.path.replace(kept.path)
    descriptor = os.open(kept.path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return kept


def sweep() -> None:
    """Remove what broken connections have left behind a day ago and before."""
    folder = uploads_folder() / RECEIVING
    for path in folder.glob("*") if folder.is_dir() else ():
        try:
            if time.time() - path.stat().st_mtime > LEFT_OVER_SECONDS:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def room_left() -> int:
    """Return how many bytes the uploads' disk still takes."""
    folder = uploads_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


def _limit_of(request: Any) -> int:
    """Return how many bytes whoever sends this request may send in one file."""
    visit = getattr(request, "visit", None)
    if not isinstance(visit, Visit) or visit.person is None:
        return 0
    if visit.may(Right.IMPORT):
        limit: int = settings.PORTAL_UPLOAD_BYTES
        return limit
    return OTHER_BYTES
