"""Approving and releasing: once however often, one at a time, and only what passed its check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client

from showfloor.portal.people.models import Organisation
from showfloor.portal.rollout.approving import approve
from showfloor.portal.rollout.marking import Slip, mark
from showfloor.portal.rollout.models import (
    Approval,
    Installation,
    InstallationEvent,
    ReleasedArea,
    ReleasedPlan,
    State,
)
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.releasing import release
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.workflows.plan_pages import changed_files, digests_of, installations_of

from ..at_once import at_once  # noqa: TID252  # no package


def approving(plans: Any, who: Any, run_id: str) -> Approval:
    return approve(
        who,
        plans.row(run_id),
        installations_of(plans.workspace, run_id),
        digests_of(plans.workspace, run_id),
        changed=changed_files(plans.workspace, run_id),
    )


def states() -> dict[str, tuple[str, int]]:
    return {one.store_id: (one.state, one.revision) for one in Installation.objects.all()}


def test_approving_states_the_digests_by_whom_and_when(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        made = approving(plans, who, plans.first)
        assert (made.approved_by, made.approved_by_name) == (who.person_id, who.name)
        assert made.digests == dict(plans.workspace.runs.read(plans.first).files)
        assert made.verify_run == plans.row(plans.first).verify_run
        stores = ("bonn", "essen", "hamburg", "koeln", "trier")
        assert states() == dict.fromkeys(stores, ("planned", 1))


def test_approving_twice_is_approving_once(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        first = approving(plans, who, plans.first)
        before = states()
        assert approving(plans, who, plans.first).pk == first.pk
        assert (Approval.objects.count(), states()) == (1, before)


def test_a_later_approval_supersedes_and_only_one_holds(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        first = approving(plans, who, plans.first)
        approving(plans, who, plans.second)
        first.refresh_from_db()
        assert first.superseded_at is not None
        assert [one.run_id for one in Approval.objects.filter(superseded_at=None)] == [plans.second]
        assert states()["trier"] == ("called_off", 2), "the second plan leaves trier out"
        approving(plans, who, plans.first)
        assert states()["trier"] == ("planned", 3)
        assert Approval.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"verdict": ""}, "unchecked"),
        ({"verdict": "FAIL"}, "failed_check"),
        ({"status": "infeasible"}, "no_plan"),
    ],
)
def test_a_plan_that_does_not_verify_cannot_be_approved(
    plans: Any, who: Any, change: dict[str, str], key: str
) -> None:
    row = replace(plans.row(plans.first), **change)
    with within(WHOLE_HOUSE):
        with pytest.raises(RefusedError) as refused:
            approve(who, row, (), {})
        assert refused.value.key == f"rollout.refused.{key}"
        assert not Approval.objects.exists()


def test_a_plan_whose_files_were_changed_cannot_be_approved(own_plans: Any, who: Any) -> None:
    path = own_plans.workspace.runs.path(own_plans.first) / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("koeln", "kolen"), encoding="utf-8")
    with within(WHOLE_HOUSE), pytest.raises(RefusedError) as refused:
        approving(own_plans, who, own_plans.first)
    assert dict(refused.value.values) == {"files": "plan.csv"}


def test_of_two_plans_approved_at_once_one_holds_and_none_is_lost(plans: Any, who: Any) -> None:
    def one(run_id: str) -> None:
        with within(WHOLE_HOUSE):
            approving(plans, who, run_id)

    at_once([partial(one, run) for run in (plans.first, plans.second)])
    with within(WHOLE_HOUSE):
        held = Approval.objects.filter(superseded_at=None)
        assert (held.count(), Approval.objects.count()) == (1, 2)
        stands = held.get().run_id
        assert (states()["trier"][0] == "planned") is (stands == plans.first) or (
            stands == plans.second and "trier" not in states()
        )


def test_begun_installations_stay_and_slipped_ones_are_planned_anew(plans: Any, who: Any) -> None:
    with within(WHOLE_HOUSE):
        approving(plans, who, plans.first)
        trier = Installation.objects.get(store_id="trier")
        essen = Installation.objects.get(store_id="essen")
        mark(trier.pk, State.STARTED, who, seen=1)
        mark(essen.pk, State.SLIPPED, who, seen=1, slip=Slip("no power", date(2021, 6, 1)))
        approving(plans, who, plans.second)
        assert states()["trier"] == ("started", 2), "begun, though the new plan leaves it out"
        assert states()["essen"] == ("planned", 3)
        essen.refresh_from_db()
        assert (essen.ready_from, essen.reason) == (None, "")
        happened = InstallationEvent.objects.filter(installation=essen)
        assert [one.happened for one in happened] == ["planned", "slipped", "moved"]


def test_releasing_before_approval_is_refused(plans: Any) -> None:
    with within(WHOLE_HOUSE):
        with pytest.raises(RefusedError) as refused:
            release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        assert refused.value.key == "rollout.refused.not_approved"
        assert not ReleasedPlan.objects.exists()


def test_a_release_is_the_manufacturers_row_with_only_what_it_may_see(
    plans: Any, approved: Any, house: Any
) -> None:
    items = installations_of(plans.workspace, plans.first)
    with within(WHOLE_HOUSE):
        made = release(plans.row(plans.first), items)
        assert release(plans.row(plans.first), items).pk == made.pk, "twice is once"
        assert made.organisation_id == house.organisations["acme"].pk
    with within(house.reach("acme")):
        assert ReleasedArea.objects.count() == 5
        assert not Approval.objects.exists()
        assert not Installation.objects.exists()
    with within(house.reach("bolt")):
        assert not ReleasedPlan.objects.exists()
    columns = {field.name for field in ReleasedArea._meta.concrete_fields}
    assert columns == {
        "id", "organisation", "plan", "store_id", "store_name", "city", "format_id",
        "start_week", "selling_week", "opened_on",
    }  # fmt: skip


def test_a_superseded_release_stays_readable_and_no_longer_holds(
    plans: Any, approved: Any, who: Any, house: Any
) -> None:
    with within(WHOLE_HOUSE):
        old = release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        approving(plans, who, plans.second)
        with pytest.raises(RefusedError):
            release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        new = release(plans.row(plans.second), installations_of(plans.workspace, plans.second))
        assert (old.number, new.number) == (1, 2)
    with within(house.reach("acme")):
        held = ReleasedPlan.objects.filter(superseded_at=None)
        assert [one.number for one in held] == [2]
        assert ReleasedPlan.objects.count() == 2


def test_a_manufacturer_without_an_organisation_is_named(plans: Any, approved: Any) -> None:
    row = replace(plans.row(plans.first), manufacturer_id="acme")
    with within(WHOLE_HOUSE):
        Organisation.objects.filter(kind="manufacturer", manufacturer_id="acme").update(
            manufacturer_id="elsewhere"
        )
        with pytest.raises(RefusedError) as refused:
            release(row, ())
    assert dict(refused.value.values) == {"manufacturer": "acme"}


def test_the_partner_manager_decides_on_the_pages_and_the_rollout_manager_cannot(
    plans: Any, sign_in: Callable[..., Client]
) -> None:
    manager, rollout = sign_in("partner_manager"), sign_in("rollout_manager")
    page = f"/plans/{plans.first}/"
    assert rollout.post(f"{page}approve/").status_code == 404
    assert manager.post(f"{page}release/").status_code == 422
    assert manager.post(f"/plans/{plans.unchecked}/approve/").status_code == 422
    assert manager.post(f"{page}approve/").status_code == 303
    shown = manager.get(page).content.decode()
    assert "Release to the manufacturer" in shown
    assert "Approve this plan" not in shown
    assert manager.post(f"{page}release/").status_code == 303
    partner = sign_in("account_manager")
    areas = partner.get("/own-areas.json").json()
    assert areas["title"] == "0 of 5 areas are open."
    assert {row["store_id"] for row in areas["tables"]["areas"]["rows"]} == {
        "bonn", "essen", "hamburg", "koeln", "trier",
    }  # fmt: skip
    with within(WHOLE_HOUSE):
        key = ReleasedPlan.objects.get().pk
    assert partner.get(f"/own-plans/{key}/").status_code == 200
    rival = sign_in("rival")
    theirs, nobodys = rival.get(f"/own-plans/{key}.json"), rival.get("/own-plans/x.json")
    assert theirs.content == nobodys.content
