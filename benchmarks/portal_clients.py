"""Clients of a load, in a process of their own: threads over plain sockets; prints JSON.

    python benchmarks/portal_clients.py < LOAD.json

The load names the ports, the clients (each its cookies and whom it speaks as), the cases and how
long. Every answer is read to its end and looked at: another status than 200, or a page without the
words that it must have, is an error.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from portal_cases import CASES

BLOCK = 1 << 16
PATIENCE = 30.0
"""Seconds after which an answer that has not come is an error."""


@dataclass(slots=True)
class Found:
    """What one client saw: seconds by case, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    bytes_read: int = 0


def main() -> None:
    """Run every client until the time is over; say what each case took."""
    load = json.load(sys.stdin)
    found = [Found() for _ in load["clients"]]
    begins = threading.Event()
    threads = [
        threading.Thread(target=_client, args=(load, number, one, begins), daemon=True)
        for number, one in enumerate(found)
    ]
    for thread in threads:
        thread.start()
    processor, wall = time.process_time(), time.perf_counter()
    begins.set()
    for thread in threads:
        thread.join()
    cases = sorted({name for one in found for name in one.seconds})
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - processor,
                "bytes": sum(one.bytes_read for one in found),
                "seconds": {
                    name: [s for one in found for s in one.seconds.get(name, [])] for name in cases
                },
                "errors": [error for one in found for error in one.errors],
            }
        )
    )


def _client(load: dict[str, Any], number: int, found: Found, begins: threading.Event) -> None:
    client = load["clients"][number]
    port = load["ports"][number % len(load["ports"])]
    draw = random.Random(f"{load['seed']} {number}")
    cases = [case for case in CASES if case.name in load["cases"]]
    begins.wait()
    if load["think_seconds"]:
        time.sleep(draw.random() * load["think_seconds"])
    ends = time.perf_counter() + load["for_seconds"]
    while time.perf_counter() < ends:
        case = draw.choice(cases)
        path = load["paths"].get(case.name) or case.asks(draw, load["stores"])
        began = time.perf_counter()
        status, body = _answer(port, path, client)
        took = time.perf_counter() - began
        found.bytes_read += len(body)
        if status != 200 or client["must_hold"].encode() not in body:
            found.errors.append(f"{path}: {status} {body[:200]!r}")
        else:
            found.seconds.setdefault(case.name, []).append(took)
        if load["think_seconds"]:
            time.sleep(draw.expovariate(1.0 / load["think_seconds"]))


def _answer(port: int, path: str, client: dict[str, str]) -> tuple[int, bytes]:
    """Return the status and the body, over a connection of its own; 0 where none came."""
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Accept-Language: {client['language']}\r\nCookie: {client['cookie']}\r\n\r\n"
    )
    parts = []
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(asked.encode())
            while part := connection.recv(BLOCK):
                parts.append(part)
    except OSError as reason:
        return 0, str(reason).encode()
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    words = head.split(maxsplit=2)
    return (int(words[1]) if len(words) > 1 else 0), body


if __name__ == "__main__":
    main()
