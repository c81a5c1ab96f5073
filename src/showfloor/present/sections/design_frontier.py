"""Value against detectability: the plans of a frontier as chart and table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from showfloor.measure.design_types import DesignFound, DesignPoint
from showfloor.present.charts.detectability import FrontierPoint, FrontierWords, frontier_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.legend import Key
from showfloor.present.language import Language, decimals_needed
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def frontier_blocks(language: Language, found: DesignFound) -> list[Block]:
    """Return heading, sentence, chart and table of the plans that were made."""
    lead = "design.frontier.no_gain" if found.slower_is_better is False else "design.frontier.lead"
    blocks: list[Block] = [
        Heading(language.say("design.frontier")),
        Paragraph(language.say(lead)),
    ]
    drawn = [p for p in found.points if math.isfinite(p.mde) and math.isfinite(p.value)]
    if len(drawn) > 1:
        blocks.append(_figure(language, found, drawn))
    return [*blocks, _table(language, found)]


def outcome_word(language: Language, found: DesignFound) -> str:
    """Return what was measured: a word of the catalogue, or the column's own name."""
    return language.term("outcome", found.outcome)


def effect_text(language: Language, value: float) -> str:
    """Return an effect with three figures that say something."""
    if not math.isfinite(value) or value == 0.0:
        return language.number(value)
    return language.number(value, _decimals(value))


def _decimals(value: float) -> int:
    return min(max(2 - math.floor(math.log10(abs(value))), 0), 8)


def effect_places(values: list[float]) -> int:
    """Return how many decimals a column of effects shares."""
    known = [abs(value) for value in values if math.isfinite(value) and value != 0.0]
    return _decimals(min(known)) if known else 2


def effect_axis(language: Language) -> Callable[[Sequence[float]], Callable[[float], str]]:
    """Return how the marks of an axis of effects are written: unsigned, no idle decimals."""

    def axis(marks: Sequence[float]) -> Callable[[float], str]:
        decimals = decimals_needed(marks)
        return lambda value: language.number(value, decimals)

    return axis


def _figure(language: Language, found: DesignFound, drawn: Sequence[DesignPoint]) -> Figure:
    values, effects = [p.value for p in drawn], [p.mde for p in drawn]
    words = Words(
        language.say("design.frontier.title"),
        language.say(
            "design.frontier.description",
            n=len(drawn),
            low=language.money(min(values)),
            high=language.money(max(values)),
            fine=effect_text(language, min(effects)),
            coarse=effect_text(language, max(effects)),
        ),
        language.say("design.frontier.caption"),
    )
    labels = FrontierWords(
        across=language.say("design.frontier.across", outcome=outcome_word(language, found)),
        limit_label=language.say(
            "design.chart.limit", limit=effect_text(language, found.mde_at_most)
        ),
        keys=_keys(language, found, drawn),
        mde_axis=effect_axis(language),
        value_axis=language.money_axis,
    )
    points = [_point(language, point, point is found.point) for point in drawn]
    return frontier_figure("design-frontier", points, found.mde_at_most, labels, words)


def _keys(language: Language, found: DesignFound, drawn: Sequence[DesignPoint]) -> tuple[Key, ...]:
    """Return the key of the marks that the chart has."""
    others = [point for point in drawn if point is not found.point]
    keys = []
    if len(others) < len(drawn):
        keys.append(Key("diamond", "fill-accent", language.say("design.key.chosen")))
    if any(point.efficient for point in others):
        keys.append(Key("dot", "fill-accent", language.say("design.key.efficient")))
    if not all(point.efficient for point in others):
        keys.append(Key("dot", "hollow", language.say("design.key.beaten")))
    return tuple(keys)


def _point(language: Language, point: DesignPoint, chosen: bool) -> FrontierPoint:
    hint = language.say(
        "design.frontier.hint",
        strength=language.percent(point.strength, 0),
        mde=effect_text(language, point.mde),
        value=language.money(point.value),
        bound=language.money(point.upper_bound),
    )
    return FrontierPoint(point.mde, point.value, point.upper_bound, point.efficient, chosen, hint)


def _table(language: Language, found: DesignFound) -> Table:
    places = effect_places([point.mde for point in found.points])
    symbol = language.currency_symbol
    columns = (
        Column("strength", language.say("design.col.strength"), "percent", 0),
        Column("areas", language.say("design.col.areas"), "count"),
        Column("value", language.say("design.col.value", currency=symbol), "money"),
        Column("upper_bound", language.say("design.col.bound", currency=symbol), "money"),
        Column("gap", language.say("design.col.gap"), "percent", 3),
        Column("price", language.say("design.col.price", currency=symbol), "money"),
        Column("se", language.say("design.col.se"), "number", places),
        Column("mde", language.say("design.col.mde"), "number", places),
        Column("drawn", language.say("design.col.drawn"), "percent", data_only=_nobody_drew(found)),
        Column("beaten", language.say("design.col.best")),
        Column("folder", language.say("design.col.folder"), data_only=True),
    )
    rows = [_row(language, point, found) for point in found.points]
    return Table(
        "design_frontier", language.say("design.frontier.table"), columns, tuple(rows), long=True
    )


def _nobody_drew(found: DesignFound) -> bool:
    return all(math.isnan(point.drawn_share) for point in found.points)


def _row(language: Language, point: DesignPoint, found: DesignFound) -> Row:
    reasons: list[tuple[str, str]] = []
    if point.reason:
        said = translated(point.reason, language)[0]
        reasons += [(key, said) for key in ("se", "mde")]
    if math.isnan(point.drawn_share) and not _nobody_drew(found):
        reasons.append(("drawn", language.say("design.no_draw")))
    cells = (
        point.strength,
        point.areas,
        point.value,
        point.upper_bound,
        point.gap,
        point.price,
        point.se,
        point.mde,
        point.drawn_share,
        language.say("design.no" if point.efficient else "design.yes"),
        point.folder,
    )
    return Row(cells, reasons=tuple(reasons), mark="focus" if point is found.point else "")
