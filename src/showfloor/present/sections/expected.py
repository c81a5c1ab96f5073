"""Figures that were known before the report, beside what it found, and why some differ."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Cell, Column, Row, Shown, Table
from showfloor.present.types import Expectation

FEW = 6
"""So many figures are shown at once; of more, only those that differ stay unfolded."""

Verdict = Literal["agrees", "explained", "differs"]
VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("agrees", "agrees.yes"),
    ("explained", "agrees.explained"),
    ("differs", "agrees.no"),
)


def expected_blocks(setting: Setting, expectations: tuple[Expectation, ...]) -> list[Block]:
    """Return the comparison: how many agree, those that differ with the reason, and all."""
    language = setting.language
    heading = Heading(language.say("expected.heading"))
    every = _table(setting, "expected", language.say("expected.table"), expectations)
    if len(expectations) <= FEW:
        return [heading, every]
    counts = Counter(verdict(item) for item in expectations)
    said = [
        language.say(f"expected.count.{name}", n=counts[name])
        for name, _ in VERDICTS
        if counts[name]
    ]
    known = language.count(len(expectations))
    counted = language.say("expected.counts", known=known, counts=language.listed(said))
    blocks: list[Block] = [heading, Paragraph(counted)]
    differing = tuple(item for item in expectations if not item.agrees)
    if differing:
        caption = language.say("expected.differing")
        blocks.append(_table(setting, "expected_differing", caption, differing))
    blocks.append(Details(language.say("expected.all", n=len(expectations)), (every,)))
    return blocks


def verdict(item: Expectation) -> Verdict:
    """Say whether the figures agree, differ for a stated reason, or differ without one."""
    if item.agrees:
        return "agrees"
    return "explained" if item.note is not None else "differs"


def _table(
    setting: Setting, name: str, caption: str, expectations: tuple[Expectation, ...]
) -> Table:
    """Return the figures; the source stands with all of them, the reason where some differ."""
    language, words = setting.language, dict(VERDICTS)
    whole = name == "expected"
    noted = any(item.note is not None for item in expectations)
    columns = (
        Column("figure", language.say("col.figure"), wide=True),
        Column("expected", language.say("col.expected"), "number"),
        Column("found", language.say("col.found"), "number"),
        Column("agrees", language.say("col.agrees")),
        Column(
            "note",
            language.say("col.note"),
            wide=True,
            data_only=not noted or (whole and len(expectations) > FEW),
        ),
        Column("source", language.say("col.source"), wide=True, data_only=not whole),
    )
    missing = (
        ("source", language.say("expected.no_source")),
        ("note", language.say("expected.no_note")),
    )
    rows = []
    for item in expectations:
        judged = verdict(item)
        expected, found = (_figure(setting, item, v) for v in (item.expected, item.found))
        cells: tuple[Cell, ...] = (
            language.pick(item.label),
            Shown(item.expected, expected),
            Shown(item.found, found),
            language.say(words[judged]),
            language.pick(item.note) if item.note is not None else None,
            language.pick(item.source) if item.source is not None else None,
        )
        rows.append(Row(cells, reasons=missing, mark="bad" if judged == "differs" else ""))
    return Table(name, caption, columns, tuple(rows), long=len(rows) > FEW)


def _figure(setting: Setting, item: Expectation, value: float) -> str:
    language = setting.language
    match item.unit:
        case "money":
            return language.money(value, item.decimals)
        case "percent":
            return language.percent(value, item.decimals)
        case "count" | "rank":
            return language.number(value, 0)
        case _:
            return language.number(value, item.decimals)
