"""Pages of a month's statements: who pays what, and every line behind it, for both who share it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, Links, Page, PageForm
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.offers.announcing import refused
from showfloor.portal.offers.models import Statement
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.saying import HUNDRED, money
from showfloor.portal.offers.statements import (
    settle_month,
    settlement_of,
    share,
    shared_of,
    statement_here,
    statements_here,
)
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.present.charts.bars import PlainBar, plain_bars
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Empty,
)
from showfloor.present.settlement_documents import lines_table, offers_table
from showfloor.present.tables import Cell, Column, Row, Table
from showfloor.workflows.offers_statements import Settlement

MOST_BYTES = 8 * 1024 * 1024
MONTH = "%Y-%m"
AMOUNTS = ("discount", "manufacturer_pays", "retailer_pays")
OFFERS_SHOWN = ("manufacturer_id", "name", "vat_rate", "lines", "sold", "returned", *AMOUNTS)
LINES_SHOWN = ("kind", "day", "basket", "store_id", "product_id", "offer_id", *AMOUNTS)
"""Columns that the pages show; JSON and CSV have all."""


class SettleForm(forms.Form):
    """A month, and the file of its sold baskets and returns."""

    def __init__(self, visit: Visit, data: Any = None, files: Any = None) -> None:
        """Make it in the visitor's language."""
        super().__init__(data, files, auto_id="settle-%s")
        say = self.say = visit.say
        required = say("offers.form.required")
        self.fields["month"] = forms.DateField(
            label=say("offers.settle.month"),
            input_formats=[MONTH],
            widget=forms.DateInput(attrs={"type": "month"}, format=MONTH),
            error_messages={"required": required, "invalid": say("offers.settle.month.wrong")},
        )
        self.fields["sold"] = forms.FileField(
            label=say("offers.settle.sold"),
            help_text=say("offers.settle.sold.help"),
            widget=forms.FileInput(attrs={"accept": ".jsonl,.json,.txt"}),
            error_messages={"required": required, "empty": say("offers.form.file.empty")},
        )

    def clean_sold(self) -> tuple[str, str]:
        """Return the file's name and text."""
        sent = self.cleaned_data["sold"]
        if getattr(sent, "too_large", False) or (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(self.say("offers.settle.sold.large"))
        try:
            return sent.name, sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(self.say("offers.form.file.letters")) from None


def statements(visit: Visit, form: SettleForm | None = None) -> Page:
    """Return the months that were settled, or, for a manufacturer, those that were shared."""
    say = visit.say
    is_house = visit.may(Right.MAKE_OFFERS)
    rows = statements_here(visit)
    long = as_asked(visit, _table(visit, rows))
    key = "" if is_house else ".own"
    empty = Empty(say(f"offers.statements.empty{key}"), say(f"offers.statements.how{key}"), "")
    asks = PageForm(
        reverse("statements-settle") if is_house else "",
        say("offers.settle.button"),
        form or SettleForm(visit),
        title=say("offers.settle"),
        explains=say("offers.settle.explains"),
        has_files=True,
    )
    return Page(
        "statements",
        say("offers.statements"),
        say("offers.statements.title", n=len(rows)) if rows else say("offers.statements.none"),
        (long.table if rows else empty,),
        figures={"statements": len(rows)},
        forms=(asks,) if is_house else (),
        views=(long.parts,),
        trail=(_up(visit),),
    )


def statement(visit: Visit, key: UUID) -> Page:
    """Return who pays what of a month's discounts on a manufacturer's offers."""
    row = statement_here(visit, key)
    found = settlement_of(row)
    if found is None:
        return _unreadable(visit, row)
    say, total = visit.say, found.total
    is_house = visit.may(Right.MAKE_OFFERS)
    every_line = _narrow(lines_table(found, visit.language), LINES_SHOWN)
    lines = as_asked(visit, replace(every_line, caption=say("offers.statement.lines")))
    blocks: list[Block] = [_facts(visit, row, found)]
    if total.manufacturer_pays >= 0 and total.retailer_pays >= 0 and total.discount:
        blocks.append(_chart(visit, row, found))
    blocks.append(_narrow(offers_table(found, visit.language), OFFERS_SHOWN))
    blocks.append(lines.table)
    stem = reverse("statement-lines" if is_house else "own-statement-lines", args=[row.pk])
    every = tuple(
        Link(say(f"offers.statement.all.{kind}"), f"{stem.rstrip('/')}.{kind}")
        for kind in ("csv", "json")
    )
    return Page(
        "statement",
        say("offers.statement"),
        _title(visit, row, found),
        tuple(blocks),
        figures={
            "month": f"{row.month:{MONTH}}",
            "manufacturer": row.manufacturer_id,
            "discount": total.discount / HUNDRED,
            "manufacturer_pays": total.manufacturer_pays / HUNDRED,
            "retailer_pays": total.retailer_pays / HUNDRED,
            "lines": total.lines,
        },
        forms=_sharing(visit, row) if is_house else (),
        views=(lines.parts, Links(say("offers.more"), every)),
        trail=_trail(visit),
    )


def statement_lines(visit: Visit, key: UUID) -> Page:
    """Return every line behind a statement, uncut."""
    row = statement_here(visit, key)
    found = settlement_of(row)
    if found is None:
        return _unreadable(visit, row)
    is_house = visit.may(Right.MAKE_OFFERS)
    back = reverse("statement" if is_house else "own-statement", args=[row.pk])
    return Page(
        "statement-lines",
        visit.say("offers.statement.lines"),
        _title(visit, row, found),
        (_narrow(lines_table(found, visit.language), LINES_SHOWN),),
        figures={"lines": found.total.lines},
        trail=(*_trail(visit), Link(visit.say("offers.statement"), back)),
    )


def settle_it(visit: Visit, sent: Sent) -> Done | Page:
    """Settle a month from a file of sold baskets."""
    form = SettleForm(visit, sent.fields, sent.files)
    if not form.is_valid():
        return statements(visit, form)
    month: date = form.cleaned_data["month"]
    name, text = form.cleaned_data["sold"]
    try:
        rows = settle_month(visit, month, name, text)
    except RefusedError as refusal:
        form.add_error(None, visit.say(refusal.key, **refusal.values))
        return statements(visit, form)
    href = reverse("statement", args=[rows[0].pk]) if len(rows) == 1 else reverse("statements")
    return Done(href, visit.say("offers.settled", n=len(rows)))


def share_it(visit: Visit, _sent: Sent, key: UUID) -> Done | Page:
    """Share a statement with its manufacturer."""
    back = reverse("statement", args=[key])
    try:
        share(visit, key)
    except RefusedError as refusal:
        return refused(visit, refusal, back)
    return Done(back, visit.say("offers.shared"))


def _narrow(table: Table, shown: Collection[str]) -> Table:
    """Return a table of which the page shows some columns, and JSON and CSV all."""
    columns = tuple(
        replace(
            column, data_only=column.key not in shown, wide=column.key in {"name", "product_id"}
        )
        for column in table.columns
    )
    return replace(table, columns=columns)


def _up(visit: Visit) -> Link:
    if visit.may(Right.MAKE_OFFERS):
        return Link(visit.say("offers.question"), reverse("offers"))
    return Link(visit.say("offers.own.question"), reverse("own-offers"))


def _trail(visit: Visit) -> tuple[Link, ...]:
    name = "statements" if visit.may(Right.MAKE_OFFERS) else "own-statements"
    return (_up(visit), Link(visit.say("offers.statements"), reverse(name)))


def _title(visit: Visit, row: Statement, found: Settlement) -> str:
    return visit.say(
        "offers.statement.title",
        maker=row.manufacturer_id,
        month=visit.language.month_and_year(row.month),
        pays=money(visit, found.total.manufacturer_pays),
        discount=money(visit, found.total.discount),
    )


def _table(visit: Visit, rows: Sequence[Statement]) -> Table:
    say = visit.say
    is_house = visit.may(Right.MAKE_OFFERS)
    one = "statement" if is_house else "own-statement"
    columns = [
        Column("month", say("offers.settle.month")),
        Column("manufacturer", say("offers.manufacturer")),
        Column("discount", say("offers.statement.discount"), "cents"),
        Column("manufacturer_pays", say("offers.quote.manufacturer"), "cents"),
        Column("retailer_pays", say("offers.statement.retailer"), "cents"),
        Column("lines", say("offers.cost.lines"), "count"),
    ]
    if is_house:
        columns.append(Column("shared", say("offers.statement.shared")))
    found = []
    for row in rows:
        cells: list[Cell] = [f"{row.month:{MONTH}}", row.manufacturer_id]
        read = settlement_of(row)
        if read is None:
            cells += [None] * 4
        else:
            total = read.total
            amounts = (total.discount, total.manufacturer_pays, total.retailer_pays)
            cells += [*(cents / HUNDRED for cents in amounts), total.lines]
        if is_house:
            is_shared = "yes" if shared_of(row) is not None else "no"
            cells.append(say(f"offers.statement.shared.{is_shared}"))
        found.append(Row(tuple(cells), href=reverse(one, args=[row.pk])))
    return Table("statements", say("offers.statements.caption"), tuple(columns), tuple(found))


def _unreadable(visit: Visit, row: Statement) -> Page:
    say = visit.say
    return Page(
        "statement",
        say("offers.statement"),
        f"{row.manufacturer_id}, {visit.language.month_and_year(row.month)}",
        (Empty(say("offers.statement.unreadable"), say("offers.statement.unreadable.how"), ""),),
        trail=_trail(visit),
    )


def _facts(visit: Visit, row: Statement, found: Settlement) -> Definitions:
    say, total = visit.say, found.total
    said = {
        "discount": money(visit, total.discount),
        "manufacturer": money(visit, total.manufacturer_pays),
        "retailer": money(visit, total.retailer_pays),
        "source": row.source_name,
        "at": moment_in_words(visit.language, row.settled_at),
        "by": row.settled_by_name if visit.may(Right.MAKE_OFFERS) else "",
    }
    return Definitions(
        tuple(Definition(k, say(f"offers.statement.{k}"), text) for k, text in said.items() if text)
    )


def _chart(visit: Visit, row: Statement, found: Settlement) -> Figure:
    total = found.total
    bars = [
        PlainBar(visit.say(f"offers.statement.{who}"), cents / HUNDRED, money(visit, cents))
        for who, cents in (
            ("manufacturer", total.manufacturer_pays),
            ("retailer", total.retailer_pays),
        )
    ]
    title = visit.say("offers.statement.chart")
    words = Words(title, _title(visit, row, found), visit.say("offers.statement.chart.caption"))
    return plain_bars(f"statement-{row.pk.hex[:8]}", bars, words)


def _sharing(visit: Visit, row: Statement) -> tuple[PageForm, ...]:
    if shared_of(row) is not None:
        return ()
    return (
        PageForm(
            reverse("statement-share", args=[row.pk]),
            visit.say("offers.share.button"),
            title=visit.say("offers.share", maker=row.manufacturer_id),
            explains=visit.say("offers.share.explains"),
        ),
    )
