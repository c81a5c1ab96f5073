"""Keeping an answer of standing: its run with the page, the workbooks and the tables as CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from showfloor.present.standing_documents import standing_files
from showfloor.present.types import ReportContent, TitleFacts
from showfloor.storage import LedgerEngine, LedgerVersion, Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import read_about
from showfloor.workflows.keeping import SOFTWARE, Kept, keep

T = TypeVar("T")


def answered(
    workspace: Workspace,
    kind: str,
    asked: object,
    answer: Callable[[LedgerEngine, Stopwatch], T],
    shown: Callable[[T], dict[str, Any]],
) -> Kept[T]:
    """Answer a question on the ledger's latest version, and keep the run with its files.

    answer: asks the engine, and may name its steps; shown: what of the report's content the
    answer's page shows.
    """
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with workspace.ledger.engine(version) as engine:
        found = answer(engine, watch)
    with watch.step("pages"):
        files = standing_files(_content(workspace, version, watch, shown(found)), kind)
    return keep(
        workspace,
        kind,
        found,
        parameters=asked,
        watch=watch,
        version=version,
        summary={"files": sorted(files)},
        files=files,
    )


def _content(
    workspace: Workspace, version: LedgerVersion, watch: Stopwatch, shown: dict[str, Any]
) -> ReportContent:
    about = read_about(workspace)
    config = workspace.config
    facts = TitleFacts(
        workspace=config.name,
        currency=config.currency,
        revenue_includes_vat=config.vat == "with",
        ledger_version=version.number,
        generated_at=watch.started_at,
        software=SOFTWARE,
        statements=about.statements,
        time_zone=config.time_zone,
    )
    return ReportContent(facts, manufacturer_names=about.manufacturer_names or {}, **shown)
