"""Documents to take a plan along in: kept with its run, continued from the plan before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.runs import RunRecord
from showfloor.plan.types import PlanResult
from showfloor.present.language import NO_CURRENCY
from showfloor.present.types import LANGUAGES, TitleFacts
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.document_files import read_documents, write_documents
from showfloor.storage.programme_file import read_programme
from showfloor.workflows.about import About, read_about
from showfloor.workflows.keeping import SOFTWARE

DOCUMENTS = "documents"


def write_plan_documents(
    folder: Path,
    result: PlanResult,
    problem: RolloutProblem,
    facts: TitleFacts,
    *,
    about: About | None = None,
    before: Path | None = None,
) -> None:
    """Write a plan's documents to `folder`, a folder a language.

    The calendars continue those in `before`, the documents of the plan before.
    """
    # Loaded when used: no other step needs the writers of workbooks and calendars.
    from showfloor.present.plan_documents import plan_documents

    names = about.manufacturer_names if about else None
    for language in LANGUAGES:
        previous: Mapping[str, bytes] = {}
        if before is not None:
            previous = read_documents(before.joinpath(language))
        written = plan_documents(
            result,
            problem,
            facts,
            language=language,
            previous=previous,
            manufacturer_names=names,
        )
        write_documents(folder.joinpath(language), written)


def facts_of_files(problem: RolloutProblem, made_at: datetime) -> TitleFacts:
    """Return what can be said of a plan on files alone: no workspace, no stated currency."""
    return TitleFacts(
        workspace=problem.programme.programme_id,
        currency=NO_CURRENCY,
        revenue_includes_vat=None,
        ledger_version=None,
        generated_at=made_at,
        software=SOFTWARE,
    )


def facts_of_workspace(
    workspace: Workspace, learned: RunRecord, version: LedgerVersion, made_at: datetime
) -> TitleFacts:
    """Return what a workspace says of the figures that a plan rests on."""
    return TitleFacts(
        workspace=workspace.config.name,
        currency=workspace.config.currency,
        revenue_includes_vat=workspace.config.vat == "with",
        ledger_version=version.number,
        generated_at=made_at,
        software=SOFTWARE,
        run_ids={learned.kind: learned.run_id},
        statements=read_about(workspace).statements,
        time_zone=workspace.config.time_zone,
    )


def documents_before(
    workspace: Workspace, programme_file: Path, problem: RolloutProblem
) -> Path | None:
    """Return the documents of the latest kept plan of this programme, or None.

    `programme_file` is the programme's path in a plan run's folder. A run without a plan kept no
    calendars and is passed over: what was announced before it still stands.
    """
    for record in reversed(workspace.runs.list("plan")):
        folder = workspace.runs.path(record.run_id)
        kept = folder.joinpath(DOCUMENTS)
        if not any(kept.rglob("*.ics")):
            continue
        programme = read_programme(folder.joinpath(programme_file))
        if programme.programme_id == problem.programme.programme_id:
            return kept
    return None
