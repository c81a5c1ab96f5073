"""Whatever is put in, the command line answers with one message and a documented exit code."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from showfloor.cli.main import run

STORES = "store_id,name,kind,operator,region,area_space_m2\ns1,One,live,own,DE-HH,20\n"
HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
GOOD = "till,2020-03-02,s1,p1,1,2,20.00\n"
PROGRAMME = """
[programme]
id = "x"
manufacturer = "m"
start = 2021-03-01
weeks = 4
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"
[[formats]]
id = "wall"
footprint_m2 = 8.0
places = 18
capex = 1000.0
manufacturer_pays = 0.5
crew_days = [2]
"""
OPTIONS = "store_id,format_id,retailer_margin_per_week\ns1,wall,100\n"
PANEL = "unit,time,outcome,cohort\n" + "".join(
    f"u{unit},{t},{unit * t % 7},{4 if unit < 4 else 0}\n" for unit in range(8) for t in range(1, 7)
)
Capture = pytest.CaptureFixture[str]


def call(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as end:
        run([str(word) for word in words])
    assert end.value.code is None or isinstance(end.value.code, int)
    return end.value.code or 0


@pytest.fixture(scope="module")
def made_shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one store, to be copied and not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    root = folder / "Müller & Söhne"
    assert call("init", root) == 0
    (folder / "stores.csv").write_text(STORES)
    assert call("import", folder / "stores.csv", "-w", root) == 0
    return root


@pytest.fixture
def shops(made_shops: Path, tmp_path: Path, capsys: Capture) -> Path:
    root = tmp_path / made_shops.name
    shutil.copytree(made_shops, root)
    (tmp_path / "stores.csv").write_text(STORES)
    capsys.readouterr()
    return root


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "p.toml").write_text(PROGRAMME)
    (tmp_path / "s.csv").write_text(STORES)
    (tmp_path / "o.csv").write_text(OPTIONS)
    (tmp_path / "panel.csv").write_text(PANEL)
    return tmp_path


def problem(files: Path, **instead: Path) -> list[str | Path]:
    chosen = {"programme": "p.toml", "stores": "s.csv", "options": "o.csv"}
    places = {name: files / path for name, path in chosen.items()} | instead
    return [word for name, path in places.items() for word in (f"--{name}", path)]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("sales.csv", HEAD.replace("units", "units,colour") + GOOD, "unknown column 'colour'"),
        ("sales.csv", HEAD.replace("revenue", "revenu") + GOOD, "did you mean 'revenue'?"),
        ("sales.csv", "date,store_id\n2020-03-02,s1\n", "missing column 'units'"),
        ("sales.csv", HEAD.replace("source,", "") + GOOD.replace("till,", ""), "--source"),
        ("sales.csv", "", "is empty (0 bytes)"),
        ("sales.parquet", "", "is empty (0 bytes)"),
        ("sales.parquet", HEAD + GOOD, "Parquet"),
        ("till.csv", HEAD + GOOD, "does not begin with the name of a table"),
        ("sales.docx", HEAD + GOOD, "must end in "),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole_with_one_message(
    shops: Path, tmp_path: Path, capsys: Capture, name: str, text: str, says: str
) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_text(text)
    assert call("import", path, "-w", shops) == 1
    message = capsys.readouterr().err
    assert says in message
    assert str(path) in message
    assert message.count("showfloor: ") == 1
    assert call("ledger", "--json", "-w", shops) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("sales.csv", (HEAD + GOOD).replace(",", ";")), ("sales.txt", HEAD + GOOD)],
)
def test_a_file_of_another_dialect_or_ending_is_taken_and_said(
    shops: Path, tmp_path: Path, capsys: Capture, name: str, text: str
) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_text(text)
    assert call("import", path, "-w", shops) == 0
    assert name in capsys.readouterr().out
    assert call("ledger", "--json", "-w", shops) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_a_directory_is_no_file_to_import(shops: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "sales.csv").mkdir()
    assert call("import", tmp_path / "sales.csv", "-w", shops) == 1
    assert "is a directory; name the files in it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("till,02.03.2020,s1,p1,2,1,10.00\n", "date", "is no date"),
        ("till,2020-03-02,s1,p1,2,-1,-10.00\n", "units", "are negative on a line of type sale"),
        ("till,2020-03-02,s9,p1,2,1,10.00\n", "store_id", "is not in the table stores"),
        ("till,2020-03-02,s1,p1,2,1,ten\n", "revenue", "is no amount"),
    ],
)
def test_a_bad_row_is_quarantined_with_line_column_and_reason(
    shops: Path, tmp_path: Path, capsys: Capture, line: str, column: str, says: str
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEAD + GOOD + line)
    assert call("import", path, "-w", shops, "--json") == 0
    taken = json.loads(capsys.readouterr().out)["import"]["files"][0]
    assert (taken["rows_in"], taken["accepted"], taken["quarantined"]) == (2, 1, 1)
    refusal = taken["refusals"][0]
    assert (refusal["column"], refusal["first_line"]) == (column, 3)
    assert says in refusal["reason"]
    assert call("import", path, "-w", shops) == 0
    printed = capsys.readouterr().out
    assert "1 row refused" in printed
    assert "as before: nothing new" in printed


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("init", "{new}", "--currency", "euro"), 2, "ISO 4217"),
        (("init", "{new}", "--vat", "maybe"), 2, "with or without"),
        (("init", "{new}", "--time-zone", "Mars"), 2, "Europe/Berlin"),
        (("init", "{new}", "--example", "o2-xiaomi", "--name", "X"), 2, "leave out --name"),
        (("init", "{shops}"), 1, "is a workspace already"),
        (("init", "{full}", "--example", "o2-xiaomi"), 1, "new or empty folder"),
        (("init", "{file}/below"), 1, "Not a directory"),
        (("standing", "-w", "{shops}", "-w", "{shops}"), 2, "--workspace is given twice"),
        (("standing", "-w", "{shops}", "--workspace={shops}"), 2, "--workspace is given twice"),
        (("standing", "-w", "{file}"), 1, "is no workspace"),
        (("standing", "--channel", "shop", "-w", "{shops}"), 2, "store, online"),
        (("standing", "--by", "money", "-w", "{shops}"), 2, "revenue, units"),
        (("standing", "--to", "0001-01-01", "-w", "{shops}"), 2, "1900 to 2199"),
        (("measure", "--unit", "store", "-w", "{shops}"), 2, "--panel"),
        (("measure", "--panel", "{file}", "-w", "{shops}"), 2, "one or the other"),
        (("measure", "--panel", "{full}"), 1, "is a folder"),
        (("measure", "--region-weeks", "--panel", "{file}"), 2, "speak of a workspace"),
        (
            ("measure", "--without-weeks-after-reopening", "-1", "-w", "{shops}"),
            2,
            "greater than or equal to 0",
        ),
        (("design", "--scale", "logs", "-w", "{shops}"), 2, "neither per_cent nor levels"),
        (("plan", "--stores", "{file}"), 2, "--programme is missing"),
        (("plan", "--time-limit", "nan"), 2, "showfloor plan --help"),
        (("plan", "--time-limit", "inf"), 2, "'--time-limit': must be a finite number"),
        (("replan", "--time-limit", "inf"), 2, "'--time-limit': must be a finite number"),
        (("plan", "--gap", "inf"), 2, "'--gap': must be a finite number, found inf"),
        (("verify", "--stores", "{file}"), 2, "--programme is missing"),
        (("report", "--out", "{file}", "-w", "{shops}"), 2, "is a file; choose a folder"),
        (("ledger", "tables", "-w", "{shops}"), 2, "it shows: versions"),
        (("runs", "../x", "-w", "{shops}"), 1, "cannot name a run"),
        (("demo", "--example", "o2", "--out", "{full}"), 2, "complete-journey, o2-xiaomi"),
        (("nothing",), 2, "No such command"),
    ],
)
def test_a_wrong_value_says_what_to_write(
    shops: Path, tmp_path: Path, capsys: Capture, words: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "file").write_text("x")
    places = {name: tmp_path / name for name in ("new", "full", "file")} | {"shops": shops}
    assert call(*(word.format(**places) for word in words)) == code
    message = capsys.readouterr().err
    assert message.startswith("showfloor: ")
    assert says in message
    assert not (tmp_path / "new").exists()


def test_an_unknown_option_is_one_json_document_too(capsys: Capture) -> None:
    assert call("standing", "--json", "--nope") == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "UsageError"
    assert "--nope" in error["message"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("programme", PROGRAMME + "[[freeze]]\nfrom_date = 2021-01-01\n", "to_date"),
        ("programme", PROGRAMME + "[experiment]\n", "[experiment] is empty"),
        ("programme", PROGRAMME + "[[pace]]\nselling_by = 2021-03-02\nat_most = 1\n", "a Tuesday"),
        (
            "programme",
            PROGRAMME.replace('"retailer"', '"joint"\nother_at_least = 0.0'),
            "there is no other party",
        ),
        ("programme", PROGRAMME.replace("weeks =", "week ="), "did you mean 'weeks'?"),
        ("programme", PROGRAMME + "[[crews]\n", "is not TOML"),
        ("programme", PROGRAMME.replace("03-01", "03-02"), "is a Tuesday"),
        ("programme", "", "[programme] is missing"),
        ("stores", "", "is empty"),
        ("stores", STORES.replace(",", ";"), "semicolons"),
        ("stores", STORES.replace("region", "regio"), "did you mean 'region'?"),
        ("options", OPTIONS.replace("s1", "s9"), "no store 's9'"),
        ("options", OPTIONS.replace("100", "1,5"), "line 2"),
        ("closures", "store_id,from_date,to_date\ns1,1.5.2021,2021-06-01\n", "is not a date"),
        ("areas", "", "is empty"),
    ],
)
def test_a_bad_planning_file_is_named_with_what_is_wrong_in_it(
    files: Path, capsys: Capture, name: str, text: str, says: str
) -> None:
    bad = files / f"bad-{name}"
    bad.write_text(text)
    assert call("plan", *problem(files, **{name: bad}), "--out", files / "plan") == 1
    message = capsys.readouterr().err
    assert says in message
    assert bad.name in message
    assert not (files / "plan").exists()


def test_rules_that_contradict_each_other_are_named(files: Path, capsys: Capture) -> None:
    promise = '[[promises]]\nstore = "s1"\nselling_by = 2021-03-08\n'
    (files / "p.toml").write_text(
        PROGRAMME + promise + '[[crews]]\nregion = "DE-HH"\ncrew_days = 1\n'
    )
    assert call("plan", *problem(files), "--out", files / "plan") == 1
    printed = capsys.readouterr().out
    assert "infeasible" in printed
    assert "promise s1 by 2021-03-08" in printed


def test_a_changed_or_missing_file_of_a_plan_is_named(files: Path, capsys: Capture) -> None:
    assert call("plan", *problem(files), "--out", files / "plan") == 0
    assert call("verify", files / "plan", *problem(files)) == 0
    assert "PASS" in capsys.readouterr().out
    for name in ("plan.csv", "holdout.csv", "prices.npz", "certificate.json"):
        shutil.copytree(files / "plan", files / "copy")
        (files / "copy" / name).write_bytes(b"")
        assert call("verify", files / "copy", *problem(files)) == 1
        assert name in capsys.readouterr().err
        (files / "copy" / name).unlink()
        assert call("verify", files / "copy", *problem(files)) == 1
        assert name in capsys.readouterr().err
        shutil.rmtree(files / "copy")


def test_a_plan_is_not_written_over_a_file(files: Path, capsys: Capture) -> None:
    assert call("plan", *problem(files), "--out", files / "o.csv") == 2
    assert "is a file; choose a folder" in capsys.readouterr().err
    assert (files / "o.csv").read_text() == OPTIONS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (PANEL.replace(",", ";"), "not separated by commas"),
        (PANEL.replace("u1,2,2", "u1,2,two"), "hold numbers"),
        (PANEL + "u1,2\n", "Expected 4 columns"),
        (PANEL + "u1,2,3,4\n", "unit u1 has 2 rows at time 2"),
        (PANEL.replace(",0\n", ",4\n"), "never-treated"),
    ],
)
def test_a_bad_panel_says_what_is_wrong_with_it(
    files: Path, capsys: Capture, text: str, says: str
) -> None:
    (files / "bad.csv").write_text(text)
    assert call("measure", "--panel", files / "bad.csv") == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [("showfloor.toml", "x = ["), ("about.json", "{"), ("programme.toml", "x = [")],
)
def test_a_broken_file_of_a_workspace_is_named(
    shops: Path, capsys: Capture, name: str, text: str
) -> None:
    (shops / name).write_text(text)
    assert call("report", "-w", shops) == 1
    assert name in capsys.readouterr().err


def test_a_damaged_run_is_named(shops: Path, files: Path, capsys: Capture) -> None:
    (files / "sales.csv").write_text(HEAD + GOOD)
    assert call("import", files / "sales.csv", "-w", shops) == 0
    assert call("standing", "--from", "2020-03-01", "--to", "2020-04-01", "-w", shops) == 0
    next(shops.glob("runs/*standing*/result.json")).write_text("{")
    capsys.readouterr()
    assert call("report", "-w", shops) == 1
    assert "result.json is damaged" in capsys.readouterr().err


def test_a_period_without_sales_says_which_days_have_some(
    shops: Path, files: Path, capsys: Capture
) -> None:
    (files / "sales.csv").write_text(HEAD + GOOD)
    assert call("import", files / "sales.csv", "-w", shops) == 0
    assert call("standing", "--from", "2030-01-01", "--to", "2031-01-01", "-w", shops) == 1
    assert "2020-03-02 through 2020-03-02" in capsys.readouterr().err


def showfloor(*words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from showfloor.cli import run; run()", *map(str, words)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )


def test_two_imports_at_once_follow_each_other(shops: Path, files: Path) -> None:
    (files / "sales.csv").write_text(HEAD + GOOD)
    (files / "manufacturers.csv").write_text("manufacturer_id,name\nm1,First\n")
    both = [
        showfloor("import", files / name, "-w", shops, "--json")
        for name in ("sales.csv", "manufacturers.csv")
    ]
    answers = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    versions = {json.loads(out)["import"]["version"] for out, _ in answers}
    assert versions == {2, 3}


def test_ctrl_c_ends_an_import_with_one_line_and_leaves_the_ledger_whole(
    shops: Path, files: Path, capsys: Capture
) -> None:
    (files / "sales.csv").write_text(HEAD + GOOD)
    with (shops / "ledger" / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = showfloor("import", files / "sales.csv", "-w", shops)
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert first.startswith("  import: ")
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "showfloor: stopped" in said
    assert call("ledger", "--json", "-w", shops) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_a_database_that_reports_ctrl_c_as_an_error_of_its_own_is_stopped_too(
    shops: Path, files: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr("showfloor.cli.ledger_commands.run_import", interrupted)
    assert call("import", files / "s.csv", "-w", shops) == 130
    assert "stopped" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error_to_talk_about(shops: Path) -> None:
    process = showfloor("runs", "--json", "-w", shops)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert "Traceback" not in said
    assert "showfloor:" not in said
