"""Pages of the rollout: what each says, in both languages, and that nobody reads another's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from showfloor.portal.rollout import words
from showfloor.portal.rollout.marking import Slip, mark
from showfloor.portal.rollout.models import Installation, State
from showfloor.portal.rollout.releasing import release
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.kinds import Asked, kind_of
from showfloor.portal.work.models import Job
from showfloor.workflows.plan_pages import installations_of, kept_plans


def test_both_languages_have_the_same_words() -> None:
    assert set(words.ENGLISH) == set(words.GERMAN)


def test_the_list_of_plans_holds_value_bound_gap_and_seed(
    plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    page = client.get("/plans.json").json()
    rows = {row["run_id"]: row for row in page["tables"]["plans"]["rows"]}
    kept = {row.run_id: row for row in kept_plans(plans.workspace)}
    assert set(rows) == set(kept) == {plans.first, plans.second, plans.unchecked}
    for run_id, row in rows.items():
        assert row["value"] == kept[run_id].objective
        assert row["bound"] == kept[run_id].upper_bound
        assert (row["gap"], row["seed"]) == (kept[run_id].gap, "0")
    assert rows[plans.unchecked]["check"] == "not yet"
    table = list(csv.DictReader(io.StringIO(client.get("/plans.csv").content.decode())))
    assert {row["run_id"] for row in table} == set(rows)
    assert client.get("/plans/").status_code == 200


def test_without_a_plan_the_pages_say_how_to_get_one(
    house: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    for path in ("/plans/", "/timeline/", "/installations/"):
        assert 'class="empty"' in client.get(path).content.decode()
    assert client.get("/plans/nothing/").status_code == 404


def test_a_plans_page_says_why_each_store_and_why_not(
    plans: Any, sign_in: Callable[..., Client]
) -> None:
    page = sign_in("partner_manager").get(f"/plans/{plans.second}.json").json()
    chosen = {row["store_id"] for row in page["tables"]["planned_stores"]["rows"]}
    assert chosen == {"bonn", "essen", "hamburg", "koeln"}
    rest = page["tables"]["other_stores"]["rows"]
    assert [row["store_id"] for row in rest] == ["trier"]
    assert rest[0]["why"]
    assert page["figures"]["check"] == "PASS"


def test_two_plans_differ_by_the_store_that_one_of_them_excludes(
    plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    page = client.get(f"/plans/{plans.first}/against/{plans.second}.json").json()
    changed = {row["store_id"]: row for row in page["tables"]["replan_changes"]["rows"]}
    assert changed["trier"]["why"] == "The store is excluded"
    assert page["figures"]["value_difference"] < 0
    turned = client.get(f"/plans/{plans.second}/against/{plans.first}.json").json()
    there = page["figures"]["value_difference"] + turned["figures"]["value_difference"]
    assert there == pytest.approx(0.0)
    assert client.get(f"/plans/{plans.first}/against/nothing/").status_code == 404


def test_a_slip_says_what_it_breaks_and_the_letter_names_only_dates(
    plans: Any, approved: Any, who: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("rollout_manager")
    with within(WHOLE_HOUSE):
        release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        one = Installation.objects.get(store_id="koeln")
        mark(one.pk, State.SLIPPED, who, seen=1, slip=Slip("flood", date(2021, 6, 1)))
    shown = " ".join(client.get(f"/installations/{one.pk}/").content.decode().split())
    assert "The store was promised to sell from W19 · 10 May 2021" in shown
    assert "Bonn Markt belongs to a later wave" in shown
    assert "The manufacturer was told that it sells from" in shown
    # 1 June 2021 is a Tuesday: the crew can come on Monday, 7 June, and it sells two weeks later.
    assert "It could begin in W23 · 7 June 2021 and sell from W25 · 21 June 2021" in shown
    letter = client.get(f"/plans/{plans.first}/message/").content.decode()
    assert "Koeln Markt (Koeln), Wall: cannot be built" in letter
    assert "Koeln Markt (Koeln), Wand" in letter
    assert "mailto:?subject=" in letter
    assert "flood" not in letter
    assert "€" not in letter


def test_a_re_plan_leads_to_the_difference_and_can_be_approved(
    own_plans: Any, approved: Any, who: Any, sign_in: Callable[..., Client]
) -> None:
    rollout, manager = sign_in("rollout_manager"), sign_in("partner_manager")
    with within(WHOLE_HOUSE):
        one = Installation.objects.get(store_id="essen")
        mark(one.pk, State.SLIPPED, who, seen=1, slip=Slip("flood", date(2021, 5, 3)))
    path = f"/installations/{one.pk}/plan-again/"
    assert rollout.post(path, {"change_cost": "minus"}).status_code == 422
    first = rollout.post(path, {"change_cost": "100"})
    assert first["Location"] == rollout.post(path, {"change_cost": "100"})["Location"]
    with within(WHOLE_HOUSE):
        job = Job.objects.get()
        asked = Asked(job.pk, job.parameters, job.person_id, job.person_name)
    kind = kind_of(job.kind)
    assert kind is not None
    outcome = kind.do(asked, lambda _step, _share: None)
    assert outcome.said == "rollout.replan.done"
    shown = rollout.get(outcome.href.removesuffix("/") + ".json").json()
    rows = shown["tables"]["replan_changes"]["rows"]
    essen = next(row for row in rows if row["store_id"] == "essen")
    assert essen["why"]
    assert manager.post(f"/plans/{outcome.run_id}/approve/").status_code == 303
    with within(WHOLE_HOUSE):
        again = Installation.objects.get(store_id="essen")
        assert again.state == "planned"
        assert again.start_week >= date(2021, 5, 3)
        assert again.run_id == outcome.run_id


def test_a_check_in_the_background_lets_a_plan_be_approved(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    manager = sign_in("partner_manager")
    page = f"/plans/{own_plans.unchecked}/"
    assert "Check this plan" in manager.get(page).content.decode()
    manager.post(f"{page}verify/")
    with within(WHOLE_HOUSE):
        job = Job.objects.get()
    kind = kind_of(job.kind)
    assert kind is not None
    done = kind.do(Asked(job.pk, job.parameters, job.person_id, ""), lambda *_: None)
    assert done.said == "rollout.verify.done.PASS"
    assert manager.post(f"{page}approve/").status_code == 303


def test_store_staff_see_and_comment_on_their_own_store_only(
    approved: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("store_staff")
    page = client.get("/my-store/").content.decode()
    assert "Koeln Markt gets a Wall from" in page
    assert "clear 10.0 m²" in page
    assert "Bonn" not in page
    with within(WHOLE_HOUSE):
        own = Installation.objects.get(store_id="koeln").pk
        other = Installation.objects.get(store_id="bonn").pk
    said = {"text": "The <b>door</b> is blocked"}
    assert client.post(f"/my-store/{other}/comment/", said).status_code == 404
    assert client.post(f"/my-store/{own}/comment/", {"text": ""}).status_code == 422
    assert client.post(f"/my-store/{own}/comment/", said).status_code == 303
    shown = sign_in("rollout_manager").get(f"/installations/{own}/").content.decode()
    assert "The &lt;b&gt;door&lt;/b&gt; is blocked" in shown


def test_installations_are_marked_by_buttons_and_filtered_by_state(
    approved: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("rollout_manager")
    with within(WHOLE_HOUSE):
        key = Installation.objects.get(store_id="koeln").pk
    assert client.post(f"/installations/{key}/mark/done/", {"seen": 1}).status_code == 422
    assert client.post(f"/installations/{key}/mark/nowhere/", {"seen": 1}).status_code == 404
    assert client.post(f"/installations/{key}/mark/started/", {"seen": 1}).status_code == 303
    rows = client.get("/installations.json?state=started").json()["tables"]["installations"]
    assert [row["store_id"] for row in rows["rows"]] == ["koeln"]
    assert sign_in("store_staff").get("/installations/").status_code == 404


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_stands_in_both_languages(
    plans: Any, approved: Any, sign_in: Callable[..., Client], language: str
) -> None:
    with within(WHOLE_HOUSE):
        release(plans.row(plans.first), installations_of(plans.workspace, plans.first))
        key = Installation.objects.get(store_id="koeln").pk
    pages = {
        "partner_manager": (
            "/plans/",
            f"/plans/{plans.first}/",
            f"/plans/{plans.first}/against/{plans.second}/",
            f"/plans/{plans.second}/message/",
            "/timeline/",
            "/installations/",
            f"/installations/{key}/",
            "/calendar/",
        ),
        "store_staff": ("/my-store/",),
        "account_manager": ("/own-plans/", "/own-areas/", "/calendar/"),
    }
    for person, paths in pages.items():
        client = sign_in(person)
        for path in paths:
            answer = client.get(path, headers={"accept-language": language})
            assert answer.status_code == 200, path
            text = answer.content.decode()
            assert f'<html lang="{language}">' in text
            assert " style=" not in text
            assert "<script>" not in text
