"""How sure the plan is: what uncertain margins may cost, and which stores are close calls."""

from __future__ import annotations

import math

from showfloor.plan.draws_types import PlanUncertainty, Within
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.sections.blocks import Block, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table

FAR_BELOW = 10.0
"""A gap this many times smaller than the regret is not worth a minute."""
CLOSE = (0.25, 0.75)
SHOWN_ROWS = 20
BANDS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def certainty_section(setting: Setting) -> Section | None:
    """Answer how sure the plan's choices are; None where no margins were drawn."""
    language, facts = setting.language, plan_facts(setting)
    if facts is None or not facts.has_plan or facts.plan.uncertainty is None:
        return None
    found = facts.plan.uncertainty
    if found.reason:
        return Section(
            "certainty",
            language.say("sure.question"),
            language.say("sure.title.none"),
            (Paragraph(language.say("sure.none")),),
            source=setting.source("plan"),
        )
    blocks: list[Block] = [_figure(facts, found), _table(facts, found), _bands(facts, found)]
    close = _close_calls(facts, found)
    if close.rows:
        blocks += [close, Paragraph(language.say("sure.close.note"), quiet=True)]
    return Section(
        "certainty",
        language.say("sure.question"),
        certainty_title(facts, found),
        tuple(blocks),
        lead=language.say("sure.lead", n=found.draws),
        source=setting.source("plan"),
    )


def certainty_title(facts: PlanFacts, found: PlanUncertainty) -> str:
    """Return the answer in a sentence: the gap against the regret."""
    language = facts.setting.language
    if found.gap > 0 and found.regret.low > FAR_BELOW * found.gap:
        times = language.count(math.floor(found.regret.low / found.gap))
        return language.say("sure.title.margins", times=times)
    return language.say(
        "sure.title.search",
        gap=language.money_short(found.gap),
        regret=_from_to(facts, found.regret),
    )


def _from_to(facts: PlanFacts, within: Within) -> str:
    language = facts.setting.language
    low, high = language.money_short(within.low), language.money_short(within.high)
    return language.say("sure.from_to", low=low, high=high)


def _lines(found: PlanUncertainty) -> tuple[tuple[str, Within], ...]:
    return (
        ("gap", Within(0.0, found.gap)),
        ("regret", found.regret),
        ("regret.median", found.regret_median),
        ("regret.high", found.regret_high),
    )


def _figure(facts: PlanFacts, found: PlanUncertainty) -> Figure:
    language = facts.setting.language
    rows = [
        IntervalRow(
            language.say(f"sure.{name}"),
            within.high,
            within.low,
            within.high,
            _from_to(facts, within),
            hue="accent",
        )
        for name, within in _lines(found)
    ]
    words = Words(
        language.say("sure.chart.title"),
        language.say(
            "sure.chart.description",
            gap=language.money(found.gap),
            low=language.money(found.regret.low),
            high=language.money(found.regret.high),
        ),
        language.say("sure.chart.caption"),
    )
    return interval_rows("certainty", rows, language.money_short, words)


def _table(facts: PlanFacts, found: PlanUncertainty) -> Table:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    lines = (("value", Within(found.value_low, found.value_high)), *_lines(found))
    rows = tuple(
        Row((language.say(f"sure.{name}"), within.low, within.high)) for name, within in lines
    )
    columns = (
        Column("what", language.say("col.what"), wide=True),
        Column("low", language.say("col.sure.low", unit=unit), "money"),
        Column("high", language.say("col.sure.high", unit=unit), "money"),
    )
    return Table("certainty", language.say("sure.table"), columns, rows)


def _bands(facts: PlanFacts, found: PlanUncertainty) -> Table:
    """Return how many stores are chosen in which share of the draws."""
    language = facts.setting.language
    counts = [[0, 0] for _ in BANDS[1:]]
    for store_id, share in zip(found.store_ids, found.shares, strict=True):
        if not math.isnan(share):
            band = sum(share >= edge for edge in BANDS[1:-1])
            counts[band][0 if store_id in facts.planned else 1] += 1
    rows = []
    for (planned, others), low, high in zip(counts, BANDS, BANDS[1:], strict=False):
        ends = {"low": language.percent(low, 0), "high": language.percent(high, 0)}
        rows.append(Row((language.say("sure.band", **ends), planned, others)))
    columns = (
        Column("band", language.say("col.sure.band")),
        Column("planned", language.say("col.sure.planned"), "count"),
        Column("others", language.say("col.sure.others"), "count"),
    )
    total = (language.say("total"), sum(c[0] for c in counts), sum(c[1] for c in counts))
    return Table(
        "certainty_bands", language.say("sure.bands"), columns, tuple(reversed(rows)), total
    )


def _close_calls(facts: PlanFacts, found: PlanUncertainty) -> Table:
    """Return the stores that could as well be chosen otherwise, the closest to one half first."""
    language, setting = facts.setting.language, facts.setting
    unit = language.currency_symbol
    close = [
        (abs(share - 0.5), store_id, share)
        for store_id, share in zip(found.store_ids, found.shares, strict=True)
        if CLOSE[0] <= share <= CLOSE[1]
    ]
    rows = []
    for _, store_id, share in sorted(close):
        store, reason = facts.store_of(store_id), facts.reasons.get(store_id)
        cells = (
            store_id,
            setting.store(store_id),
            setting.region(store.region if store is not None else None),
            language.say("sure.yes" if store_id in facts.planned else "sure.no"),
            share,
            reason.margin_to_flip if reason is not None else math.nan,
        )
        rows.append(Row(cells, reasons=(("flip", language.say("why.no_value")),)))
    columns = (
        Column("store_id", "", data_only=True),
        Column("store", language.say("col.store")),
        Column("region", language.say("col.region")),
        Column("in_plan", language.say("col.sure.in_plan")),
        Column("share", language.say("col.sure.share"), "percent", 0),
        Column("flip", language.say("col.sure.flip", unit=unit), "money"),
    )
    caption = language.say("sure.close")
    return Table("close_calls", caption, columns, tuple(rows), long=True, shown_rows=SHOWN_ROWS)
