"""Starts workers quickly: everything is imported once, then each line read forks one.

It is told the workspace; each line forks a worker and answers with its process's number. A worker
of the line "stay" looks for work until it is killed, every other one ends when nothing waits.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from showfloor.portal.serving import set_up

set_up(Path(sys.argv[1]))

import showfloor.portal.urls  # noqa: E402, F401  # all that workers need, imported before they fork
from showfloor.portal.work import carrying, holding, worker  # noqa: E402

carrying.BEAT_SECONDS = 0.2
holding.SILENT_SECONDS = 1.5
holding.TAKES = 1_000
worker.LOOK_SECONDS = 0.1
worker.RECOVER_ROUNDS = 1
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        worker.work(until_idle=line.strip() != "stay")
        os._exit(0)
    print(child, flush=True)  # noqa: T201  # its answer
