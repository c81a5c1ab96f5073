"""The file of marks is there whole or not at all, and its lock lets one write at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from showfloor.domain.installations import InstallationMark
from showfloor.storage.rollout_file import (
    marks_stamp,
    read_marks,
    write_marks,
    writing_decisions,
)

ONE = InstallationMark(
    "p", "Köln & Bonn", "wall", date(2021, 4, 19), date(2021, 5, 3), "done", date(2021, 5, 4)
)
TWO = InstallationMark("p", "aachen", "table", date(2021, 4, 26), date(2021, 5, 3), "planned")


def test_what_is_written_is_read_in_order_and_the_same_again_writes_nothing(
    tmp_path: Path,
) -> None:
    assert (read_marks(tmp_path), marks_stamp(tmp_path)) == ((), (0, 0))
    with writing_decisions(tmp_path):
        assert write_marks(tmp_path, [TWO, ONE])
        seen = marks_stamp(tmp_path)
        assert not write_marks(tmp_path, [ONE, TWO])
        assert marks_stamp(tmp_path) == seen
    assert read_marks(tmp_path) == (ONE, TWO)
    with writing_decisions(tmp_path):
        assert write_marks(tmp_path, [TWO])
    assert marks_stamp(tmp_path) != seen
    assert sorted(path.name for path in (tmp_path / "rollout").iterdir()) == [".lock", "marks.json"]


@pytest.mark.parametrize(
    "text", ["", "[{", "{}", "[1]", '[{"programme_id": 1}]', "\xff", "[" * 100_000, "null", "7"]
)
def test_a_file_that_cannot_be_read_holds_no_marks(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rollout" / "marks.json"
    path.parent.mkdir()
    path.write_text(text, encoding="latin-1")
    assert read_marks(tmp_path) == ()


def test_whoever_comes_next_waits_and_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    holds = (
        "import sys, time; from pathlib import Path\n"
        "from showfloor.storage.rollout_file import writing_decisions\n"
        "with writing_decisions(Path(sys.argv[1])):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    came = threading.Event()

    def next_one() -> None:
        with writing_decisions(tmp_path):
            came.set()

    command = [sys.executable, "-c", holds, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        waiting = threading.Thread(target=next_one)
        waiting.start()
        assert not came.wait(0.2)
        holder.kill()
        assert came.wait(10)
        waiting.join()
