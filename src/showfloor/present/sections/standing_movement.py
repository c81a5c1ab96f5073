"""Why revenue moved: the parts of the change, and who took share from whom."""

from __future__ import annotations

import math

from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.standing_bars import SignedBar, signed_bars
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing import days_words, place_words
from showfloor.present.sections.standing_frame import framed
from showfloor.present.tables import Column, Row, Table
from showfloor.standing import Movement, MovementFound, ShareMovement

SHOWN_RIVALS = 10


def movement_section(setting: Setting) -> Section | None:
    """Answer why revenue moved; absent where nobody asked."""
    found = setting.content.movement
    if found is None:
        return None
    language, movement = setting.language, found.movement
    lead = language.say(
        "why.lead",
        revenue=language.money_short(movement.revenue),
        previous=language.money_short(movement.previous_revenue),
    )
    if movement.counted_by:
        lead += " " + language.say(
            "why.counted" if movement.counted_by == "customers" else "why.counted.lines",
            now=language.count(movement.counted),
            before=language.count(movement.previous_counted),
        )
    return framed(
        setting,
        "why-it-moved",
        "why.question",
        _title(setting, found),
        [_parts_figure(setting, movement), _parts_table(setting, movement)],
        lead=lead,
        more=_rivals(setting, found),
    )


def _title(setting: Setting, found: MovementFound) -> str:
    language, movement = setting.language, found.movement
    period = days_words(language, movement.from_date, movement.to_date)
    of = language.say("why.of.all")
    if found.manufacturer_id is not None:
        of = language.say("why.of", name=setting.manufacturer(found.manufacturer_id))
    values = {"of": of, "scope": f"{place_words(setting, found.scope)} {period}".strip()}
    if movement.change == 0.0:
        return language.say("why.title.same", **values)
    sign = math.copysign(1.0, movement.change)
    largest = max(movement.parts, key=lambda part: sign * part.change)
    return language.say(
        "why.title.up" if movement.change > 0.0 else "why.title.down",
        change=language.money_short(abs(movement.change)),
        part=_in_a_sentence(setting, largest.name),
        **values,
    )


def _in_a_sentence(setting: Setting, name: str) -> str:
    """Return a part's name as it stands within a sentence: German nouns keep their capital."""
    word = setting.language.term("part", name)
    return word if setting.language.code == "de" else word[0].lower() + word[1:]


def _parts_figure(setting: Setting, movement: Movement) -> Figure:
    language = setting.language
    shown = [part for part in movement.parts if part.change]
    bars = [
        SignedBar(
            language.term("part", part.name),
            part.change,
            language.money(part.change, signed=True),
        )
        for part in shown or movement.parts
    ]
    largest = max(movement.parts, key=lambda part: abs(part.change))
    words = Words(
        language.say("why.chart"),
        language.say(
            "why.chart.description", n=len(bars), part=language.term("part", largest.name)
        ),
        language.say("why.chart.caption"),
    )
    return signed_bars("why-it-moved", bars, words)


def _parts_table(setting: Setting, movement: Movement) -> Table:
    say, unit = setting.language.say, setting.language.currency_symbol
    columns = (
        Column("part", say("col.part")),
        Column("change", say("col.change_money", unit=unit), "signed", decimals=2),
    )
    rows = tuple(
        Row((setting.language.term("part", part.name), part.change)) for part in movement.parts
    )
    total = (say("total"), movement.change)
    return Table("why_it_moved", say("why.table", unit=unit), columns, rows, total)


def _rivals(setting: Setting, found: MovementFound) -> list[Block]:
    language = setting.language
    blocks: list[Block] = [
        Heading(language.say("why.rivals")),
        Paragraph(language.say("why.rivals.lead")),
    ]
    focus = found.manufacturer_id or setting.focus
    own = next((row for row in found.rivals if row.manufacturer_id == focus), None)
    if own is not None and own.gains:
        blocks.append(_rivals_figure(setting, own))
    blocks.append(_rivals_table(setting, found))
    flows = _flows_table(setting, found)
    blocks.append(Details(flows.caption, (flows,)))
    return blocks


def _rivals_figure(setting: Setting, own: ShareMovement) -> Figure:
    language, name = setting.language, setting.manufacturer(own.manufacturer_id)
    shown = sorted(own.gains, key=lambda gain: -abs(gain.gain))[:SHOWN_RIVALS]
    bars = [
        SignedBar(
            setting.manufacturer(gain.manufacturer_id),
            gain.gain,
            language.money(gain.gain, signed=True),
            hue=setting.hue(gain.manufacturer_id),
        )
        for gain in sorted(shown, key=lambda gain: -gain.gain)
    ]
    words = Words(
        language.say("why.rivals.chart", name=name),
        language.say("why.rivals.chart.description", name=name, n=len(bars)),
    )
    return signed_bars("rivals", bars, words)


def _rivals_table(setting: Setting, found: MovementFound) -> Table:
    say, unit = setting.language.say, setting.language.currency_symbol
    columns = (
        Column("manufacturer_id", "", data_only=True),
        Column("manufacturer", say("col.manufacturer")),
        Column("change", say("col.change_money", unit=unit), "signed", decimals=2),
        Column("market", say("col.market", unit=unit), "signed", decimals=2),
        Column("new_categories", say("col.new_categories", unit=unit), "signed", decimals=2),
        Column("from_rivals", say("col.from_rivals", unit=unit), "signed", decimals=2),
    )
    rows = tuple(
        Row(
            (
                row.manufacturer_id,
                setting.manufacturer(row.manufacturer_id),
                row.change,
                row.market,
                row.new_categories,
                math.fsum(gain.gain for gain in row.gains),
            ),
            mark="focus" if row.manufacturer_id == setting.focus else "",
        )
        for row in found.rivals
    )
    return Table("who_took_share", say("why.rivals.table", unit=unit), columns, rows, long=True)


def _flows_table(setting: Setting, found: MovementFound) -> Table:
    say, unit = setting.language.say, setting.language.currency_symbol
    columns = (
        Column("manufacturer_id", "", data_only=True),
        Column("manufacturer", say("col.manufacturer")),
        Column("rival_id", "", data_only=True),
        Column("rival", say("col.rival")),
        Column("gain", say("col.gain", unit=unit), "signed", decimals=2),
    )
    rows = tuple(
        Row(
            (
                row.manufacturer_id,
                setting.manufacturer(row.manufacturer_id),
                gain.manufacturer_id,
                setting.manufacturer(gain.manufacturer_id),
                gain.gain,
            )
        )
        for row in found.rivals
        for gain in row.gains
    )
    return Table("share_flows", say("why.flows.table", unit=unit), columns, rows, long=True)
