"""A manufacturer's pages of the effects of its own areas, from the rows that it was told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from showfloor.errors import DataError
from showfloor.portal.figures.page import Link, NotHereError, Page, Plain
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.measured.own_blocks import (
    check_blocks,
    effects_table,
    key_figures,
    span_columns,
    span_text,
    unknown_cells,
    week_blocks,
)
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.pages import moment
from showfloor.present.sections.blocks import Block, Heading, KeyFigures, Paragraph
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.measured_pages import OwnEffects, own_effects_in

Told = tuple[OwnMeasurement, OwnEffects]


def own_effects(visit: Visit) -> Page:
    """Return the measurements of the visitor's own areas, newest first."""
    say = visit.say
    told = _told(visit)
    question = say("measured.own.question")
    if not told:
        return Page(
            "own-effects",
            question,
            say("measured.own.none"),
            (Paragraph(say("measured.own.empty")),),
        )
    long = as_asked(visit, _table(visit, told))
    return Page(
        "own-effects",
        question,
        _title(visit, told[0][1]),
        (long.table, Paragraph(say("measured.own.rule"), quiet=True)),
        lead=say("measured.own.lead", n=len(told)),
        figures={"measurements": len(told)},
        views=(long.parts,),
    )


def own_effect(visit: Visit, key: UUID) -> Page:
    """Return one measurement of the visitor's own areas."""
    row, found = next((one for one in _told(visit) if one[0].pk == key), (None, None))
    if row is None or found is None:
        raise NotHereError
    say = visit.say
    blocks: list[Block] = [KeyFigures(key_figures(visit, found)), effects_table(visit, found)]
    if found.weeks:
        blocks += [Heading(say("measured.own.weeks")), *week_blocks(visit, found)]
    blocks += [Heading(say("measured.own.checks")), *check_blocks(visit, found)]
    return Page(
        "own-effect",
        say("measured.own.question"),
        _title(visit, found),
        tuple(blocks),
        lead=_period(visit, found),
        source=say("measured.own.source", moment=moment(visit, row.measured_at)),
        figures=_figures(found),
        trail=(Link(say("figures.nav.own-effects"), reverse("own-effects")),),
    )


def _told(visit: Visit) -> list[Told]:
    """Return what the visitor's organisation was told; a row of another release is left out."""
    if visit.organisation is None or not visit.organisation.manufacturer_id:
        raise NotHereError
    found = []
    for row in OwnMeasurement.objects.filter(organisation_id=visit.organisation.pk):
        try:
            found.append((row, own_effects_in(row.effects)))
        except DataError:
            continue
    return found


def _title(visit: Visit, found: OwnEffects) -> str:
    say = visit.say
    revenue = next((one for one in found.effects if one.quantity == "revenue"), None)
    if revenue is None or not math.isfinite(revenue.from_opening.estimate):
        return say("measured.own.title.unknown")
    return say(
        "measured.own.title",
        effect=span_text(visit, "revenue", revenue.from_opening),
        n=found.stores,
    )


def _period(visit: Visit, found: OwnEffects) -> str:
    language = visit.language
    return visit.say(
        "measured.own.period",
        first=language.day(found.first_week),
        last=language.day(found.to_week - timedelta(days=1)),
        format=language.term("format", found.format_id)
        if found.format_id
        else visit.say("measured.every_format"),
    )


def _table(visit: Visit, told: Sequence[Told]) -> Table:
    say, language = visit.say, visit.language
    rows = []
    for row, found in told:
        revenue = next((one for one in found.effects if one.quantity == "revenue"), None)
        span = revenue.from_opening if revenue else found.total
        rows.append(
            Row(
                (
                    moment(visit, row.measured_at),
                    language.term("format", found.format_id)
                    if found.format_id
                    else say("measured.every_format"),
                    found.stores,
                    span.estimate,
                    span.low,
                    span.high,
                ),
                reasons=unknown_cells(visit),
                href=reverse("own-effect", args=[row.pk]),
            )
        )
    return Table(
        "measurements",
        say("measured.own.caption", unit=language.currency_symbol),
        (
            Column("measured_at", say("measured.when")),
            Column("format", say("measured.format")),
            Column("stores", say("measured.stores"), "count"),
            *span_columns(visit),
        ),
        tuple(rows),
    )


def _figures(found: OwnEffects) -> dict[str, Plain]:
    figures: dict[str, Plain] = {
        "stores": found.stores,
        "first_week": found.first_week.isoformat(),
        "to_week": found.to_week.isoformat(),
        "total": found.total.estimate,
        "total_low": found.total.low,
        "total_high": found.total.high,
        "per_cent": found.per_cent.estimate,
    }
    for one in found.effects:
        figures[one.quantity] = one.from_opening.estimate
        figures[f"{one.quantity}_low"] = one.from_opening.low
        figures[f"{one.quantity}_high"] = one.from_opening.high
    return figures
