"""A page of the portal as one frozen object, from which HTML, JSON and CSV are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from django.forms import BaseForm
from markupsafe import Markup

from showfloor.present.sections.blocks import Block, tables_of
from showfloor.present.tables import Table

Plain = str | int | float | bool | None
NO_FIGURES: Mapping[str, Plain] = MappingProxyType({})
NOTHING = Markup()


class NotHereError(Exception):
    """There is nothing here for this visitor; why is never said, so that nothing can be told."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the portal."""

    text: str
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """A row of links above a page's blocks: the values of one filter, the parts of a table."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form under or over the blocks of a page; the button's words are a verb.

    form: None for a button alone. is_destructive: whether it takes something away; the page says
    beside it what.
    """

    action: str
    button: str
    form: BaseForm | None = None
    title: str = ""
    explains: str = ""
    is_destructive: bool = False
    has_files: bool = False
    place: Literal["before", "after"] = "after"


@dataclass(frozen=True, slots=True)
class Page:
    """One page, one question.

    key: names the page in JSON and in the audit log. question: two or three words; title: the
    answer in a sentence. blocks: present's, in order; every table among them is in JSON and CSV.
    figures: single numbers, unrounded, NaN as None, for JSON. source: where the figures come from.
    refresh_seconds: asks again by itself, for progress; None: does not.
    """

    key: str
    question: str
    title: str
    blocks: tuple[Block, ...] = ()
    lead: str = ""
    source: str = ""
    figures: Mapping[str, Plain] = field(default_factory=lambda: NO_FIGURES)
    forms: tuple[PageForm, ...] = ()
    views: tuple[Links, ...] = ()
    """Filters and other views of the same, above the blocks; a row that is empty is left out."""
    trail: tuple[Link, ...] = ()
    """The pages above this one, outermost first."""
    refresh_seconds: int | None = None
    follows: str = ""
    """What the page follows while that is not done and it asks again by itself, for example a job;
    the audit log holds the first time that a session is shown it, and then the end."""
    head: Markup = NOTHING
    """What stands in the HTML's head beside the frame's own: feeds of the page, a room's style."""
    body: Markup | None = None
    """The blocks as HTML, where they were made into it before; see `figures.keeping`."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the page, folded ones too, in order."""
        return tables_of(self.blocks)


@dataclass(frozen=True, slots=True)
class Done:
    """What an action answers when it has done what was asked: where to go on, and what to say."""

    href: str
    said: str = ""
