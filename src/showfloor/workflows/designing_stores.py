"""Designing from stores and dates, without a plan: on a panel alone, or in a workspace."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from showfloor import measure
from showfloor.domain.stores import Area, Closure, Store
from showfloor.errors import DataError, WorkspaceError
from showfloor.measure.design_types import DesignFound, History
from showfloor.measure.rollout_design_stores import StoresAsked
from showfloor.present.language import NO_CURRENCY
from showfloor.present.types import TitleFacts
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.document_files import write_documents
from showfloor.storage.problem_files import read_areas, read_closures, read_stores
from showfloor.storage.programme_file import read_programme
from showfloor.storage.stopwatch import Stopwatch
from showfloor.storage.store_list_file import StoreList, read_store_list
from showfloor.workflows.about import read_about
from showfloor.workflows.designing import NO_LIMIT, UNITS, HistoryFile, design_files, ledger_history
from showfloor.workflows.keeping import SOFTWARE, Kept, keep
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.progress import Report, silent

DESIGN_STORES = "design-stores"
TABLES = ("stores", "closures", "areas")


def design_of_stores(
    history: HistoryFile,
    asked: StoresAsked,
    *,
    listed: Path | None = None,
    out: Path | None = None,
    report: Report | None = None,
) -> DesignFound:
    """Say what a rollout of these stores would let one detect, from a panel of the weeks before.

    listed: a file of the stores asked about (`read_store_list`), whose weeks and groups count too.
    out: a folder for the pages, the tables and the list of the stores.
    """
    watch = Stopwatch()
    say = report or silent
    given = read_store_list(listed) if listed is not None else None
    say("reading the weeks before", 0.1)
    weeks = history.read()
    say("designing", 0.4)
    found = _found(weeks, asked, given, history.columns.outcome, given.groups if given else {})
    if out is not None:
        facts = TitleFacts(
            workspace=history.path.stem,
            currency=NO_CURRENCY,
            revenue_includes_vat=None,
            ledger_version=None,
            generated_at=watch.started_at,
            software=SOFTWARE,
        )
        write_documents(out, design_files(found, facts))
    return found


def run_design_of_stores(
    workspace: Workspace,
    asked: StoresAsked,
    *,
    listed: Path | None = None,
    begins: date | None = None,
    report: Report | None = None,
) -> Kept[DesignFound]:
    """Say the same from a workspace's ledger, and keep the run.

    The history is the units of the programme's manufacturer; the online shop and stores where the
    manufacturer has an area already are left out. Draws keep to the shares of region and kind.
    """
    file = workspace.root.joinpath(PROGRAMME_FILE)
    if not file.is_file():
        raise WorkspaceError(f"{file} is missing: it names whose areas are to be measured")
    manufacturer = read_programme(file).manufacturer_id
    version = workspace.ledger.latest()
    watch = Stopwatch()
    say = report or silent
    say("reading the ledger", 0.1)
    with watch.step("history"):
        stores, closures, areas = _tables(workspace, version)
        given = read_store_list(listed) if listed is not None else None
        weeks = ledger_history(workspace, version, manufacturer, stores, closures, begins=begins)
        floor = measure.stores_with_sales_floor(stores)
        weeks = measure.history_of(weeks, floor, measure.standing_stores(areas, manufacturer))
    say("designing", 0.4)
    with watch.step("design"):
        found = _found(weeks, asked, given, UNITS, measure.strata_of_stores(stores))
    facts = TitleFacts(
        workspace=workspace.config.name,
        currency=workspace.config.currency,
        revenue_includes_vat=workspace.config.vat == "with",
        ledger_version=version.number,
        generated_at=watch.started_at,
        software=SOFTWARE,
        statements=read_about(workspace).statements,
        time_zone=workspace.config.time_zone,
    )
    return keep(
        workspace,
        DESIGN_STORES,
        found,
        parameters={"asked": asked, "manufacturer_id": manufacturer},
        version=version,
        seed=asked.seed,
        watch=watch,
        summary={"on": found.on, "se": found.design.at.se, "mde": found.design.at.mde},
        files=dict(design_files(found, facts)),
    )


def _found(
    history: History,
    asked: StoresAsked,
    listed: StoreList | None,
    outcome: str,
    strata: Mapping[str, str],
) -> DesignFound:
    if listed is not None:
        asked = replace(
            asked,
            given=(*asked.given, *listed.store_ids),
            fixed={**listed.weeks, **asked.fixed} if asked.choose is None else asked.fixed,
        )
    design, stores = measure.stores_design(history, asked, strata)
    limit = NO_LIMIT if asked.effect is None else asked.effect
    return DesignFound(design.at.on, design, outcome, mde_at_most=limit, stores=stores)


def _tables(
    workspace: Workspace, version: LedgerVersion
) -> tuple[tuple[Store, ...], tuple[Closure, ...], tuple[Area, ...]]:
    if not version.rows.get("stores"):
        raise DataError("the ledger has no stores; import a table stores")
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder).joinpath(f"{name}.csv") for name in TABLES}
        for name, path in paths.items():
            workspace.ledger.export_csv(name, path, version)
        return (
            read_stores(paths["stores"]),
            read_closures(paths["closures"]),
            read_areas(paths["areas"]),
        )
