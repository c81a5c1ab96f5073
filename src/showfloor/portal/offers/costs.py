"""What an offer would have cost on the last weeks of sales, on its page: figures, chart, table."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse

from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, NotHereError, PageForm
from showfloor.portal.offers.jobs import ask_cost, open_job
from showfloor.portal.offers.models import KeptOffer, ReckonedCost, Status
from showfloor.portal.offers.saying import HUNDRED, money
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.models import Job
from showfloor.portal.workspace import workspace
from showfloor.present.charts.bars import PlainBar, plain_bars
from showfloor.present.charts.drawing import Words
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Heading,
    Paragraph,
)
from showfloor.present.tables import Cell, Column, Row, Table
from showfloor.workflows.offers_costs import LAST_WEEKS, CostFound, OfferCost, Repriced, cost_in

BARS = 8


def cost_blocks(visit: Visit, row: KeptOffer, job: Job | None) -> list[Block]:
    """Return what is known of an offer's cost; nothing for one that has ended."""
    if row.status == Status.ENDED.value:
        return []
    say = visit.say
    blocks: list[Block] = [Heading(say("offers.cost", weeks=str(LAST_WEEKS)))]
    kept: ReckonedCost | None = ReckonedCost.objects.filter(offer=row).first()
    if job is not None:
        blocks.append(Paragraph(say("offers.cost.waits")))
    elif kept is None:
        blocks.append(Paragraph(say("offers.cost.unknown")))
    if kept is not None:
        if _is_old(kept, row):
            blocks.append(Paragraph(say("offers.cost.old")))
        blocks += _found(visit, row, kept)
    return blocks


def cost_form(visit: Visit, row: KeptOffer, job: Job | None) -> PageForm | None:
    """Return the button that has it reckoned; None while it is, and where nothing is to reckon."""
    kept = ReckonedCost.objects.filter(offer=row).first()
    is_known = kept is not None and not _is_old(kept, row)
    if job is not None or is_known or row.status == Status.ENDED.value:
        return None
    return PageForm(
        reverse("offer-cost", args=[row.pk]),
        visit.say("offers.cost.button"),
        title=visit.say("offers.cost.form"),
        explains=visit.say("offers.cost.explains", weeks=str(LAST_WEEKS)),
    )


def reckon_it(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Have an offer's cost reckoned in the background."""
    row: KeptOffer | None = KeptOffer.objects.filter(pk=key).first()
    if row is None or row.status == Status.ENDED.value:
        raise NotHereError
    if open_job(row) is None:
        ask_cost(visit, row)
    return Done(reverse("offer", args=[key]), visit.say("offers.cost.asked"))


def _is_old(kept: ReckonedCost, row: KeptOffer) -> bool:
    version = workspace().ledger.latest_number()
    return (
        kept.ledger_version != version
        or cost_in(kept.found).version != row.version
        or (row.status == Status.DRAFT.value and kept.revision != row.revision)
    )


def _found(visit: Visit, row: KeptOffer, kept: ReckonedCost) -> list[Block]:
    found = cost_in(kept.found)
    beside, without = found.beside, found.without
    if beside is None or without is None:
        return [Paragraph(visit.say("offers.cost.no_sales"))]
    own = _own(found, beside)
    blocks: list[Block] = [_facts(visit, kept, beside, own)]
    costs = [one for one in beside.offers if one.discount or one.at_most or one is own]
    bars = sorted(costs, key=lambda one: -one.discount)[:BARS]
    if any(one.discount for one in bars):
        words = Words(
            visit.say("offers.cost.chart"),
            visit.say("offers.cost.chart.says", name=row.name, cost=money(visit, own.discount)),
            visit.say("offers.cost.chart.caption"),
        )
        drawn = [
            PlainBar(one.offer_id, one.discount / HUNDRED, money(visit, one.discount))
            for one in bars
        ]
        blocks.append(plain_bars(f"cost-{row.pk.hex[:8]}", drawn, words))
    blocks.append(_table(visit, beside, without))
    return blocks


def _own(found: CostFound, beside: Repriced) -> OfferCost:
    return next(
        one
        for one in beside.offers
        if (one.offer_id, one.version) == (found.offer_id, found.version)
    )


def _facts(visit: Visit, kept: ReckonedCost, beside: Repriced, own: OfferCost) -> Definitions:
    say, language = visit.say, visit.language
    said = {
        "discount": money(visit, own.discount),
        **_shares(visit, own),
        "told": say(f"offers.cost.told.{own.told}"),
        "at_most": "" if own.at_most is None else money(visit, own.at_most),
        "not_binding": money(visit, own.not_binding) if own.not_binding else "",
        "budget": "" if own.budget is None else money(visit, own.budget),
        "sales": say(
            "offers.cost.sales.are",
            first=language.day(beside.begins),
            to=language.day(beside.to),
            lines=language.count(beside.lines),
            revenue=money(visit, beside.revenue),
        ),
        "at": moment_in_words(language, kept.reckoned_at),
    }
    return Definitions(
        tuple(
            Definition(key, say(f"offers.cost.{key}"), text) for key, text in said.items() if text
        )
    )


def _shares(visit: Visit, own: OfferCost) -> dict[str, str]:
    if not own.discount:
        return {}
    retailer = own.discount - own.manufacturer_pays
    return {
        "manufacturer": money(visit, own.manufacturer_pays),
        "retailer": money(visit, retailer),
    }


def _table(visit: Visit, beside: Repriced, without: Repriced) -> Table:
    say = visit.say
    before: Mapping[tuple[str, int], int] = {
        (one.offer_id, one.version): one.discount for one in without.offers
    }
    rows = tuple(
        Row(_cells(one.offer_id, one.version, one.lines, one.discount, before.get(_key(one), 0)))
        for one in beside.offers
    )
    total = _cells(say("offers.cost.all"), None, None, beside.discount, without.discount)
    return Table(
        "cost",
        say("offers.cost.caption"),
        (
            Column("offer_id", say("offers.id")),
            Column("version", say("offers.version"), "count"),
            Column("lines", say("offers.cost.lines"), "count"),
            Column("without", say("offers.cost.without"), "cents"),
            Column("beside", say("offers.cost.beside"), "cents"),
            Column("change", say("offers.cost.change"), "signed", decimals=2),
        ),
        rows,
        total,
    )


def _key(one: OfferCost) -> tuple[str, int]:
    return one.offer_id, one.version


def _cells(
    name: str, version: int | None, lines: int | None, beside: int, without: int
) -> tuple[Cell, ...]:
    change = (beside - without) / HUNDRED
    return (name, version, lines, without / HUNDRED, beside / HUNDRED, change)
