"""What a staggered rollout earned: two estimators, the truth where it is known, and the checks."""

from __future__ import annotations

import math

from showfloor.measure.types import Estimate
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.event_study import EventPoint, EventWords, event_study
from showfloor.present.charts.legend import Key
from showfloor.present.sections.blocks import Block, Details, Empty, Heading, Paragraph, Section
from showfloor.present.sections.display import check_list
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import StaggeredReport


def rollout_effect_section(setting: Setting) -> Section:
    """Answer what the opened areas earned."""
    language, report = setting.language, setting.content.staggered
    question = language.say("rollout.question")
    if report is None:
        empty = Empty(
            language.say("rollout.empty.what"),
            language.say("rollout.empty.how"),
            "showfloor measure",
        )
        return Section("rollout", question, language.say("rollout.none"), (empty,))
    panel = report.result.panel
    blocks: list[Block] = []
    if report.result.callaway_santanna.event:
        blocks.append(_figure(setting, report))
    blocks.append(_overall_table(setting, report))
    if report.result.callaway_santanna.event:
        folded = language.say("event.table")
        blocks.append(Details(folded, (_event_table(setting, report),)))
    if report.result.checks:
        blocks += [
            Heading(language.say("checks.heading")),
            check_list(language, report.result.checks),
        ]
    for sentence in panel.dropped:
        blocks.append(Paragraph(translated(sentence, language)[0], quiet=True))
    return Section(
        "rollout",
        question,
        rollout_title(setting, report),
        tuple(blocks),
        lead=language.say(
            "rollout.lead",
            units=language.count(panel.units),
            times=language.count(panel.times),
            cohorts=language.count(len(panel.cohorts)),
            never=language.count(panel.never_treated),
            outcome=language.pick(report.outcome),
        ),
        source=setting.source("measure", "measure-rollout"),
    )


def rollout_title(setting: Setting, report: StaggeredReport) -> str:
    """Return the answer in a sentence, with its interval and the truth where it is known."""
    language = setting.language
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


def _overall_table(setting: Setting, report: StaggeredReport) -> Table:
    language, result = setting.language, report.result
    santanna, imputation = result.callaway_santanna, result.imputation
    lines = (
        ("overall.simple", santanna.simple, imputation.overall, True),
        ("overall.group", santanna.group_overall, None, False),
        ("overall.event", santanna.event_overall, None, False),
    )
    rows = []
    for key, main, second, has_truth in lines:
        cells: tuple[str | float, ...] = (language.say(key), *_cells(report, main, second))
        reasons = _reasons(setting, main, second)
        if report.truth is not None:
            cells = (*cells, _scaled(report, report.truth.overall if has_truth else math.nan))
            if not has_truth:
                reasons = (*reasons, ("truth", language.say("overall.no_truth")))
        rows.append(Row(cells, reasons=reasons))
    columns = (Column("average", language.say("col.average")), *_columns(setting, report))
    return Table("rollout_effect", language.say("overall.table"), columns, tuple(rows))
