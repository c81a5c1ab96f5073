"""In what shops move alike: the scale of a measurement, the other one, and the gain in per cent."""

from __future__ import annotations

import math

from showfloor.measure.types import Estimate
from showfloor.present.sections.blocks import Block, Details, Paragraph
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
)
from showfloor.present.tables import Column, Row, Table


def scale_said(earned: Earned) -> str:
    """Return in what shops are taken to move alike, and what the other way would find."""
    found = earned.found
    among = "" if found.regions is None else ".regions"
    said = earned.say(f"scale.{found.scale}{among}")
    beside = found.beside
    if beside is None or not math.isfinite(beside.per_cent.estimate):
        return said
    share = earned.language.percent(beside.per_cent.estimate / 100.0, 1, signed=True)
    return f"{said} {earned.say(f'scale.beside.{beside.scale}', share=share)}"


def events_in_per_cent(earned: Earned) -> list[Block]:
    """Return the gain by weeks since the beginning in per cent, whom it compares, and sizes."""
    found = earned.found
    blocks: list[Block] = []
    if found.scale == "per_cent":
        blocks.append(Paragraph(earned.say("scale.one_size"), quiet=True))
    if found.regions is not None:
        blocks.append(Paragraph(earned.say("events.regions"), quiet=True))
    if found.events:
        blocks.append(Details(earned.say("scale.table"), (events_table(earned),)))
    return blocks


def events_table(earned: Earned) -> Table:
    """Return one row a week since the beginning, all shops with an area together."""
    columns = (
        Column("event_time", earned.say("col.weekly.time"), "signed", 0),
        *(Column(f"share_{key}", earned.say(f"col.scale.{key}"), "percent") for key in _SHARES),
        *amount_columns(earned),
    )
    rows = tuple(
        Row(
            (item.event, *_shares(item.per_cent), *amount_cells(item.mean)),
            reasons=(
                *amount_reasons(earned, item.per_cent, keys=_KEYS),
                *amount_reasons(earned, item.mean),
            ),
        )
        for item in earned.found.events
    )
    name = "areas_in_per_cent_by_event_week"
    return Table(name, earned.say("scale.table"), columns, rows, long=True)


_SHARES = ("gain", "low", "high")
_KEYS = ("share_gain", "share_low", "share_high")


def _shares(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.estimate / 100.0, estimate.low / 100.0, estimate.high / 100.0
