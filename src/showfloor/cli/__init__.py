"""The command line: one thin command a workflow."""

from __future__ import annotations

import importlib
import sys

STOPPED = 130
"""The shell's own code for a command that Ctrl-C ended."""


def run() -> None:
    """Start the command line; Ctrl-C while it still loads ends it as quietly as later."""
    try:
        main = importlib.import_module("showfloor.cli.main")
    except KeyboardInterrupt:
        sys.stderr.write("showfloor: stopped\n")
        sys.exit(STOPPED)
    main.run()
