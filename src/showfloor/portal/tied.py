"""Runs a module for as long as whoever started it lives.

    python -m showfloor.portal.tied FD MODULE [WORDS…]

FD is the reading end of a pipe whose other end its starter alone holds and never writes to. It
closes however the starter ends, killed too; then this process is asked to end, and after a while
made to.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 30.0


def main() -> None:
    """Watch the pipe beside the module that is run."""
    pipe, module = int(sys.argv[1]), sys.argv[2]
    threading.Thread(target=_end_with_starter, args=(pipe,), daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_starter(pipe: int) -> None:
    """Wait until the other end is closed; then end as a signal would, and at last anyhow."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
