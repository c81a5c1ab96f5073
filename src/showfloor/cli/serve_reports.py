"""A small read-only server on the loopback address for the latest report of a workspace."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from showfloor.errors import UsageError

LOOPBACK = "127.0.0.1"
START_PAGE = "report.en.html"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
OfferedFiles = Callable[[], dict[str, Path]]


def make_server(offered: OfferedFiles, port: int) -> ThreadingHTTPServer:
    """Return a server that offers exactly the files that `offered` names at each request.

    Only names from that list are ever opened, so no address can leave the report's folder.
    """

    class Handler(BaseHTTPRequestHandler):
        server_version = "showfloor"
        sys_version = ""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            name = unquote(urlsplit(self.path).path).removeprefix("/") or START_PAGE
            path = offered().get(name)
            if path is None:
                self.send_error(HTTPStatus.NOT_FOUND, "There is no such file in this report")
                return
            body = path.read_bytes()
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            charset = "; charset=utf-8" if kind.startswith("text/") else ""
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", f"{kind}{charset}")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # inherited name
            """Say nothing for each request: the terminal shows the address only."""

    try:
        return ThreadingHTTPServer((LOOPBACK, port), Handler)
    except OSError as reason:
        raise UsageError(
            f"port {port} cannot be used ({reason.strerror}); choose another with --port"
        ) from reason
