"""Distribution: in how many shops, of what weight and how fast each manufacturer sells."""

from __future__ import annotations

from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.standing_bars import SignedBar, signed_bars
from showfloor.present.sections.blocks import Block, Heading, Paragraph, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing import days_words, place_words
from showfloor.present.sections.standing_frame import framed
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.standing import DistributionFound, DistributionRow

SHOWN_BARS = 10
TABLE_ROWS = 30


def distribution_section(setting: Setting) -> Section | None:
    """Answer in how many shops a manufacturer sells; absent where nobody asked."""
    found = setting.content.distribution
    if found is None:
        return None
    language = setting.language
    proof: list[Block] = []
    more: list[Block] = []
    lead = ""
    if found.rows:
        first = found.rows[0].found
        lead = language.say("distribution.lead", stores=language.count(first.open_stores))
        if first.silent_stores:
            lead += " " + language.say("distribution.silent", n=first.silent_stores)
        proof = [_figure(setting, found), _table(setting, found)]
        more = _space(setting, found)
    return framed(
        setting,
        "distribution",
        "distribution.question",
        _title(setting, found),
        proof,
        lead=lead,
        more=more,
    )


def _title(setting: Setting, found: DistributionFound) -> str:
    language = setting.language
    period = days_words(language, found.from_date, found.to_date)
    scope = f"{place_words(setting, found.scope)} {period}".strip()
    if not found.rows:
        return language.say("distribution.title.none", scope=scope)
    row = next((r for r in found.rows if r.manufacturer_id == setting.focus), found.rows[0])
    return language.say(
        "distribution.title",
        name=_name(setting, row),
        scope=scope,
        numeric=language.percent(row.found.numeric),
        weighted=language.percent(row.found.weighted),
    )


def _name(setting: Setting, row: DistributionRow) -> str:
    known = setting.manufacturer(row.manufacturer_id)
    return row.name if known == row.manufacturer_id else known


def _figure(setting: Setting, found: DistributionFound) -> Figure:
    language = setting.language
    bars = [
        SignedBar(
            _name(setting, row),
            row.found.weighted,
            language.percent(row.found.weighted),
            hue=setting.hue(row.manufacturer_id),
            strong=row.manufacturer_id == setting.focus,
        )
        for row in found.rows[:SHOWN_BARS]
    ]
    words = Words(
        language.say("distribution.chart"),
        language.say("distribution.chart.description", n=len(bars)),
        language.say("distribution.chart.caption"),
    )
    return signed_bars("distribution", bars, words)


def _table(setting: Setting, found: DistributionFound) -> Table:
    say, unit = setting.language.say, setting.language.currency_symbol
    columns = (
        Column("manufacturer_id", "", data_only=True),
        Column("manufacturer", say("col.manufacturer")),
        Column("selling_stores", say("col.selling_stores"), "count"),
        Column("numeric", say("col.numeric"), "percent"),
        Column("weighted", say("col.weighted"), "percent"),
        Column("revenue", say("col.revenue", unit=unit), "cents"),
        Column("per_store_week", say("col.per_store_week", unit=unit), "cents"),
        Column("units_per_store_week", say("col.units_per_store_week"), "number", decimals=2),
    )
    rows = tuple(_row(setting, row) for row in found.rows)
    return Table(
        "distribution",
        say("distribution.table"),
        columns,
        rows,
        long=True,
        shown_rows=TABLE_ROWS,
    )


def _row(setting: Setting, row: DistributionRow) -> Row:
    found = row.found
    reasons = tuple(
        (key, translated(reason, setting.language)[0])
        for key, reason in (
            ("numeric", found.numeric_reason),
            ("weighted", found.weighted_reason),
            ("per_store_week", found.rate_reason),
        )
        if reason
    )
    return Row(
        (
            row.manufacturer_id,
            _name(setting, row),
            found.selling_stores,
            found.numeric,
            found.weighted,
            found.revenue,
            found.revenue_per_store_week,
            found.units_per_store_week,
        ),
        reasons=reasons,
        mark="focus" if row.manufacturer_id == setting.focus else "",
    )


def _space(setting: Setting, found: DistributionFound) -> list[Block]:
    language = setting.language
    say, unit = language.say, language.currency_symbol
    heading = Heading(say("distribution.space"))
    if not found.space:
        reason, _ = translated(found.space_reason, language)
        return [heading, Paragraph(say("distribution.space.none", reason=reason), quiet=True)]
    columns = (
        Column("manufacturer", say("col.manufacturer")),
        Column("format", say("col.format")),
        Column("areas", say("col.areas"), "count"),
        Column("revenue", say("col.revenue", unit=unit), "cents"),
        Column("square_metre_weeks", say("col.square_metre_weeks"), "number"),
        Column("per_square_metre_week", say("col.per_square_metre", unit=unit), "cents"),
    )
    rows = tuple(
        Row(
            (
                setting.manufacturer(item.manufacturer_id),
                setting.format(item.format_id),
                item.areas,
                item.revenue,
                item.square_metre_weeks,
                item.per_square_metre_week,
            )
        )
        for item in found.space
    )
    return [heading, Table("space", say("distribution.space.table"), columns, rows, long=True)]
