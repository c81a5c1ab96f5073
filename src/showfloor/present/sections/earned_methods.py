"""Other methods beside the headline, and what the plan's draw says by itself."""

from __future__ import annotations

import math

from showfloor.measure.types import MethodComparison, MethodEstimate
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
)
from showfloor.present.tables import Column, Row, Table


def method_blocks(earned: Earned) -> list[Block]:
    """Return the methods beside each other, and the comparison within the plan's draw."""
    compared = earned.found.staggered.methods
    blocks: list[Block] = []
    if compared is not None and compared.estimates:
        figure = methods_figure(earned, compared)
        blocks.append(Heading(earned.say("trust.methods")))
        if figure is not None:
            blocks.append(figure)
        blocks.append(methods_table(earned, compared))
    drawn = earned.found.drawn
    if drawn is not None and math.isfinite(drawn.overall.estimate):
        said = earned.say(
            "trust.drawn.said",
            units=earned.language.count(drawn.units),
            cells=earned.language.count(drawn.cells),
            effect=earned.span(drawn.overall),
        )
        blocks += [Heading(earned.say("trust.drawn")), Paragraph(said)]
    return blocks


def _name(earned: Earned, method: MethodEstimate) -> str:
    name = earned.language.term("method", method.method)
    return name[:1].upper() + name[1:]


def methods_figure(earned: Earned, compared: MethodComparison) -> Figure | None:
    """Return every method's effect with its interval, or None where none has an estimate."""
    known = [item for item in compared.estimates if math.isfinite(item.estimate.estimate)]
    texts = earned.spans([item.estimate for item in known])
    rows = [
        IntervalRow(
            _name(earned, item),
            *amount_cells(item.estimate),
            text,
            "accent" if item.method == compared.headline else "ink",
        )
        for item, text in zip(known, texts, strict=True)
    ]
    if not rows:
        return None
    said = earned.language.listed([f"{row.label} {row.text}" for row in rows])
    words = Words(
        earned.say("trust.methods.title"),
        earned.say("trust.methods.description", rows=said),
        earned.say("trust.methods.caption"),
    )
    return interval_rows("methods", rows, earned.axis_text, words)


def methods_table(earned: Earned, compared: MethodComparison) -> Table:
    """Return one row a method: its effect, and how far it lies from the headline."""
    unit = earned.language.currency_symbol
    columns = (
        Column("method", earned.say("col.methods.method"), wide=True),
        *amount_columns(earned),
        Column("apart", earned.say("col.methods.apart", unit=unit), "signed", 2),
        Column("p", earned.say("col.groups.p"), "number", 3),
        Column("p_holm", earned.say("col.groups.p_holm"), "number", 3),
    )
    rows = tuple(_row(earned, item) for item in compared.estimates)
    return Table("areas_methods", earned.say("trust.methods.table"), columns, rows)


def _row(earned: Earned, item: MethodEstimate) -> Row:
    why = earned.reason(item.apart) or earned.say("trust.methods.untested")
    return Row(
        (
            _name(earned, item),
            *amount_cells(item.estimate),
            item.apart.estimate,
            item.p_value,
            item.p_holm,
        ),
        reasons=(
            *amount_reasons(earned, item.estimate),
            *((key, why) for key in ("apart", "p", "p_holm")),
        ),
    )
