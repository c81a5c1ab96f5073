"""Measuring brand areas in a workspace: from the ledger to what they earned, and the lock."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from showfloor import measure, standing
from showfloor.domain.calendars import TradingDays
from showfloor.domain.stores import Area
from showfloor.errors import DataError, UsageError
from showfloor.measure.locked_analysis import LockedAnalysis
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreaLedger, AreaQuestion, AreasFound
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.learn_file import read_learning_terms
from showfloor.storage.lock_file import lock_path, read_lock_text, write_lock
from showfloor.storage.measure_file import read_credibility_terms
from showfloor.storage.problem_files import read_areas, read_closures, read_stores
from showfloor.storage.programme_file import read_programme
from showfloor.storage.result_json import decode
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep, version_of
from showfloor.workflows.learning import LEARN_FILE, PROGRAMME_FILE
from showfloor.workflows.progress import Report, silent

AREAS = "measure-areas"
LOCK_FILE = "locked-analysis.json"
MEASURE_FILE = "measure.toml"


@dataclass(frozen=True, slots=True)
class AreasAsked:
    """Whose areas are to be measured, and until when.

    manufacturer_id: None for the only one that has areas. format_id: None for all formats.
    until: end of the weeks that count, exclusive, a Monday; None: the lock's, or all full weeks.
    """

    manufacturer_id: str | None = None
    format_id: str | None = None
    until: date | None = None
    seed: int = 0


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
        wanted = asked.until or (locked.to_date if locked is not None else None)
        question, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
        if wanted is not None:
            question = measure.ending(question, wanted)
    say("estimating", 0.4)
    with watch.step("estimate"):
        terms = read_credibility_terms(workspace.root.joinpath(MEASURE_FILE))
        found = measure.areas_effect(question, ledger, terms=terms, seed=asked.seed)
        check = _followed(locked, question, ledger)
        found = replace(found, checks=(*found.checks, check))
    return keep(
        workspace,
        AREAS,
        found,
        parameters={"asked": asked, "question": question, "terms": terms},
        version=version,
        seed=asked.seed,
        watch=watch,
        summary={
            "manufacturer": manufacturer,
            "treated": found.treated,
            "total": found.money.total.estimate,
            "per_cent": found.money.per_cent.estimate,
        },
        files={LOCK_FILE: text.encode()} if text is not None else None,
    )


def ledger_of(workspace: Workspace, kept: Kept[AreasFound]) -> tuple[AreaQuestion, AreaLedger]:
    """Return what a kept measurement was made from, from its own version of the ledger."""
    version = version_of(workspace, kept.record)
    asked = decode(AreasAsked, kept.record.parameters["asked"])
    tables = _tables(workspace, version)
    manufacturer = kept.result.manufacturer_id
    question, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
    return measure.ending(question, kept.result.to_week), ledger


def lock_areas(workspace: Workspace, asked: AreasAsked, *, today: date | None = None) -> Locked:
    """Write what will be estimated of a manufacturer's areas; UsageError without an end."""
    if asked.until is None:
        raise UsageError("--lock needs --until: the Monday before which weeks will count")
    version = workspace.ledger.latest()
    tables = _tables(workspace, version)
    manufacturer = _manufacturer(asked, tables.areas)
    question, ledger = _asked_of_ledger(workspace, version, tables, manufacturer, asked)
    question = measure.ending(question, asked.until, beyond_data=True)
    on = today or datetime.now(UTC).date()
    analysis = measure.analysis_of_areas(question, ledger, on)
    path = lock_path(workspace.root, manufacturer, asked.format_id or "")
    write_lock(path, measure.lock_analysis(analysis))
    return Locked(path, measure.lock_digest(analysis), analysis)


def _followed(locked: LockedAnalysis | None, question: AreaQuestion, ledger: AreaLedger) -> Check:
    if locked is None:
        return measure.lock_check(None)
    run = measure.analysis_of_areas(question, ledger, locked.locked_on)
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
    learn = workspace.root.joinpath(LEARN_FILE)
    left_out = read_learning_terms(learn).excluded_categories if learn.is_file() else ()
    with workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        period = standing.period_asked(sales, sales.first)
        from_date, to_date = measure.full_weeks(*period, days)
        between = {"from_date": from_date, "to_date": to_date}
        sold = measure.AREA_SALES.with_parameters(
            manufacturer_id=manufacturer,
            excluded_categories=measure.name_list(left_out),
            **between,
        )
        online = measure.AREA_ONLINE.with_parameters(manufacturer_id=manufacturer, **between)
        answered = replace(
            tables,
            sales=engine.run(sold),
            traffic=engine.run(measure.AREA_TRAFFIC.with_parameters(**between)),
            online=engine.run(online),
        )
    question = AreaQuestion(manufacturer, asked.format_id or "", from_date, to_date, days.weekdays)
    return question, answered


__all__ = [
    "AREAS",
    "AreasAsked",
    "Locked",
    "has_areas",
    "ledger_of",
    "lock_areas",
    "run_areas",
]
