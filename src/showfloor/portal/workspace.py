"""The workspace that the portal stands on, opened once a process."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from showfloor.storage import Workspace, open_workspace


@functools.cache
def _opened(root: Path) -> Workspace:
    return open_workspace(root)


def workspace() -> Workspace:
    """Return the open workspace; pages hand it to workflows and never read it themselves."""
    return _opened(Path(settings.PORTAL_WORKSPACE))
