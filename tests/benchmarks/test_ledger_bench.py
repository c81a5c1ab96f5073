"""The ledger's benchmark goes on where it was ended, and shows what it measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kept_runs import KeptRuns
from ledger_cases import DUCKDB, IMPORT, POLARS, SHOWFLOOR
from ledger_chart import chart
from ledger_run import compared
from ledger_table import table


def run(seconds: float) -> dict[str, Any]:
    return {"wall": seconds, "cpu": seconds, "peak_mb": 100.0}


def row(question: str, lines: int, took: float, peer: str, **more: Any) -> dict[str, Any]:
    """A result in which the peer takes ten seconds a million lines."""
    theirs = lines / 1e5
    answers = {
        who: run(seconds) | {"greatest_peak_mb": 100.0}
        for who, seconds in ((SHOWFLOOR, took), (peer, theirs))
    }
    return {
        "lines": lines, "question": question, "words": question.upper(), "runs": 5,
        "at_most": None, "seconds": None, "answers": answers,
        "ratios": {peer: dict.fromkeys(("wall", "cpu", "peak_mb"), took / theirs)},
    } | more  # fmt: skip


DOCUMENT: dict[str, Any] = {
    "date": "2026-01-02",
    "cores": 2,
    "versions": {"showfloor": "0.1"},
    "sizes": [{"lines": n, "megabytes": {"raw": 12.0}} for n in (10**6, 10**7)],
    "results": [
        row(name, lines, lines / factor, peer, **more)
        for lines in (10**6, 10**7)
        for name, factor, peer, more in (
            ("league", 4e5, DUCKDB, {"at_most": 1.15}),
            ("like_for_like", 1e6, DUCKDB, {"at_most": 0.2}),
            ("panel", 1e6, POLARS, {"seconds": 3.0}),
            ("import", 5e4, IMPORT.peers[0], {"at_most": 2.5, "steps": {"reading": 3.0}}),
        )
    ],
}


def test_a_finished_run_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "x.part.jsonl"
    assert KeptRuns(path, {"code": "a"}).once("one", lambda: run(1.0)) == run(1.0)
    again = KeptRuns(path, {"code": "a"})
    assert again.once("one", lambda: run(9.0)) == run(1.0)
    again.forget()
    assert not path.exists()


def test_runs_of_other_code_and_lines_cut_off_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "x.part.jsonl"
    first = KeptRuns(path, {"code": "a"})
    first.once("one", lambda: run(1.0))
    first.once("two", lambda: run(2.0))
    path.write_text(path.read_text(encoding="utf-8")[:-10], encoding="utf-8")
    assert set(KeptRuns(path, {"code": "a"}).found) == {"one"}
    other = KeptRuns(path, {"code": "b"})
    assert (other.found, other.set_aside) == ({}, 1)


def test_answers_are_compared_in_whole_cents_whatever_their_order() -> None:
    assert compared([("m2", 0.1 + 0.2, 1), ("m1", 19.999999999, None), ("m3", 0, 0)]) == [
        ["m1", 2000, 0],
        ["m2", 30, 100],
    ]


def test_the_table_shows_ratios_beside_what_is_asked() -> None:
    text = table(DOCUMENT)
    assert "## 10,000,000 lines" in text
    assert f"| {DUCKDB} | 5 | 100.00 (100.00) | 100 | 0.25 (0.25) | at most 1.15 |" in text
    assert "| PANEL | Showfloor | 5 | 10.00 (10.00) | 100 |  | at most 3 s, peak 2,000 MB |" in text
    assert "| IMPORT | Showfloor | 5 | 200.00 (200.00) | 100 |  | peak 3,000 MB |" in text
    assert "Steps of the first import: reading 3.0 s." in text


def test_the_chart_says_what_was_found_at_the_largest_size() -> None:
    drawn = chart(DOCUMENT)
    assert (
        "10,000,000 lines: the league table 4.0 times, like for like 10.0 times less work" in drawn
    )
    assert all(who in drawn for who in (SHOWFLOOR, DUCKDB, POLARS))
