"""Two processes import at once while a third reads: both arrive, a reader sees one version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from showfloor.storage import Workspace

EACH = 4

IMPORTING = """
import sys
from pathlib import Path
from showfloor.storage import IntakeFile, open_workspace
folder, store = Path(sys.argv[2]), sys.argv[3]
for day in range(1, int(sys.argv[4]) + 1):
    names = (f"{table}-{store}-{day}.csv" for table in ("sales", "traffic"))
    open_workspace(Path(sys.argv[1])).ledger.take([IntakeFile(folder / name) for name in names])
"""

READING = """
import json, sys
from pathlib import Path
from showfloor.domain.queries import Query
from showfloor.storage import open_workspace
ledger = open_workspace(Path(sys.argv[1])).ledger
one = Query("one", "SELECT (SELECT coalesce(sum(units), 0) FROM sales) AS sold, "
    "(SELECT coalesce(sum(units), 0) FROM store_product_days) AS derived, "
    "(SELECT coalesce(sum(baskets), 0) FROM traffic) AS baskets",
    {"sold": "int", "derived": "int", "baskets": "int"})
seen, last = [], 0
while last < int(sys.argv[2]):
    last = ledger.latest().number
    with ledger.engine() as engine:
        answers = [engine.run(one) for _ in range(2)]
    seen.append([int(answer[name][0]) for answer in answers for name in one.columns])
print(json.dumps(seen))
"""


def _start(script: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True
    )


def _write_deliveries(folder: Path, store: str, units: int) -> None:
    """Write a day's sales and traffic a file, with as many baskets as units."""
    for day in range(1, EACH + 1):
        date = f"2020-01-{day:02d}"
        (folder / f"sales-{store}-{day}.csv").write_text(
            "source,date,store_id,product_id,line_no,units,revenue\n"
            f"pos,{date},{store},p1,1,{units},{units}.00\n"
        )
        (folder / f"traffic-{store}-{day}.csv").write_text(
            f"date,store_id,baskets\n{date},{store},{units}\n"
        )


def test_two_imports_at_once_both_arrive_and_a_reader_sees_one_version_at_a_time(
    stocked: Workspace, tmp_path: Path
) -> None:
    """Each delivery brings 3 or 5 of everything, so what a reader sees of it is all or nothing."""
    _write_deliveries(tmp_path, "s1", 3)
    _write_deliveries(tmp_path, "s2", 5)
    root = str(stocked.root)
    reader = _start(READING, root, str(1 + 2 * EACH))
    writers = [_start(IMPORTING, root, str(tmp_path), store, str(EACH)) for store in ("s1", "s2")]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    seen = json.loads(reader.communicate(timeout=120)[0])
    assert all(len(set(sums)) == 1 for sums in seen)
    sold = [sums[0] for sums in seen]
    assert sold == sorted(sold)
    assert sold[-1] == EACH * (3 + 5)
    versions = stocked.ledger.versions()
    assert [version.number for version in versions] == list(range(1, 2 + 2 * EACH))
    assert stocked.ledger.check().holds
