"""Promise of the ledger: an import killed at any moment leaves the version before or after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_an_import_killed_at_50_random_moments_is_never_half_taken_nor_counted_twice(
    tmp_path: Path,
) -> None:
    script = Path(__file__).with_name("killed_import.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "50", "20210301"],
        capture_output=True,
        text=True,
        check=False,
        timeout=330,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["before"] + found["after"] == 50
    # Killed over the whole of its span: moments early enough to undo it and late enough not to.
    assert found["before"] >= 5
    assert found["after"] >= 1
