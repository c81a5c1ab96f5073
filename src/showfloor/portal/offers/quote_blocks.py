"""A quote as blocks: lines, what was applied in which order, what was not and why, and the VAT."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.portal.offers.saying import HUNDRED, money
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.present.offer_words import binding_word, why_not
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph
from showfloor.present.tables import Cell, Column, Row, Table
from showfloor.workflows.offers_quotes import (
    NotApplied,
    PricedLine,
    QuotedProduct,
    QuoteFound,
)

WHOLE = 10_000


def quote_blocks(visit: Visit, found: QuoteFound, only_of: str | None) -> list[Block]:
    """Return what a quote found; of others' offers a manufacturer is told no reason."""
    say, priced = visit.say, found.priced
    blocks: list[Block] = [_lines(visit, found)]
    if not priced.binding:
        blocks.append(Paragraph(say("offers.quote.not_binding")))
    if not priced.proven:
        least = money(visit, priced.at_least)
        blocks.append(Paragraph(say("offers.quote.not_proven", least=least)))
    blocks.append(Heading(say("offers.quote.applied")))
    if priced.applied:
        blocks.append(_applied(visit, found))
        blocks.append(Details(say("offers.quote.steps"), (_steps(visit, found),)))
    else:
        blocks.append(Paragraph(say("offers.quote.none")))
    left = [one for one in priced.not_applied if _is_told(found, one, only_of)]
    if left:
        blocks += [Heading(say("offers.quote.not_applied")), _not_applied(visit, found, left)]
    blocks += [Heading(say("offers.quote.vat")), _vat(visit, found)]
    return blocks


def on_sale(visit: Visit, products: Sequence[QuotedProduct]) -> list[Block]:
    """Return the products that can be asked for, folded; nothing where there is none."""
    if not products:
        return []
    say = visit.say
    table = Table(
        "on_sale",
        say("offers.quote.on_sale.caption"),
        (
            Column("product_id", say("offers.quote.product")),
            Column("product_name", say("offers.quote.product.name"), wide=True),
            Column("category", say("offers.quote.category")),
            Column("manufacturer", say("offers.manufacturer")),
            Column("price", say("offers.quote.shelf"), "cents"),
        ),
        tuple(
            Row((one.product_id, one.name, one.category, one.manufacturer_id, one.price / HUNDRED))
            for one in products
        ),
    )
    return [Details(say("offers.quote.on_sale"), (table,))]


def _is_told(found: QuoteFound, one: NotApplied, only_of: str | None) -> bool:
    return only_of in (None, found.looked_at[one.offer_id, one.version].manufacturer_id)


def _lines(visit: Visit, found: QuoteFound) -> Table:
    say = visit.say
    return Table(
        "lines",
        say("offers.quote.lines"),
        (
            Column("product_id", say("offers.quote.product")),
            Column("product_name", say("offers.quote.product.name"), wide=True),
            Column("units", say("offers.quote.units"), "count"),
            Column("shelf", say("offers.quote.shelf"), "cents"),
            Column("saved", say("offers.quote.saved"), "cents"),
            Column("charged", say("offers.quote.charged"), "cents"),
            Column("offers", say("offers.quote.by"), wide=True),
        ),
        tuple(_line(found, line) for line in found.priced.lines),
        _sum(visit, found),
    )


def _line(found: QuoteFound, line: PricedLine) -> Row:
    by = dict.fromkeys(
        _name(found, step.offer_id, step.version)
        for unit in line.units
        for step in unit.steps
        if step.before != step.after
    )
    saved = line.shelf - line.charged
    return Row(
        (
            line.product_id,
            found.names[line.product_id],
            len(line.units),
            line.shelf / HUNDRED,
            saved / HUNDRED,
            line.charged / HUNDRED,
            ", ".join(by),
        )
    )


def _sum(visit: Visit, found: QuoteFound) -> tuple[Cell, ...]:
    priced = found.priced
    units = sum(len(line.units) for line in priced.lines)
    saved = priced.shelf - priced.charged
    cells = (units, priced.shelf / HUNDRED, saved / HUNDRED, priced.charged / HUNDRED)
    return (visit.say("offers.quote.sum"), "", *cells, "")


def _applied(visit: Visit, found: QuoteFound) -> Table:
    say = visit.say
    pays = visit.may(Right.MAKE_OFFERS)
    columns = [
        Column("order", say("offers.quote.order"), "count"),
        Column("name", say("offers.name"), wide=True),
        Column("offer_id", say("offers.id")),
        Column("times", say("offers.quote.times"), "count"),
        Column("discount", say("offers.quote.saved"), "cents"),
        Column("binds", say("offers.binds")),
    ]
    if pays:
        columns.append(Column("manufacturer_pays", say("offers.quote.manufacturer"), "cents"))
    rows = []
    for place, one in enumerate(found.priced.applied, 1):
        cells = (
            place,
            _name(found, one.offer_id, one.version),
            one.offer_id,
            one.applications,
            one.discount / HUNDRED,
            binding_word(one, visit.language),
        )
        rows.append(Row((*cells, one.manufacturer_pays / HUNDRED) if pays else cells))
    return Table("applied", say("offers.quote.applied.caption"), tuple(columns), tuple(rows))


def _steps(visit: Visit, found: QuoteFound) -> Table:
    say = visit.say
    return Table(
        "steps",
        say("offers.quote.steps.caption"),
        (
            Column("product_id", say("offers.quote.product")),
            Column("unit", say("offers.quote.unit"), "count"),
            Column("name", say("offers.name"), wide=True),
            Column("before", say("offers.quote.before"), "cents"),
            Column("after", say("offers.quote.after"), "cents"),
        ),
        tuple(
            Row(
                (
                    line.product_id,
                    unit.number,
                    _name(found, step.offer_id, step.version),
                    step.before / HUNDRED,
                    step.after / HUNDRED,
                )
            )
            for line in found.priced.lines
            for unit in line.units
            for step in unit.steps
        ),
    )


def _not_applied(visit: Visit, found: QuoteFound, left: Sequence[NotApplied]) -> Table:
    say = visit.say
    return Table(
        "not_applied",
        say("offers.quote.not_applied.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("offer_id", say("offers.id")),
            Column("why", say("offers.quote.why"), wide=True),
            Column("code", "", data_only=True),
        ),
        tuple(
            Row(
                (
                    _name(found, one.offer_id, one.version),
                    one.offer_id,
                    why_not(one, visit.language),
                    one.code,
                )
            )
            for one in left
        ),
    )


def _vat(visit: Visit, found: QuoteFound) -> Table:
    say = visit.say
    return Table(
        "vat",
        say("offers.quote.vat.caption"),
        (
            Column("rate", say("offers.quote.rate"), "percent", decimals=0),
            Column("net", say("offers.quote.net"), "cents"),
            Column("vat", say("offers.quote.tax"), "cents"),
            Column("gross", say("offers.quote.gross"), "cents"),
        ),
        tuple(
            Row((one.rate / WHOLE, one.net / HUNDRED, one.vat / HUNDRED, one.gross / HUNDRED))
            for one in found.priced.vat
        ),
    )


def _name(found: QuoteFound, offer_id: str, version: int) -> str:
    return found.looked_at[offer_id, version].name
