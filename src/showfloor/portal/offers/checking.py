"""What the check of an offer finds, as blocks of its page."""

from __future__ import annotations

from showfloor.portal.people.visit import Visit
from showfloor.present.offer_words import verdict_word, what_was_found
from showfloor.present.sections.blocks import Block, CheckLine, CheckList, Paragraph
from showfloor.workflows.offers_pages import OfferChecked


def check_lines(visit: Visit, checked: OfferChecked) -> list[Block]:
    """Return each finding with its verdict, or that there is none, or why it cannot be checked."""
    if checked.problem:
        line = CheckLine("", "FAIL", visit.say("verdict.FAIL"), checked.problem, quoted=True)
        return [Paragraph(visit.say("offers.check.problem")), CheckList((line,))]
    if not checked.findings:
        return [Paragraph(visit.say("offers.check.clean"))]
    lines = tuple(
        CheckLine(
            "",
            "REVIEW" if one.verdict == "NOTE" else one.verdict,
            verdict_word(one, visit.language),
            what_was_found(one, visit.language),
        )
        for one in checked.findings
    )
    return [CheckList(lines)]
