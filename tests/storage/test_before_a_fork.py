"""A process that forks leaves no thread of the database to children that could not end it."""

import subprocess
import sys

FORKS = """
import os, sys
import duckdb
from showfloor.storage.engine import end_default_engine
duckdb.execute("SET threads = 4")
before = len(os.listdir("/proc/self/task"))
end_default_engine()
print(before - len(os.listdir("/proc/self/task")), flush=True)
child = os.fork()
if child == 0:
    sys.exit(0 if duckdb.connect().execute("SELECT 42").fetchone() == (42,) else 1)
print(os.waitpid(child, 0)[1])
"""


def test_a_forked_child_asks_and_ends_and_its_parent_kept_no_thread():
    done = subprocess.run(
        [sys.executable, "-c", FORKS], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["3", "0"]  # three beside the one that asks
    assert "terminate" not in done.stderr
