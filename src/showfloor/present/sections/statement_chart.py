"""The month in a picture: what was measured with its interval, what was promised beside it."""

from __future__ import annotations

import math

from showfloor.measure.types_statement import MonthlyStatement, Side
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.charts.legend import Key
from showfloor.present.language import UNKNOWN
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated


def month_figure(setting: Setting, found: MonthlyStatement) -> Figure:
    """Draw each party's measured margin with its interval, and what was promised as a ring."""
    language = setting.language
    rows = [
        _row(setting, language.say("statement.whose.retailer"), found.retailer),
        _row(setting, language.say("statement.whose.manufacturer"), found.manufacturer),
    ]
    words = Words(
        language.say("statement.chart", month=language.month_and_year(found.month)),
        language.say(
            "statement.chart.description",
            parties=language.listed([f"{row.label} {row.text}" for row in rows]),
        ),
        language.say("statement.chart.caption"),
    )
    keys = (
        Key("dot", "fill-accent", language.say("statement.chart.measured")),
        Key("ring", "hollow", language.say("statement.chart.promised")),
    )
    return interval_rows("statement-month", rows, language.money, words, keys)


def _row(setting: Setting, label: str, side: Side) -> IntervalRow:
    language, found = setting.language, side.realised
    text = UNKNOWN
    if math.isfinite(found.low):
        text = language.say(
            "interval",
            value=language.money(found.estimate),
            low=language.number(found.low),
            high=language.number(found.high),
        )
    elif math.isfinite(found.estimate):
        text = language.money(found.estimate)
    return IntervalRow(
        label,
        found.estimate,
        found.low,
        found.high,
        text,
        "accent",
        raw=side.promised,
        unknown=translated(found.reason, language)[0],
    )
