"""Whom the gain cost: the flow from rivals, elsewhere and new, and what others gained or lost."""

from __future__ import annotations

import math

from showfloor.measure.types import Estimate
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.flow import Stream, flow_figure
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import Block, Heading, Paragraph, Section
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    earned_of,
    estimate_row,
    has_interval,
    is_clear,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table

NOTHING = 0.005
"""Amounts below half a cent a week are not drawn."""


def whom_section(setting: Setting) -> Section | None:
    """Answer whom the gain came from."""
    earned = earned_of(setting)
    if earned is None:
        return None
    flow = whom_figure(earned)
    others = others_figure(earned)
    blocks: list[Block] = [flow or Paragraph(earned.say("whom.chart.none"), quiet=True)]
    blocks += [whom_table(earned), Heading(earned.say("whom.others"))]
    if others is not None:
        blocks.append(others)
    blocks.append(others_table(earned))
    blocks += offer_blocks(earned)
    return Section(
        "whom",
        earned.say("whom.question"),
        _title(earned),
        tuple(blocks),
        lead=earned.say("whom.lead"),
        source=earned.source(),
    )


def _outcome(earned: Earned) -> str:
    """Return what the amounts are, own and rivals' alike: margin or revenue, with a capital."""
    said = earned.say(f"earned.outcome.{earned.found.whom.quantity}")
    return said[:1].upper() + said[1:]


def _title(earned: Earned) -> str:
    whom = earned.found.whom
    if not has_interval(whom.gain):
        return earned.say("whom.title.few")
    parts = (
        ("rivals", whom.from_rivals),
        ("new", whom.new),
        ("elsewhere", whom.from_elsewhere),
    )
    for name, part in parts:
        if is_clear(whom.gain) and is_clear(part) and part.estimate > 0:
            value, low, high = (
                earned.money(v, signed=False) for v in (part.estimate, part.low, part.high)
            )
            return earned.say(f"whom.title.{name}", **{name: value}, low=low, high=high)
    return earned.say("whom.title.unclear")


def whom_figure(earned: Earned) -> Figure | None:
    """Return the flow, or None where a part is unknown or nothing flows.

    The own gain is the sum of its parts, so what comes in equals what goes out: a part below zero
    is a place where sales went.
    """
    whom = earned.found.whom
    signed = (
        ("gain", "loss", -1.0, whom.gain, "accent"),
        ("to_rivals", "from_rivals", 1.0, whom.from_rivals, "vermillion"),
        ("to_elsewhere", "from_elsewhere", 1.0, whom.from_elsewhere, "purple"),
        ("lost", "new", 1.0, whom.new, "green"),
    )
    if not all(math.isfinite(part.estimate) for *_, part, _ in signed):
        return None
    turned = [_turned(part) for *_, part, _ in signed]
    texts = earned.spans(turned, signed=False)
    sources: list[Stream] = []
    sinks: list[Stream] = []
    for (sink, source, sign, part, hue), text in zip(signed, texts, strict=True):
        size = sign * part.estimate
        if abs(size) < NOTHING:
            continue
        stream = Stream(
            abs(size),
            earned.say(f"whom.{source if size > 0 else sink}"),
            text,
            hue,
            not is_clear(part),
        )
        (sources if size > 0 else sinks).append(stream)
    if not sources or not sinks:
        return None
    parts = [f"{stream.label} {stream.text}" for stream in (*sources, *sinks)]
    words = Words(
        earned.say("whom.chart.title"),
        earned.say("whom.chart.description", parts=earned.language.listed(parts)),
        earned.say("whom.chart.caption", quantity=_outcome(earned)),
    )
    keys = []
    if any(stream.unsure for stream in (*sources, *sinks)):
        keys = [Key("band", "ribbon unsure fill-ink stroke-ink", earned.say("whom.unsure"))]
    return flow_figure("whom-flow", sources, sinks, words, keys)


def _turned(part: Estimate) -> Estimate:
    """Return how much flows: a part below zero and its interval turned round."""
    if part.estimate >= 0:
        return part
    return Estimate(-part.estimate, part.se, part.df, -part.high, -part.low)


def whom_table(earned: Earned) -> Table:
    """Return the gain and the three parts that add up to it."""
    whom = earned.found.whom
    parts = (
        ("from_rivals", whom.from_rivals),
        ("from_elsewhere", whom.from_elsewhere),
        ("new", whom.new),
        ("gain", whom.gain),
    )
    columns = (Column("part", earned.say("col.what"), wide=True), *amount_columns(earned))
    rows = tuple(
        estimate_row(earned, earned.say(f"whom.row.{name}"), part, focus=name == "gain")
        for name, part in parts
    )
    return Table("areas_whom", earned.say("whom.table"), columns, rows)


def _others(earned: Earned) -> list[tuple[str, Estimate]]:
    whom = earned.found.whom
    named = sorted(whom.rivals.items(), key=lambda item: -_size(item[1]))
    lines = [
        (earned.say("whom.others.rival", name=earned.setting.manufacturer(rival)), effect)
        for rival, effect in named
    ]
    lines.append((earned.say("whom.others.own_shops"), whom.own_shops))
    lines.append((earned.say("whom.others.online"), whom.online))
    return lines


def _size(estimate: Estimate) -> float:
    return abs(estimate.estimate) if math.isfinite(estimate.estimate) else -1.0


def others_figure(earned: Earned) -> Figure | None:
    """Return what rivals, own shops nearby and the online shop gained or lost, where known."""
    known = [line for line in _others(earned) if math.isfinite(line[1].estimate)]
    if not known:
        return None
    rows = [
        IntervalRow(label, *amount_cells(estimate), text)
        for (label, estimate), text in zip(known, earned.spans([e for _, e in known]), strict=True)
    ]
    words = Words(
        earned.say("whom.others.title"),
        earned.say(
            "whom.others.description",
            rows=earned.language.listed([f"{row.label} {row.text}" for row in rows]),
        ),
        earned.say("whom.others.caption", quantity=_outcome(earned)),
    )
    return interval_rows("whom-others", rows, earned.axis_text, words)


def others_table(earned: Earned) -> Table:
    """Return one row a rival, own shops nearby and the online shop, unknown ones with reasons."""
    columns = (Column("who", earned.say("col.what"), wide=True), *amount_columns(earned))
    rows: tuple[Row, ...] = tuple(
        estimate_row(earned, label, estimate) for label, estimate in _others(earned)
    )
    return Table("areas_others", earned.say("whom.others.table"), columns, rows)


def offer_blocks(earned: Earned) -> list[Block]:
    """Return area and offer apart, where offers were given: the two parts and both alone."""
    offers = earned.found.offers
    if offers is None:
        return []
    lines = [
        (earned.say("whom.offers.area"), offers.area),
        (earned.say("whom.offers.offer"), offers.offer),
        (earned.say("whom.offers.both"), offers.both),
        (earned.say("whom.offers.area_alone"), offers.area_alone),
        (earned.say("whom.offers.offer_alone"), offers.offer_alone),
    ]
    blocks: list[Block] = [Heading(earned.say("whom.offers"))]
    known = [line for line in lines if math.isfinite(line[1].estimate)]
    rows = [
        IntervalRow(label, *amount_cells(estimate), text)
        for (label, estimate), text in zip(known, earned.spans([e for _, e in known]), strict=True)
    ]
    if rows:
        said = earned.language.listed([f"{row.label} {row.text}" for row in rows])
        words = Words(
            earned.say("whom.offers.title"),
            earned.say("whom.offers.description", rows=said),
            earned.say("whom.offers.caption"),
        )
        blocks.append(interval_rows("offers", rows, earned.axis_text, words))
    columns = (Column("part", earned.say("col.what"), wide=True), *amount_columns(earned))
    table = tuple(estimate_row(earned, label, estimate) for label, estimate in lines)
    blocks.append(Table("areas_offers", earned.say("whom.offers.table"), columns, table))
    return blocks
