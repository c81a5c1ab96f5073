"""What a staggered rollout earned: two estimators, the truth where it is known, and the checks."""

from __future__ import annotations

import math

from showfloor.measure.types import Estimate
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.event_study import EventPoint, EventWords, event_study
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.charts.legend import Key
from showfloor.present.language import UNKNOWN
from showfloor.present.sections.blocks import Block, Details, Empty, Heading, Paragraph, Section
from showfloor.present.sections.display import check_list
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import StaggeredReport


def rollout_effect_section(setting: Setting) -> Section | None:
    """Answer what a measured panel's rollout did; the ledger's areas have sections of their own."""
    language, report = setting.language, setting.content.staggered
    question = language.say("rollout.question")
    if report is None and setting.content.areas is not None:
        return None
    if report is None:
        empty = Empty(
            language.say("rollout.empty.what"),
            language.say("rollout.empty.how"),
            "showfloor measure",
        )
        return Section("rollout", question, language.say("rollout.none"), (empty,))
    blocks: list[Block] = []
    if report.result.callaway_santanna.event:
        blocks.append(_figure(setting, report))
    blocks += [_overall_figure(setting, report), _overall_table(setting, report)]
    if report.result.callaway_santanna.event:
        folded = language.say("event.table")
        blocks.append(Details(folded, (_event_table(setting, report),)))
    if report.result.checks:
        blocks += [
            Heading(language.say("checks.heading")),
            check_list(language, report.result.checks),
        ]
    for sentence in report.result.panel.dropped:
        blocks.append(Paragraph(translated(sentence, language)[0], quiet=True))
    return Section(
        "rollout",
        question,
        rollout_title(setting, report),
        tuple(blocks),
        lead=_lead(setting, report),
        source=setting.source("measure", "measure-rollout"),
    )


def _lead(setting: Setting, report: StaggeredReport) -> str:
    language, panel = setting.language, report.result.panel
    lead = language.say(
        "rollout.lead",
        units=language.count(panel.units),
        times=language.count(panel.times),
        cohorts=language.count(len(panel.cohorts)),
        never=language.count(panel.never_treated),
        outcome=language.pick(report.outcome),
    )
    if report.truth is None:
        return lead
    holding = sum(_holds_truth(report, estimate) for _, estimate in _both(report))
    said = language.say(f"overall.truth.{('none', 'one', 'both')[holding]}")
    truth = effect_text(setting, report, report.truth.overall)
    return f"{lead} {language.say('rollout.lead.truth', truth=truth, held=said)}"


def _both(report: StaggeredReport) -> tuple[tuple[str, Estimate], tuple[str, Estimate]]:
    """Return both estimates of the effect over all shops and weeks, each with its name's key."""
    result = report.result
    return (
        ("event.main", result.callaway_santanna.simple),
        ("event.second", result.imputation.overall),
    )


def _holds_truth(report: StaggeredReport, estimate: Estimate) -> bool:
    return report.truth is not None and estimate.low <= report.truth.overall <= estimate.high


def rollout_title(setting: Setting, report: StaggeredReport) -> str:
    """Return the answer in a sentence, with its interval and the truth where it is known.

    Imputation is the headline: where its assumptions hold it is the more precise of the two.
    """
    language = setting.language
    main = report.result.imputation.overall
    if not math.isfinite(main.estimate):
        main = report.result.callaway_santanna.simple
    if not math.isfinite(main.estimate):
        return language.say("rollout.undefined")
    key = "rollout.title.raised" if main.estimate >= 0 else "rollout.title.lowered"
    if not (main.low > 0 or main.high < 0):
        key = "rollout.title.uncertain"
    title = language.say(
        key,
        effect=effect_text(setting, report, main.estimate),
        size=effect_text(setting, report, main.estimate).lstrip("+\u2212"),
        low=effect_text(setting, report, main.low, bare=True),
        high=effect_text(setting, report, main.high, bare=True),
    )
    if report.truth is None:
        return title
    truth = effect_text(setting, report, report.truth.overall)
    return language.say("rollout.title.truth", title=title, truth=truth)


def effect_text(
    setting: Setting, report: StaggeredReport, value: float, *, bare: bool = False
) -> str:
    """Return an effect in the outcome's own words: per cent from log points, or units."""
    language = setting.language
    if report.unit == "log_points":
        if bare:
            return language.number(math.expm1(value) * 100, 1, signed=True)
        return language.percent(math.expm1(value), 1, signed=True)
    number = language.number(value, 2, signed=True)
    return number if bare else language.say("units.with", number=number)


def _scaled(report: StaggeredReport, value: float) -> float:
    return math.expm1(value) if report.unit == "log_points" else value


def _points(report: StaggeredReport) -> list[EventPoint]:
    result, truth = report.result, report.truth
    second = {**result.imputation.pretrend, **result.imputation.event}
    points = []
    for time, estimate in sorted(result.callaway_santanna.event.items()):
        other = second.get(time)
        known = truth.event.get(time, math.nan) if truth else math.nan
        points.append(
            EventPoint(
                time,
                _scaled(report, estimate.estimate),
                _scaled(report, estimate.low),
                _scaled(report, estimate.high),
                _scaled(report, other.estimate) if other else math.nan,
                _scaled(report, known),
            )
        )
    return points


def _figure(setting: Setting, report: StaggeredReport) -> Figure:
    language = setting.language
    points = _points(report)
    keys = [
        Key("dot", "fill-accent", language.say("event.main")),
        Key("diamond", "hollow", language.say("event.second")),
        Key("band", "band", language.say("event.band")),
    ]
    if any(math.isfinite(point.truth) for point in points):
        keys.append(Key("line", "truth", language.say("event.truth")))
    percent = report.unit == "log_points"
    labels = EventWords(
        language.say("event.before"),
        language.say("event.after"),
        language.say("event.axis"),
        tuple(keys),
        language.percent_axis if percent else language.number_axis,
    )
    words = Words(
        language.say("event.title"),
        language.say(
            "event.description",
            effect=effect_text(
                setting, report, report.result.callaway_santanna.event_overall.estimate
            ),
            n=len(points),
        ),
        language.say("event.caption"),
    )
    return event_study("event-study", points, labels, words)


def _columns(setting: Setting, report: StaggeredReport) -> tuple[Column, ...]:
    language = setting.language
    percent = report.unit == "log_points"
    suffix = language.say("col.in_percent") if percent else ""
    names = ("effect", "low", "high", "second", "second_low", "second_high", "truth")
    return tuple(
        Column(
            name,
            language.say(f"col.event.{name}") + suffix,
            "change" if percent else "number",
            1 if percent else 2,
        )
        for name in names
        if name != "truth" or report.truth is not None
    )


def _cells(report: StaggeredReport, main: Estimate, second: Estimate | None) -> tuple[float, ...]:
    main_cells = tuple(_scaled(report, v) for v in (main.estimate, main.low, main.high))
    if second is None:
        return (*main_cells, math.nan, math.nan, math.nan)
    return (
        *main_cells,
        *(_scaled(report, v) for v in (second.estimate, second.low, second.high)),
    )


def _reasons(
    setting: Setting, main: Estimate, second: Estimate | None
) -> tuple[tuple[str, str], ...]:
    reasons: list[tuple[str, str]] = []
    if main.reason:
        text, _ = translated(main.reason, setting.language)
        reasons += [(key, text) for key in ("effect", "low", "high")]
    if second is None or second.reason:
        text = setting.language.say("event.no_second")
        if second is not None:
            text, _ = translated(second.reason, setting.language)
        reasons += [(key, text) for key in ("second", "second_low", "second_high")]
    return tuple(reasons)


def _event_table(setting: Setting, report: StaggeredReport) -> Table:
    language, result = setting.language, report.result
    second = {**result.imputation.pretrend, **result.imputation.event}
    rows = []
    for time, estimate in sorted(result.callaway_santanna.event.items()):
        other = second.get(time)
        cells: tuple[float, ...] = (time, *_cells(report, estimate, other))
        reasons = _reasons(setting, estimate, other)
        if report.truth is not None:
            cells = (*cells, _scaled(report, report.truth.event.get(time, math.nan)))
            if time not in report.truth.event:
                reasons = (*reasons, ("truth", language.say("event.no_truth")))
        rows.append(Row(cells, reasons=reasons))
    columns = (
        Column("event_time", language.say("col.event_time"), "count"),
        *_columns(setting, report),
    )
    return Table("event_study", language.say("event.table"), columns, tuple(rows), long=True)


def _overall_figure(setting: Setting, report: StaggeredReport) -> Figure:
    """Draw both estimates over all shops and weeks, and the truth where it is known."""
    language = setting.language
    rows = [
        IntervalRow(
            _capital(language.say(key)),
            _scaled(report, estimate.estimate),
            _scaled(report, estimate.low),
            _scaled(report, estimate.high),
            _interval_text(setting, report, estimate),
            "accent",
            unknown=translated(estimate.reason or "", language)[0],
        )
        for key, estimate in _both(report)
    ]
    known = report.truth is not None
    truth = report.truth.overall if report.truth is not None else math.nan
    keys = []
    if known:
        said = language.say("event.truth.value", truth=effect_text(setting, report, truth))
        keys.append(Key("line", "truth", said))
    estimates = language.listed([f"{row.label} {row.text}" for row in rows])
    words = Words(
        language.say("overall.title.truth" if known else "overall.title"),
        language.say("overall.description", estimates=estimates),
        language.say("overall.caption.truth" if known else "overall.caption"),
    )
    percent = report.unit == "log_points"

    def axis_text(value: float) -> str:
        if percent:
            return language.percent(value, 0, signed=True)
        return language.number(value, 0 if value == round(value) else 1, signed=True)

    return interval_rows(
        "rollout-average", rows, axis_text, words, keys, truth=_scaled(report, truth)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _interval_text(setting: Setting, report: StaggeredReport, estimate: Estimate) -> str:
    language = setting.language
    if not math.isfinite(estimate.estimate):
        return UNKNOWN
    return language.say(
        "interval",
        value=effect_text(setting, report, estimate.estimate, bare=report.unit == "units"),
        low=effect_text(setting, report, estimate.low, bare=True),
        high=effect_text(setting, report, estimate.high, bare=True),
    )


def _overall_table(setting: Setting, report: StaggeredReport) -> Table:
    """Return one row a method and average; the truth is one for all shops and weeks."""
    language, result = setting.language, report.result
    lines = (
        ("overall.simple", *_both(report)[0]),
        ("overall.simple", *_both(report)[1]),
        ("overall.group", "event.main", result.callaway_santanna.group_overall),
        ("overall.event", "event.main", result.callaway_santanna.event_overall),
    )
    rows = []
    for average, method, estimate in lines:
        has_truth = average == "overall.simple"
        figures = (estimate.estimate, estimate.low, estimate.high)
        cells: tuple[str | float | None, ...] = (
            _capital(language.say(method)),
            language.say(average),
            *(_scaled(report, v) for v in figures),
        )
        reasons = _reasons(setting, estimate, estimate)
        if report.truth is not None:
            truth = _scaled(report, report.truth.overall) if has_truth else math.nan
            held = language.say(
                "overall.held.yes" if _holds_truth(report, estimate) else "overall.held.no"
            )
            cells = (*cells, truth, held if has_truth else None)
            if not has_truth:
                unknown = language.say("overall.no_truth")
                reasons = (*reasons, ("truth", unknown), ("held", unknown))
        rows.append(Row(cells, reasons=reasons))
    found = [c for c in _columns(setting, report) if not c.key.startswith("second")]
    columns = (
        Column("method", language.say("col.method")),
        Column("average", language.say("col.average")),
        *found,
        *([Column("held", language.say("col.truth_held"))] if report.truth is not None else []),
    )
    return Table("rollout_effect", language.say("overall.table"), columns, tuple(rows))
