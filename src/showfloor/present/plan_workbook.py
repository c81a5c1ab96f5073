"""The plan as an XLSX workbook: the plan, what is not planned and why, limits, crews, proof."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.domain.stores import Store
from showfloor.plan.types import PlanResult, ScarceThing
from showfloor.present.language import NO_CURRENCY, language_for
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.prices import thing_name
from showfloor.present.sections.setting import setting_for
from showfloor.present.sections.stores import why_not, why_planned
from showfloor.present.sentences import translated
from showfloor.present.tables import Cell, Column, ColumnKind
from showfloor.present.types import LanguageCode, ReportContent, TitleFacts
from showfloor.present.workbook import OfKind, Sheet, SheetRow, workbook_bytes
from showfloor.verify.types import Verification

VAT = {True: "vat.with", False: "vat.without", None: "vat.unknown"}


def plan_workbook(
    plan: PlanResult,
    problem: RolloutProblem,
    facts: TitleFacts,
    *,
    language: LanguageCode = "en",
    verification: Verification | None = None,
    manufacturer_names: Mapping[str, str] | None = None,
) -> bytes:
    """Return the plan as an XLSX file in a language.

    Sheets: the planned areas; the other stores and why; what limits the plan and what one more of
    it is worth; crew-days used and available by week and region (fully booked ones marked); the
    proof with every digest, and the sources. Money is in `facts.currency`. Without a plan the
    sheets are empty but for the last, which says why. The same arguments give the same bytes.
    """
    content = ReportContent(
        facts,
        problem=problem,
        plan=plan,
        verification=verification,
        manufacturer_names=manufacturer_names or {},
    )
    setting = setting_for(content, language_for(language, facts.currency))
    read = plan_facts(setting)
    assert read is not None, "content holds a plan"
    sheets = (
        _planned_sheet(read),
        _rest_sheet(read),
        _scarce_sheet(read),
        _crew_sheet(read),
        _proof_sheet(read),
    )
    title = setting.language.say("sheet.title", programme=problem.programme.programme_id)
    return workbook_bytes(sheets, setting.language, title=title, created=facts.generated_at)


def _store_columns(facts: PlanFacts) -> tuple[Column, ...]:
    say = facts.setting.language.say
    return (
        Column("store_id", say("sheet.store_id")),
        Column("store", say("col.store")),
        Column("kind", say("col.kind")),
        Column("postcode", say("sheet.postcode")),
        Column("city", say("col.city")),
        Column("region", say("col.region")),
        Column("gln", say("sheet.gln")),
    )


def _store_cells(facts: PlanFacts, store: Store) -> tuple[Cell, ...]:
    setting = facts.setting
    return (
        store.store_id,
        store.name,
        setting.kind(store.kind),
        store.postcode,
        store.city,
        setting.region(store.region),
        store.gln,
    )


def _planned_sheet(facts: PlanFacts) -> Sheet:
    say = facts.setting.language.say
    columns = (
        *_store_columns(facts),
        Column("format", say("col.format")),
        Column("start_week", say("col.start"), "week"),
        Column("selling_week", say("col.selling"), "week"),
        Column("crew_days", say("sheet.crew_days"), "count"),
        Column("value", say("sheet.value"), "cents"),
        Column("capex", say("sheet.capex"), "cents"),
        Column("why", say("col.why"), wide=True),
    )
    rows = tuple(_planned_row(facts, area) for area in facts.plan.areas)
    return Sheet(say("sheet.plan"), columns, rows, frozen=2)


def _planned_row(facts: PlanFacts, area: PlannedArea) -> SheetRow:
    return SheetRow(
        (
            *_store_cells(facts, facts.setting.stores[area.store_id]),
            facts.setting.format(area.format_id),
            area.start_week,
            area.selling_week,
            sum(facts.problem.programme.format(area.format_id).crew_days),
            area.value,
            facts.capex(area),
            why_planned(facts, facts.reasons.get(area.store_id)),
        )
    )


def _rest_sheet(facts: PlanFacts) -> Sheet:
    say = facts.setting.language.say
    columns = (
        *_store_columns(facts),
        Column("best_format", say("col.best_format")),
        Column("best_start", say("sheet.best_start"), "week"),
        Column("best_value", say("sheet.best_value"), "cents"),
        Column("short", say("sheet.short"), "cents"),
        Column("why", say("col.why"), wide=True),
    )
    rest = [store for store in facts.problem.stores if store.store_id not in facts.planned]
    rows = tuple(_rest_row(facts, store) for store in rest) if facts.has_plan else ()
    return Sheet(say("sheet.rest"), columns, rows, frozen=2)


def _rest_row(facts: PlanFacts, store: Store) -> SheetRow:
    reason = facts.reasons.get(store.store_id)
    best: tuple[Cell, ...] = (None, None, None, None)
    if reason is not None:
        best = (
            facts.setting.format(reason.best_format_id) or None,
            reason.best_start_week,
            reason.best_value,
            reason.margin_to_flip,
        )
    return SheetRow((*_store_cells(facts, store), *best, why_not(facts, store, reason)))


def _scarce_sheet(facts: PlanFacts) -> Sheet:
    language = facts.setting.language
    say = language.say
    columns = (
        Column("thing", say("col.thing")),
        Column("week", say("col.week"), "week"),
        Column("limit", say("col.limit"), "number"),
        Column("used", say("col.used_count"), "number"),
        Column("left", say("sheet.left"), "number"),
        Column("unit", say("col.one_more")),
        Column("price", say("sheet.price"), "price"),
    )

    def row(thing: ScarceThing) -> SheetRow:
        kind: ColumnKind = "cents" if thing.kind == "budget" else "count"
        amounts = (thing.limit, thing.used, thing.limit - thing.used)
        unit = say(f"unit.of.{thing.kind}", symbol=language.currency_symbol)
        cells = tuple(OfKind(amount, kind) for amount in amounts)
        return SheetRow((thing_name(facts, thing), thing.week, *cells, unit, thing.price))

    rows = tuple(row(thing) for thing in facts.plan.scarce) if facts.has_plan else ()
    return Sheet(say("sheet.scarce"), columns, rows, frozen=1)


def _crew_sheet(facts: PlanFacts) -> Sheet:
    say, programme = facts.setting.language.say, facts.problem.programme
    limits = {crew.region: crew.crew_days for crew in programme.crews or ()}
    use = facts.crew_use()
    regions = sorted({*limits, *(region for region, _ in use)})
    columns = [Column("week", say("col.week"), "week")]
    for region in regions:
        name = facts.setting.region(region)
        columns.append(Column(f"used_{region}", say("sheet.crews.used", region=name), "count"))
        if programme.crews is not None:
            head = say("sheet.crews.limit", region=name)
            columns.append(Column(f"limit_{region}", head, "count"))
    rows = []
    for week in range(programme.crew_weeks if facts.has_plan else 0):
        cells: list[Cell] = [monday_of_week(week, programme.start)]
        full: set[int] = set()
        for region in regions:
            used = use.get((region, week), 0)
            limit = limits[region][week] if region in limits else 0
            if programme.crews is not None and used and used >= limit:
                full.add(len(cells))
            cells += [used, limit] if programme.crews is not None else [used]
        rows.append(SheetRow(tuple(cells), frozenset(full)))
    return Sheet(say("sheet.crews"), tuple(columns), tuple(rows), frozen=1)


def _proof_sheet(facts: PlanFacts) -> Sheet:
    say = facts.setting.language.say
    columns = (
        Column("group", say("sheet.group")),
        Column("what", say("col.what"), wide=True),
        Column("figure", say("col.figure"), wide=True),
    )
    groups = (
        ("sheet.outcome", _outcome(facts)),
        ("sheet.proof", _proof(facts)),
        ("sheet.verification", _verification(facts)),
        ("sheet.digests", _digests(facts)),
        ("sheet.sources", _sources(facts)),
    )
    rows = tuple(
        SheetRow((say(group), what, figure)) for group, lines in groups for what, figure in lines
    )
    return Sheet(say("sheet.proof_and_sources"), columns, rows)


Line = tuple[str, Cell | OfKind]


def _outcome(facts: PlanFacts) -> Iterator[Line]:
    language, plan = facts.setting.language, facts.plan
    say = language.say
    yield say("proof.status"), say(f"status.{plan.certificate.status}")
    if plan.conflict is not None:
        for rule in plan.conflict.rules:
            yield say("sheet.conflict"), translated(rule, language)[0]
    if not facts.has_plan:
        return
    yield say("sheet.party"), facts.value_for()
    yield say("col.planned"), OfKind(len(plan.areas), "count")
    yield say("sheet.value_of_areas"), OfKind(plan.value, "cents")
    yield say("sheet.spillover"), OfKind(plan.spillover_loss, "cents")
    yield say("sheet.other_party"), _known(plan.other_party_value, facts)
    yield say("sheet.capex"), OfKind(plan.capex, "cents")
    for sentence in plan.holdout_shortfalls:
        yield say("sheet.shortfall"), translated(sentence, language)[0]


def _known(amount: float, facts: PlanFacts) -> Cell | OfKind:
    if math.isfinite(amount):
        return OfKind(amount, "cents")
    return facts.setting.language.say("sheet.not_known")


def _proof(facts: PlanFacts) -> Iterator[Line]:
    say, certificate = facts.setting.language.say, facts.plan.certificate
    yield say("proof.objective"), OfKind(certificate.objective, "cents")
    yield say("proof.upper_bound"), OfKind(certificate.upper_bound, "cents")
    yield say("proof.gap"), OfKind(certificate.gap, "percent")
    yield say("proof.solver_bound"), OfKind(certificate.solver_bound, "cents")
    yield say("proof.solver_gap"), OfKind(facts.plan.certificate.solver_gap, "percent")
    yield say("proof.seconds"), OfKind(certificate.seconds, "number")
    yield say("proof.seed"), str(certificate.seed)


def _verification(facts: PlanFacts) -> Iterator[Line]:
    language, verdict = facts.setting.language, facts.setting.content.verification
    if verdict is None:
        yield language.say("sheet.verdict"), language.say("verify.none")
        return
    yield language.say("sheet.verdict"), language.say(f"verdict.{verdict.status}")
    for finding in verdict.findings:
        yield f"{finding.rule}, {finding.where}", finding.says
    for sentence in verdict.checked:
        yield language.say("verify.checked"), translated(sentence, language)[0]


def _digests(facts: PlanFacts) -> Iterator[Line]:
    say, certificate = facts.setting.language.say, facts.plan.certificate
    for side, files in (("input", certificate.inputs), ("output", certificate.outputs)):
        for name, digest in sorted(files.items()):
            yield f"{say(f'digest.{side}')}: {name}", digest


def _sources(facts: PlanFacts) -> Iterator[Line]:
    language, title = facts.setting.language, facts.setting.content.facts
    say = language.say
    yield say("fact.workspace"), title.workspace
    if title.ledger_version is not None:
        yield say("fact.ledger"), str(title.ledger_version)
    unstated = title.currency == NO_CURRENCY
    yield say("fact.currency"), say("sheet.not_known") if unstated else title.currency
    yield say("fact.vat"), say(VAT[title.revenue_includes_vat])
    yield say("sheet.made"), language.moment(title.generated_at)
    yield say("fact.software"), title.software
    for kind, run_id in title.run_ids.items():
        yield say("fact.run", kind=language.term("run", kind)), run_id
    for statement in title.statements:
        yield say(f"nature.title.{statement.kind}"), language.pick(statement.text)
    if not title.statements:
        yield say("sheet.nature"), say("sources.no_statement")
