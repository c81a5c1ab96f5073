"""One load on one or two servers: clients in a process of their own, and what it cost everyone."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from portal_house import HERE, busy_seconds, memory_mb, processor_seconds

QUANTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
NO_CLIENT: Mapping[str, str] = {"cookie": "", "language": "en", "must_hold": "</html>"}


def clients_of(cookies: Sequence[str], count: int) -> list[dict[str, str]]:
    """Return clients with sessions, every other one of them in German."""
    return [
        {**NO_CLIENT, "cookie": cookie, "language": "de" if number % 2 else "en"}
        for number, cookie in enumerate(cookies[:count])
    ]


def strangers(count: int) -> list[dict[str, str]]:
    """Return clients that nobody has signed in."""
    return [dict(NO_CLIENT) for _ in range(count)]


def loaded(
    ports: Sequence[int],
    clients: Sequence[Mapping[str, str]],
    cases: Collection[str],
    for_seconds: float,
    *,
    processes: Mapping[str, list[int]],
    think_seconds: float = 0.0,
    stores: Sequence[str] = (),
    paths: Mapping[str, str] | None = None,
    seed: object = 0,
) -> dict[str, Any]:
    """Let clients ask for so many seconds; return what they saw and what each part spent.

    paths: an address for a case, in place of what the case asks. processes: of each part, whose
    processor seconds and memory are told; the clients' own are told apart, and `elsewhere` is how
    many processors everybody else on the machine kept busy.
    """
    load = {
        "ports": list(ports),
        "clients": [dict(client) for client in clients],
        "cases": list(cases),
        "for_seconds": for_seconds,
        "think_seconds": think_seconds,
        "stores": list(stores),
        "paths": dict(paths or {}),
        "seed": str(seed),
    }
    memory = {name: sum(memory_mb(found)) for name, found in processes.items()}
    before = {name: processor_seconds(found) for name, found in processes.items()}
    busy = busy_seconds()
    done = subprocess.run(
        [sys.executable, str(HERE / "portal_clients.py")],
        input=json.dumps(load),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    spent = {name: processor_seconds(of) - before[name] for name, of in processes.items()}
    spent["clients"] = found["cpu"]
    busy = busy_seconds() - busy
    return summed(found, spent) | {
        "elsewhere": max(0.0, busy - sum(spent.values())) / found["wall"],
        "memory_mb": {
            name: {"before": memory[name], "after": sum(memory_mb(of))}
            for name, of in processes.items()
        },
    }


def summed(found: dict[str, Any], spent: Mapping[str, float]) -> dict[str, Any]:
    """Return answers a second, errors, processor milliseconds an answer, and each case's times."""
    answers = sum(len(seconds) for seconds in found["seconds"].values())
    return {
        "answers": answers,
        "errors": len(found["errors"]),
        "first_errors": found["errors"][:5],
        "a_second": answers / found["wall"],
        "kilobytes_an_answer": found["bytes"] / max(answers, 1) / 1000.0,
        "processor_ms_an_answer": {
            name: 1000.0 * seconds / max(answers, 1) for name, seconds in spent.items()
        },
        "cases": {
            name: {"answers": len(seconds), **quantiles(seconds)}
            for name, seconds in found["seconds"].items()
        },
    }


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return quantiles in milliseconds: the smallest time that so many did not exceed."""
    ordered = sorted(seconds)
    return {
        name: 1000.0 * ordered[math.ceil(share * len(ordered)) - 1]
        for name, share in QUANTILES.items()
    }
