"""The messages of an EDIFACT file: interchanges and groups checked by their counts and references.

Source: ISO 9735 (EDIFACT application level syntax rules), versions 3 and 4, batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from showfloor.errors import IntakeError
from showfloor.storage.edifact_segments import Segment, segments

ENCODINGS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso-8859-1",
    "UNOD": "iso-8859-2",
    "UNOE": "iso-8859-5",
    "UNOF": "iso-8859-7",
    "UNOG": "iso-8859-3",
    "UNOH": "iso-8859-4",
    "UNOI": "iso-8859-6",
    "UNOJ": "iso-8859-8",
    "UNOK": "iso-8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
"""Character sets by syntax identifier; the separators are ASCII in all of them."""


@dataclass(frozen=True, slots=True)
class Message:
    """The segments from UNH to UNT, both included, and what is wrong with its envelope.

    number: counted from 1 in the file.
    wrong:  the segment's place in the message, counted from 1, and the reason; None where all is
            well.
    """

    number: int
    encoding: str
    segments: tuple[Segment, ...]
    wrong: tuple[int, str] | None


def messages(path: Path) -> Iterator[Message]:
    """Yield the messages of a file that holds one interchange or several.

    IntakeError where the file is none, where an interchange has no end or contradicts its own
    counts and references, or where something stands between messages: then it cannot be told
    what is missing.
    """
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if not text.lstrip().startswith(("UNA", "UNB")):
        raise IntakeError(
            f"{path} is no EDIFACT file although its name says so: it does not begin with UNA or "
            "UNB"
        )
    reader = _Interchanges(path)
    for segment in segments(path, text):
        yield from reader.take(segment)
    reader.end()


class _Interchanges:
    """Gathers segments into messages and keeps count of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._envelope: _Envelope | None = None
        self._inside: list[Segment] = []
        self._number = 0

    def take(self, segment: Segment) -> Iterator[Message]:
        """Take a segment; yield the message that it ends."""
        if self._envelope is None:
            if segment.tag != "UNB":
                raise _broken(self._path, segment, f"{segment.tag} stands outside an interchange")
            self._envelope = _Envelope(self._path, segment)
        elif segment.tag == "UNB":
            raise _broken(self._path, segment, "UNB begins before the last interchange has its UNZ")
        elif segment.tag == "UNH":
            yield from self._message(self._envelope, ended=False)
            self._inside = [segment]
            self._envelope.messages += 1
        elif segment.tag in ("UNG", "UNE", "UNZ"):
            yield from self._message(self._envelope, ended=False)
            self._envelope.close(segment)
            if segment.tag == "UNZ":
                self._envelope = None
        elif not self._inside:
            raise _broken(self._path, segment, f"{segment.tag} stands outside a message")
        else:
            self._inside.append(segment)
            if segment.tag == "UNT":
                yield from self._message(self._envelope, ended=True)

    def end(self) -> None:
        """Take the end of the file."""
        if self._envelope is not None:
            raise IntakeError(f"{self._path} was cut off: it ends without UNZ; send it again")
        if not self._number:
            raise IntakeError(f"{self._path} holds no message")

    def _message(self, envelope: _Envelope, *, ended: bool) -> Iterator[Message]:
        if self._inside:
            self._number += 1
            wrong = _wrong(self._inside) if ended else (len(self._inside), "has no end (UNT)")
            yield Message(self._number, envelope.encoding, tuple(self._inside), wrong)
            self._inside = []


class _Envelope:
    """Checks one interchange against what its UNZ, and its groups' UNE, say of it."""

    def __init__(self, path: Path, begin: Segment) -> None:
        self._path = path
        self._reference = begin.part(4)
        self._group: Segment | None = None
        self._groups = 0
        self._before_group = 0
        self.messages = 0
        identifier = begin.part(0)
        if identifier not in ENCODINGS:
            raise _broken(
                path, begin, f"UNB names the character set '{identifier}', which is not read"
            )
        self.encoding = ENCODINGS[identifier]

    def close(self, segment: Segment) -> None:
        """Take UNG, UNE or UNZ; IntakeError where its count or reference is wrong."""
        if segment.tag == "UNG":
            self._group, self._before_group = segment, self.messages
            self._groups += 1
            return
        if segment.tag == "UNE":
            if self._group is None:
                raise _broken(self._path, segment, "UNE ends a group that no UNG began")
            self._check(segment, self.messages - self._before_group, self._group.part(4))
            self._group = None
            return
        if self._group is not None:
            raise _broken(self._path, segment, "UNZ comes before the UNE of its group")
        self._check(segment, self._groups or self.messages, self._reference)

    def _check(self, segment: Segment, count: int, reference: str) -> None:
        stated = segment.part(0)
        if not stated.isdecimal() or int(stated) != count:
            raise _broken(
                self._path,
                segment,
                f"{segment.tag} states {stated or 'no'} messages or groups, but there are {count}",
            )
        if segment.part(1) != reference:
            raise _broken(
                self._path,
                segment,
                f"{segment.tag} has the reference '{segment.part(1)}', but its beginning has "
                f"'{reference}'",
            )


def _wrong(inside: list[Segment]) -> tuple[int, str] | None:
    """Return what its UNT says of a message that is not so."""
    first, last, count = inside[0], inside[-1], len(inside)
    stated = last.part(0)
    if not stated.isdecimal() or int(stated) != count:
        return count, f"states {stated or 'no'} segments in UNT, but has {count}"
    if last.part(1) != first.part(0):
        return count, f"has the reference '{first.part(0)}' in UNH, but '{last.part(1)}' in UNT"
    return None


def _broken(path: Path, segment: Segment, reason: str) -> IntakeError:
    return IntakeError(f"{path}, segment {segment.number}: {reason}; send the file again")
