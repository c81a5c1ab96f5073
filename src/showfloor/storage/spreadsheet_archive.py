"""The archive that a spreadsheet is: refused in words where it is damaged, locked or a trap."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from showfloor.errors import IntakeError

UNPACKED_AT_MOST = 2 << 30
"""Bytes of a workbook's parts together; a full sheet of ten columns has about half a gigabyte."""

_PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PART = {".xlsx": "xl/workbook.xml", ".ods": "content.xml"}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


def check_archive(path: Path) -> None:
    """Refuse what is no whole, open, sensible workbook of the kind that its name says."""
    with path.open("rb") as stream:
        begin = stream.read(8)
    if begin == _OLE:
        raise IntakeError(_of_old_kind(path))
    if not begin.startswith(b"PK"):
        raise IntakeError(
            f"{path} is no {path.suffix.lower()} file although its name says so; if it is text, "
            "rename it to end in .csv"
        )
    with _opened(path) as archive:
        _check_parts(path, archive)
        if path.suffix.lower() == ".ods" and _is_locked(archive):
            raise IntakeError(f"{path} is protected by a password; save it without one")
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                _check_xml(path, archive, part)


def part_pieces(path: Path, part: str) -> Iterator[bytes]:
    """Yield the bytes of one part of the archive, piece by piece."""
    with _opened(path) as archive, archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def xlsx_part(path: Path, sheet: str) -> str:
    """Return the part of an XLSX file that holds a sheet."""
    with _opened(path) as archive:
        book = _tree(path, archive, _MAIN_PART[".xlsx"])
        links = _tree(path, archive, "xl/_rels/workbook.xml.rels")
    ids = [
        next((element.get(key) for key in _IDS if element.get(key)), None)
        for main in (_MAIN, _STRICT)
        for element in book.iter(f"{main}sheet")
        if element.get("name") == sheet
    ]
    targets = [link.get("Target", "") for link in links if link.get("Id") in ids]
    if len(targets) != 1:
        raise IntakeError(
            f"{path}: the workbook does not say where sheet '{sheet}' is; save it again"
        )
    return posixpath.normpath(posixpath.join("/xl", targets[0])).lstrip("/")


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise IntakeError(f"{path} has two parts of one name; save it anew")
    if any(part.flag_bits & 1 for part in parts):
        raise IntakeError(f"{path} is protected by a password; save it without one")
    if sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise IntakeError(
            f"{path} unpacks to more than {UNPACKED_AT_MOST >> 30} GB; split it, or save it as CSV"
        )
    if _MAIN_PART[path.suffix.lower()] not in names:
        raise IntakeError(
            f"{path} is an archive without a workbook in it; save the table as "
            f"{path.suffix.lower()} from the spreadsheet programme"
        )


def _check_xml(path: Path, archive: zipfile.ZipFile, part: str) -> None:
    """Refuse XML that is not well formed: the library may read it without end."""
    parser = expat.ParserCreate()
    try:
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # also of unknown encodings
        raise IntakeError(f"{path}: its part {part} is damaged ({error}); save it again") from error


def _of_old_kind(path: Path) -> str:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return f"{path} is protected by a password; save it without one"
    return f"{path} is a file of the old kind (.xls); save it as .xlsx"


def _is_locked(archive: zipfile.ZipFile) -> bool:
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except KeyError:
        return False


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise IntakeError(
            f"{path} is damaged or was cut off ({error}); save or send it again"
        ) from error


def _tree(path: Path, archive: zipfile.ZipFile, part: str) -> ET.Element:
    try:
        # The parser refuses amplification, and the memory of this process is limited.
        return ET.fromstring(archive.read(part))  # noqa: S314
    except ET.ParseError as error:
        raise IntakeError(f"{path}: its part {part} is damaged ({error}); save it again") from error
