"""The statement of a month as one page that both partners can sign."""

from __future__ import annotations

import math
from datetime import timedelta

from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_statement import MonthlyStatement, Side
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Details,
    Heading,
    Paragraph,
    Section,
    Signatures,
)
from showfloor.present.sections.display import check_list
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.statement_chart import month_figure
from showfloor.present.sections.statement_states import departs
from showfloor.present.sections.statement_stores import departures_table, stores_table
from showfloor.present.sentences import translated
from showfloor.present.tables import Cell, Column, Row, Table


def statement_section(setting: Setting, found: MonthlyStatement) -> Section:
    """Answer what the areas earned in a month, against what was promised, and for whom."""
    language = setting.language
    blocks: list[Block] = [
        month_figure(setting, found),
        totals_table(setting, found),
        Paragraph(_rates(setting, found), quiet=True),
        Heading(language.say("statement.trust")),
        *_trust(setting, found),
        _exchange_table(setting, found),
        to_date_table(setting, found),
        capex_table(setting, found),
        Paragraph(language.say("statement.capex.note"), quiet=True),
        Heading(language.say("statement.departures")),
        *_departures(setting, found),
        Heading(language.say("statement.stores.heading")),
        Paragraph(language.say("statement.stores.noise")),
        stores_table(setting, found),
        Paragraph(_unmeasured(setting, found), quiet=True),
        *(Paragraph(translated(note, language)[0], quiet=True) for note in found.notes),
        Heading(language.say("statement.signatures")),
        Signatures(
            (language.say("statement.sign.retailer"), language.say("statement.sign.manufacturer")),
            language.say("statement.sign.place"),
        ),
    ]
    return Section(
        "statement",
        language.say("statement.question", month=language.month_and_year(found.month)),
        statement_title(setting, found),
        tuple(blocks),
        lead=_lead(setting, found),
        source=setting.source("plan", "measure-areas"),
    )


def statement_title(setting: Setting, found: MonthlyStatement) -> str:
    """Return the answer in a sentence: earned, and how far that is from what was promised."""
    language, side = setting.language, found.retailer
    words = {
        "name": setting.manufacturer(found.manufacturer_id),
        "month": language.month_and_year(found.month),
    }
    if not math.isfinite(side.realised.estimate):
        reason = translated(side.realised.reason, language)[0]
        return language.say("statement.title.unknown", **words, reason=reason)
    words |= {
        "realised": language.money(side.realised.estimate, 2),
        "promised": language.money(side.promised, 2),
        "apart": language.money(abs(side.apart.estimate), 2),
    }
    return language.say(f"statement.title.{_verdict(side)}", **words)


def _verdict(side: Side) -> str:
    """Say whether a month was as promised, less, more, or cannot be told ("bare")."""
    if not math.isfinite(side.apart.low):
        return "bare"
    if side.apart.low <= 0.0 <= side.apart.high:
        return "as"
    return "less" if side.apart.estimate < 0.0 else "more"


def _lead(setting: Setting, found: MonthlyStatement) -> str:
    language = setting.language
    planned = [row for row in found.rows if row.selling_week is not None]
    return language.say(
        "statement.lead",
        first=language.day(found.first_week),
        last=language.day(found.to_week - timedelta(days=1)),
        open=language.count(sum(row.state == "open" for row in planned)),
        planned=language.count(len(planned)),
        compared=language.count(found.compared),
    )


def _rates(setting: Setting, found: MonthlyStatement) -> str:
    rate = found.manufacturer_rate
    if not math.isfinite(rate):
        return setting.language.say("statement.rates.unknown")
    return setting.language.say("statement.rates", rate=setting.language.percent(rate))


def totals_table(setting: Setting, found: MonthlyStatement) -> Table:
    """Return both parties' month: promised, measured with its interval, and the difference."""
    language = setting.language
    caption = language.say("statement.totals", symbol=language.currency_symbol)
    columns = (*_columns(setting, ("whose",)), *_columns(setting, _OF_MONTH, "cents"))
    rows = tuple(
        _estimated_row(
            setting, name, (side.promised, side.promised_of_open), side.realised, side.promised
        )
        for name, side in _sides(found)
    )
    return Table("statement_totals", caption, columns, rows)


_OF_MONTH = ("promised", "promised_of_open", "realised", "low", "high", "apart")
_TO_DATE = ("promised", "realised", "low", "high", "apart")


def to_date_table(setting: Setting, found: MonthlyStatement) -> Table:
    """Return both parties' money from the first week that counts through the month."""
    language = setting.language
    caption = language.say("statement.to_date", first=language.day(found.counted_from))
    columns = (*_columns(setting, ("whose",)), *_columns(setting, _TO_DATE, "cents"))
    rows = tuple(
        _estimated_row(
            setting, name, (side.promised_to_date,), side.realised_to_date, side.promised_to_date
        )
        for name, side in _sides(found)
    )
    return Table("statement_to_date", caption, columns, rows)


def _sides(found: MonthlyStatement) -> tuple[tuple[str, Side], ...]:
    return (("retailer", found.retailer), ("manufacturer", found.manufacturer))


def _columns(setting: Setting, keys: tuple[str, ...], kind: str = "text") -> tuple[Column, ...]:
    say = setting.language.say
    if kind == "cents":
        return tuple(Column(key, say(f"statement.col.{key}"), "cents") for key in keys)
    return tuple(Column(key, say(f"statement.col.{key}")) for key in keys)


def _estimated_row(
    setting: Setting,
    name: str,
    promised: tuple[float, ...],
    realised: Estimate,
    against: float,
) -> Row:
    language = setting.language
    apart = realised.estimate - against
    cells: tuple[Cell, ...] = (
        language.say(f"statement.whose.{name}"),
        *promised,
        realised.estimate,
        realised.low,
        realised.high,
        apart,
    )
    why = translated(realised.reason, language)[0]
    reasons = [(key, why) for key in ("realised", "low", "high", "apart") if why]
    no_margin = language.say("statement.why.no_margin")
    reasons += [(key, no_margin) for key in ("promised", "promised_of_open")]
    return Row(cells, reasons=tuple(reasons))


def _exchange_table(setting: Setting, found: MonthlyStatement) -> Table:
    language, parts = setting.language, found.exchange
    caption = language.say("statement.exchange", symbol=language.currency_symbol)
    columns = (
        *_columns(setting, ("part",)),
        *_columns(setting, ("realised", "low", "high"), "cents"),
    )
    rows = [
        (language.say("statement.part.own"), parts.own, 1.0),
        (language.say("statement.part.rivals"), parts.from_rivals, -1.0),
        (language.say("statement.part.categories"), parts.from_other, -1.0),
        (language.say("statement.part.sum"), found.retailer.realised, 1.0),
    ]
    return Table(
        "statement_exchange",
        caption,
        columns,
        tuple(_part_row(setting, name, item, sign) for name, item, sign in rows),
    )


def _part_row(setting: Setting, name: str, found: Estimate, sign: float) -> Row:
    """Return a part as it adds up: losses with a minus."""
    ends = sorted((sign * found.low, sign * found.high))
    why = translated(found.reason, setting.language)[0]
    reasons = tuple((key, why) for key in ("realised", "low", "high") if why)
    return Row((name, sign * found.estimate, *ends), reasons=reasons)


def capex_table(setting: Setting, found: MonthlyStatement) -> Table:
    """Return who pays what for building, by plan and by the ledger's dates; both add up."""
    language = setting.language
    caption = language.say("statement.capex", symbol=language.currency_symbol)
    keys = ("capex_planned", "capex", "capex_to_date")
    columns = (*_columns(setting, ("whose",)), *_columns(setting, keys, "cents"))
    amounts = {name: (s.capex_planned, s.capex, s.capex_to_date) for name, s in _sides(found)}
    rows = tuple(
        Row((language.say(f"statement.whose.{name}"), *cells)) for name, cells in amounts.items()
    )
    both = tuple(math.fsum(pair) for pair in zip(*amounts.values(), strict=True))
    total: tuple[Cell, ...] = (language.say("statement.whose.both"), *both)
    return Table("statement_capex", caption, columns, rows, total=total)


def _trust(setting: Setting, found: MonthlyStatement) -> list[Block]:
    """Return the interval's verdict, the checks that did not pass, and how many did."""
    language = setting.language
    open_checks = tuple(check for check in found.checks if check.verdict != "PASS")
    passed = tuple(check for check in found.checks if check.verdict == "PASS")
    lines = (_interval_line(setting, found.retailer.realised), *_lines(setting, open_checks))
    blocks: list[Block] = [CheckList(lines)]
    if passed:
        said = language.say("statement.trust.passed", n=len(passed))
        blocks.append(Details(said, (check_list(language, passed),)))
    if any(line.verdict == "FAIL" for line in lines):
        blocks.append(Paragraph(language.say("statement.trust.failed")))
    return blocks


def _lines(setting: Setting, checks: tuple[Check, ...]) -> tuple[CheckLine, ...]:
    return check_list(setting.language, checks).items


def _interval_line(setting: Setting, found: Estimate) -> CheckLine:
    language = setting.language
    verdict = found.verdict or ("PASS" if math.isfinite(found.low) else "FAIL")
    reason = translated(found.reason, language)[0]
    advice = language.say(f"statement.check.interval.{verdict}", reason=reason)
    name = language.say("statement.check.interval")
    return CheckLine(name, verdict, language.say(f"verdict.{verdict}"), advice)


def _departures(setting: Setting, found: MonthlyStatement) -> tuple[Block, ...]:
    if not any(departs(row) for row in found.rows):
        return (Paragraph(setting.language.say("statement.departures.none")),)
    return (departures_table(setting, found),)


def _unmeasured(setting: Setting, found: MonthlyStatement) -> str:
    language = setting.language
    stores = sum(row.why_not in ("left_out", "closed_all_month") for row in found.rows)
    things = [language.say("statement.unmeasured.shops", n=stores)] if stores else []
    things += [language.say(f"statement.unmeasured.{key}") for key in ("neighbours", "offers")]
    return language.say("statement.unmeasured.is", things="; ".join(things))
