"""What was measured beside what is true, where sales are generated."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.present.sections.blocks import Block, Paragraph, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.statement_types import KnownTruth
from showfloor.present.tables import Column, Row, Table


def truth_section(setting: Setting, known: Sequence[KnownTruth]) -> Section:
    """Answer whether the measured intervals hold the truth."""
    language = setting.language
    held = sum(item.holds for item in known)
    key = "truth.title.all" if held == len(known) else "truth.title.some"
    blocks: tuple[Block, ...] = (
        _table(setting, known),
        Paragraph(language.say("truth.note"), quiet=True),
    )
    return Section(
        "truth",
        language.say("truth.question"),
        language.say(key, held=held, n=len(known)),
        blocks,
        lead=language.say("truth.lead"),
        source=setting.source("measure-areas"),
    )


def _table(setting: Setting, known: Sequence[KnownTruth]) -> Table:
    language = setting.language
    say = language.say
    columns = (
        Column("what", say("truth.col.what"), wide=True),
        Column("truth", say("truth.col.truth"), "cents"),
        Column("realised", say("statement.col.realised"), "cents"),
        Column("low", say("statement.col.low"), "cents"),
        Column("high", say("statement.col.high"), "cents"),
        Column("holds", say("truth.col.holds")),
    )
    rows = []
    for item in known:
        found = item.measured
        cells = (
            language.pick(item.label),
            item.truth,
            found.estimate,
            found.low,
            found.high,
            say("truth.yes" if item.holds else "truth.no"),
        )
        why = translated(found.reason, language)[0]
        reasons = tuple((key, why) for key in ("realised", "low", "high") if why)
        rows.append(Row(cells, reasons=reasons))
    caption = say("truth.table", symbol=language.currency_symbol)
    return Table("statement_truth", caption, columns, tuple(rows))
