"""The body of a page: its blocks as HTML."""

from __future__ import annotations

from markupsafe import Markup

from showfloor.portal.figures.page import Page
from showfloor.present.language import Language
from showfloor.present.report import blocks_html
from showfloor.present.sections.blocks import Block, Paragraph, Prose
from showfloor.present.tables import Table


def body_of(page: Page, language: Language) -> Markup:
    """Return a page's blocks as HTML, where it has not brought them along as such."""
    if page.body is not None:
        return page.body
    has_parts = any(isinstance(block, Prose) and "<h2" in block.html for block in page.blocks)
    blocks = [_shown(block) for block in page.blocks]
    return blocks_html(blocks, language, heading=3 if has_parts else 2)


def _shown(block: Block) -> Block:
    """Return a table without rows as the sentence that is its caption; JSON and CSV keep it."""
    if isinstance(block, Table) and not block.rows:
        return Paragraph(block.caption, quiet=True)
    return block
