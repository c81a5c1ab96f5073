"""Starts servers quickly: everything is imported once, then each line read forks one.

It is told the workspace; each line forks a server at a free port, and answers with its process's
number and the port once it listens.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from showfloor.portal.serving import set_up

set_up(Path(sys.argv[1]))

from showfloor.portal.wsgi import application  # noqa: E402  # all that a server needs


class _Quiet(WSGIRequestHandler):
    """Writes nothing of the requests that it answers."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _line in sys.stdin:
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
        os.write(told, str(server.server_port).encode())
        server.serve_forever()
    os.close(told)
    port = os.read(ready, 10).decode()
    os.close(ready)
    print(child, port, flush=True)  # noqa: T201  # its answer
