"""The command line says what it did, what is wrong, and how to mend it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from showfloor.cli.main import run

STORES = "store_id,name,kind,operator\ns1,One,standard,own\ns2,Two,live,own\n"
SALES = (
    "source,date,store_id,product_id,line_no,units,revenue\n"
    "till,2020-03-02,s1,p1,1,2,20.00\n"
    "till,2020-03-02,s2,p2,1,1,30.00\n"
    "till,2020-03-02,s9,p2,1,1,30.00\n"
)
PRODUCTS = (
    "product_id,valid_from,manufacturer_id,category,name\n"
    "p1,2019-01-01,m1,phones,Phone\np2,2019-01-01,m2,lamps,Lamp\n"
)
MANUFACTURERS = "manufacturer_id,name\nm1,First\nm2,Second\n"


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        run(list(words))
    return int(end.value.code or 0)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "Müller & Söhne"
    assert call("init", str(root), "--name", "Müller & Söhne") == 0
    incoming = tmp_path / "files"
    incoming.mkdir()
    for name, text in (
        ("stores", STORES),
        ("products", PRODUCTS),
        ("manufacturers", MANUFACTURERS),
        ("sales", SALES),
    ):
        (incoming / f"{name}.csv").write_text(text)
    names = ("stores", "products", "manufacturers", "sales")
    files = [str(incoming / f"{name}.csv") for name in names]
    assert call("import", *files, "--workspace", str(root)) == 0
    return root


def test_help_shows_an_example_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        "demo",
        "init",
        "import",
        "standing",
        "measure",
        "learn",
        "plan",
        "verify",
        "report",
        "serve",
        "runs",
        "ledger",
        "bench",
    ]
    for command in commands:
        assert call(command, "--help") == 0
        assert f"showfloor {command}" in capsys.readouterr().out


def test_an_import_says_what_was_refused_and_adds_up(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert call("runs", "--kind", "import", "--json", "-w", str(workspace)) == 0
    record = json.loads(capsys.readouterr().out)[0]
    result = json.loads(
        (workspace / "runs" / record["run_id"] / "result.json").read_text(encoding="utf-8")
    )
    sales = next(item for item in result["files"] if item["table"] == "sales")
    assert (sales["rows_in"], sales["accepted"], sales["quarantined"]) == (3, 2, 1)
    assert sales["refusals"][0]["column"] == "store_id"
    assert sales["refusals"][0]["first_line"] == 4


def test_standing_on_the_command_line_is_the_hand_count(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    words = ("standing", "--from", "2020-03-01", "--to", "2020-04-01", "-w", str(workspace))
    assert call(*words, "--json") == 0
    table = json.loads(capsys.readouterr().out)["standing"]["tables"][0]
    assert [(row["name"], row["revenue"]) for row in table["rows"]] == [
        ("Second", 30.0),
        ("First", 20.0),
    ]
    assert call(*words) == 0
    assert "Second" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("standing", "--workspace", "{empty}"), 1, "showfloor init"),
        (("import", "{missing}", "-w", "{root}"), 1, "does not exist"),
        (("import", "-w", "{root}"), 2, "name the files"),
        (("standing", "--from", "yesterday", "-w", "{root}"), 2, "2021-03-01"),
        (("plan", "-w", "{root}"), 1, "showfloor learn"),
        (("verify", "-w", "{root}"), 1, "showfloor plan"),
        (("report", "--nonsense"), 2, "--nonsense"),
        (("measure", "-w", "{root}"), 1, "displays"),
        (("measure", "--panel", "{missing}"), 1, "does not exist"),
        (("init", "{root}2", "--example", "o2-xiaom"), 2, "did you mean 'o2-xiaomi'"),
        (("plan", "--programme", "{missing}"), 2, "--stores"),
        (("runs", "nothing", "-w", "{root}"), 1, "nothing"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    workspace: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"root": workspace, "empty": tmp_path / "empty", "missing": tmp_path / "no.csv"}
    capsys.readouterr()
    assert call(*(word.format(**places) for word in words)) == code
    assert says in capsys.readouterr().err


def test_an_error_is_also_json_where_json_was_asked(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert call("plan", "--json", "-w", str(workspace)) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "WorkspaceError"
    assert "showfloor learn" in error["message"]


def test_a_panel_is_measured_without_a_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["store,week,units,first_week"]
    for store in range(12):
        first = 5 if store < 6 else 0
        rows += [
            f"s{store},{week},{10 + store + week + (3 if first and week >= first else 0)},{first}"
            for week in range(1, 9)
        ]
    path = tmp_path / "panel.csv"
    path.write_text("\n".join(rows) + "\n")
    names = ("--unit", "store", "--time", "week", "--outcome", "units", "--cohort", "first_week")
    assert call("measure", "--panel", str(path), *names, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["imputation"]["overall"]["estimate"] == pytest.approx(3.0)
    assert document["callaway_santanna"]["simple"]["estimate"] == pytest.approx(3.0)
    assert document["panel"]["units"] == 12
    assert {"name", "verdict", "advice"} <= set(document["checks"][0])
