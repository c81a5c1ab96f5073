"""Promises of a workspace's past: a day, a time or a version names what was the newest then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from showfloor.domain.runs import RunRecord
from showfloor.errors import LedgerError, UsageError
from showfloor.storage import IntakeFile, LedgerVersion, Workspace, open_workspace
from showfloor.storage.as_of import AsOf, understand

BERLIN = "Europe/Berlin"


def _version(number: int, committed_at: str) -> LedgerVersion:
    moment = datetime.fromisoformat(committed_at).astimezone(UTC)
    return LedgerVersion(number, moment, f"import-{number}", {}, {}, ())


VERSIONS: Sequence[LedgerVersion] = (
    _version(1, "2021-03-01T10:00+01:00"),
    _version(2, "2021-03-31T23:30+02:00"),
    _version(3, "2021-04-01T00:00+02:00"),
)


@pytest.mark.parametrize(
    ("asked", "number", "until"),
    [
        # The last of March ends in Berlin two hours before it does in UTC.
        ("2021-03-31", 2, "2021-03-31T22:00+00:00"),
        ("2021-03-30", 1, "2021-03-30T22:00+00:00"),
        ("2021-06-30", 3, "2021-06-30T22:00+00:00"),
        ("2021-03-31T23:29", 1, "2021-03-31T21:29:00.000001+00:00"),
        ("2021-03-31T21:30+00:00", 2, "2021-03-31T21:30:00.000001+00:00"),
        ("1", 1, "2021-03-31T21:30+00:00"),
        ("v2", 2, "2021-03-31T22:00+00:00"),
        ("3", 3, None),
    ],
)
def test_words_name_the_newest_version_of_their_time(
    asked: str, number: int, until: str | None
) -> None:
    end = None if until is None else datetime.fromisoformat(until)
    assert understand(asked, VERSIONS, BERLIN) == AsOf(asked, number, end)


@pytest.mark.parametrize("asked", ["", "last week", "2021-13-01", "31.03.2021", "9999-12-31"])
def test_words_that_name_no_time_say_how_to_write_one(asked: str) -> None:
    with pytest.raises(UsageError, match="write a day"):
        understand(asked, VERSIONS, BERLIN)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("7", "no version 7; there are 1 to 3$"),
        ("20210331", "a day is written 2021-03-31"),
        (
            "2021-02-28",
            "no version yet as of 2021-02-28; the first was published on 2021-03-01",
        ),
    ],
)
def test_a_time_without_a_version_says_which_there_are(asked: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        understand(asked, VERSIONS, BERLIN)


def test_an_empty_ledger_has_no_past(workspace: Workspace) -> None:
    with pytest.raises(LedgerError, match="is empty, so it has no past"):
        open_workspace(workspace.root, "2021-03-31")


def _record(run_id: str, version: int, started_at: datetime, **parameters: object) -> RunRecord:
    return RunRecord(run_id, "standing", started_at, version, parameters, None, "t", {}, {})


def test_the_past_shows_its_versions_and_runs_and_cannot_be_written(
    stocked: Workspace, tmp_path: Path
) -> None:
    first = stocked.ledger.latest().committed_at
    path = tmp_path / "manufacturers.csv"
    path.write_text("manufacturer_id,name\nm3,Three\n")
    stocked.ledger.take([IntakeFile(path)])
    second = stocked.ledger.latest().committed_at
    between = first + (second - first) / 2
    late = second + timedelta(days=1)
    for record in (
        _record("a", 1, between),
        _record("b", 2, late),
        _record("c", 1, late, as_of={"asked": "1", "version": 1}),
    ):
        stocked.runs.write(record, {})
    past = open_workspace(stocked.root, "1")
    assert past.ledger.latest().number == 1
    assert [version.number for version in past.ledger.versions()] == [1]
    assert [record.run_id for record in past.runs.list()] == ["a", "c"]
    assert [record.run_id for record in stocked.runs.list()] == ["a", "b", "c"]
    with pytest.raises(LedgerError, match="what has been is never changed"):
        past.ledger.take([IntakeFile(path)])
    assert json.loads((stocked.root / "ledger/versions/00000002.json").read_text())["version"] == 2
