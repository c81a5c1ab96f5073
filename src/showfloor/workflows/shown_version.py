"""Which version of the ledger pages show: the newest one, once what they ask of it is prepared."""

from __future__ import annotations

from datetime import UTC, datetime

from showfloor.domain.shown_versions import is_young, numbers_before
from showfloor.errors import LedgerError
from showfloor.storage import Workspace
from showfloor.workflows.kept_answers import Asked, is_kept, kept_answer

_PREPARED = "prepared"


def shown_number(workspace: Workspace) -> int:
    """Return the number of the version that pages show; 0 while there is none.

    It is the newest, but while that is being prepared the prepared one before it. Where none is
    prepared, as no worker runs, it is the newest at once.
    """
    newest = workspace.ledger.latest_number()
    if not newest or is_prepared(workspace, newest):
        return newest
    older = newest
    for number in numbers_before(newest):
        if is_prepared(workspace, number):
            return number if _waits(workspace, number, older) else newest
        older = number
    return newest


def is_prepared(workspace: Workspace, number: int) -> bool:
    """Say whether what pages ask of a version is prepared."""
    return is_kept(workspace, Asked(_PREPARED, number))


def keep_prepared(workspace: Workspace, number: int) -> None:
    """Say that what pages ask of a version is prepared."""
    kept_answer(workspace, Asked(_PREPARED, number), bool, lambda: True)


def _waits(workspace: Workspace, prepared: int, after: int) -> bool:
    """Say whether the first version after a prepared one is young, and the prepared one whole."""
    if prepared in workspace.ledger.given_up():
        return False
    try:
        since = workspace.ledger.version(after).committed_at
    except LedgerError:
        return False
    return is_young(since, datetime.now(UTC))
