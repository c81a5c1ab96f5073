"""A plan's documents lie beside it, and a re-plan continues them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from showfloor.cli.main import run
from showfloor.domain.runs import RunRecord
from showfloor.errors import DataError
from showfloor.storage import Workspace, create_workspace
from showfloor.workflows.documents import DOCUMENTS, documents_before
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

PROGRAMME = """
[programme]
id = "small"
manufacturer = "m1"
start = 2021-03-01
weeks = 8
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 400.0
manufacturer_pays = 0.5
crew_days = [1]
"""


@pytest.fixture
def paths(tmp_path: Path) -> ProblemPaths:
    (tmp_path / "programme.toml").write_text(PROGRAMME)
    (tmp_path / "stores.csv").write_text(
        "store_id,name,kind,operator,region,area_space_m2,ready_on\n"
        "s1,One,standard,own,DE-BE,10,\ns2,Two,standard,own,DE-HH,10,\n"
    )
    (tmp_path / "options.csv").write_text(
        "store_id,format_id,retailer_margin_per_week\ns1,table,40\ns2,table,50\n"
    )
    return ProblemPaths(
        tmp_path / "programme.toml", tmp_path / "stores.csv", tmp_path / "options.csv"
    )


def sequences(folder: Path) -> dict[str, tuple[int, str]]:
    events = Calendar.from_ical((folder / "calendar" / "all.ics").read_bytes()).walk("VEVENT")
    return {
        str(event["LOCATION"]): (int(event["SEQUENCE"]), str(event["STATUS"])) for event in events
    }


def test_documents_on_files_are_written_only_where_asked_and_the_plan_still_verifies(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    out = tmp_path / "plan"
    plan_from_files(paths, out, PlanAsked())
    assert not (out / DOCUMENTS).exists()
    plan_from_files(paths, out, PlanAsked(), documents=True)
    for language in ("en", "de"):
        found = {p.relative_to(out / DOCUMENTS / language) for p in out.rglob(f"{language}/**/*.*")}
        assert {str(path) for path in found} == {
            "plan.xlsx",
            "calendar/all.ics",
            "calendar/region-DE-BE.ics",
            "calendar/region-DE-HH.ics",
        }
    assert verify_files(paths, out).passed


def test_a_replan_into_the_same_folder_continues_its_calendars(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    out = tmp_path / "plan"
    plan_from_files(paths, out, PlanAsked(), documents=True)
    # One is ready two weeks later than planned, Two is excluded.
    paths.stores.write_text(paths.stores.read_text().replace("10,\ns2", "10,2021-03-15\ns2"))
    paths.programme.write_text(f'{PROGRAMME}\n[exclude]\nstores = ["s2"]\n')
    plan_from_files(paths, out, PlanAsked(), documents=True)
    for language in ("en", "de"):
        assert sequences(out / DOCUMENTS / language) == {
            "One": (1, "CONFIRMED"),
            "Two": (1, "CANCELLED"),
        }


def test_another_programmes_calendars_in_the_folder_are_not_called_off(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    out = tmp_path / "plan"
    plan_from_files(paths, out, PlanAsked(), documents=True)
    before = sequences(out / DOCUMENTS / "en")
    paths.programme.write_text(PROGRAMME.replace('"small"', '"large"'))
    with pytest.raises(DataError, match="small"):
        plan_from_files(paths, out, PlanAsked(), documents=True)
    assert sequences(out / DOCUMENTS / "en") == before


def test_the_command_writes_documents_with_its_option(
    paths: ProblemPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["plan", "--programme", str(paths.programme), "--stores", str(paths.stores)]
    words += ["--options", str(paths.options), "--out", str(tmp_path / "out"), "--documents"]
    with pytest.raises(SystemExit) as end:
        run(words)
    assert not end.value.code
    assert (tmp_path / "out" / DOCUMENTS / "de" / "plan.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(SystemExit):
        run(["plan", "--help"])
    assert "plan.xlsx" in capsys.readouterr().out


def keep_plan(workspace: Workspace, run_id: str, programme: str, *, calendar: bool) -> Path:
    record = RunRecord(run_id, "plan", datetime.now(UTC), 1, {}, 0, "showfloor", {}, {})
    files: dict[str, bytes | Path] = {"inputs/programme.toml": programme.encode()}
    if calendar:
        files[f"{DOCUMENTS}/en/calendar/all.ics"] = b"BEGIN:VCALENDAR"
    return workspace.runs.write(record, files)


def test_a_workspace_continues_the_latest_plan_of_the_same_programme_that_has_calendars(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    workspace = create_workspace(
        tmp_path / "shops", name="Shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    problem = paths.read(workspace.config.calendar)
    file = Path("inputs", "programme.toml")
    assert documents_before(workspace, file, problem) is None
    keep_plan(workspace, "20210101-plan", PROGRAMME, calendar=True)
    wanted = keep_plan(workspace, "20210102-plan", PROGRAMME, calendar=True)
    other = PROGRAMME.replace('"small"', '"large"')
    keep_plan(workspace, "20210103-plan", other, calendar=True)
    keep_plan(workspace, "20210104-plan", PROGRAMME, calendar=False)  # no plan was found
    assert documents_before(workspace, file, problem) == wanted / DOCUMENTS
