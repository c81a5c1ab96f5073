"""A file's text as UTF-8, piece by piece: compression and encoding are found, and checked."""

from __future__ import annotations

import codecs
import gzip
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from showfloor.errors import IntakeError
from showfloor.storage.dialect import NOTHING_STATED, Compression, Encoding, StatedDialect

PIECE = 1 << 22
LONGEST_LINE = 1 << 24
"""A line, or a quoted value over many lines, is at most this many bytes long (16 MiB)."""

_MAGIC: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BYTE_ORDER_MARK = "\ufeff"
_UTF8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")


class _NotInEncodingError(IntakeError):
    """The bytes are no text of the encoding that was tried."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file, and how its bytes become text."""

    path: Path
    encoding: Encoding
    compression: Compression

    def pieces(self) -> Iterator[bytes]:
        """Yield the text as `text_pieces` does; what is UTF-8 already is not looked at again."""
        if self.compression == "none" and self.encoding in ("utf-8", "utf-8-sig"):
            return _as_it_lies(self.path)
        return text_pieces(self.path, self.encoding, self.compression)


def find_text(path: Path, stated: StatedDialect = NOTHING_STATED) -> TextFile:
    """Find how a file's bytes become text; IntakeError as for `find_encoding`."""
    compression = stated.compression or find_compression(path)
    return TextFile(path, find_encoding(path, compression, stated), compression)


def find_compression(path: Path) -> Compression:
    """Return how a file is compressed, by its first bytes; its name says nothing."""
    with path.open("rb") as stream:
        head = stream.read(4)
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "none")


def find_encoding(path: Path, compression: Compression, stated: StatedDialect) -> Encoding:
    """Return the encoding that all of the file's bytes are text of.

    UTF-8 and UTF-16 are told by a byte order mark or by their bytes. What is no UTF-8 is taken
    as Windows-1252, unless other places of the same file are letters in UTF-8. IntakeError where
    no encoding fits, or where both do in part; it names the line.
    """
    head = next(_pieces(path, compression), b"")
    if head.startswith(b"PAR1"):
        raise IntakeError(
            f"{path} is a Parquet file although its name ends in {path.suffix}; "
            "rename it to end in .parquet"
        )
    found = _by_mark(head)
    if stated.encoding is not None:
        both = {stated.encoding, found} == {"utf-8", "utf-8-sig"}
        found = found if both and found else stated.encoding
    if found is None and head.count(0) > len(head) // 4:
        found = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    if found is not None:
        _read_through(path, found, compression)
        return found
    try:
        _read_through(path, "utf-8", compression)
    except _NotInEncodingError as refusal:
        _refuse_letters_of_utf8(path, compression, refusal)
        _read_through(path, "windows-1252", compression)
        return "windows-1252"
    return "utf-8"


def text_pieces(path: Path, encoding: Encoding, compression: Compression) -> Iterator[bytes]:
    """Yield the file's text as UTF-8 without a byte order mark, a few megabytes at a time.

    IntakeError, with the line, where the bytes are no text of this encoding, where text holds a
    NUL, or where the compressed stream is damaged or ends too early.
    """
    decoder = codecs.getincrementaldecoder("utf-8" if encoding == "utf-8-sig" else encoding)()
    line, first, since = 1, True, 0
    for piece in _pieces(path, compression):
        text = _decoded(path, decoder, piece, line, encoding)
        if first and text:
            text, first = text.removeprefix(_BYTE_ORDER_MARK), False
        out = text.encode("utf-8")
        zero = out.find(0)
        if zero >= 0:
            place = line + out.count(b"\n", 0, zero)
            raise IntakeError(f"{path}, line {place}: holds a NUL byte; this is no text file")
        last = out.rfind(b"\n")
        since = since + len(out) if last < 0 else len(out) - last
        if since > LONGEST_LINE:
            raise IntakeError(f"{path}, line {line}: is longer than 16 MiB; this is no CSV file")
        line += out.count(b"\n")
        yield out
    _decoded(path, decoder, b"", line, encoding, final=True)


def _as_it_lies(path: Path) -> Iterator[bytes]:
    pieces = _pieces(path, "none")
    yield next(pieces, b"").removeprefix(codecs.BOM_UTF8)
    yield from pieces


def _read_through(path: Path, encoding: Encoding, compression: Compression) -> None:
    if encoding == "utf-8" and _is_faultless(path, compression):
        return
    for _ in text_pieces(path, encoding, compression):
        pass


def _is_faultless(path: Path, compression: Compression) -> bool:
    """Say whether a file is UTF-8 without NUL and without endless lines, looking at bytes only."""
    begun, since = b"", 0
    for piece in _pieces(path, compression):
        data = begun + piece
        end = len(data)
        while end and data[end - 1] >= 0x80 and len(data) - end < 4:
            end -= 1
        begun = data[end:]
        last = piece.rfind(b"\n")
        since = since + len(piece) if last < 0 else len(piece) - last
        if len(begun) > 3 or since > LONGEST_LINE or 0 in piece or not _is_utf8(data, end):
            return False
    return not begun


def _is_utf8(data: bytes, end: int) -> bool:
    """Say whether the bytes before `end` are UTF-8."""
    places = pa.py_buffer(struct.pack("<qq", 0, end))
    texts = pa.Array.from_buffers(pa.large_string(), 1, [None, places, pa.py_buffer(data)])
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _by_mark(head: bytes) -> Encoding | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _decoded(
    path: Path,
    decoder: codecs.IncrementalDecoder,
    piece: bytes,
    line: int,
    encoding: Encoding,
    *,
    final: bool = False,
) -> str:
    try:
        return decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        seen = error.object[: error.start].decode(error.encoding, "ignore").count("\n")
        shown = error.object[error.start : error.start + 4].hex(" ")
        raise _NotInEncodingError(
            f"{path}, line {line + seen}: the bytes {shown} are no {encoding} text; "
            "save the file as UTF-8, or state its encoding"
        ) from error


def _refuse_letters_of_utf8(path: Path, compression: Compression, refusal: IntakeError) -> None:
    """Refuse a file that is no UTF-8 in one place and holds letters in UTF-8 in another."""
    line, tail = 1, b""
    for piece in _pieces(path, compression):
        joined = tail + piece
        found = _UTF8_PAIR.search(joined)
        if found:
            place = line + joined.count(b"\n", 0, found.start())
            utf8, windows = (
                found.group().decode("utf-8", "replace"),
                found.group().decode("windows-1252", "replace"),
            )
            raise IntakeError(
                f"{refusal}; but line {place} reads '{utf8}' in UTF-8 and '{windows}' in "
                "Windows-1252: two encodings are mixed"
            ) from refusal
        tail = joined[-2:]
        line += joined.count(b"\n") - tail.count(b"\n")


def _pieces(path: Path, compression: Compression) -> Iterator[bytes]:
    try:
        with _opened(path, compression) as stream:
            while piece := stream.read(PIECE):
                yield bytes(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, compression) from error
    except OSError as error:
        if compression == "none":
            raise IntakeError(f"{path} cannot be read: {error.strerror}") from error
        raise _damaged(path, compression) from error


def _damaged(path: Path, compression: Compression) -> IntakeError:
    return IntakeError(
        f"{path}: the {compression} stream is damaged or ends too early; fetch the file again"
    )


def _opened(path: Path, compression: Compression) -> IO[bytes]:
    if compression == "gzip":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if compression == "zstd":
        return cast("IO[bytes]", pa.input_stream(str(path), compression="zstd"))
    return path.open("rb")
