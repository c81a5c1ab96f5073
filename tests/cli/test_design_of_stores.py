"""`showfloor design --from`: stores that are given or drawn, and each wrong call's answer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.cli.main import run
from showfloor.measure.design_types import DesignFound
from showfloor.storage.result_json import decode

FIRST, WEEKS = date(2020, 3, 2), 40
FROM = "2020-12-07"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty stores with forty weeks of sales, and a list of eight."""
    place = tmp_path_factory.mktemp("forty shops")
    rng = np.random.default_rng(1)
    lines = ["store_id,week,units"]
    for store in range(40):
        level = 20.0 + 3.0 * rng.normal()
        lines += [
            f"s{store:02d},{FIRST + timedelta(weeks=week)},{level + rng.normal():.3f}"
            for week in range(WEEKS)
        ]
    (place / "weeks.csv").write_text("\n".join(lines))
    (place / "list.csv").write_text(
        "store_id,region,selling_week\n"
        + "".join(f"s{k:02d},{'N' if k % 2 else 'S'},\n" for k in range(7))
        + "s07,N,2020-12-14\n"
    )
    return place


def call(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as end:
        run(["design", *words])
    return int(end.value.code or 0)


PANEL = ("--panel", "weeks.csv", "--from", FROM)


def test_a_file_of_stores_is_asked_whether_it_is_enough(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, monkeypatch, *PANEL, "--stores", "list.csv", "--json") == 0
    found = decode(DesignFound, json.loads(capsys.readouterr().out)["design"])
    assert found.stores is not None
    weeks = {store.store_id: str(store.selling_week) for store in found.stores.planned}
    assert weeks == {f"s{k:02d}": FROM for k in range(7)} | {"s07": "2020-12-14"}
    assert {store.stratum for store in found.stores.planned} == {"N", "S"}


def test_an_effect_that_cannot_be_seen_ends_with_one_and_says_in_words_what_can(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--stores", "s01,s02,s03,s04,s05,s06", "--mde", "0.01")
    assert call(folder, monkeypatch, *PANEL, *words) == 1
    said = capsys.readouterr().out
    assert "6 treated, 34 to compare with: an interval will be stated" in said
    assert "An effect of 0.0100 units" in said
    assert "would not be seen, or not lastingly, by 2021-05-31" in said
    assert "false alarms" in said


def test_drawn_stores_are_written_with_their_waves(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    words = ("--choose", "9", "--waves", "3", "--every", "2", "--fix", "s07,s08:2021-01-04")
    assert call(folder, monkeypatch, *PANEL, *words, "--out", str(tmp_path / "out")) == 0
    rows = (tmp_path / "out" / "design_stores.csv").read_text().splitlines()
    assert rows[0] == "store_id,selling_week,group,origin"
    assert len(rows) == 10
    days = {row.split(",")[0]: row.split(",")[1] for row in rows[1:]}
    assert days["s08"] == "2021-01-04"
    assert {days["s07"], *days.values()} <= {FROM, "2020-12-21", "2021-01-04"}
    assert (tmp_path / "out" / "design.de.html").exists()
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--panel", "weeks.csv", "--choose", "9"), 2, "--choose needs --from"),
        (("--panel", "weeks.csv", "--fix", "s01"), 2, "--fix needs --from"),
        (PANEL, 2, "--from needs the stores that get an area"),
        ((*PANEL, "--stores", "s01", "--plan", "plan.csv"), 2, "--plan speaks of a plan"),
        ((*PANEL, "--stores", "s01", "--frontier", "9"), 2, "--frontier speaks of a plan"),
        ((*PANEL, "--stores", "s01,,s02"), 2, "names an empty store"),
        ((*PANEL, "--stores", "none.csv"), 1, "none.csv does not exist"),
        ((*PANEL, "--stores", "s1"), 1, "the history has no store 's1'; did you mean 's"),
        ((*PANEL, "--choose", "9", "--waves", "0"), 2, "there are 1 to 200"),
        ((*PANEL, "--choose", "9", "--waves", "soon"), 2, "--waves is 'soon'; write a date"),
        ((*PANEL, "--choose", "9", "--waves", "2021-01-04"), 2, "name one Monday"),
        ((*PANEL, "--choose", "9", "--fix", "s01:soon"), 2, "--fix s01 is 'soon'"),
        ((*PANEL, "--choose", "9", "--fix", ":2021-01-04"), 2, "name each store once"),
        ((*PANEL, "--choose", "99"), 1, "99 stores are to be chosen among 40"),
        ((*PANEL, "--choose", "9", "-w", "shops"), 2, "name one or the other"),
        (("--panel", "weeks.csv", "--from", "2020-12-08", "--choose", "9"), 1, "is a Tuesday"),
        (
            ("--panel", "weeks.csv", "--from", "2020-03-09", "--choose", "9"),
            1,
            "history has 1 week",
        ),
    ],
)
def test_a_wrong_call_is_answered_with_what_to_do(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    assert call(folder, monkeypatch, *words) == code
    assert said in capsys.readouterr().err
