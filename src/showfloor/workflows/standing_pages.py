"""Keeping an answer of standing: its run with the page, the workbooks and the tables as CSV."""

from __future__ import annotations

from typing import Any, TypeVar

from showfloor.present.standing_documents import standing_files
from showfloor.present.types import ReportContent, TitleFacts
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.about import read_about
from showfloor.workflows.keeping import SOFTWARE, Kept, keep

T = TypeVar("T")


def keep_answer(
    workspace: Workspace,
    kind: str,
    found: T,
    *,
    parameters: object,
    version: LedgerVersion,
    watch: Stopwatch,
    shown: dict[str, Any],
) -> Kept[T]:
    """Keep a run of standing with its files; shown: what of the report's content the page shows."""
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
    content = ReportContent(facts, manufacturer_names=about.manufacturer_names or {}, **shown)
    with watch.step("pages"):
        files = standing_files(content, kind)
    return keep(
        workspace,
        kind,
        found,
        parameters=parameters,
        watch=watch,
        version=version,
        summary={"files": sorted(files)},
        files=files,
    )
