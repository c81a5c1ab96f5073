"""What the how-to pages tell a person to type works, with the files that they show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import showfloor
from showfloor.cli.main import run

PAGES = Path(showfloor.__file__).parents[2] / "docs" / "how-to"
TABLES = 10
TABLE_AND_FILE = re.compile(
    r"^\*\*(\w+)\*\*[^`]*(?:`[^`]+`[^`]*)*?\n```csv\n(.*?)```", re.MULTILINE | re.DOTALL
)
NAME_AND_FILE = re.compile(r"^`([a-z]+\.\w+)`:\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)


def call(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as end:
        run([str(word) for word in words])
    return int(end.value.code or 0)


def test_the_minimal_tables_are_imported_and_the_report_is_the_one_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (PAGES / "import-your-own-files.md").read_text(encoding="utf-8")
    shown = TABLE_AND_FILE.findall(page)
    assert len(shown) == TABLES
    for table, text in shown:
        (tmp_path / f"{table}.csv").write_text(text)
    files = sorted(tmp_path.glob("*.csv"))
    assert call("init", tmp_path / "mine") == 0
    capsys.readouterr()
    assert call("import", *files, "-w", tmp_path / "mine", "--json") == 0
    taken = json.loads(capsys.readouterr().out)["import"]["files"]
    counts = {
        item["table"]: (item["rows_in"], item["accepted"], item["quarantined"]) for item in taken
    }
    assert counts.pop("sales") == (6, 4, 2)
    assert all(rows == accepted and not refused for rows, accepted, refused in counts.values())


def test_the_smallest_plan_is_made_and_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (PAGES / "plan-on-files.md").read_text(encoding="utf-8")
    for name, text in NAME_AND_FILE.findall(page):
        (tmp_path / name).write_text(text)
    files = [
        word
        for option, name in (
            ("--programme", "programme.toml"),
            ("--stores", "stores.csv"),
            ("--options", "options.csv"),
        )
        for word in (option, tmp_path / name)
    ]
    assert call("plan", *files, "--out", tmp_path / "plan") == 0
    assert "optimal, 2 areas" in capsys.readouterr().out
    plan = (tmp_path / "plan" / "plan.csv").read_text().splitlines()
    assert sorted(line.split(",")[2] for line in plan[1:]) == ["2021-03-01", "2021-03-08"]
    assert call("verify", tmp_path / "plan", *files) == 0
    assert "Verify: PASS" in capsys.readouterr().out
