"""The frame of an answer of standing: the proof, what must be said of it, and what follows."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.present.sections.blocks import Block, Paragraph, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing_league import vat_note


def framed(
    setting: Setting,
    key: str,
    question: str,
    title: str,
    proof: Sequence[Block],
    *,
    lead: str,
    notes: Sequence[str] = (),
    more: Sequence[Block] = (),
) -> Section:
    """Return an answer's page; whether amounts hold VAT is said first of the notes.

    key: of the page, and the kind of the run that it shows.
    """
    said = (vat_note(setting) if proof else "", *notes)
    quiet = [Paragraph(note, quiet=True) for note in said if note]
    return Section(
        key,
        setting.language.say(question),
        title,
        (*proof, *quiet, *more),
        lead=lead,
        source=setting.source(key),
    )
