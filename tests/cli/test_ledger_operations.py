"""The ledger's operations on the command line: what they print, refuse, and answer with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from showfloor.cli.main import run

Capture = pytest.CaptureFixture[str]
HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        run([str(word) for word in words])
    return int(end.value.code or 0)


@pytest.fixture
def shops(tmp_path: Path, capsys: Capture) -> Path:
    """Two stores and their sales (version 1), one day corrected (version 2)."""
    root = tmp_path / "Müller & Söhne"
    assert call("init", root) == 0
    for name, text in {
        "stores.csv": "store_id,name,kind,operator\ns1,One,standard,own\ns2,Two,live,own\n",
        "sales.csv": HEADER + "till,2020-03-02,s1,p1,1,2,20.00\ntill,2020-03-02,s2,p1,1,1,30.00\n",
        "sales-2.csv": HEADER + "till,2020-03-02,s1,p1,1,9,90.00\n",
    }.items():
        (tmp_path / name).write_text(text)
    assert call("import", tmp_path / "stores.csv", tmp_path / "sales.csv", "-w", root) == 0
    assert call("import", tmp_path / "sales-2.csv", "-w", root) == 0
    capsys.readouterr()
    return root


def test_an_import_is_undone_listed_and_checked(shops: Path, capsys: Capture) -> None:
    assert call("ledger", "undo", "-w", shops) == 0
    said = capsys.readouterr().out
    assert "Ledger version 3 is without what version 2 did" in said
    assert "sales: 1 rows went, 1 came back" in said
    assert call("ledger", "versions", "--json", "-w", shops) == 0
    versions = json.loads(capsys.readouterr().out)
    assert [(v["operation"], v["undoes"]) for v in versions] == [
        ("import", []),
        ("import", []),
        ("undo", [2]),
    ]
    assert call("ledger", "check", "--json", "-w", shops) == 0
    assert json.loads(capsys.readouterr().out)["holds"]
    assert call("runs", "--kind", "ledger", "--json", "-w", shops) == 0
    [kept] = json.loads(capsys.readouterr().out)
    assert (kept["parameters"]["operation"], kept["ledger_version"]) == ("undo", 3)


def test_a_broken_promise_is_named_and_the_exit_code_says_no(shops: Path, capsys: Capture) -> None:
    next((shops / "ledger/tables/sales").rglob("part-*.parquet")).unlink()
    assert call("ledger", "check", "-w", shops) == 1
    said = capsys.readouterr().out
    assert "Broken: every file that a version needs is as it was written" in said


def test_a_table_of_the_past_is_exported_to_the_byte(
    shops: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "then.csv"
    assert call("ledger", "export", "sales", "--out", out, "--as-of", "1", "-w", shops) == 0
    assert "sales of ledger version 1 is in" in capsys.readouterr().out
    assert out.read_text().splitlines()[1].startswith("till,2020-03-02,s1,p1,1,2,20.00")


def test_a_vacuum_removes_nothing_until_it_is_told_to(shops: Path, capsys: Capture) -> None:
    assert call("ledger", "vacuum", "--before", 2, "-w", shops) == 0
    said = capsys.readouterr().out
    assert "would be removed" in said
    assert "to be given up: version 1; the reports remain" in said
    assert call("ledger", "export", "sales", "--out", shops / "x", "--as-of", 1, "-w", shops) == 0
    assert call("ledger", "vacuum", "--before", 2, "--apply", "-w", shops) == 0
    assert call("ledger", "export", "sales", "--out", shops / "y", "--as-of", 1, "-w", shops) == 1
    assert "the rows of version 1 were given up" in capsys.readouterr().err
    assert call("ledger", "-w", shops) == 0
    assert "rows given up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("ledger", "chek"), 2, "did you mean 'check'"),
        (("ledger", "undo", "yesterday"), 2, "is no version"),
        (("ledger", "undo", "1", "2"), 2, "write: showfloor ledger undo [VERSION]"),
        (("ledger", "undo", "7"), 1, "no version 7; there are 1 to 2"),
        (("ledger", "undo", "1"), 1, "--with-later"),
        (("ledger", "check", "--apply"), 2, "ledger check takes no --apply"),
        (("ledger", "undo", "--as-of", "1"), 2, "leave --as-of out"),
        (("ledger", "renumber", "s1"), 2, "write: showfloor ledger renumber OLD NEW"),
        (("ledger", "renumber", "s3", "s4"), 1, "no store 's3'"),
        (("ledger", "export", "sales"), 2, "--out is missing"),
        (("ledger", "export", "sale", "--out", "{root}/x"), 1, "did you mean 'sales'"),
        (("ledger", "export", "sales", "--out", "{root}"), 2, "name a file in a folder"),
        (("standing", "--as-of", "31.03.2021"), 2, "write a day (2021-03-31)"),
        (("standing", "--as-of", "2001-01-01"), 1, "had no version yet as of 2001-01-01"),
        (("import", "--replaces", "month,units", "{root}/../sales.csv"), 2, "names 'units'"),
    ],
)
def test_what_cannot_be_says_what_and_how_to_mend_it(
    shops: Path, capsys: Capture, words: tuple[str, ...], code: int, says: str
) -> None:
    assert call(*(word.format(root=shops) for word in words), "-w", shops) == code
    message = capsys.readouterr().err
    assert message.startswith("showfloor: ")
    assert says in message


def test_files_alone_have_no_past(tmp_path: Path, capsys: Capture) -> None:
    assert call("measure", "--panel", tmp_path / "x.csv", "--as-of", "1") == 2
    assert "which have no --as-of" in capsys.readouterr().err
