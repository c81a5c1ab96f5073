"""`showfloor design` says what is missing or wrong in a call, and which files it speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.cli.main import run

WEEKS = "store_id,week,units\n" + "".join(
    f"s{store},2021-0{1 + week // 4}-{day:02d},{(store * 7 + week * 3) % 5}\n"
    for store in range(9)
    for week, day in ((0, 4), (1, 11), (2, 18), (3, 25), (4, 1), (5, 8))
)
PLAN = "store_id,format_id,start_week,selling_week,value\n" + "".join(
    f"s{store},wall,2021-03-01,2021-03-08,10.00\n" for store in range(4)
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "weeks.csv").write_text(WEEKS)
    (tmp_path / "plan.csv").write_text(PLAN)
    return tmp_path


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        run(["design", *map(str, words)])
    return int(end.value.code or 0)


def test_help_shows_all_three_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == 0
    said = capsys.readouterr().out
    assert said.count("showfloor design --") >= 3


def test_a_small_plan_is_measured_and_what_was_assumed_is_said(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on = ("--plan", files / "plan.csv", "--on", "2021-03-22")
    assert call("--panel", files / "weeks.csv", *on) == 0
    said = capsys.readouterr().out
    assert "On 2021-03-22: smallest detectable effect" in said
    assert "3 weeks between the history and the first opening" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--plan", "plan.csv"), 2, "--panel is missing"),
        (("--panel", "weeks.csv", "--plan", "plan.csv"), 2, "--on is missing"),
        (("--panel", "weeks.csv", "--plan", "plan.csv", "--on", "soon"), 2, "write a date"),
        (("--panel", "weeks.csv", "--on", "2021-03-22"), 2, "--programme is missing"),
        (
            ("--panel", "weeks.csv", "--plan", "plan.csv", "--on", "2021-03-23"),
            1,
            "2021-03-23 is a Tuesday",
        ),
        (
            ("--panel", "weeks.csv", "--plan", "plan.csv", "--on", "2020-03-23"),
            1,
            "lies before the history",
        ),
        (
            (
                "--panel",
                "weeks.csv",
                "--outcome",
                "unit",
                "--plan",
                "plan.csv",
                "--on",
                "2021-03-22",
            ),
            1,
            "did you mean 'units'",
        ),
        (
            ("--panel", "weeks.csv", "--plan", "plan.csv", "--on", "2021-03-22", "-w", "shops"),
            2,
            "name one or the other",
        ),
    ],
)
def test_a_wrong_call_is_answered_with_what_to_do(
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(files)
    assert call(*words) == code
    assert said in capsys.readouterr().err


def test_a_workspace_without_a_plan_names_the_command_that_makes_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(["init", str(tmp_path / "shops")])
    assert call("--on", "2021-03-22", "-w", tmp_path / "shops") == 1
    assert "showfloor plan" in capsys.readouterr().err
