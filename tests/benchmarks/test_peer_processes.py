"""Children of the comparison: what stays when they fail, hang, or are ended and begun again."""

import sys
from dataclasses import replace

import pytest

from peer_cases import CERTIFIED, FULL, QUICK, SOLVERS, Case, Part, Turn, in_turns
from peer_kept import KeptRuns
from peer_process import OUT_OF_MEMORY, Patience, finished
from peer_runs import FAILED, Workshop, run_turn

SOON = Patience(until_start=20.0, from_start=20.0)
TINY = Turn(Case("small", 1, spillover=False), SOLVERS[1], 1.0)


def child(tmp_path, code, patience=SOON):
    """Run Python code in a process that should write tmp_path/result.json."""
    return finished(
        [sys.executable, "-c", code, tmp_path / "result"], tmp_path / "result.json", patience
    )


def test_a_process_that_writes_its_result_has_no_reason(tmp_path):
    code = "import sys, pathlib; pathlib.Path(sys.argv[1] + '.json').write_text('{}')"
    assert child(tmp_path, code) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise MemoryError", OUT_OF_MEMORY),
        ("raise SystemExit('no such solver')", "no such solver"),
        ("import os; os.abort()", "ended by SIGABRT"),
        ("pass", "ended without a result"),
    ],
)
def test_a_process_without_a_result_says_why(tmp_path, code, why):
    assert child(tmp_path, code) == why


def test_a_process_that_hangs_is_ended_after_its_limit_and_after_its_preparation(tmp_path):
    sleeps = "import time; time.sleep(60)"
    short = Patience(until_start=0.3, from_start=20.0)
    assert child(tmp_path, sleeps, short).startswith("still building its model after 0 s")
    (tmp_path / "result.started").touch()
    short = Patience(until_start=20.0, from_start=0.3)
    assert child(tmp_path, sleeps, short).startswith("not done after 0 s")


def test_a_peer_that_cannot_begin_is_a_row_and_not_the_end(tmp_path):
    workshop = Workshop(tmp_path / "no-python-here", tmp_path)
    (row,) = run_turn(TINY, workshop)
    assert row.checked.startswith(FAILED)
    assert "FileNotFoundError" in row.checked
    assert (row.objective, row.gap, row.solver) == (None, None, SOLVERS[1].name)


def test_a_showfloor_that_fails_is_a_row_by_either_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    rows = run_turn(replace(TINY, solver=SOLVERS[0]), Workshop(tmp_path, tmp_path))
    assert [row.solver for row in rows] == [SOLVERS[0].name, CERTIFIED]
    assert all(row.checked == f"{FAILED}ended with code 1" for row in rows)


def test_finished_runs_are_kept_and_a_line_cut_off_is_run_again(tmp_path):
    path = tmp_path / "kept.jsonl"
    rows = run_turn(TINY, Workshop(tmp_path / "nothing", tmp_path))
    other = replace(TINY, limit=2.0)
    kept = KeptRuns(path, {"code": "a"})
    kept.add(TINY, rows)
    kept.add(other, rows)
    path.write_text(path.read_text()[:-40])
    again = KeptRuns(path, {"code": "a"})
    assert (len(again), again.path) == (1, path)
    assert again.of(TINY) == rows
    assert again.of(other) is None
    again.add(other, rows)
    assert KeptRuns(path, {"code": "a"}).of(other) == rows


def test_runs_of_other_code_are_not_mixed_with_new_ones(tmp_path):
    path = tmp_path / "kept.jsonl"
    kept = KeptRuns(path, {"code": "a"})
    kept.add(TINY, run_turn(TINY, Workshop(tmp_path / "nothing", tmp_path)))
    other = KeptRuns(path, {"code": "b"})
    assert (other.of(TINY), other.set_aside) == (None, 1)
    other.forget()
    assert not path.exists()


def test_solvers_take_turns_and_no_turn_comes_twice():
    parts = (Part("small", (1, 2), SOLVERS, 1.0), Part("small", (1,), SOLVERS[:1], 2.0))
    turns = list(in_turns(parts))
    assert len(set(turns)) == len(turns) == 2 * 2 * len(SOLVERS) + 2
    first = {turn.case: turn.solver for turn in reversed(turns)}
    assert len(set(first.values())) > 1
    for whole in (QUICK, FULL):
        assert len(set(in_turns(whole))) == len(list(in_turns(whole)))
