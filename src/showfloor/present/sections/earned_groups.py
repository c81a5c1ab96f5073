"""Where areas worked: the gain by format, kind, region and wave, and what differs."""

from __future__ import annotations

import math

from showfloor.measure.types_areas import GroupEffect
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.forest import ForestFamily, ForestRow, forest
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import Block, Section
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
    earned_of,
    has_interval,
)
from showfloor.present.sections.plain_words import DIFFERS, group_name
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table

FAMILIES = ("format", "kind", "region", "wave")


def groups_section(setting: Setting) -> Section | None:
    """Answer where areas worked better."""
    earned = earned_of(setting)
    if earned is None:
        return None
    groups = earned.found.groups
    blocks: list[Block] = []
    lead = ""
    if groups:
        blocks = [groups_figure(earned), groups_table(earned)]
        looks = sum(math.isfinite(group.p_value) for group in groups)
        lead = earned.say("groups.lead", n=looks) if looks else ""
    return Section(
        "groups",
        earned.say("groups.question"),
        _title(earned),
        tuple(blocks),
        lead=lead,
        source=earned.source(),
    )


def _title(earned: Earned) -> str:
    groups = earned.found.groups
    if not groups:
        return earned.say("groups.title.alike")
    known = [group for group in groups if math.isfinite(group.p_holm)]
    if not known:
        return earned.say("groups.title.few")
    clearest = min(known, key=lambda group: group.p_holm)
    if clearest.p_holm >= DIFFERS:
        return earned.say("groups.title.none")
    return earned.say(
        "groups.title.differs",
        group=group_name(earned, clearest),
        difference=earned.span(clearest.difference),
    )


def groups_figure(earned: Earned) -> Figure:
    """Return the forest plot of all groups, family by family."""
    found = earned.found
    whole = found.money.a_week
    first, *texts = earned.spans([whole, *(group.effect for group in found.groups)])
    families = [
        ForestFamily(
            earned.say(f"groups.family.{family}"),
            tuple(
                _row(earned, group, said)
                for group, said in zip(found.groups, texts, strict=True)
                if group.family == family
            ),
        )
        for family in FAMILIES
        if any(group.family == family for group in found.groups)
    ]
    overall = ForestRow(
        earned.say("groups.all"),
        *amount_cells(whole),
        first,
        earned.say("groups.shops", n=found.treated),
    )
    rows = [overall, *(row for family in families for row in family.rows)]
    differing = sum(row.differs for row in rows)
    few = earned.say("groups.chart.differing.none")
    words = Words(
        earned.say("groups.chart.title"),
        earned.say(
            "groups.chart.description",
            n=len(rows) - 1,
            overall=overall.text,
            differing=earned.say("groups.chart.differing", n=differing) if differing else few,
        ),
        _caption(earned),
    )
    return forest(
        "groups",
        families,
        overall,
        words,
        axis_text=earned.language.money_axis,
        keys=_keys(earned, rows),
    )


def _caption(earned: Earned) -> str:
    said = earned.say("groups.chart.caption", quantity=earned.quantity_first)
    if has_interval(earned.found.money.a_week):
        said += f" {earned.say('groups.chart.caption.band')}"
    return said


def _row(earned: Earned, group: GroupEffect, text: str) -> ForestRow:
    return ForestRow(
        group_name(earned, group),
        *amount_cells(group.effect),
        text,
        earned.say("groups.shops", n=group.stores),
        group.p_holm < DIFFERS,
    )


def _keys(earned: Earned, rows: list[ForestRow]) -> list[Key]:
    keys = []
    if any(math.isfinite(row.low) for row in rows):
        keys.append(Key("dot", "fill-ink", earned.say("groups.key.interval")))
    if any(row.differs for row in rows):
        keys.append(Key("diamond", "fill-vermillion", earned.say("groups.key.differs")))
    if any(math.isfinite(row.value) and math.isnan(row.low) for row in rows):
        keys.append(Key("ring", "hollow", earned.say("groups.key.unsure")))
    return keys


def groups_table(earned: Earned) -> Table:
    """Return one row a group: its gain, its difference to the others, and the corrected p."""
    unit = earned.language.currency_symbol
    columns = (
        Column("family", earned.say("col.groups.family")),
        Column("group", earned.say("col.groups.group")),
        Column("shops", earned.say("col.earned.shops"), "count"),
        *amount_columns(earned),
        Column("difference", earned.say("col.groups.difference", unit=unit), "signed", 2),
        Column("p", earned.say("col.groups.p"), "number", 3),
        Column("p_holm", earned.say("col.groups.p_holm"), "number", 3),
    )
    rows = tuple(_table_row(earned, group) for group in earned.found.groups)
    return Table("areas_by_group", earned.say("groups.table"), columns, rows)


def _table_row(earned: Earned, group: GroupEffect) -> Row:
    why = earned.reason(group.difference)
    return Row(
        (
            earned.say(f"groups.short.{group.family}"),
            group_name(earned, group),
            group.stores,
            *amount_cells(group.effect),
            group.difference.estimate,
            group.p_value,
            group.p_holm,
        ),
        reasons=(
            *amount_reasons(earned, group.effect),
            *((key, why) for key in ("difference", "p", "p_holm") if why),
        ),
        mark="focus" if group.p_holm < DIFFERS and has_interval(group.effect) else "",
    )
