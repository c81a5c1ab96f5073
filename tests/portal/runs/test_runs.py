"""The pages of runs: the retailer's alone, each with what it was made of and files unchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from showfloor.portal.runs.pages import flat

from ..sending import figures, send, table, work_here  # noqa: TID252  # no package

HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
SALES = f"{HEAD}till,2021-04-01,koeln,a1,1,2,200.00\n".encode()


@pytest.fixture
def run_id(manager: Client) -> str:
    """Return the run of an import that was made through the portal."""
    address = send(manager, ("sales.csv", SALES))["Location"]
    manager.post(f"{address}take/")
    work_here()
    found: str = figures(manager, address)["run"]
    return found


def test_a_run_shows_what_it_was_made_of_and_gives_its_files(manager: Client, run_id: str) -> None:
    assert [row["run"] for row in table(manager, "/runs/", "runs")] == [run_id]
    page = f"/runs/{run_id}/"
    parameters = {row["key"]: row["value"] for row in table(manager, page, "parameters")}
    assert "sales.csv" in parameters["files"]
    (file,) = table(manager, page, "files")
    sent = manager.get(f"{page}files/result.json")
    assert b'"accepted": 1' in b"".join(sent.streaming_content)
    assert sent["Content-Disposition"] == f'attachment; filename="{run_id}-result.json"'
    assert len(file["sha256"]) == 64


def test_a_file_that_has_changed_since_it_was_kept_is_not_given_out(
    manager: Client, run_id: str, shop: Path
) -> None:
    shop.joinpath("runs", run_id, "result.json").write_text("{}", encoding="utf-8")
    assert manager.get(f"/runs/{run_id}/files/result.json").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "record.json",
        "../../showfloor.toml",
        "..%2F..%2Fshowfloor.toml",
        "/etc/passwd",
        "result.json/",
        "nothing.csv",
    ],
)
def test_only_files_that_the_run_kept_can_be_fetched(
    manager: Client, run_id: str, name: str
) -> None:
    assert manager.get(f"/runs/{run_id}/files/{name}").status_code == 404


@pytest.mark.parametrize("name", ["..", ".", "%2e%2e", "nothing", ".hidden"])
def test_what_is_no_run_looks_like_what_does_not_exist(manager: Client, name: str) -> None:
    assert manager.get(f"/runs/{name}.json").status_code == 404


def test_nobody_but_those_who_may_see_runs_sees_one(
    run_id: str, sign_in: Callable[..., Client]
) -> None:
    for person in ("rollout_manager", "account_manager", "auditor", "store_staff", None):
        client = sign_in(person)
        for address in ("/runs/", f"/runs/{run_id}/", f"/runs/{run_id}/files/result.json"):
            assert client.get(address).status_code == 404


def test_a_plan_that_cannot_be_made_says_why_and_what_makes_it_possible(manager: Client) -> None:
    jobs = {manager.post("/runs/plan/", {"seed": 1, "seconds": 5})["Location"] for _ in range(2)}
    assert len(jobs) == 1
    (job,) = work_here()
    assert job.state == "failed"
    page = manager.get(jobs.pop()).content.decode()
    assert "showfloor learn" in page
    assert "/tmp" not in page


def test_a_plan_of_an_impossible_length_is_not_asked_for(manager: Client) -> None:
    for seconds in ("0", "-1", "9e9", "1000000", "", "x"):
        answer = manager.post("/runs/plan/", {"seed": 0, "seconds": seconds})
        assert answer.status_code == 422, seconds
    assert work_here() == []


def test_nested_parameters_are_one_line_each() -> None:
    assert list(flat({"asked": {"seed": 3, "none": None}, "files": ["a", "b"]})) == [
        ("asked.seed", "3"),
        ("files", '["a", "b"]'),
    ]
