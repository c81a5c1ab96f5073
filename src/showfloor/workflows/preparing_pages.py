"""Preparing a version of the ledger for pages: what they ask first is answered and kept."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.storage import Workspace
from showfloor.workflows.own_sales import keep_slice
from showfloor.workflows.progress import Report, silent
from showfloor.workflows.shown_version import keep_prepared
from showfloor.workflows.standing_answers import keep_first_answers
from showfloor.workflows.store_pages import keep_stores

STEP = "preparing pages"


def prepare_pages(
    workspace: Workspace, manufacturers: Sequence[str], report: Report = silent
) -> int:
    """Answer what pages ask first of the newest version, and let them show it; return its number.

    manufacturers: whose people read pages here; each gets its slice. What is prepared already is
    left as it is; 0 while the ledger is empty.
    """
    number = workspace.ledger.latest_number()
    if not number:
        return 0
    report(STEP, 0.0)
    keep_stores(workspace, number)
    report(STEP, 0.2)
    keep_first_answers(workspace, number)
    report(STEP, 0.5)
    for one in manufacturers:
        keep_slice(workspace, one, number)
    keep_prepared(workspace, number)
    return number
