"""Sections of present's report as blocks of a page: words without the report's own glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.present.charts.drawing import Figure
from showfloor.present.plain_text import without_terms
from showfloor.present.sections.blocks import Block, Details, Paragraph, Steps
from showfloor.present.tables import Table


def as_blocks(visit: Visit, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return a section's blocks for a page: terms as plain words, tables sorted as asked."""
    return tuple(_as_block(visit, block) for block in blocks)


def _as_block(visit: Visit, block: Block) -> Block:
    match block:
        case Paragraph():
            return replace(block, text=without_terms(block.text))
        case Figure():
            return replace(block, caption=without_terms(block.caption))
        case Steps():
            return replace(block, items=tuple(without_terms(item) for item in block.items))
        case Details():
            return replace(block, blocks=as_blocks(visit, block.blocks))
        case Table():
            return as_asked(visit, block, rows_a_page=max(len(block.rows), 1)).table
        case _:
            return block
