"""What a section is built from, between the figures and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from showfloor.present.charts.drawing import Figure
from showfloor.present.tables import Table

Verdict = Literal["PASS", "REVIEW", "FAIL"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; [[key|words]] links the words to the glossary's term `key`."""

    text: str
    quiet: bool = False
    """Small and grey: a note."""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the section's title."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of the summary: what it is, the figure, and what decides it."""

    label: str
    figure: str
    decides: str
    target: str
    """Key of the section that shows it, or the address of the page that does."""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The summary's figures."""

    items: tuple[KeyFigure, ...]
    kind: Literal["key_figures"] = "key_figures"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check's verdict with its advice; `quoted` marks a sentence that has no translation."""

    name: str
    verdict: Verdict
    verdict_word: str
    advice: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class CheckList:
    """Checks, each PASS, REVIEW or FAIL."""

    items: tuple[CheckLine, ...]
    kind: Literal["checks"] = "checks"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means."""

    key: str
    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """The glossary, or a list of facts."""

    items: tuple[Definition, ...]
    anchors: bool = False
    kind: Literal["definitions"] = "definitions"


@dataclass(frozen=True, slots=True)
class Empty:
    """What will be here, and how to get it."""

    what: str
    how: str
    command: str
    kind: Literal["empty"] = "empty"


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, in order."""

    items: tuple[str, ...]
    kind: Literal["steps"] = "steps"


@dataclass(frozen=True, slots=True)
class Details:
    """Something that is folded until the reader asks for it."""

    summary: str
    blocks: tuple[Block, ...]
    kind: Literal["details"] = "details"


@dataclass(frozen=True, slots=True)
class Prose:
    """HTML that a face has made and answers for: escaped, or sanitised, where it was made.

    table: what JSON and CSV have in its place; the page does not show it.
    """

    html: Markup
    table: Table | None = None
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: a label for each party, and what to write there."""

    parties: tuple[str, ...]
    place: str
    kind: Literal["signatures"] = "signatures"


Block = (
    Paragraph
    | Heading
    | KeyFigures
    | CheckList
    | Definitions
    | Empty
    | Figure
    | Table
    | Steps
    | Signatures
    | Details
    | Prose
)


@dataclass(frozen=True, slots=True)
class Section:
    """One page, one question: the answer, a sentence more, the proof, and where it comes from."""

    key: str
    question: str
    """Two or three words for the table of contents."""
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    source: str = ""


def tables_of(blocks: tuple[Block, ...]) -> tuple[Table, ...]:
    """Return every table among the blocks, folded ones too, in order."""
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
        elif isinstance(block, Prose) and block.table is not None:
            found.append(block.table)
        elif isinstance(block, Details):
            found.extend(tables_of(block.blocks))
    return tuple(found)
