"""What a display does on real data: own units, rivals' units, the category, and whom it cost."""

from __future__ import annotations

import math

from showfloor.measure.types import Check, DisplayEffect, Estimate, PoissonFit
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.language import Language
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Empty,
    Heading,
    Paragraph,
    Section,
)
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def display_section(setting: Setting) -> Section:
    """Answer how much more a display sells, and who pays for it."""
    language, effect = setting.language, setting.content.display
    question = language.say("display.question")
    if effect is None:
        empty = Empty(
            language.say("display.empty.what"),
            language.say("display.empty.how"),
            "showfloor measure --displays",
        )
        return Section("display", question, language.say("display.none"), (empty,))
    blocks: list[Block] = [_figure(language, effect), _table(language, effect)]
    if math.isfinite(effect.rivals_loss_share):
        shares = (effect.rivals_loss_share, *effect.rivals_loss_interval)
        lost, low, high = (language.number(share * 100, 0) for share in shares)
        blocks.append(Paragraph(language.say("display.cost", lost=lost, low=low, high=high)))
    if effect.by_format:
        blocks += [
            Heading(language.say("display.by_format")),
            _format_figure(setting, effect),
            _format_table(setting, effect),
        ]
    if effect.checks:
        blocks += [Heading(language.say("checks.heading")), check_list(language, effect.checks)]
    return Section(
        "display",
        question,
        display_title(language, effect),
        tuple(blocks),
        lead=language.say(
            "display.lead",
            pairs=language.count(effect.pairs),
            stores=language.count(effect.stores),
            weeks=language.count(effect.weeks),
            rows=language.count(effect.own.rows),
        ),
        source=setting.source("measure", "measure-display"),
    )


def display_title(language: Language, effect: DisplayEffect) -> str:
    """Return the answer in a sentence, with its interval."""
    own = main_estimate(effect.own)
    if not math.isfinite(own.estimate):
        return language.say("display.undefined")
    more = math.expm1(own.estimate)
    key = "display.title" if more >= 0 else "display.title.less"
    if own.low <= 0 <= own.high:
        key = "display.title.uncertain"
    return language.say(
        key,
        percent=language.percent(abs(more), 0),
        effect=language.percent(more, 0, signed=True),
        low=language.number(math.expm1(own.low) * 100),
        high=language.number(math.expm1(own.high) * 100),
    )


def main_estimate(fit: PoissonFit) -> Estimate:
    """Return the estimate on the manufacturer's own display share: the first regressor."""
    return fit.estimates[fit.names[0]]


def lead_estimate(fit: PoissonFit) -> Estimate | None:
    """Return the estimate on next week's display share, or None where the fit has none."""
    named = [name for name in fit.names if "lead" in name or "next" in name]
    return fit.estimates[named[0]] if named else None


def check_list(language: Language, checks: tuple[Check, ...]) -> CheckList:
    """Return checks with their verdicts in words and their advice in the language."""
    lines = []
    for check in checks:
        advice, quoted = translated(check.advice, language)
        name, _ = translated(check.name, language)
        name = name[:1].upper() + name[1:]
        verdict = language.say(f"verdict.{check.verdict}")
        lines.append(CheckLine(name, check.verdict, verdict, advice, quoted))
    return CheckList(tuple(lines))


def interval_text(language: Language, estimate: Estimate) -> str:
    """Return a relative effect as "+48.7 % (41 to 57)", or "–"."""
    if not math.isfinite(estimate.estimate):
        return language.percent(math.nan)
    value = language.percent(math.expm1(estimate.estimate), 1, signed=True)
    if not (math.isfinite(estimate.low) and math.isfinite(estimate.high)):
        return value
    low = language.number(math.expm1(estimate.low) * 100, 1, signed=True)
    high = language.number(math.expm1(estimate.high) * 100, 1, signed=True)
    return language.say("interval", value=value, low=low, high=high)


def _lines(language: Language, effect: DisplayEffect) -> list[tuple[str, str, Estimate]]:
    lines = [
        ("own", language.say("display.own"), main_estimate(effect.own)),
        ("rivals", language.say("display.rivals"), main_estimate(effect.rivals)),
        ("category", language.say("display.category"), main_estimate(effect.category)),
    ]
    lead = lead_estimate(effect.lead)
    if lead is not None:
        lines.append(("next_week", language.say("display.next_week"), lead))
    return lines


def effect_row(language: Language, label: str, estimate: Estimate, hue: str) -> IntervalRow:
    """Return a log-point estimate as a row of relative effects."""
    reason, _ = translated(estimate.reason, language)
    return IntervalRow(
        label,
        math.expm1(estimate.estimate),
        math.expm1(estimate.low),
        math.expm1(estimate.high),
        interval_text(language, estimate),
        hue,
        unknown=reason,
    )


def _figure(language: Language, effect: DisplayEffect) -> Figure:
    hues = {"own": "accent", "next_week": "quiet"}
    rows = [
        effect_row(language, label, estimate, hues.get(key, "ink"))
        for key, label, estimate in _lines(language, effect)
    ]
    words = Words(
        language.say("display.chart.title"),
        language.say("display.chart.description", own=rows[0].text, rivals=rows[1].text),
        language.say("display.chart.caption"),
    )
    return interval_rows("display", rows, lambda v: language.percent(v, 0, signed=True), words)


def estimate_columns(language: Language) -> tuple[Column, ...]:
    """Return the columns of an estimate in log points and in per cent."""
    return (
        Column("change", language.say("col.change"), "change"),
        Column("low", language.say("col.low"), "change"),
        Column("high", language.say("col.high"), "change"),
        Column("log_points", language.say("col.log_points"), "number", 3),
        Column("se", language.say("col.se"), "number", 3),
    )


def estimate_cells(estimate: Estimate) -> tuple[float, ...]:
    """Return the cells that belong to `estimate_columns`."""
    return (
        math.expm1(estimate.estimate),
        math.expm1(estimate.low),
        math.expm1(estimate.high),
        estimate.estimate,
        estimate.se,
    )


def _table(language: Language, effect: DisplayEffect) -> Table:
    columns = (Column("what", language.say("col.what")), *estimate_columns(language))
    rows = tuple(
        Row((label, *estimate_cells(estimate)), reasons=_reasons(language, estimate))
        for _, label, estimate in _lines(language, effect)
    )
    return Table("display_effect", language.say("display.caption"), columns, rows)


def _reasons(language: Language, estimate: Estimate) -> tuple[tuple[str, str], ...]:
    if not estimate.reason:
        return ()
    reason, _ = translated(estimate.reason, language)
    return tuple((key, reason) for key in ("change", "low", "high", "log_points", "se"))


def _format_label(setting: Setting, format_id: str, kind: str) -> str:
    return (
        f"{setting.format(format_id)} · {setting.kind(kind)}" if kind else setting.format(format_id)
    )


def _format_figure(setting: Setting, effect: DisplayEffect) -> Figure:
    language = setting.language
    rows = [
        effect_row(language, _format_label(setting, format_id, kind), estimate, "accent")
        for (format_id, kind), estimate in sorted(effect.by_format.items())
    ]
    words = Words(
        language.say("display.formats.title"),
        language.say("display.formats.description", n=len(rows)),
        language.say("display.formats.caption"),
    )
    return interval_rows(
        "display-formats", rows, lambda v: language.percent(v, 0, signed=True), words
    )


def _format_table(setting: Setting, effect: DisplayEffect) -> Table:
    language = setting.language
    columns = (
        Column("format", language.say("col.format")),
        Column("kind", language.say("col.kind")),
        Column("rows", language.say("col.exposed"), "count"),
        *estimate_columns(language),
    )
    rows = tuple(
        Row(
            (
                setting.format(key[0]),
                setting.kind(key[1]),
                effect.exposure_rows.get(key),
                *estimate_cells(estimate),
            ),
            reasons=_reasons(language, estimate),
        )
        for key, estimate in sorted(effect.by_format.items())
    )
    return Table("display_by_format", language.say("display.formats.table"), columns, rows)
