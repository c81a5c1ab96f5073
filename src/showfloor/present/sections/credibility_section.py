"""How far to trust a measurement: every check, what drifts would do, and what was left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from showfloor.measure.sensitivity_types import RobustInterval, Sensitivity
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.legend import Key
from showfloor.present.charts.sensitivity_plot import Robust, RobustWords, sensitivity_figure
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.display import check_list
from showfloor.present.sections.earned_closures import closure_blocks
from showfloor.present.sections.earned_methods import method_blocks
from showfloor.present.sections.earned_setting import Earned, amount_decimals, earned_of
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table

SEVERITY = ("FAIL", "REVIEW", "PASS")
DRAWN = "relative magnitudes"
"""The restriction that is drawn; the others stand in the table."""


def credibility_section(setting: Setting) -> Section | None:
    """Answer how far the measurement can be trusted."""
    earned = earned_of(setting)
    if earned is None:
        return None
    found = earned.found
    worst_first = sorted(found.checks, key=lambda check: SEVERITY.index(check.verdict))
    blocks: list[Block] = [check_list(earned.language, tuple(worst_first))]
    blocks += closure_blocks(earned)
    blocks += method_blocks(earned)
    blocks.append(Heading(earned.say("trust.drift")))
    blocks += drift_blocks(earned)
    blocks.append(Heading(earned.say("trust.notes")))
    notes = (*found.notes, *found.staggered.panel.dropped)
    for note in notes:
        blocks.append(Paragraph(translated(note, earned.language)[0], quiet=True))
    if not notes:
        blocks.append(Paragraph(earned.say("trust.notes.none"), quiet=True))
    return Section(
        "trust",
        earned.say("trust.question"),
        _title(earned),
        tuple(blocks),
        lead=earned.say("trust.lead"),
        source=earned.source(),
    )


def _title(earned: Earned) -> str:
    counts = Counter(check.verdict for check in earned.found.checks)
    number = earned.language.count
    values = {
        "all": number(len(earned.found.checks)),
        "passed": number(counts["PASS"]),
        "doubted": number(counts["REVIEW"]),
        "failed": number(counts["FAIL"]),
    }
    key = "fail" if counts["FAIL"] else "review" if counts["REVIEW"] else "pass"
    return earned.say(f"trust.title.{key}", **values)


def drift_blocks(earned: Earned) -> list[Block]:
    """Return the sensitivity plot with its table, or why there is none."""
    found = earned.found.sensitivity
    figure = drift_figure(earned.language, found)
    blocks: list[Block] = []
    if figure is not None:
        blocks.append(figure)
    else:
        said = earned.say("trust.drift.unknown", reason=drift_reason(earned))
        blocks.append(Paragraph(said, quiet=True))
    if any(item.intervals for item in found):
        blocks.append(
            Details(earned.say("trust.drift.table"), (drift_table(earned.language, found),))
        )
    return blocks


def drift_reason(earned: Earned) -> str:
    """Return why nothing can be drawn: the result's own reason, else the check's sentence."""
    found = earned.found.sensitivity
    own = next((s.reason for s in found if s.restriction == DRAWN and s.reason), "")
    return translated(own or _check_reason(earned), earned.language)[0]


def _check_reason(earned: Earned) -> str:
    for check in earned.found.checks:
        before, _, reason = check.advice.partition(": ")
        if before == "Drifts before the opening cannot be weighed against the effect":
            return reason.removesuffix(".")
    return earned.found.staggered.callaway_santanna.simple.reason


def drift_figure(language: Language, found: Sequence[Sensitivity]) -> Figure | None:
    """Return the intervals by how large drifts may be, or None where there are none."""
    drawn = next((item for item in found if item.restriction == DRAWN and item.intervals), None)
    if drawn is None:
        return None
    first = drawn.intervals[0]
    zero = math.isnan(drawn.breakdown)
    times = language.number(drawn.breakdown, 1)
    key = "trust.drift.zero.said" if zero else "trust.drift.breakdown.said"
    words = Words(
        language.say("trust.drift.title"),
        language.say(
            "trust.drift.description",
            low=_end(language, first.low),
            high=_end(language, first.high),
            said=language.say(key, times=times),
        ),
        language.say("trust.drift.caption", period=_period(language, drawn)),
    )
    rows = [_robust(language, interval) for interval in drawn.intervals]
    clear = [not row.low <= 0.0 <= row.high for row in rows]
    keys = [Key("tick", "interval stroke-accent", language.say("trust.drift.key.clear"))]
    keys = keys if any(clear) else []
    if not all(clear):
        keys.append(Key("tick", "interval stroke-quiet", language.say("trust.drift.key.zero")))
    labels = RobustWords(
        language.say("trust.drift.across"),
        "" if zero else language.say("trust.drift.breakdown", times=times),
        language.money_axis,
        tuple(keys),
    )
    return sensitivity_figure("drift", rows, words, breakdown=drawn.breakdown, labels=labels)


def _end(language: Language, value: float) -> str:
    return language.money(value, amount_decimals(value), signed=True)


def _period(language: Language, drawn: Sensitivity) -> str:
    return language.say("trust.drift.period", n=drawn.times_a_step)


def _robust(language: Language, interval: RobustInterval) -> Robust:
    label = language.number(interval.bound, 0 if interval.bound == 0 else 1)
    if interval.bound == 0:
        label = language.say("trust.drift.none")
    return Robust(interval.bound, interval.low, interval.high, label)


def drift_table(language: Language, found: Sequence[Sensitivity]) -> Table:
    """Return one row a restriction and bound."""
    unit = language.currency_symbol
    columns = (
        Column("restriction", language.say("col.drift.kind"), wide=True),
        Column("bound", language.say("col.drift.bound"), "number", 2),
        *(
            Column(key, language.say(f"col.weekly.{key}", unit=unit), "signed", 2)
            for key in ("low", "high")
        ),
    )
    rows = tuple(
        Row(
            (
                language.say(f"trust.drift.{item.restriction}"),
                interval.bound,
                interval.low,
                interval.high,
            ),
            reasons=_reasons(language, interval),
        )
        for item in found
        for interval in item.intervals
    )
    return Table("areas_drifts", language.say("trust.drift.table"), columns, rows)


def _reasons(language: Language, interval: RobustInterval) -> tuple[tuple[str, str], ...]:
    why = translated(interval.reason, language)[0]
    return (("low", why), ("high", why)) if why else ()
