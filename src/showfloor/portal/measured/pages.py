"""The retailer's pages of measured effects: all that are kept, and one with its credibility."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, NotHereError, Page
from showfloor.portal.figures.rows import as_asked, with_asked
from showfloor.portal.figures.sections import as_blocks
from showfloor.portal.measured.few_staff import groups_in_run, is_shown, shown_content
from showfloor.portal.measured.others import other_measurement, others_blocks, shown_others
from showfloor.portal.people.visit import Visit
from showfloor.portal.words import language_of
from showfloor.portal.work.pages import moment
from showfloor.portal.workspace import workspace
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.plain_text import without_terms
from showfloor.present.sections.blocks import Block, Details, Empty, KeyFigures, Paragraph, Section
from showfloor.present.sections.credibility_section import SEVERITY, credibility_section
from showfloor.present.sections.earned import earned_section
from showfloor.present.sections.earned_groups import groups_section
from showfloor.present.sections.earned_setting import Earned, has_interval
from showfloor.present.sections.earned_shops import shops_section
from showfloor.present.sections.earned_weeks import weekly_section
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.whom_it_cost import whom_section
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import LanguageCode
from showfloor.workflows.measured_pages import (
    MeasuredRun,
    measured_content,
    measured_run,
    measured_runs,
)
from showfloor.workflows.small_stores import SmallStores

PART = "part"
PARTS: Mapping[str, Callable[[Setting], Section | None]] = MappingProxyType(
    {
        "earned": earned_section,
        "weekly": weekly_section,
        "whom": whom_section,
        "groups": groups_section,
        "shops": shops_section,
        "trust": credibility_section,
    }
)
"""Parts of a measurement by the key of their section; the first one answers."""
DRAWN_RUNS = 8
"""Newest measurements that the chart of all holds."""
HELD_SECTIONS = 256
"""Sections that a process holds ready; all are the retailer's."""


def measured(visit: Visit) -> Page:
    """Return every kept measurement, newest first, with what it found and its verdict."""
    kept = measured_runs(workspace())
    others = others_blocks(visit, shown_others())
    runs = [run for run in kept if is_shown(run)]
    say = visit.say
    question = say("measured.question")
    if not runs:
        if kept:
            few = Paragraph(say("measured.few", n=len(kept)))
            return Page("measured", question, say("measured.none.shown"), (few, *others))
        empty = Empty(say("measured.empty"), say("measured.empty.how"), "showfloor measure")
        title = say("measured.none.of_areas" if others else "measured.none")
        return Page("measured", question, title, (*others, empty))
    newest = _earned(visit, runs[0])
    long = as_asked(visit, _table(visit, runs))
    left_out = len(kept) - len(runs)
    few_staff = (Paragraph(say("measured.few", n=left_out), quiet=True),) if left_out else ()
    return Page(
        "measured",
        question,
        say(
            "measured.title",
            name=newest.name,
            total=newest.span(newest.found.money.total),
        ),
        (_figure(visit, runs[:DRAWN_RUNS]), long.table, *few_staff, *others),
        lead=say("measured.lead", n=len(runs)),
        source=newest.source(),
        figures={"measurements": len(runs)},
        views=(long.parts,),
    )


def measurement(visit: Visit, run_id: str) -> Page:
    """Return one measurement: a part of it, as the address asks, with links to the others."""
    run = measured_run(workspace(), run_id)
    if run is None:
        return other_measurement(visit, run_id)
    if not is_shown(run):
        raise NotHereError
    asked = visit.asked.get(PART, "")
    groups = groups_in_run(run)
    code = visit.language.code
    there = {key: found for key in PARTS if (found := _section(run, groups, key, code))}
    key = asked if asked in there else next(iter(there))
    section = there[key]
    links = tuple(
        Link(one.question, with_asked(visit, **{PART: name}), name == key)
        for name, one in there.items()
    )
    money = run.found.money
    return Page(
        "measurement",
        section.question,
        section.title,
        (
            *as_blocks(visit, [_linked(visit, block) for block in section.blocks]),
            *((_checks(visit, run),) if key == "trust" else ()),
        ),
        lead=without_terms(section.lead),
        source=section.source,
        figures={
            "run": run_id,
            "manufacturer_id": run.found.manufacturer_id,
            "stores": run.found.treated,
            "compared": run.found.compared,
            "quantity": money.quantity,
            "total": money.total.estimate,
            "total_low": money.total.low,
            "total_high": money.total.high,
            "per_cent": money.per_cent.estimate,
            "verdict": worst(run),
        },
        views=(Links(visit.say("measured.parts"), links),),
        trail=(Link(visit.say("figures.nav.measured"), reverse("measured")),),
    )


def worst(run: MeasuredRun) -> str:
    """Return the worst verdict of a measurement's checks."""
    verdicts = {check.verdict for check in run.found.checks}
    return next((verdict for verdict in SEVERITY if verdict in verdicts), "PASS")


def _checks(visit: Visit, run: MeasuredRun) -> Details:
    """Return the checks as a table, which JSON and CSV have too."""
    language = visit.language
    rows = tuple(
        Row(
            (
                translated(check.name, language)[0],
                check.verdict,
                language.say(f"verdict.{check.verdict}"),
                translated(check.advice, language)[0],
            )
        )
        for check in run.found.checks
    )
    columns = (
        Column("check", visit.say("measured.check")),
        Column("verdict", "", data_only=True),
        Column("verdict_word", visit.say("measured.verdict")),
        Column("advice", visit.say("measured.advice"), wide=True),
    )
    caption = visit.say("measured.checks")
    return Details(caption, (Table("checks", caption, columns, rows),))


def _linked(visit: Visit, block: Block) -> Block:
    """Return key figures that lead to the part which shows them."""
    if not isinstance(block, KeyFigures):
        return block
    items = tuple(
        replace(item, target=with_asked(visit, **{PART: item.target})) for item in block.items
    )
    return KeyFigures(items)


@functools.lru_cache(maxsize=HELD_SECTIONS)
def _section(run: MeasuredRun, groups: SmallStores, key: str, code: LanguageCode) -> Section | None:
    content = shown_content(run, groups)
    return PARTS[key](setting_for(content, language_of(code, content.facts.currency)))


def _earned(visit: Visit, run: MeasuredRun) -> Earned:
    content = measured_content(workspace(), run)
    return Earned(setting_for(content, visit.language), run.found)


def _label(visit: Visit, earned: Earned) -> str:
    """Return whose areas, of which format, until when."""
    words = [earned.name]
    if earned.found.format_id:
        words.append(earned.setting.format(earned.found.format_id))
    return visit.say("measured.label", name=" · ".join(words), day=earned.last_day)


def _figure(visit: Visit, runs: Sequence[MeasuredRun]) -> Figure:
    """Return the totals of the newest measurements with their intervals."""
    rows = []
    for run in runs:
        earned = _earned(visit, run)
        total = run.found.money.total
        low, high = (total.low, total.high) if has_interval(total) else (math.nan, math.nan)
        rows.append(
            IntervalRow(_label(visit, earned), total.estimate, low, high, earned.span(total))
        )
    words = Words(
        visit.say("measured.chart.title"),
        visit.say("measured.chart.description", n=len(rows)),
        visit.say("measured.chart.caption"),
    )
    return interval_rows("measured", rows, visit.language.money_short, words)


def _table(visit: Visit, runs: Sequence[MeasuredRun]) -> Table:
    say, unit = visit.say, visit.language.currency_symbol
    return Table(
        "measurements",
        say("measured.caption"),
        (
            Column("measured_at", say("measured.when")),
            Column("run", "", data_only=True),
            Column("manufacturer", say("measured.manufacturer")),
            Column("format", say("measured.format")),
            Column("stores", say("measured.stores"), "count"),
            Column("quantity", say("measured.quantity")),
            Column("total", say("measured.total", unit=unit), "signed", 0),
            Column("low", say("measured.low", unit=unit), "signed", 0),
            Column("high", say("measured.high", unit=unit), "signed", 0),
            Column("verdict", say("measured.verdict")),
        ),
        tuple(_row(visit, run) for run in runs),
    )


def _row(visit: Visit, run: MeasuredRun) -> Row:
    earned, total = _earned(visit, run), run.found.money.total
    why = earned.reason(total) or visit.say("earned.no_interval")
    return Row(
        (
            moment(visit, run.record.started_at),
            run.run_id,
            earned.name,
            earned.setting.format(run.found.format_id) or visit.say("measured.every_format"),
            run.found.treated,
            earned.quantity,
            total.estimate,
            total.low,
            total.high,
            visit.say(f"verdict.{worst(run)}"),
        ),
        reasons=tuple((key, why) for key in ("total", "low", "high")),
        href=reverse("measurement", args=[run.run_id]),
    )
