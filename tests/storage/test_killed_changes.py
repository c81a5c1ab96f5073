"""Promise of the ledger: a change killed at any moment leaves the version before or after it.

SHOWFLOOR_KILLS sets how many are killed (`make kill-test`: 200); a sample by default.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("SHOWFLOOR_KILLS", "5"))


@pytest.mark.slow
def test_changes_killed_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed_changes.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(KILLS), "20210301"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60 + 20 * KILLS,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found.pop("kills") == KILLS == sum(found.values())
    if KILLS >= 100:
        # Killed over the whole of its span: moments early enough to undo it and late enough not to.
        for kind in ("import", "undo", "compact"):
            assert found[f"{kind}, before"] >= 5
            assert found[f"{kind}, after"] >= 1
