"""The closed loop of the generated rollout, and months settled from what its workspace keeps."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from showfloor.cli.main import run
from showfloor.errors import DataError, WorkspaceError
from showfloor.measure.types_areas import AreasFound
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.closed_loop import CLOSED_LOOP, TRUTH_FILE, Closed, run_closed_loop
from showfloor.workflows.demo import create_example
from showfloor.workflows.expectations import truths
from showfloor.workflows.keeping import Kept, keep, latest
from showfloor.workflows.learning import run_learn
from showfloor.workflows.measuring_areas import AREAS
from showfloor.workflows.planning import PlanAsked, run_plan
from showfloor.workflows.stating import STATEMENT, StatementMade, run_statement

TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the example with a plan, before any of its areas opens."""
    workspace, _ = create_example(tmp_path_factory.mktemp("rollout") / "shops", "measured-rollout")
    run_learn(workspace)
    return workspace


@pytest.fixture(scope="module")
def closed(planned: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Kept[Closed]:
    root = tmp_path_factory.mktemp("closed") / "shops"
    shutil.copytree(planned.root, root)
    workspace = open_workspace(root)
    plan = run_plan(workspace, PlanAsked(seed=1, time_limit=20.0)).result
    return run_closed_loop(workspace, plan)


@pytest.fixture
def workspace(closed: Kept[Closed]) -> Workspace:
    return open_workspace(closed.folder.parents[1])


@pytest.fixture
def copied(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Return a copy that a test may change."""
    shutil.copytree(workspace.root, tmp_path / "shops")
    return open_workspace(tmp_path / "shops")


def forget(workspace: Workspace, kind: str) -> None:
    for record in workspace.runs.list(kind):
        shutil.rmtree(workspace.runs.path(record.run_id))


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        run(words)
    output = capsys.readouterr()
    return int(end.value.code or 0), output.out, output.err


def test_the_closed_loop_measures_what_its_generator_knows(closed: Kept[Closed]) -> None:
    known = closed.result.known
    assert len(known) == 7
    # Intervals at 95 %: two or more of seven that miss would be seen four times in a hundred.
    assert sum(item.holds for item in known) >= 6
    locked = next(check for check in closed.result.found.checks if check.name == "locked analysis")
    assert locked.verdict == "PASS"
    truth = json.loads((closed.folder / TRUTH_FILE).read_text(encoding="utf-8"))
    assert len(truth["stores"]) == 90


def test_only_the_closed_loops_own_pages_show_the_truth(
    closed: Kept[Closed], workspace: Workspace
) -> None:
    page = (closed.folder / "statement.en.html").read_text(encoding="utf-8")
    assert "Measured and true" in page
    kept = latest(workspace, STATEMENT, StatementMade)
    assert kept is not None
    assert "Measured and true" not in (kept.folder / "statement.en.html").read_text("utf-8")
    assert not (kept.folder / TRUTH_FILE).exists()


def test_shops_add_up_to_the_total_to_the_cent_for_both_parties(workspace: Workspace) -> None:
    made = run_statement(workspace, date(2024, 9, 1), today=TODAY).result
    found = made.statement
    measured = [row.realised for row in found.rows if not row.why_not]
    for total, parts in (
        (found.retailer.realised.estimate, [money.retailer for money in measured]),
        (found.manufacturer.realised.estimate, [money.manufacturer for money in measured]),
    ):
        assert sum(round(100 * part) for part in parts) == round(100 * total)
    assert len(measured) > 20
    assert len({row.store_id for row in found.rows}) == len(found.rows)


def test_slipped_missing_and_ended_areas_are_listed(workspace: Workspace) -> None:
    rows = run_statement(workspace, date(2024, 11, 1), today=TODAY).result.statement.rows
    states = [row.state for row in rows]
    assert states.count("not_opened") == 2
    assert states.count("closed") == 1
    assert any(row.state == "open" and row.slipped for row in rows)


def test_a_kept_statement_can_be_read_back(workspace: Workspace) -> None:
    kept = run_statement(workspace, date(2024, 10, 1), today=TODAY)
    read = latest(workspace, STATEMENT, StatementMade)
    assert read is not None
    assert read.record.run_id == kept.record.run_id
    assert read.result.statement.rows == kept.result.statement.rows
    assert set(kept.record.files) >= {
        "statement.en.html",
        "statement.de.html",
        "statement.en.xlsx",
        "statement.de.xlsx",
        "statement_stores.csv",
        "statement_totals.csv",
    }


def test_the_command_prints_words_json_csv_and_where_the_pages_lie(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["statement", "--month", "2024-11", "-w", str(workspace.root)]
    book = tmp_path / "november.xlsx"
    code, text, _ = said([*words, "--out", str(book), "--language", "de"], capsys)
    assert code == 0
    assert "Statement of 2024-11 for the areas of nordlys" in text
    assert "1 closed, 2 not opened" in text
    workbook = zipfile.ZipFile(book).read("xl/workbook.xml").decode()
    names = re.findall(r'<sheet name="([^"]*)"', workbook)
    assert names == ["Summen", "Filialen", "Prüfungen und Quellen"]
    code, text, _ = said([*words, "--json"], capsys)
    document = json.loads(text)["statement"]
    assert (code, document["month"]) == (0, "2024-11-01")
    code, text, _ = said([*words, "--csv"], capsys)
    rows = list(csv.DictReader(io.StringIO(text)))
    realised = [round(100 * float(r["realised_retailer"])) for r in rows if r["realised_retailer"]]
    assert sum(realised) == round(100 * document["retailer"]["realised"]["estimate"])
    code, text, _ = said([*words, "--as-html"], capsys)
    pages = [Path(line) for line in text.split()]
    assert [page.name for page in pages] == ["statement.en.html", "statement.de.html"]
    assert all(page.is_file() for page in pages)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--month", "2024-13"], 2, "write a month as 2024-11"),
        (["--month", "November"], 2, "write a month as 2024-11"),
        (["--month", "2024-1"], 2, "write a month as 2024-11"),
        (["--month", "2199-12"], 1, "is not over"),
        (["--month", "2025-03"], 1, "choose a month within"),
        (["--month", "2023-01"], 1, "choose a month within"),
        (["--month", "2023-09"], 1, "the first one begins on 2024-01-01"),
        (["--month", "2024-11", "--csv", "--json"], 2, "choose one"),
        (["--month", "2024-11", "--language", "fr"], 2, "one of en, de"),
        (["--month", "2024-11", "--out", "x.csv"], 2, "ends in .xlsx"),
        (["--month", "2024-11", "--out", "/no/such/folder/x.xlsx"], 2, "there is no folder"),
    ],
)
def test_wrong_calls_and_months_end_in_one_clear_message(
    workspace: Workspace,
    words: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended, _, error = said(["statement", *words, "-w", str(workspace.root)], capsys)
    assert ended == code
    assert message in error


def test_a_workbook_is_never_written_over_a_file(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.xlsx"
    there.write_text("mine", encoding="utf-8")
    words = ["statement", "--month", "2024-11", "-w", str(workspace.root), "--out", str(there)]
    code, _, error = said(words, capsys)
    assert (code, there.read_text(encoding="utf-8")) == (2, "mine")
    assert "there already" in error


def test_without_a_plan_nothing_was_promised(planned: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="kept no plan with areas"):
        run_statement(planned, date(2024, 11, 1), today=TODAY)


def test_without_a_measurement_nothing_is_known(copied: Workspace) -> None:
    forget(copied, AREAS)
    with pytest.raises(WorkspaceError, match="kept no measurement of all areas of 'nordlys'"):
        run_statement(copied, date(2024, 11, 1), today=TODAY)


def test_a_measurement_of_another_manufacturer_does_not_settle_the_plan(
    copied: Workspace,
) -> None:
    kept = latest(copied, AREAS, AreasFound)
    assert kept is not None
    forget(copied, AREAS)
    other = replace(kept.result, manufacturer_id="rival-a")
    keep(copied, AREAS, other, parameters=kept.record.parameters, watch=Stopwatch())
    with pytest.raises(DataError, match=r"plan is for 'nordlys', and what was measured .* rival-a"):
        run_statement(copied, date(2024, 11, 1), today=TODAY)


def test_a_measurement_of_one_format_does_not_settle_all(copied: Workspace) -> None:
    kept = latest(copied, AREAS, AreasFound)
    assert kept is not None
    forget(copied, AREAS)
    one = replace(kept.result, format_id="table")
    keep(copied, AREAS, one, parameters=kept.record.parameters, watch=Stopwatch())
    with pytest.raises(WorkspaceError, match="of all areas"):
        run_statement(copied, date(2024, 11, 1), today=TODAY)


def test_truths_are_known_figures_whose_differences_are_explained(closed: Kept[Closed]) -> None:
    held = closed.result.known[0]
    missed = replace(held, truth=2.0 * held.measured.high)
    exact = replace(held, truth=held.measured.estimate)
    notes = [item.note.en if item.note else "" for item in truths([held, missed, exact])]
    assert "holds the truth" in notes[0]
    assert "leaves the truth out" in notes[1]
    assert notes[2] == ""


def test_the_closed_loops_run_is_of_a_kind_of_its_own(workspace: Workspace) -> None:
    kinds = [record.kind for record in workspace.runs.list()]
    assert kinds.count(CLOSED_LOOP) == 1
