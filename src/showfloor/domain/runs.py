"""Run records: what was asked of which ledger version, with what software, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One kept run; immutable once written."""

    run_id: str
    kind: str
    """standing, measure, learn, plan, verify, report, import."""
    started_at: datetime
    ledger_version: int | None
    parameters: Mapping[str, Any]
    seed: int | None
    software: str
    result: Mapping[str, Any]
    """JSON-ready summary; larger results lie as files in the run's folder."""
    seconds: Mapping[str, float]
    """Wall seconds by step."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by file name in the run's folder."""
