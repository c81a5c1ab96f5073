"""The stores of a month's statement as tables: all of them, and those not as planned."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from showfloor.measure.types_statement import MonthlyStatement, StatementRow
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.statement_states import departs, reasons_of, state_sentence
from showfloor.present.tables import Cell, Column, ColumnKind, Row, Table

Amount = Callable[[StatementRow], float]

_MONEY: tuple[tuple[str, Amount], ...] = (
    ("promised_retailer", lambda row: row.promised.retailer),
    ("realised_retailer", lambda row: row.realised.retailer),
    ("spread", lambda row: row.placebo_spread),
    ("promised_manufacturer", lambda row: row.promised.manufacturer),
    ("realised_manufacturer", lambda row: row.realised.manufacturer),
    ("capex_retailer", lambda row: row.capex.retailer),
    ("capex_manufacturer", lambda row: row.capex.manufacturer),
)
_DATA: tuple[tuple[str, ColumnKind, Callable[[StatementRow], Cell]], ...] = (
    ("store_id", "text", lambda row: row.store_id),
    ("state_code", "text", lambda row: row.state),
    ("format", "text", lambda row: row.format_id),
    ("planned_format", "text", lambda row: row.planned_format_id),
    ("selling_week", "week", lambda row: row.selling_week),
    ("selling_from", "week", lambda row: row.selling_from),
    ("closed_on", "week", lambda row: row.closed_on),
    ("slipped", "count", lambda row: row.slipped),
    ("why_not", "text", lambda row: row.why_not),
)
_NOT_SUMMED = frozenset({"spread"})
_ONLY_DATA = frozenset({"capex_retailer", "capex_manufacturer"})


def stores_table(setting: Setting, found: MonthlyStatement) -> Table:
    """Return every store of the month; ids, states and dates as data beside what the page shows.

    Known figures add up to the totals to the cent; what is unknown carries its reason.
    """
    say = setting.language.say
    columns = (
        Column("store", say("statement.col.store")),
        Column("state", say("statement.col.state"), wide=True),
        *(
            Column(key, say(f"statement.col.{key}"), "cents", data_only=key in _ONLY_DATA)
            for key, _ in _MONEY
        ),
        *(Column(key, say(f"statement.col.{key}"), kind, data_only=True) for key, kind, _ in _DATA),
    )
    rows = tuple(_row(setting, row) for row in found.rows)
    caption = say("statement.stores", symbol=setting.language.currency_symbol)
    total = (
        say("statement.part.total"),
        None,
        *(None if key in _NOT_SUMMED else _known_sum(found.rows, amount) for key, amount in _MONEY),
        *(None for _ in _DATA),
    )
    return Table("statement_stores", caption, columns, rows, total=total, long=True)


def _row(setting: Setting, row: StatementRow) -> Row:
    cells: tuple[Cell, ...] = (
        setting.store(row.store_id),
        state_sentence(setting, row),
        *(amount(row) for _, amount in _MONEY),
        *(value(row) for _, _, value in _DATA),
    )
    return Row(cells, anchor=row.store_id, reasons=reasons_of(setting, row))


def _known_sum(rows: Sequence[StatementRow], amount: Amount) -> float:
    """Return the sum of what is known, NaN where nothing is."""
    known = [value for row in rows if math.isfinite(value := amount(row))]
    return math.fsum(known) if known else math.nan


def departures_table(setting: Setting, found: MonthlyStatement) -> Table:
    """Return the stores whose area slipped, never came, closed or was not planned, with why."""
    say = setting.language.say
    columns = (
        Column("store", say("statement.col.store")),
        Column("store_id", say("statement.col.store_id"), data_only=True),
        Column("reason", say("statement.col.reason"), wide=True),
        Column("promised_retailer", say("statement.col.promised_retailer"), "cents"),
        Column("realised_retailer", say("statement.col.realised_retailer"), "cents"),
    )
    rows = tuple(
        Row(
            (
                setting.store(row.store_id),
                row.store_id,
                state_sentence(setting, row),
                row.promised.retailer,
                row.realised.retailer,
            ),
            reasons=reasons_of(setting, row),
        )
        for row in found.rows
        if departs(row)
    )
    caption = say("statement.departures.table", symbol=setting.language.currency_symbol)
    return Table("statement_departures", caption, columns, rows, long=True)
