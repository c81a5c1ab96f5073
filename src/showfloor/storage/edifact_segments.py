"""EDIFACT text as segments: separators and release characters.

Source: ISO 9735 (EDIFACT application level syntax rules), versions 3 and 4, batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from showfloor.errors import IntakeError

LONGEST_SEGMENT = 1 << 16


@dataclass(frozen=True, slots=True)
class Separators:
    """The service characters of an interchange; `release` is empty where there is none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its place in the file, counted from 1, its tag, and components by element."""

    number: int
    tag: str
    elements: tuple[tuple[str, ...], ...]

    def part(self, element: int, component: int = 0) -> str:
        """Return a component by positions counted from 0; empty where it is left out."""
        if element >= len(self.elements) or component >= len(self.elements[element]):
            return ""
        return self.elements[element][component].strip()


def segments(path: Path, text: str) -> Iterator[Segment]:
    """Yield the segments; a line break between or inside segments means nothing."""
    separators, place, number = Separators(), 0, 0
    blank = re.compile(r"[ \t\r\n]*")
    while True:
        place = _end(blank, text, place)
        if place == len(text):
            return
        if text.startswith("UNA", place):
            separators = _separators(path, text[place + 3 : place + 9])
            place += 9
            continue
        found = _one_segment(separators).match(text, place)
        if found is None or found.end() - place > LONGEST_SEGMENT:
            raise IntakeError(
                f"{path}: the segment after segment {number} ({text[place : place + 20]!r} …) has "
                "no end; the file was cut off, or UNA names other separators than it uses"
            )
        place, number = found.end(), number + 1
        yield _segment(path, number, found[1], separators)


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _separators(path: Path, stated: str) -> Separators:
    if len(stated) < 6:
        raise IntakeError(f"{path} was cut off inside UNA; send it again")
    component, element, decimal, release, _, terminator = tuple(stated)
    service = [component, element, terminator, *([] if release == " " else [release])]
    if len(set(service)) < len(service) or any(c.isalnum() for c in service) or decimal not in ".,":
        raise IntakeError(
            f"{path}: UNA states the separators {stated!r}, which cannot be told from each other "
            "or from text"
        )
    return Separators(component, element, decimal, release.strip(), terminator)


@cache
def _one_segment(separators: Separators) -> re.Pattern[str]:
    end, release = re.escape(separators.terminator), re.escape(separators.release)
    if not release:
        return re.compile(f"([^{end}]*){end}")
    return re.compile(f"((?:[^{end}{release}]+|{release}.)*+){end}", re.DOTALL)


def _segment(path: Path, number: int, text: str, separators: Separators) -> Segment:
    if "\n" in text or "\r" in text:
        text = text.replace("\r", "").replace("\n", "")
    if separators.release and separators.release in text:
        elements = tuple(
            tuple(
                _plain(part, separators.release)
                for part in _split(element, separators.component, separators.release)
            )
            for element in _split(text, separators.element, separators.release)
        )
    else:
        component = separators.component
        elements = tuple([tuple(e.split(component)) for e in text.split(separators.element)])
    tag = elements[0][0]
    if len(tag) != 3 or not tag.isascii() or not tag.isalnum() or tag != tag.upper():
        raise IntakeError(
            f"{path}: segment {number} begins with {tag[:20]!r}, which is no tag of a segment"
        )
    return Segment(number, tag, elements[1:])


def _split(text: str, separator: str, release: str) -> list[str]:
    """Split at separators that are not released; the release characters stay."""
    parts, begin, place = [], 0, 0
    while place < len(text):
        if text[place] == release:
            place += 2
            continue
        if text[place] == separator:
            parts.append(text[begin:place])
            begin = place + 1
        place += 1
    parts.append(text[begin:])
    return parts


def _plain(text: str, release: str) -> str:
    return re.sub(f"{re.escape(release)}(.)", r"\1", text, flags=re.DOTALL)
