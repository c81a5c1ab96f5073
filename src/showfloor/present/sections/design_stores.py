"""Are these stores enough: when effects would be seen, what other numbers tell, who it is."""

from __future__ import annotations

import math

from showfloor.measure.design_types import (
    Answer,
    ByNumber,
    DesignFound,
    HeldOut,
    ShareOfDraws,
    StoresDesign,
)
from showfloor.present.charts.detectable_numbers import NumbersLine, finite_pairs, numbers_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.legend import Key
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph
from showfloor.present.sections.design_frontier import (
    effect_axis,
    effect_places,
    effect_text,
    outcome_word,
)
from showfloor.present.tables import Column, Row, Table

FEWEST_DRAWN = 2
"""Numbers of stores that a line takes."""
SHOWN_STORES = 60


def stores_title(language: Language, found: DesignFound, stores: StoresDesign) -> str | None:
    """Return the answer for one store, or to an effect; None where the general title answers."""
    at = found.design.at
    if at.method == "placebo":
        reach = effect_text(language, at.placebo)
        outcome = outcome_word(language, found)
        return language.say("design.stores.one", reach=reach, outcome=outcome)
    if found.met is None or not math.isfinite(at.mde):
        return None
    asked = next((a for a in stores.answers if a.effect == found.mde_at_most), None)
    facts = {
        "treated": language.count(at.treated),
        "limit": effect_text(language, found.mde_at_most),
        "outcome": outcome_word(language, found),
        "day": language.day(found.on),
        "mde": effect_text(language, at.mde),
    }
    if asked is not None and asked.on is not None:
        return language.say("design.stores.enough", since=language.day(asked.on), **facts)
    return language.say("design.stores.few", **facts)


def stores_blocks(language: Language, found: DesignFound, stores: StoresDesign) -> list[Block]:
    """Return when effects would be seen, what numbers of stores tell, and the stores."""
    blocks: list[Block] = [
        Heading(language.say("design.answers")),
        _answers(language, found, stores),
        Heading(language.say("design.numbers")),
    ]
    numbers = [item for item in stores.by_number if math.isfinite(item.mde) and not item.own]
    if len(numbers) >= FEWEST_DRAWN:
        blocks.append(_figure(language, found, stores))
    blocks += [
        Details(language.say("design.numbers.open"), (_numbers(language, stores),)),
        Heading(language.say("design.stores")),
        _stores(language, stores),
    ]
    return blocks


def _answers(language: Language, found: DesignFound, stores: StoresDesign) -> Table:
    places = effect_places([answer.effect for answer in stores.answers])
    columns = (
        Column("effect", language.say("design.col.effect"), "number", places),
        Column("share", language.say("design.col.relative"), "percent"),
        Column("on", language.say("design.col.seen_from"), "week"),
    )
    never = language.say("design.not_seen", day=language.day(found.on))

    def row(answer: Answer) -> Row:
        reasons = () if answer.on is not None else (("on", never),)
        mark = "focus" if answer.effect == found.mde_at_most else ""
        return Row((answer.effect, answer.share, answer.on), reasons=reasons, mark=mark)

    caption = language.say("design.answers.table", outcome=outcome_word(language, found))
    return Table("design_answers", caption, columns, tuple(row(item) for item in stores.answers))


def _figure(language: Language, found: DesignFound, stores: StoresDesign) -> Figure:
    others = [item for item in stores.by_number if not item.own]
    numbers, values = finite_pairs([n.treated for n in others], [n.mde for n in others])
    outcome, at = outcome_word(language, found), found.design.at
    label = ""
    keys = [Key("line", "line stroke-accent", language.say("design.key.average"))]
    if math.isfinite(at.mde):
        label = effect_text(language, at.mde)
        keys.append(Key("diamond", "fill-accent", language.say("design.key.own")))
    words = Words(
        language.say("design.numbers.chart"),
        language.say(
            "design.numbers.description",
            few=language.count(numbers[0]),
            first=effect_text(language, values[0]),
            many=language.count(numbers[-1]),
            last=effect_text(language, values[-1]),
        ),
        language.say("design.numbers.caption", outcome=outcome, day=language.day(found.on)),
    )
    limit = effect_text(language, found.mde_at_most)
    line = NumbersLine(
        numbers=numbers,
        values=values,
        own=(max(at.treated, 1), at.mde),
        limit=found.mde_at_most,
        label=label,
        limit_label=language.say("design.chart.limit", limit=limit),
        across=language.say("design.numbers.across"),
        keys=tuple(keys),
        count_text=language.count,
        value_axis=effect_axis(language),
    )
    return numbers_figure("design-numbers", line, words)


def _numbers(language: Language, stores: StoresDesign) -> Table:
    places = effect_places([item.mde for item in stores.by_number])
    columns = (
        Column("treated", language.say("design.col.treated"), "count"),
        Column("compared", language.say("design.col.compared"), "count"),
        Column("se", language.say("design.col.se"), "number", places),
        Column("mde", language.say("design.col.mde"), "number", places),
        Column("stated", language.say("design.col.stated")),
    )
    unknown = (("mde", language.say("design.no_test")),)
    rows = [
        Row(
            (item.treated, item.compared, item.se, item.mde, _stated(language, item)),
            reasons=() if math.isfinite(item.mde) else unknown,
            mark="focus" if item.own else "",
        )
        for item in stores.by_number
    ]
    return Table("design_numbers", language.say("design.numbers.table"), columns, tuple(rows))


def _stated(language: Language, item: ByNumber) -> str:
    review = item.method == "interval" and item.verdict == "REVIEW"
    key = "review" if review else item.method or "none"
    return language.say(f"design.stated.{key}")


def tested_blocks(language: Language, test: HeldOut) -> list[Block]:
    """Return what the weeks held out say of the promise; nothing where a note says why not."""
    if test.reason:
        return []
    text = language.say(
        "design.tested.text",
        weeks=language.count(test.weeks),
        draws=language.count(test.false_alarms.draws),
        before=language.count(test.before),
        alarms=_share(language, test.false_alarms),
        power=_share(language, test.power),
    )
    found = []
    if math.isfinite(test.ratio):
        found.append(
            Paragraph(
                language.say(
                    "design.tested.ratio",
                    promised=effect_text(language, test.promised_se),
                    found=effect_text(language, test.found_se),
                    spread=effect_text(language, test.spread),
                ),
                quiet=True,
            )
        )
    return [Heading(language.say("design.tested")), Paragraph(text), *found]


def _share(language: Language, found: ShareOfDraws) -> str:
    return language.say(
        "design.share",
        share=language.percent(found.share),
        low=language.percent(found.low),
        high=language.percent(found.high),
    )


def _stores(language: Language, stores: StoresDesign) -> Table:
    grouped = any(store.stratum for store in stores.planned)
    columns = (
        Column("store_id", language.say("design.col.store")),
        Column("selling_week", language.say("design.col.sells_from"), "week"),
        Column("group", language.say("design.col.group"), data_only=not grouped),
        Column("origin", language.say("design.col.origin")),
    )
    rows = [
        Row(
            (
                store.store_id,
                store.selling_week,
                store.stratum,
                language.say(f"design.origin.{store.origin}"),
            )
        )
        for store in stores.planned
    ]
    left = len(rows) - SHOWN_STORES
    rest = Row((language.say("design.stores.rest", n=language.count(left)), None, "", ""))
    return Table(
        "design_stores",
        language.say("design.stores.table"),
        columns,
        tuple(rows),
        long=True,
        shown_rows=SHOWN_STORES,
        rest=rest if left > 0 else None,
    )
