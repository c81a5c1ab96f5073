"""What if: asked on a plan's page, planned beside it, kept, and read side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from showfloor.plan import plan_rollout
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.what_if_words import changes_in_words
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.words import language_of
from showfloor.portal.work.models import Job
from showfloor.workflows.plan_pages import plan_content

from ..sending import figures, table, work_here  # noqa: TID252  # no package

FIVE_CREWS = {"crews_region": "DE-NW", "crews": "2"}


def _asked(client: Client, run_id: str, **changes: str) -> Any:
    return client.post(f"/plans/{run_id}/what-if/", changes)


def _done(client: Client, run_id: str, **changes: str) -> str:
    """Ask, do the work, and return the comparison's address."""
    answer = _asked(client, run_id, **changes)
    assert answer.status_code == 303, answer.content.decode()
    (job,) = work_here()
    assert job.state == "done", job.refusal
    return str(job.href)


def test_scenarios_stand_side_by_side_and_each_is_worth_what_a_plan_of_its_own_is(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("rollout_manager")
    address = _done(client, own_plans.first, **FIVE_CREWS, promise="koeln")
    rows = table(client, address, "what_if")
    assert [row["scenario"] for row in rows] == [
        "As it is",
        "crews North Rhine-Westphalia +2 a week",
        "no promise to Koeln Markt",
        "crews North Rhine-Westphalia +2 a week; no promise to Koeln Markt",
    ]
    problem = plan_content(own_plans.workspace, own_plans.first).problem
    assert problem is not None
    assert problem.programme.crews is not None
    more = tuple(
        replace(crew, crew_days=tuple(days + 2 for days in crew.crew_days))
        for crew in problem.programme.crews
    )
    free = plan_rollout(replace(problem, programme=replace(problem.programme, crews=more)), seed=0)
    assert rows[1]["value"] == pytest.approx(free.certificate.objective, rel=5e-4)
    assert rows[0]["value"] == pytest.approx(own_plans.row(own_plans.first).objective, abs=0.01)
    assert figures(client, address)["scenarios"] == 3


def test_it_says_for_whom_something_changes_and_one_scenario_can_be_read_alone(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    address = _done(client, own_plans.second, **FIVE_CREWS, promise="koeln")
    counts = {row["what"]: row for row in table(client, address, "counts")}
    for row in counts.values():
        scenarios = [row[f"scenario_{place}"] for place in (1, 2, 3)]
        assert any(after != row["before"] for after in scenarios)
    changed = table(client, address, "changed")
    assert changed
    assert {row["change"] for row in changed} <= {"earlier", "later", "gets an area", "gets none"}
    alone = client.get(f"{address.rstrip('/')}.json?scenario=1").json()["tables"]["changed"]
    names = {row["scenario"] for row in alone["rows"]}
    assert names == {"crews North Rhine-Westphalia +2 a week"}
    page = client.get(f"/plans/{own_plans.second}/").content.decode()
    assert address in page
    (asked,) = table(client, f"/plans/{own_plans.second}/what-ifs/", "asked")
    assert asked["run"] in address


def test_a_second_click_is_the_same_job_and_one_begun_again_plans_nothing_twice(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    first = _asked(client, own_plans.first, **FIVE_CREWS)
    assert _asked(client, own_plans.first, **FIVE_CREWS)["Location"] == first["Location"]
    (job,) = work_here()
    with within(WHOLE_HOUSE):
        Job.objects.filter(pk=job.pk).update(state="waiting", takes=1)
    (again,) = work_here()
    assert (again.state, again.run_id) == ("done", job.run_id)
    assert len(list(own_plans.root.joinpath("runs").glob("*-what-if-*"))) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Fill in at least one line."),
        ({"crews_region": "DE-NW"}, "Fill in at least one line."),
        ({"crews_region": "DE-NW", "crews": "many"}, "whole number"),
        ({"crews_region": "DE-XX", "crews": "1"}, "DE-XX"),
        ({"promise": "atlantis"}, "atlantis"),
        ({"crews_region": "DE-NW", "crews": "99999999999999999999"}, "whole number"),
    ],
)
def test_a_form_with_a_mistake_is_shown_again_and_asks_for_nothing(
    plans: Any, sign_in: Callable[..., Client], sent: dict[str, str], said: str
) -> None:
    answer = _asked(sign_in("partner_manager"), plans.first, **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with within(WHOLE_HOUSE):
        assert not Job.objects.exists()


def test_a_form_has_only_what_the_programme_gives_a_meaning(
    plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    assert (
        f"/plans/{plans.first}/what-ifs/" in client.get(f"/plans/{plans.first}/").content.decode()
    )
    page = client.get(f"/plans/{plans.first}/what-ifs/").content.decode()
    assert 'name="crews"' in page
    assert 'name="promise"' in page
    assert 'name="budget"' not in page
    assert 'name="lockdown"' not in page


def test_rules_that_cannot_hold_together_are_a_result(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    address = _done(client, own_plans.first, crews_region="all", crews="-3")
    rows = table(client, address, "what_if")
    assert (rows[1]["scenario"], rows[1]["verdict"]) == (
        "crews everywhere \u22123 a week",
        "no plan possible",
    )
    assert "cannot hold together" in client.get(address).content.decode()


def test_only_who_may_plan_may_ask_and_a_comparison_of_another_plan_is_not_there(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    manager = sign_in("partner_manager")
    address = _done(manager, own_plans.first, **FIVE_CREWS)
    for person in ("store_staff", "account_manager", "auditor", "rival", None):
        client = sign_in(person)
        assert client.get(address).status_code == 404
        assert _asked(client, own_plans.first, **FIVE_CREWS).status_code == 404
    other = address.replace(own_plans.first, own_plans.second)
    assert manager.get(other).status_code == 404
    plan_run = own_plans.first
    assert manager.get(f"/plans/{plan_run}/what-ifs/{plan_run}/").status_code == 404
    assert manager.get(f"/plans/{plan_run}/what-ifs/nothing/").status_code == 404
    assert _asked(manager, "nothing", **FIVE_CREWS).status_code == 404


def test_a_comparison_stands_in_german_too(own_plans: Any, sign_in: Callable[..., Client]) -> None:
    client = sign_in("partner_manager")
    address = _done(client, own_plans.first, **FIVE_CREWS)
    for path in (address, f"/plans/{own_plans.first}/what-ifs/", f"/plans/{own_plans.first}/"):
        text = client.get(path, headers={"accept-language": "de"}).content.decode()
        assert '<html lang="de">' in text
        assert "Montage Nordrhein-Westfalen +2 je Woche" in text
        assert " style=" not in text


def test_changes_are_said_in_words_and_unknown_ones_as_they_are() -> None:
    visit = Visit(language_of("en", "EUR"))
    changes = (
        "budget -20000.00",
        "lockdown all +4 weeks",
        "lockdown bonn -1 weeks",
        "without promise 'a b'",
        "budget +10%",
        "pace 'x",
    )
    stores = {"bonn": "Bonn Markt", "a b": "A & B"}
    assert changes_in_words(visit, changes, stores).split("; ") == [
        "budget \u2212€20,000",
        "lockdown everywhere +4 weeks",
        "lockdown Bonn Markt \u22121 weeks",
        "no promise to A & B",
        "budget +10%",
        "pace 'x",
    ]
