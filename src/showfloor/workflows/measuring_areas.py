"""Measuring brand areas in a workspace: from the ledger to what they earned, and the lock."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from showfloor import measure, standing
from showfloor.domain.calendars import TradingDays
from showfloor.domain.offers import StoreOffer
from showfloor.domain.stores import Area
from showfloor.errors import DataError, UsageError
from showfloor.measure.locked_analysis import LockedAnalysis
from showfloor.measure.types import Check
from showfloor.measure.types_area_more import AreaMore
from showfloor.measure.types_areas import AreaLedger, AreaQuestion, AreasFound
from showfloor.measure.types_choice import PlanBehind
from showfloor.measure.types_offers import OfferLedger
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.learn_file import read_learning_terms
from showfloor.storage.lock_file import lock_path, read_lock_text, write_lock
from showfloor.storage.measure_file import read_credibility_terms
from showfloor.storage.offers_file import read_store_offers
from showfloor.storage.problem_files import read_areas, read_closures, read_stores
from showfloor.storage.programme_file import read_programme
from showfloor.storage.result_json import decode
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep, version_of
from showfloor.workflows.learning import LEARN_FILE, PROGRAMME_FILE
from showfloor.workflows.measuring_methods import MethodsWanted, covariates_of_areas, one_of
from showfloor.workflows.plan_behind import plan_behind
from showfloor.workflows.progress import Report, silent

AREAS = "measure-areas"
LOCK_FILE = "locked-analysis.json"
OFFERS_FILE = "offers.csv"
COVARIATES = "covariates"
MEASURE_FILE = "measure.toml"


@dataclass(frozen=True, slots=True)
class AreasAsked:
    """Whose areas are to be measured, and until when.

    manufacturer_id: None for the only one that has areas. format_id: None for all formats.
    until: end of the weeks that count, exclusive, a Monday; None: the lock's, or all full weeks.
    since: the Monday they begin with; None: the lock's, or after the weeks whose sales chose the
    stores where enough are left (`measure.after_choice`), or all. with_rival_areas: compare also
    with stores where another manufacturer's area is young. offers: a file of offers.
    scale: per_cent or levels, in what stores without an area move alike; None: the lock's, or
    per_cent. region_weeks: compare within regions and weeks. after_reopening: weeks after a store
    was closed that do not count.
    """

    manufacturer_id: str | None = None
    format_id: str | None = None
    until: date | None = None
    seed: int = 0
    since: date | None = None
    with_rival_areas: bool = False
    methods: MethodsWanted = field(default_factory=MethodsWanted)
    offers: Path | None = None
    scale: str | None = None
    region_weeks: bool = False
    after_reopening: int = 0


@dataclass(frozen=True, slots=True)
class Locked:
    """A lock that was written."""

    path: Path
    digest: str
    analysis: LockedAnalysis


def has_areas(workspace: Workspace) -> bool:
    """Say whether the latest version of the ledger holds areas."""
    return bool(workspace.ledger.latest().rows.get("areas"))


def run_areas(
    workspace: Workspace, asked: AreasAsked, *, report: Report | None = None
) -> Kept[AreasFound]:
    """Measure what a manufacturer's areas earned and whom it cost, and keep the run."""
    say = report or silent
    version = workspace.ledger.latest()
    watch = Stopwatch()
    say("reading the ledger", 0.1)
    with watch.step("query"):
        tables = _tables(workspace, version)
        manufacturer = _manufacturer(asked, tables.areas)
        text = read_lock_text(lock_path(workspace.root, manufacturer, asked.format_id or ""))
        locked = measure.read_lock(text) if text is not None else None
        estimator, _ = asked.methods.checked()
        covariates = covariates_of_areas(asked.methods)
        offers = None if asked.offers is None else read_store_offers(asked.offers)
        wanted = asked.until or (locked.to_date if locked is not None else None)
        question, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
        if wanted is not None:
            question = measure.ending(question, wanted)
        if asked.scale is None and locked is not None:
            of_lock = one_of(locked.scale, measure.SCALES, "the scale of the lock")
            question = replace(question, scale=of_lock)
        behind, unread = plan_behind(workspace, manufacturer, tables.areas)
        question, said = _begun(question, asked, locked, behind, tables)
        more = AreaMore(
            estimator,
            covariates,
            behind,
            _offered(workspace, version, question, ledger, offers),
        )
    say("estimating", 0.4)
    with watch.step("estimate"):
        terms = read_credibility_terms(workspace.root.joinpath(MEASURE_FILE))
        found = measure.areas_effect(question, ledger, terms=terms, seed=asked.seed, more=more)
        check = _followed(locked, question, ledger, asked)
        found = replace(found, checks=(*found.checks, check), notes=(*found.notes, *said, *unread))
    return keep(
        workspace,
        AREAS,
        found,
        parameters={
            "asked": asked,
            "question": question,
            "terms": terms,
            "plan_run": behind.run_id if behind else None,
        },
        version=version,
        seed=asked.seed,
        watch=watch,
        summary={
            "manufacturer": manufacturer,
            "treated": found.treated,
            "total": found.money.total.estimate,
            "per_cent": found.money.per_cent.estimate,
        },
        files=_kept_files(text, asked),
    )


def ledger_of(workspace: Workspace, kept: Kept[AreasFound]) -> tuple[AreaQuestion, AreaLedger]:
    """Return what a kept measurement was made from, from its own version of the ledger."""
    version = version_of(workspace, kept.record)
    asked = decode(AreasAsked, kept.record.parameters["asked"])
    tables = _tables(workspace, version)
    manufacturer = kept.result.manufacturer_id
    _, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
    return decode(AreaQuestion, kept.record.parameters["question"]), ledger


def lock_areas(workspace: Workspace, asked: AreasAsked, *, today: date | None = None) -> Locked:
    """Write what will be estimated of a manufacturer's areas; UsageError without an end."""
    if asked.until is None:
        raise UsageError("--lock needs --until: the Monday before which weeks will count")
    version = workspace.ledger.latest()
    tables = _tables(workspace, version)
    manufacturer = _manufacturer(asked, tables.areas)
    question, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
    question = measure.ending(question, asked.until, beyond_data=True)
    behind, _ = plan_behind(workspace, manufacturer, tables.areas)
    question, _ = _begun(question, asked, None, behind, tables)
    asked.methods.checked()
    on = today or datetime.now(UTC).date()
    analysis = measure.analysis_of_areas(question, ledger, on, estimator=asked.methods.in_words())
    path = lock_path(workspace.root, manufacturer, asked.format_id or "")
    write_lock(path, measure.lock_analysis(analysis))
    return Locked(path, measure.lock_digest(analysis), analysis)


def _begun(
    question: AreaQuestion,
    asked: AreasAsked,
    locked: LockedAnalysis | None,
    behind: PlanBehind | None,
    tables: AreaLedger,
) -> tuple[AreaQuestion, tuple[str, ...]]:
    """Return the question beginning where asked or locked to, or after the choice: then said."""
    since = asked.since or (locked.from_date if locked is not None else None)
    if since is not None:
        return measure.beginning(question, since), ()
    begun = measure.after_choice(question, behind.scored_to if behind else None, tables.areas)
    return begun, measure.said_of_beginning(question, begun)


def _offered(
    workspace: Workspace,
    version: LedgerVersion,
    question: AreaQuestion,
    ledger: AreaLedger,
    offers: Sequence[StoreOffer] | None,
) -> OfferLedger | None:
    """Ask the ledger what offers need to be told apart from areas."""
    if offers is None:
        return None
    sold = measure.OFFERED_SALES.with_parameters(
        manufacturer_id=question.manufacturer_id,
        from_date=question.first_week,
        to_date=question.to_week,
        excluded_categories=measure.name_list(_left_out(workspace)),
        offered=measure.name_list(sorted({offer.product_id for offer in offers})),
    )
    with workspace.ledger.engine(version) as engine:
        sales, makers = engine.run(sold), engine.run(measure.PRODUCT_MAKERS)
    return OfferLedger(offers, [store.store_id for store in ledger.stores], sales, makers)


def _kept_files(lock: str | None, asked: AreasAsked) -> dict[str, bytes | Path]:
    """Return the files that a run keeps: the lock, offers and covariates it was given."""
    files: dict[str, bytes | Path] = {}
    if lock is not None:
        files[LOCK_FILE] = lock.encode()
    if asked.offers is not None:
        files[OFFERS_FILE] = asked.offers
    covariates = asked.methods.covariates_file
    if covariates is not None:
        files[f"{COVARIATES}{covariates.suffix}"] = covariates
    return files


def _followed(
    locked: LockedAnalysis | None, question: AreaQuestion, ledger: AreaLedger, asked: AreasAsked
) -> Check:
    if locked is None:
        return measure.lock_check(None)
    run = measure.analysis_of_areas(
        question, ledger, locked.locked_on, estimator=asked.methods.in_words()
    )
    return measure.lock_check(measure.followed(locked, run), locked.locked_on)


def _tables(workspace: Workspace, version: LedgerVersion) -> AreaLedger:
    """Read the stores, closures and areas of a version, and what the programme's formats cost."""
    if not version.rows.get("areas"):
        raise DataError(
            "the ledger has no areas, so there is none to measure; import a table areas, or "
            "measure what displays do (--displays) or a panel of your own (--panel FILE)"
        )
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder).joinpath(name) for name in ("stores", "closures", "areas")}
        for name, path in paths.items():
            workspace.ledger.export_csv(name, path, version)
        stores, closures = read_stores(paths["stores"]), read_closures(paths["closures"])
        areas = read_areas(paths["areas"])
    programme = workspace.root.joinpath(PROGRAMME_FILE)
    formats = read_programme(programme).formats if programme.is_file() else ()
    capex = {item.format_id: item.capex for item in formats}
    return AreaLedger(stores, closures, areas, {}, {}, {}, capex)


def _manufacturer(asked: AreasAsked, areas: Sequence[Area]) -> str:
    if asked.manufacturer_id is not None:
        return asked.manufacturer_id
    known = sorted({area.manufacturer_id for area in areas})
    if len(known) > 1:
        raise UsageError(
            f"several manufacturers have areas; name one with --manufacturer: {', '.join(known)}"
        )
    return known[0]


def _asked_of_ledger(
    workspace: Workspace,
    version: LedgerVersion,
    tables: AreaLedger,
    manufacturer: str,
    asked: AreasAsked,
) -> tuple[AreaQuestion, AreaLedger]:
    """Ask the ledger for all its full weeks."""
    days = TradingDays(workspace.config.trading_days)
    with workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        period = standing.period_asked(sales, sales.first)
        from_date, to_date = measure.full_weeks(*period, days)
        between = {"from_date": from_date, "to_date": to_date}
        sold = measure.AREA_SALES.with_parameters(
            manufacturer_id=manufacturer,
            excluded_categories=measure.name_list(_left_out(workspace)),
            **between,
        )
        online = measure.AREA_ONLINE.with_parameters(manufacturer_id=manufacturer, **between)
        answered = replace(
            tables,
            sales=engine.run(sold),
            traffic=engine.run(measure.AREA_TRAFFIC.with_parameters(**between)),
            online=engine.run(online),
        )
    terms = read_credibility_terms(workspace.root.joinpath(MEASURE_FILE))
    question = AreaQuestion(
        manufacturer,
        asked.format_id or "",
        from_date,
        to_date,
        days.weekdays,
        None if asked.with_rival_areas else terms.rival_area_weeks,
        one_of(asked.scale or "per_cent", measure.SCALES, "--scale"),
        asked.region_weeks,
        asked.after_reopening,
    )
    return question, answered


def _left_out(workspace: Workspace) -> tuple[str, ...]:
    """Return the categories that learn.toml leaves out."""
    learn = workspace.root.joinpath(LEARN_FILE)
    return read_learning_terms(learn).excluded_categories if learn.is_file() else ()


__all__ = [
    "AREAS",
    "AreasAsked",
    "Locked",
    "has_areas",
    "ledger_of",
    "lock_areas",
    "run_areas",
]
