"""Approvals as kept runs: one for each change, in the order in which they were decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from showfloor.domain.runs import RunRecord
from showfloor.storage import Workspace, create_workspace
from showfloor.workflows.approved_plans import (
    Decisions,
    approval_runs,
    approvals_kept,
    approved_plan,
    keep_decisions,
    once_approved,
)

WHEN = datetime(2021, 4, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace with the plan runs `a`, `b` and `c`, which hold nothing but a record."""
    made = create_workspace(
        tmp_path / "Müller & Söhne", name="M", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    for name in "abc":
        made.runs.write(RunRecord(name, "plan", WHEN, None, {}, None, "", {}, {}), {})
    return made


def hold(workspace: Workspace, held: Mapping[str, str], *declined: str) -> bool:
    found = {programme: (run, WHEN) for programme, run in held.items()}
    said = {"p": declined} if declined else {}
    return keep_decisions(workspace, lambda: Decisions(found, (), said))


def shown(workspace: Workspace) -> str | None:
    found = approved_plan(workspace)
    return found.plan_run if found is not None else None


def test_without_an_approval_no_plan_holds_and_nothing_is_kept(workspace: Workspace) -> None:
    hold(workspace, {})
    assert (shown(workspace), approval_runs(workspace), once_approved(workspace)) == (None, (), ())


def test_what_is_declined_is_kept_beside_the_plan_that_holds(workspace: Workspace) -> None:
    assert hold(workspace, {"p": "a"})
    assert hold(workspace, {"p": "a"}, "b")
    assert not hold(workspace, {"p": "a"}, "b")
    found = approved_plan(workspace)
    assert found is not None
    assert (found.plan_run, found.approved_at, found.declined) == ("a", WHEN, ("b",))
    assert once_approved(workspace) == ("a",)


def test_each_change_is_one_run_and_the_same_again_is_none(workspace: Workspace) -> None:
    assert hold(workspace, {"p": "a"})
    assert not hold(workspace, {"p": "a"})
    assert hold(workspace, {"p": "b"})
    assert shown(workspace) == "b"
    assert hold(workspace, {})
    assert not hold(workspace, {})
    assert shown(workspace) is None
    assert hold(workspace, {"p": "a"})
    said = [(one.number, one.plan_run) for one in approvals_kept(workspace)]
    assert said == [(4, "a"), (3, ""), (2, "b"), (1, "a")]
    assert approvals_kept(workspace)[0].approved_at == WHEN
    assert once_approved(workspace) == ("a", "b")
    assert len(approval_runs(workspace)) == 4


def test_of_two_programmes_the_workspaces_own_is_shown_else_the_last(workspace: Workspace) -> None:
    hold(workspace, {"p": "a"})
    hold(workspace, {"p": "a", "q": "b"})
    assert shown(workspace) == "b", "no programme is stated: the last approval"
    programme = Path(__file__).parents[1] / "portal" / "rollout" / "conftest.py"
    text = programme.read_text(encoding="utf-8").split('PROGRAMME = """')[1].split('"""')[0]
    workspace.root.joinpath("programme.toml").write_text(
        text.replace("acme-areas", "p"), encoding="utf-8"
    )
    assert shown(workspace) == "a"
    workspace.root.joinpath("programme.toml").write_text("[[[", encoding="utf-8")
    assert shown(workspace) == "b", "a programme that cannot be read states nothing"


def test_an_approved_plan_whose_run_is_gone_holds_no_more(workspace: Workspace) -> None:
    hold(workspace, {"p": "c", "q": "elsewhere"})
    assert shown(workspace) == "c"
    workspace.runs.path("c").joinpath("record.json").unlink()
    assert shown(workspace) is None
