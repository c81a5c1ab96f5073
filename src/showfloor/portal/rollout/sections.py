"""Sections of present's report as blocks of a portal's page, each under a heading of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.figures.page import Link, Links
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Block, Details, Paragraph, Prose, Section
from showfloor.present.sections.closing import glossary_section
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Row, Table

FOLDED_FROM = 40
"""Rows of a table that a page of several sections shows at most without being asked."""
SectionMaker = Callable[[Setting], Section | None]


def style() -> Markup:
    """Return what lets a page look as the rollout's own parts do: letters, photos, addresses."""
    return Markup('<link rel="stylesheet" href="{}">').format(static("rollout/rollout.css"))


def title(text: str, anchor: str = "") -> Prose:
    """Return the heading of a part of a page."""
    mark = Markup(' id="{}"').format(anchor) if anchor else Markup()
    return Prose(Markup("<h2{}>{}</h2>").format(mark, text))


def blocks_of(setting: Setting, makers: Sequence[SectionMaker]) -> list[Block]:
    """Return the sections' blocks in order; a section that has nothing to say is left out."""
    found: list[Block] = []
    for make in makers:
        section = make(setting)
        if section is None:
            continue
        found.append(title(section.title, section.key))
        if section.lead:
            found.append(Paragraph(section.lead))
        found += section.blocks
    return found


def subscribing(visit: Visit) -> Links:
    """Return the link to the visitor's calendar."""
    say = visit.say
    link = Link(say("rollout.calendar.subscribe"), reverse("calendar"))
    return Links(say("rollout.calendar.question"), (link,))


def terms_of(visit: Visit, setting: Setting) -> Details:
    """Return the glossary, folded: the words that the sections link to."""
    return Details(visit.say("rollout.terms"), glossary_section(setting).blocks)


def folded(visit: Visit, block: Block) -> Block:
    """Return a table of many rows folded, so that what follows it is found; others as they are."""
    if not isinstance(block, Table) or len(block.rows) <= FOLDED_FROM:
        return block
    said = visit.say("rollout.folded", caption=block.caption, n=len(block.rows))
    return Details(said, (block,))


def linked(block: Block, name: str) -> Block:
    """Return a table with each row leading to its store's page; other blocks as they are."""
    if isinstance(block, Details):
        return replace(block, blocks=tuple(linked(inner, name) for inner in block.blocks))
    if not isinstance(block, Table):
        return block
    place = next((at for at, col in enumerate(block.columns) if col.key == "store_id"), None)
    if place is None:
        return block
    return replace(block, rows=tuple(_to_store(row, place, name) for row in block.rows))


def _to_store(row: Row, place: int, name: str) -> Row:
    store_id = row.cells[place]
    if not isinstance(store_id, str) or not store_id:
        return row
    return replace(row, href=reverse(name, args=[store_id]))
