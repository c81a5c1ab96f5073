"""Imports that are killed at random moments, in processes of their own; run by its test.

Usage: python killed_import.py FOLDER KILLS SEED. Prints one JSON line: kills, and in how many of
them the ledger was found before and after the import. Ends with an error at the first broken
promise. Every trial delivers sales and traffic anew; a plain dictionary says what the ledger must
hold. The chain runs on one ledger, so each trial also starts from what the kills before it left.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from showfloor.domain.queries import Query
from showfloor.storage import IntakeFile, create_workspace, open_workspace

TOTALS = Query(
    "totals",
    "SELECT (SELECT count(*) FROM sales) AS lines, "
    "(SELECT coalesce(sum(units), 0) FROM sales) AS units, "
    "(SELECT coalesce(sum(units), 0) FROM store_product_days) AS derived, "
    "(SELECT coalesce(sum(baskets), 0) FROM traffic) AS baskets",
    {"lines": "int", "units": "int", "derived": "int", "baskets": "int"},
)
STORES, DAYS, LINES = 12, 56, 6


def main(folder: Path, kills: int, seed: int) -> None:
    """Run the trials."""
    draw = random.Random(seed)
    root = folder / "Müller & Söhne"
    create_workspace(root, name="w", currency="EUR", vat="with", time_zone="Europe/Berlin")
    stores = folder / "stores.csv"
    listed = "".join(f"s{number},S,live,x\n" for number in range(STORES))
    stores.write_text("store_id,name,kind,operator\n" + listed)
    _in_child(partial(_look_and_repeat, root, [stores], 1))
    model: dict[tuple[int, int], list[int]] = {}
    files, after = _deliver(folder, draw, model, share=1.0)
    model, found = after, {"before": 0, "after": 0}
    span = _in_child(partial(_look_and_repeat, root, files, 1))["seconds"]
    for trial in range(kills):
        times = 2 if trial % 5 == 0 else 1
        files, after = _deliver(folder, draw, model, share=0.3)
        was = len(open_workspace(root).ledger.versions())
        _take_and_be_killed(root, files, draw.uniform(0.0, 1.2 * span))
        seen = _in_child(partial(_look_and_repeat, root, files, times))
        expected = {was: _expected(model), was + 1: _expected(after)}
        if seen["held"] != expected[seen["version"]]:
            raise SystemExit(f"after the kill: {seen}; expected {expected}")
        if seen["held_then"] != _expected(after) or seen["version_then"] != was + 1:
            raise SystemExit(f"after the repeated import: {seen}; expected {_expected(after)}")
        if seen["version"] == was:
            span = 0.5 * (span + seen["seconds"])
        found["after" if seen["version"] > was else "before"] += 1
        model = after
    print(json.dumps({"kills": kills, "span": span, **found}))  # noqa: T201 -- the test reads it


def _deliver(
    folder: Path, draw: random.Random, model: dict[tuple[int, int], list[int]], share: float
) -> tuple[list[Path], dict[tuple[int, int], list[int]]]:
    """Write a delivery of some store-days; return its files and what the ledger then holds.

    A share of 1 delivers all of them, a smaller one that share of one random month's.
    """
    sales = ["source,date,store_id,product_id,line_no,units,revenue"]
    traffic = ["date,store_id,baskets"]
    after = dict(model)
    month = draw.randrange(DAYS // 28)
    days = range(DAYS) if share == 1.0 else range(28 * month, 28 * month + 28)
    for store in range(STORES):
        for day in days:
            if draw.random() >= share:
                continue
            date = f"2020-{1 + day // 28:02d}-{1 + day % 28:02d}"
            units = [draw.randint(0, 9) for _ in range(draw.randint(1, LINES))]
            after[store, day] = units
            sales += [f"pos,{date},s{store},p1,{i},{n},{n}.00" for i, n in enumerate(units)]
            traffic.append(f"{date},s{store},{sum(units)}")
    paths = [folder / "sales.csv", folder / "traffic.csv"]
    for path, lines in zip(paths, (sales, traffic), strict=True):
        path.write_text("\n".join(lines) + "\n")
    return paths, after


def _expected(model: dict[tuple[int, int], list[int]]) -> list[int]:
    units = sum(map(sum, model.values()))
    return [sum(map(len, model.values())), units, units, units]


def _take(root: Path, files: list[Path]) -> None:
    report = open_workspace(root).ledger.take([IntakeFile(path) for path in files])
    if not report.adds_up:
        raise SystemExit(f"rows do not add up: {report}")


def _totals(root: Path) -> list[int]:
    ledger = open_workspace(root).ledger
    if not ledger.versions():
        return []
    with ledger.engine() as engine:
        found = engine.run(TOTALS)
    return [int(found[name][0]) for name in TOTALS.columns]


def _look_and_repeat(root: Path, files: list[Path], times: int) -> dict[str, Any]:
    """Say what the ledger holds, import the files undisturbed, and say what it holds then."""
    ledger = open_workspace(root).ledger
    seen: dict[str, Any] = {"held": _totals(root), "version": len(ledger.versions())}
    started = time.monotonic()
    _take(root, files)
    seen["seconds"] = time.monotonic() - started
    for _ in range(times - 1):
        _take(root, files)
    return {**seen, "held_then": _totals(root), "version_then": len(ledger.versions())}


def _in_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do the work in a forked process, so that this one never starts a database's threads."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"a child ended with status {status}")
    result: dict[str, Any] = json.loads(text)
    return result


def _take_and_be_killed(root: Path, files: list[Path], delay: float) -> None:
    """Start the import in a forked process and kill it `delay` seconds after it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _totals(root)  # what a process pays once is paid before the clock runs
            os.write(writing, b"!")
            _take(root, files)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        stream.read(1)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
