"""Overview, map and stores follow the plan that was approved, and say which one waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from showfloor.portal.figures.keeping import forget_pages
from showfloor.portal.rollout import keeping
from showfloor.portal.rollout.approving import approve, take_back
from showfloor.portal.rollout.declining import decline, declined_of
from showfloor.portal.rollout.keeping import keep_decisions, look_after_decisions
from showfloor.portal.rollout.marking import Slip, mark
from showfloor.portal.rollout.models import (
    Approval,
    DeclinedPlan,
    Installation,
    OpenArea,
    State,
)
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.releasing import release
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.workflows.approved_plans import approval_runs, approvals_kept, approved_plan
from showfloor.workflows.plan_pages import digests_of, installations_of
from showfloor.workflows.plan_runs import plan_to_continue
from showfloor.workflows.reporting import gather
from showfloor.workflows.rollout_now import rollout_now

from ..at_once import at_once  # noqa: TID252  # no package
from ..sending import table  # noqa: TID252  # no package

DAY = date(2021, 4, 15)
SignIn = Callable[..., Client]


def approving(plans: Any, who: Any, run_id: str) -> Approval:
    return approve(
        who,
        plans.row(run_id),
        installations_of(plans.workspace, run_id),
        digests_of(plans.workspace, run_id),
    )


def approve_now(plans: Any, who: Any, run_id: str) -> Approval:
    with within(WHOLE_HOUSE):
        return approving(plans, who, run_id)


def shown_run(client: Client) -> tuple[str, bool, str | None]:
    figures = client.get("/overview.json").json()["figures"]
    return figures["plan"], figures["is_approved"], figures["plan_waiting"]


@contextmanager
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let what follows commit, as a server that is killed before it has kept anything."""
    with monkeypatch.context() as killed:
        killed.setattr(keeping, "keep", lambda *_: False)
        yield


def test_before_any_approval_the_newest_plan_counts(plans: Any, sign_in: SignIn) -> None:
    manager = sign_in("partner_manager")
    assert shown_run(manager) == (plans.unchecked, False, None)
    page = manager.get("/overview/").content.decode()
    assert "By the newest plan; none is approved yet." in page
    assert "By its plan acme has 0 of 5 areas open." in page


def test_an_approved_plan_is_shown_and_a_newer_one_does_not_take_its_place(
    plans: Any, who: Any, sign_in: SignIn
) -> None:
    approve_now(plans, who, plans.second)
    manager = sign_in("partner_manager")
    assert shown_run(manager) == (plans.second, True, None), "what was there before does not wait"
    assert gather(plans.workspace).facts.run_ids["plan"] == plans.second, "reports follow it too"
    assert plan_to_continue(plans.workspace, None).record.run_id == plans.second, "and re-plans"
    page = manager.get("/overview/").content.decode()
    assert "By the plan that was approved on " in page
    assert "acme has 0 of 4 areas open." in page
    stores = {row["store_id"]: row for row in table(manager, "/map/", "stores")}
    assert (stores["koeln"]["state"], stores["trier"]["state"]) == ("planned", "none")
    assert "What the plan says" in manager.get("/stores/koeln/").content.decode()
    assert "What the plan says" not in manager.get("/stores/trier/").content.decode()
    assert "trier" not in manager.get("/overview.csv").content.decode()


def test_a_plan_kept_after_the_approval_waits_with_its_difference(
    own_plans: Any, who: Any, sign_in: SignIn
) -> None:
    approve_now(own_plans, who, own_plans.second)
    newer = _kept_again(own_plans.root, own_plans.first)
    manager = sign_in("partner_manager")
    assert shown_run(manager) == (own_plans.second, True, newer)
    page = manager.get("/overview/").content.decode()
    assert "A newer plan waits for your decision" in page
    moved = len(_weeks(own_plans, own_plans.second) - _weeks(own_plans, own_plans.first))
    assert f"weeks or another format: {moved}; new: 1; left out: 0." in page
    assert f'href="/plans/{own_plans.second}/against/{newer}/"' in page
    assert manager.get(f"/plans/{own_plans.second}/against/{newer}/").status_code == 200
    approve_now(own_plans, who, newer)
    assert shown_run(manager) == (newer, True, None)
    stores = {row["store_id"]: row["state"] for row in table(manager, "/map/", "stores")}
    assert stores["trier"] == "planned"


def test_a_plan_that_waits_can_be_declined_and_approved_all_the_same(
    own_plans: Any, who: Any, sign_in: SignIn
) -> None:
    approve_now(own_plans, who, own_plans.second)
    newer = _kept_again(own_plans.root, own_plans.first)
    manager, rollout = sign_in("partner_manager"), sign_in("rollout_manager")
    address, page = f"/plans/{newer}/decline/", f"/plans/{newer}/"
    assert rollout.post(address).status_code == 404
    assert manager.get(page).content.decode().count("decline/") == 1
    assert manager.post(address).status_code == 303
    assert manager.post(address).status_code == 303, "a second click changes nothing"
    assert shown_run(manager) == (own_plans.second, True, None)
    assert "waits for your decision" not in manager.get("/overview/").content.decode()
    said = manager.get(page).content.decode()
    assert "The approved plan stays." in said
    assert "decline/" not in said
    assert len(approval_runs(own_plans.workspace)) == 2, "declining once is kept once"
    assert not keep_decisions()
    again = _kept_again(own_plans.root, own_plans.first)
    assert shown_run(manager) == (own_plans.second, True, again), "the next one waits again"
    approve_now(own_plans, who, newer)
    assert shown_run(manager)[:2] == (newer, True)
    assert "The approved plan stays." not in manager.get(page).content.decode()
    approve_now(own_plans, who, own_plans.second)
    with within(WHOLE_HOUSE):
        assert declined_of(newer) is None, "it was approved since"
        made = decline(who, own_plans.row(newer))
        assert (made.declined_by, declined_of(newer)) == (who.person_id, made)


@pytest.mark.parametrize("holds", [False, True])
def test_what_does_not_wait_cannot_be_declined(
    plans: Any, who: Any, sign_in: SignIn, holds: bool
) -> None:
    if holds:
        approve_now(plans, who, plans.first)
    manager = sign_in("partner_manager")
    assert "decline/" not in manager.get(f"/plans/{plans.first}/").content.decode()
    answer = manager.post(f"/plans/{plans.first}/decline/")
    said = "is the approved one" if holds else "No plan is approved"
    assert said in answer.content.decode()
    with within(WHOLE_HOUSE):
        assert not DeclinedPlan.objects.exists()


def test_one_plan_declined_by_two_at_once_is_declined_once(plans: Any, who: Any) -> None:
    approve_now(plans, who, plans.second)

    def one() -> None:
        with within(WHOLE_HOUSE):
            decline(who, plans.row(plans.first))

    at_once([one, one])
    with within(WHOLE_HOUSE):
        assert DeclinedPlan.objects.count() == 1
    found = approved_plan(plans.workspace)
    assert found is not None
    assert (found.plan_run, found.declined) == (plans.second, (plans.first,))


def test_an_approval_taken_back_leaves_the_newest_plan_and_calls_off_what_is_not_begun(
    plans: Any, who: Any, sign_in: SignIn
) -> None:
    approve_now(plans, who, plans.first)
    with within(WHOLE_HOUSE):
        koeln = Installation.objects.get(store_id="koeln")
        mark(koeln.pk, State.STARTED, who, seen=1)
    manager, rollout = sign_in("partner_manager"), sign_in("rollout_manager")
    address = f"/plans/{plans.first}/take-back/"
    assert rollout.post(address).status_code == 404
    assert manager.get(f"/plans/{plans.first}/").content.decode().count("take-back/") == 1
    assert manager.post(address).status_code == 303
    assert manager.post(address).status_code == 303, "a second click changes nothing"
    assert shown_run(manager) == (plans.unchecked, False, None)
    with within(WHOLE_HOUSE):
        states = dict(Installation.objects.values_list("store_id", "state"))
        assert states.pop("koeln") == "started"
        assert set(states.values()) == {"called_off"}
    said = [(one.number, one.plan_run) for one in approvals_kept(plans.workspace)]
    assert said == [(2, ""), (1, plans.first)]
    approve_now(plans, who, plans.first)
    assert shown_run(manager)[:2] == (plans.first, True)


def test_what_the_manufacturer_was_told_cannot_be_taken_back(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        approving(plans, who, plans.first)
        release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        with pytest.raises(RefusedError) as refused:
            take_back(who, plans.row(plans.first))
        assert refused.value.key == "rollout.refused.released"
        assert not take_back(who, plans.row(plans.second)), "it holds nothing"
    assert approved_plan(plans.workspace) is not None


def test_approving_twice_keeps_one_run(plans: Any, who: Any) -> None:
    approve_now(plans, who, plans.first)
    approve_now(plans, who, plans.first)
    assert not keep_decisions()
    assert len(approval_runs(plans.workspace)) == 1


def test_a_decision_that_is_not_committed_is_never_kept(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        approving(plans, who, plans.first)
        transaction.set_rollback(True)
    assert not keep_decisions() or approval_runs(plans.workspace) == ()
    assert approval_runs(plans.workspace) == ()


def test_what_a_killed_server_did_not_keep_the_worker_does(
    plans: Any, who: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_after_decisions()
    with nothing_kept(monkeypatch):
        approve_now(plans, who, plans.first)
    assert approved_plan(plans.workspace) is None
    look_after_decisions()
    found = approved_plan(plans.workspace)
    assert found is not None
    assert found.plan_run == plans.first
    (plans.root / "rollout" / "marks.json").write_text("[{", encoding="utf-8")
    assert rollout_now(plans.workspace, DAY) is not None, "a damaged file is no reason to fail"
    look_after_decisions()
    now = rollout_now(plans.workspace, date(2021, 5, 3))
    assert now is not None
    assert {area.progress for area in now.areas} >= {"late"}, "the marks stand there again"


def test_of_two_approvals_at_once_the_one_that_holds_is_kept_last(plans: Any, who: Any) -> None:
    runs = (plans.first, plans.second)
    at_once([partial(approve_now, plans, who, run) for run in runs])
    with within(WHOLE_HOUSE):
        held = Approval.objects.get(superseded_at=None).run_id
    found = approved_plan(plans.workspace)
    assert found is not None
    assert found.plan_run == held


def test_marks_say_what_stands_and_what_is_late(plans: Any, who: Any, sign_in: SignIn) -> None:
    approve_now(plans, who, plans.first)
    with within(WHOLE_HOUSE):
        found = {one.store_id: one for one in Installation.objects.all()}
        for state in (State.STARTED, State.DONE):
            seen = 1 if state is State.STARTED else 2
            mark(found["koeln"].pk, state, who, seen=seen)
        mark(found["bonn"].pk, State.STARTED, who, seen=1)
        slip = Slip("no power", date(2021, 6, 1))
        mark(found["essen"].pk, State.SLIPPED, who, seen=1, slip=slip)
    with within(WHOLE_HOUSE):
        assert OpenArea.objects.update(since=date(2021, 4, 1)) == 1, "it was done sooner"
    keep_decisions()
    client = sign_in("rollout_manager")
    assert client.get("/stores/koeln.json").json()["title"] == "Koeln Markt has one area open."
    assert client.get("/stores.json").json()["figures"]["stores_with_area"] == 1
    later = rollout_now(plans.workspace, found["koeln"].selling_week)
    assert later is not None
    assert {area.planned.store_id: area.progress.value for area in later.areas} == {
        "koeln": "open",
        "bonn": "building",
        "essen": "late",
        "hamburg": _unmarked(found["hamburg"], found["koeln"].selling_week),
        "trier": _unmarked(found["trier"], found["koeln"].selling_week),
    }
    figures = sign_in("partner_manager").get("/overview.json").json()["figures"]
    assert [figures[f"areas_{word}"] for word in ("open", "in_installation", "late")] == [1, 1, 1]


def _unmarked(one: Installation, day: date) -> str:
    return "late" if (day - one.start_week).days >= 7 else "planned"


def test_a_mark_changes_kept_pages_at_once(plans: Any, who: Any, sign_in: SignIn) -> None:
    approve_now(plans, who, plans.first)
    manager = sign_in("rollout_manager")
    forget_pages()
    before = manager.get("/map/").content.decode()
    with within(WHOLE_HOUSE):
        koeln = Installation.objects.get(store_id="koeln")
        mark(koeln.pk, State.STARTED, who, seen=1)
    after = manager.get("/map/").content.decode()
    assert before.count("<td>being built") == 0
    assert after.count("<td>being built") == 1


def _weeks(plans: Any, run_id: str) -> set[tuple[str, date]]:
    return {(one.store_id, one.start_week) for one in installations_of(plans.workspace, run_id)}


def _kept_again(root: Path, run_id: str) -> str:
    """Keep a plan once more, as the newest run, with its check."""
    from showfloor.plan.types import PlanResult
    from showfloor.storage import open_workspace
    from showfloor.storage.stopwatch import Stopwatch
    from showfloor.workflows.keeping import keep, result_of
    from showfloor.workflows.plan_pages import verify_plan_run
    from showfloor.workflows.plan_runs import files_in

    workspace = open_workspace(root)
    kept = result_of(workspace, workspace.runs.read(run_id), PlanResult)
    files = {
        name: path
        for name, path in files_in(kept.folder).items()
        if name not in ("record.json", "result.json")
    }
    again = keep(
        workspace,
        "plan",
        kept.result,
        parameters=kept.record.parameters,
        watch=Stopwatch(),
        seed=kept.record.seed,
        summary=kept.record.result,
        files=files,
    )
    verify_plan_run(workspace, again.record.run_id)
    return again.record.run_id
