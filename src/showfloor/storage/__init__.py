"""Storage: the ledger, its intake, the engines that answer queries, and the records of runs."""

from __future__ import annotations

from showfloor.storage.digests import sha256_of_file
from showfloor.storage.engine import DuckDbEngine
from showfloor.storage.engines import EngineChoice, LedgerEngine
from showfloor.storage.ledger import Ledger
from showfloor.storage.manifest import LedgerVersion, TakenFile
from showfloor.storage.reports import FileReport, ImportReport, Refusal, SalesAmounts
from showfloor.storage.runs import RunStore
from showfloor.storage.taking import IntakeFile
from showfloor.storage.workspace import (
    Workspace,
    WorkspaceConfig,
    create_workspace,
    open_workspace,
)

__all__ = [
    "DuckDbEngine",
    "EngineChoice",
    "FileReport",
    "ImportReport",
    "IntakeFile",
    "Ledger",
    "LedgerEngine",
    "LedgerVersion",
    "Refusal",
    "RunStore",
    "SalesAmounts",
    "TakenFile",
    "Workspace",
    "WorkspaceConfig",
    "create_workspace",
    "open_workspace",
    "sha256_of_file",
]
