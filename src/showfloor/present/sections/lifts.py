"""What the next plan expects of an area: lifts as measured, as shrunk, or as stated."""

from __future__ import annotations

import math
from datetime import date

from showfloor.domain.lifts import Lift
from showfloor.learn.types import LearnedLifts
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.charts.legend import Key
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Empty, Paragraph, Section
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table

NORMAL_95 = 1.959964
"""97.5 % point of the standard normal distribution."""


def lifts_section(setting: Setting) -> Section:
    """Answer what an area is expected to add, and how sure that is."""
    language, learned = setting.language, setting.content.lifts
    question = language.say("lifts.question")
    if learned is None or not learned.lifts:
        empty = Empty(
            language.say("lifts.empty.what"), language.say("lifts.empty.how"), "showfloor learn"
        )
        return Section("lifts", question, language.say("lifts.none"), (empty,))
    blocks: list[Block] = []
    if setting.content.prior_statement is not None:
        source = language.pick(setting.content.prior_statement).rstrip(".")
        blocks.append(Paragraph(language.say("lifts.source.prior", source=source)))
    blocks += [_figure(setting, learned), _table(setting, learned)]
    sources = {lift.source for lift in learned.lifts}
    if len(sources) == 1 and setting.content.prior_statement is None:
        source = translated(sources.pop(), language)[0]
        blocks.append(Paragraph(language.say("lifts.source", source=source), quiet=True))
    blocks += _basis(setting)
    return Section(
        "lifts",
        question,
        lifts_title(setting, learned),
        tuple(blocks),
        lead=_lead(setting, learned),
        source=setting.source("learn"),
    )


def lifts_title(setting: Setting, learned: LearnedLifts) -> str:
    """Return the answer in a sentence: the range of lifts, and whether they are measured."""
    language = setting.language
    means = [lift.mean for lift in learned.lifts if math.isfinite(lift.mean)]
    if not means:
        return language.say("lifts.undefined")
    values = {"low": language.number(min(means) * 100), "high": language.number(max(means) * 100)}
    stated = all(lift.origin == "prior" for lift in learned.lifts)
    return language.say("lifts.title.prior" if stated else "lifts.title", **values)


def _lead(setting: Setting, learned: LearnedLifts) -> str:
    language, model = setting.language, learned.model
    if model is None:
        return language.say("lifts.lead.prior")
    return language.say(
        "lifts.lead",
        cells=language.count(model.cells),
        mean=language.percent(model.common_mean, 1, signed=True),
        spread=language.number(model.between_sd * 100, 1),
        method=translated(model.method, language)[0],
    )


def _label(setting: Setting, lift: Lift) -> str:
    return f"{setting.format(lift.format_id)} · {setting.kind(lift.store_kind)}"


def _ordered(learned: LearnedLifts) -> list[Lift]:
    return sorted(learned.lifts, key=lambda lift: (lift.format_id, lift.store_kind))


def _figure(setting: Setting, learned: LearnedLifts) -> Figure:
    language = setting.language
    rows = [_row(setting, lift) for lift in _ordered(learned)]
    measured = any(math.isfinite(row.raw) for row in rows)
    keys = [Key("dot", "fill-accent", language.say("lifts.key.used"))]
    if measured:
        keys.append(Key("ring", "hollow", language.say("lifts.key.measured")))
    words = Words(
        language.say("lifts.chart.title"),
        language.say("lifts.chart.description", n=len(rows)),
        language.say("lifts.chart.caption"),
    )
    return interval_rows("lifts", rows, lambda v: language.percent(v, 0, signed=True), words, keys)


def _row(setting: Setting, lift: Lift) -> IntervalRow:
    language = setting.language
    low, high = lift.mean - NORMAL_95 * lift.sd, lift.mean + NORMAL_95 * lift.sd
    raw = lift.measured if lift.measured is not None else math.nan
    se = lift.measured_se if lift.measured_se is not None else math.nan
    text = language.say(
        "interval",
        value=language.percent(lift.mean, 1, signed=True),
        low=language.number(low * 100, 1, signed=True),
        high=language.number(high * 100, 1, signed=True),
    )
    return IntervalRow(
        _label(setting, lift),
        lift.mean,
        low,
        high,
        text,
        "accent",
        raw,
        raw - NORMAL_95 * se,
        raw + NORMAL_95 * se,
    )


def _table(setting: Setting, learned: LearnedLifts) -> Table:
    language = setting.language
    stated = all(lift.measured is None for lift in learned.lifts)
    sources = {lift.source for lift in learned.lifts}
    columns = (
        Column("format", language.say("col.format")),
        Column("kind", language.say("col.kind")),
        Column("measured", language.say("col.measured"), "change", data_only=stated),
        Column("measured_se", language.say("col.se_percent"), "percent", data_only=stated),
        Column("lift", language.say("col.lift"), "change"),
        Column("sd", language.say("col.sd"), "percent"),
        Column("shrinkage", language.say("col.shrinkage"), "percent", 0, data_only=stated),
        Column("origin", language.say("col.origin")),
        Column("source", language.say("col.source"), wide=True, data_only=len(sources) < 2),
    )
    rows = []
    for lift in _ordered(learned):
        origin = language.say(f"origin.{lift.origin}")
        missing = language.say("lifts.not_measured")
        reasons = tuple((key, missing) for key in ("measured", "measured_se", "shrinkage"))
        cells = (
            setting.format(lift.format_id),
            setting.kind(lift.store_kind),
            lift.measured,
            lift.measured_se,
            lift.mean,
            lift.sd,
            lift.shrinkage,
            origin,
            translated(lift.source, language)[0],
        )
        rows.append(Row(cells, reasons=reasons if lift.measured is None and not stated else ()))
    return Table("lifts", language.say("lifts.table"), columns, tuple(rows))


def _basis(setting: Setting) -> list[Block]:
    """Return what the options rest on: the baseline's window, the margins, whom it costs."""
    language, options = setting.language, setting.content.options
    if options is None:
        return []
    sentences = [
        language.say("options.count", n=len(options.options)),
        language.say(
            "options.window",
            start=_day(language, options.baseline_from),
            end=_day(language, options.baseline_to),
        ),
        language.say("options.margins", source=translated(options.margin_source, language)[0]),
    ]
    if math.isfinite(options.rivals_loss_share):
        share = language.percent(options.rivals_loss_share, 0)
        sentences.append(language.say("options.rivals", share=share))
    if options.stores_without_baseline:
        sentences.append(language.say("options.without", n=len(options.stores_without_baseline)))
    return [Paragraph(" ".join(sentences))]


def _day(language: Language, iso: str) -> str:
    """Return an ISO date written out; other text as it is."""
    try:
        return language.day(date.fromisoformat(iso))
    except ValueError:
        return iso
