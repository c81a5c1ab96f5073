"""Changes of a ledger that are killed at random moments, in processes of their own.

Usage: python killed_changes.py FOLDER KILLS SEED. Prints one JSON line: kills, and by kind of
change in how many of them the ledger was found before and after it. Ends with an error at the first
broken promise. Imports, corrections, undos, compactions and vacuums follow one another on one
ledger, so each trial also starts from what the kills before it left. After each kill `ledger check`
must hold and the rows must be those before or after the change; then the change is made
undisturbed, and the rows must be those after it. What they must be, plain dictionaries say that
know nothing of the ledger: the deliveries that were not undone, replayed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from showfloor.domain.queries import Query
from showfloor.storage import IntakeFile, create_workspace, open_workspace
from showfloor.storage.table_state import write_files

Content = dict[str, list[int]]
"""Units line by line of each store-day, "s3 2020-02-07"."""

ROWS = Query(
    "rows",
    "SELECT s.store_id || ' ' || CAST(s.date AS VARCHAR) AS day, s.units, d.units AS derived, "
    "t.baskets FROM sales s JOIN store_product_days d USING (store_id, date) "
    "JOIN traffic t USING (store_id, date) ORDER BY s.store_id, s.date, s.line_no",
    {"day": "text", "units": "int", "derived": "int", "baskets": "int"},
)
STORES, DAYS, LINES = 12, 56, 6
KINDS = ("import", "import", "undo", "undo", "compact", "vacuum")


@dataclass(frozen=True)
class Model:
    """What the ledger must hold; `delivered` by version, `undone` those taken back."""

    number: int = 1
    delivered: dict[int, Content] = field(default_factory=dict)
    changed: dict[int, set[str]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    units: int = 0

    def content(self) -> Content:
        """Return the deliveries that were not undone, one after another."""
        found: Content = {}
        for version in sorted(self.delivered):
            if version not in self.undone:
                found.update(self.delivered[version])
        return found

    def holding(self) -> list[int]:
        """Return the versions with deliveries that were not undone."""
        return sorted(set(self.delivered) - self.undone)

    def resting_on(self, version: int) -> set[int]:
        """Return a version and the later ones that changed what it, or one of them, changed."""
        found, changed = {version}, set(self.changed[version])
        for later in self.holding():
            if later > version and self.changed[later] & changed:
                found.add(later)
                changed |= self.changed[later]
        return found


Change = Callable[[Path], None]


def main(folder: Path, kills: int, seed: int) -> None:
    """Run the trials."""
    draw = random.Random(seed)
    root = folder / "Müller & Söhne"
    create_workspace(root, name="w", currency="EUR", vat="with", time_zone="Europe/Berlin")
    stores = folder / "stores.csv"
    listed = "".join(f"s{number},S,live,x\n" for number in range(STORES))
    stores.write_text("store_id,name,kind,operator\n" + listed)
    _in_child(partial(_make, root, partial(_take, files=[stores])))
    model, found = Model(), Counter[str]()
    change, model = _delivery(folder, draw, model, share=1.0)
    span = dict.fromkeys(KINDS, _in_child(partial(_make, root, change))["seconds"])
    for trial in range(kills):
        kind = draw.choice(KINDS)
        if kind == "compact":
            _in_child(partial(_make, root, _scatter))
            model = replace(model, number=model.number + 1)
        change, after = _changes(kind, folder, draw, model)
        _make_and_be_killed(root, change, draw.uniform(0.0, 1.2 * span[kind]))
        always = kind == "import"
        found_out = _in_child(partial(_look_and_finish, root, change, after.number, always))
        seen, then = found_out["seen"], found_out["then"]
        legal = {model.number: model.content(), after.number: after.content()}
        _hold(seen, legal, f"after kill {trial} of {kind}")
        _hold(then, {after.number: after.content()}, f"after {kind} {trial} was repeated")
        if found_out["seconds"] and seen["version"] == model.number:
            span[kind] = 0.5 * (span[kind] + found_out["seconds"])
        place = "after" if seen["version"] == after.number != model.number else "before"
        found[f"{kind}, {place}"] += 1
        model = after
        if sys.stderr.isatty() or trial % 20 == 19:
            sys.stderr.write(f"{trial + 1} of {kills}: {dict(sorted(found.items()))}\n")
    print(json.dumps({"kills": kills, **found}))  # noqa: T201 -- the test reads it


def _hold(seen: dict[str, Any], legal: dict[int, Content], when: str) -> None:
    if not seen["holds"]:
        raise SystemExit(f"{when} a promise was broken: {seen['said']}")
    if seen["content"] != legal.get(seen["version"]):
        raise SystemExit(f"{when} version {seen['version']} holds other rows than it may")


def _changes(kind: str, folder: Path, draw: random.Random, model: Model) -> tuple[Change, Model]:
    """Draw a change; return it and the model after it."""
    held = model.holding()
    if kind == "import" or (kind == "undo" and len(held) < 3):
        return _delivery(folder, draw, model, share=0.3)
    if kind == "compact":
        return _compact, replace(model, number=model.number + 1)
    if kind == "vacuum":
        return _vacuum, model
    version = draw.choice(held[-3:])
    undone = model.undone | model.resting_on(version)
    return partial(_undo, version=version), replace(model, number=model.number + 1, undone=undone)


def _delivery(
    folder: Path, draw: random.Random, model: Model, share: float
) -> tuple[Change, Model]:
    """Draw a delivery of some store-days, with units that no other delivery has.

    A share of 1 delivers all of them, a smaller one that share of one random month's.
    """
    month, units, delivery = draw.randrange(DAYS // 28), model.units, Content()
    days = range(DAYS) if share == 1.0 else range(28 * month, 28 * month + 28)
    for store in range(STORES):
        for day in days:
            if draw.random() < share:
                lines = range(units, units + draw.randint(1, LINES))
                units = lines.stop
                delivery[f"s{store} 2020-{1 + day // 28:02d}-{1 + day % 28:02d}"] = list(lines)
    sales = ["source,date,store_id,product_id,line_no,units,revenue"]
    traffic = ["date,store_id,baskets"]
    for key, lines in delivery.items():
        store, date = key.split(" ")
        sales += [f"pos,{date},{store},p1,{i},{n},{n}.00" for i, n in enumerate(lines)]
        traffic.append(f"{date},{store},{sum(lines)}")
    place = Path(tempfile.mkdtemp(dir=folder))
    paths = [place / "sales.csv", place / "traffic.csv"]
    for path, lines in zip(paths, (sales, traffic), strict=True):
        path.write_text("\n".join(lines) + "\n")
    number = model.number + 1
    after = Model(
        number,
        {**model.delivered, number: delivery},
        {**model.changed, number: set(delivery)},
        model.undone,
        units,
    )
    return partial(_take, files=paths), after


def _take(root: Path, *, files: list[Path]) -> None:
    report = open_workspace(root).ledger.take([IntakeFile(path) for path in files])
    if not report.adds_up:
        raise SystemExit(f"rows do not add up: {report}")


def _scatter(root: Path) -> None:
    """Write every month of sales in two files, so that there is something to merge."""
    with (
        open_workspace(root).ledger.writing() as writing,
        writing.connection() as connection,
    ):
        sales = writing.states["sales"]
        halves = [
            f"SELECT * FROM {sales.relation()} WHERE hash(store_id) % 2 = {half}" for half in (0, 1)
        ]
        written = [write_files(connection, sales.table, sales.staging, half) for half in halves]
        sales.replace(sales.months(), [file for files in written for file in files])
        writing.publish(connection, "compact", statement="scattered")


def _undo(root: Path, *, version: int) -> None:
    open_workspace(root).ledger.undo(version, with_later=True)


def _compact(root: Path) -> None:
    open_workspace(root).ledger.compact()


def _vacuum(root: Path) -> None:
    open_workspace(root).ledger.vacuum((), apply=True)


def _look(root: Path) -> dict[str, Any]:
    """Say what the ledger holds, and whether its check holds."""
    ledger = open_workspace(root).ledger
    check = ledger.check()
    content: dict[str, list[int]] = {}
    derived: dict[str, tuple[int, int]] = {}
    with ledger.engine() as engine:
        found = engine.run(ROWS)
    columns = (found[name].tolist() for name in ROWS.columns)
    for day, units, *sums in zip(*columns, strict=True):
        content.setdefault(day, []).append(units)
        derived[day] = (sums[0], sums[1])
    if any(derived[day] != (sum(units), sum(units)) for day, units in content.items()):
        raise SystemExit("derived sums or traffic are not those of the sales")
    return {
        "holds": check.holds,
        "said": check.promises[-1].said,
        "version": ledger.latest().number,
        "content": content,
    }


def _look_and_finish(root: Path, change: Change, number: int, always: bool) -> dict[str, Any]:
    """Say what the ledger holds; make the change where it is not there, or always; look again."""
    seen, seconds = _look(root), 0.0
    if always or seen["version"] != number:
        seconds = _make(root, change)["seconds"]
    return {"seen": seen, "seconds": seconds, "then": _look(root) if seconds else seen}


def _make(root: Path, change: Change) -> dict[str, Any]:
    started = time.monotonic()
    change(root)
    return {"seconds": time.monotonic() - started}


def _in_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do the work in a forked process, so that this one never starts a database's threads."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            with os.fdopen(writing, "wb") as stream:
                stream.write(json.dumps(work()).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"a child ended with status {status}")
    result: dict[str, Any] = json.loads(text)
    return result


def _make_and_be_killed(root: Path, change: Change, delay: float) -> None:
    """Start a change in a forked process and kill it `delay` seconds after it began."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _look(root)  # what a process pays once is paid before the clock runs
            os.write(writing, b"!")
            change(root)
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
