"""The loop closed on a generated example: planned, opened, measured, settled, beside the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from showfloor import simulate
from showfloor.measure.types_areas import AreasFound
from showfloor.plan.types import PlanResult
from showfloor.present.statement_documents import statement_files
from showfloor.present.statement_types import KnownTruth
from showfloor.present.types import Bilingual, Statement
from showfloor.simulate import RolloutYear
from showfloor.storage import IntakeFile, Workspace
from showfloor.storage.result_json import encode
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import read_about, write_about
from showfloor.workflows.importing import INCOMING, run_import
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.measuring_areas import AreasAsked, lock_areas, run_areas
from showfloor.workflows.progress import Report
from showfloor.workflows.stating import StatementMade, manufacturer_names, run_statement

CLOSED_LOOP = "closed-loop"
TRUTH_FILE = "truth.json"
AREAS_TABLE = "areas"
SETTLED = date(2024, 11, 1)
"""The month that the demo settles."""
PILOT_SINCE = date(2019, 12, 30)
"""First week that the pilot is measured with: its manufacturer has been listed for six weeks."""
OWN = Bilingual("Gained on own products, all weeks", "Mit eigenen Artikeln gewonnen, alle Wochen")
TO_DATE = Bilingual(
    "Retailer’s margin through November 2024", "Spanne des Händlers bis Ende November 2024"
)
PARTS = (
    Bilingual(
        "Gained on own products, November 2024", "Mit eigenen Artikeln gewonnen, November 2024"
    ),
    Bilingual("Lost by rivals in the shop, November 2024", "Von Rivalen verloren, November 2024"),
    Bilingual(
        "Lost by other categories, November 2024",
        "Von anderen Warengruppen verloren, November 2024",
    ),
    Bilingual("Retailer’s margin, November 2024", "Spanne des Händlers, November 2024"),
    Bilingual("Manufacturer’s margin, November 2024", "Spanne des Herstellers, November 2024"),
)


@dataclass(frozen=True, slots=True)
class Closed:
    """What a planned rollout came to: measured, settled, and beside the truth."""

    found: AreasFound
    made: StatementMade
    known: tuple[KnownTruth, ...]


def run_closed_loop(
    workspace: Workspace, planned: PlanResult, *, report: Report | None = None
) -> Kept[Closed]:
    """Open a plan's areas with effects that are known, then measure and settle them.

    The areas are agreed and the analysis is locked before the first sale of the year; then the
    year's sales come in like any other files. Only this workflow can read the truth.
    """
    watch = Stopwatch()
    folder = workspace.root.joinpath(INCOMING)
    with watch.step("open"):
        year = simulate.write_rollout_year(folder, planned.areas)
        _agree(workspace, folder, year)
    with watch.step("import"):
        files = [IntakeFile(path, table, None) for table, path in year.files.items()]
        run_import(workspace, files, report=report)
    with watch.step("measure"):
        found = run_areas(workspace, AreasAsked(), report=report).result
    with watch.step("settle"):
        settled = run_statement(workspace, SETTLED, report=report)
    made = settled.result
    known = _beside_the_truth(year, found, made)
    closed = Closed(found, made, known)
    pages = statement_files(
        made.statement,
        made.stores,
        made.facts,
        names=manufacturer_names(workspace),
        known=known,
    )
    truth = json.dumps(encode(year.truth), ensure_ascii=False, allow_nan=False)
    return keep(
        workspace,
        CLOSED_LOOP,
        closed,
        parameters={"settled": SETTLED, "statement_run": settled.record.run_id},
        seed=year.truth.seed,
        watch=watch,
        summary={"held": [item.holds for item in known]},
        files={**pages, TRUTH_FILE: truth.encode()},
    )


def run_pilot(workspace: Workspace, *, report: Report | None = None) -> Kept[AreasFound]:
    """Add a pilot with a known effect to o2-xiaomi, measure it, and say that it is generated.

    It comes before the plan: the areas are over when the programme starts, and no plan chose them.
    """
    pilot = simulate.write_o2_xiaomi_pilot(workspace.root.joinpath(INCOMING))
    files = [IntakeFile(path, table, None) for table, path in pilot.files.items()]
    run_import(workspace, files, report=report)
    about = read_about(workspace)
    said = Statement("generated", Bilingual(pilot.statement, pilot.statement_de))
    write_about(workspace, replace(about, statements=(*about.statements, said)))
    return run_areas(workspace, AreasAsked(since=PILOT_SINCE), report=report)


def _agree(workspace: Workspace, folder: Path, year: RolloutYear) -> None:
    """Take the areas as they were agreed, and lock what will be measured of them."""
    agreed = simulate.write_areas_table(folder.joinpath("areas-agreed.parquet"), year.planned)
    run_import(workspace, [IntakeFile(agreed, AREAS_TABLE, None)])
    lock_areas(workspace, AreasAsked(until=simulate.ROLLOUT_END), today=simulate.ROLLOUT_LOCKED_ON)


def _beside_the_truth(
    year: RolloutYear, found: AreasFound, made: StatementMade
) -> tuple[KnownTruth, ...]:
    statement = made.statement
    truth, parts = year.truth, statement.exchange
    whole = simulate.truth_between(truth, found.first_week, found.to_week)
    to_date = simulate.truth_between(truth, statement.counted_from, statement.to_week)
    month = simulate.truth_between(truth, statement.first_week, statement.to_week)
    theirs = month.manufacturers(statement.manufacturer_rate)
    of_month = (
        (month.own, parts.own),
        (month.from_rivals, parts.from_rivals),
        (month.from_elsewhere, parts.from_other),
        (month.new, statement.retailer.realised),
        (theirs, statement.manufacturer.realised),
    )
    return (
        KnownTruth(OWN, whole.own, found.money.total),
        KnownTruth(TO_DATE, to_date.new, statement.retailer.realised_to_date),
        *(KnownTruth(label, *pair) for label, pair in zip(PARTS, of_month, strict=True)),
    )


__all__ = ["CLOSED_LOOP", "SETTLED", "TRUTH_FILE", "Closed", "run_closed_loop", "run_pilot"]
