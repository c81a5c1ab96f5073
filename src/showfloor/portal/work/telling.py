"""What work says of itself, in the reader's language: its steps, and what it refused."""

from __future__ import annotations

from markupsafe import Markup

from showfloor.portal.people.visit import Visit
from showfloor.present.sentences import translated

GAP = ", certified gap "


def step_in_words(visit: Visit, step: str) -> Markup:
    """Return a step of a workflow; one whose words are not known stays English, and says so."""
    stage, _, gap = step.partition(GAP)
    key = f"work.stage.{stage}"
    if not visit.language.knows(key):
        return _marked(visit, step)
    words = visit.say(key)
    try:
        share = visit.language.percent(float(gap), 2)
    except ValueError:
        return Markup.escape(words)
    return Markup.escape(visit.say("work.stage.gap", stage=words, gap=share))


def refusal_in_words(visit: Visit, refusal: str) -> Markup:
    """Return a refusal line by line, each line that has no translation marked as English."""
    lines = [_marked(visit, line) for line in refusal.splitlines() if line.strip()]
    return Markup('<p class="quoted">{}</p>').format(Markup("<br>").join(lines))


def sentence(visit: Visit, text: str) -> str:
    """Return a room's sentence for a cell of a table, as it is where it has no translation."""
    return translated(text, visit.language)[0]


def _marked(visit: Visit, text: str) -> Markup:
    said, is_english = translated(text, visit.language)
    if is_english:
        return Markup('<span lang="en">{}</span>').format(said)
    return Markup.escape(said)
