"""What an offer would have cost is reckoned in the background, once, and shown beside it."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from showfloor.portal.offers.models import KeptOffer, ReckonedCost
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.models import Job

from ..sending import table, work_here  # noqa: TID252  # no package
from .conftest import OFFER, approve, now

Keeping = Callable[..., KeptOffer]


def test_a_kept_draft_is_reckoned_on_the_last_weeks_sales(manager: Client, kept: Keeping) -> None:
    row = kept()
    waiting = manager.get(f"/offers/{row.pk}/")
    assert b"progress" in waiting.content
    (job,) = work_here()
    assert job.state == "done", job.refusal
    # The fixture sold two a1 at 649.00, in Hamburg and in Köln: 2 x (649.00 - 599.00).
    (spring,) = table(manager, f"/offers/{row.pk}", "cost")
    assert (spring["lines"], spring["without"], spring["beside"]) == (2, 0.0, 100.0)
    page = manager.get(f"/offers/{row.pk}/").content.decode()
    assert "<svg" in page
    assert "€50.00" in page  # the share of each, and of it 50.00 is only recommended in Köln
    assert "progress" not in page


def test_it_is_reckoned_beside_the_others_whose_place_it_takes(
    manager: Client, kept: Keeping
) -> None:
    approve(manager, kept())
    row = kept(OFFER.replace('"spring"', '"deeper"').replace("599.00", "579.00"))
    work_here()
    rows = {one["offer_id"]: one for one in table(manager, f"/offers/{row.pk}", "cost")}
    # 2 x (649.00 - 579.00) in place of 2 x (649.00 - 599.00).
    assert (rows["spring"]["without"], rows["spring"]["beside"]) == (100.0, 0.0)
    assert (rows["deeper"]["beside"], rows["deeper"]["change"]) == (140.0, 140.0)


def test_two_clicks_are_one_reckoning_and_a_changed_draft_says_that_it_is_old(
    manager: Client, kept: Keeping
) -> None:
    row = kept()
    for _ in range(2):
        assert manager.post(f"/offers/{row.pk}/cost/").status_code == 303
    with within(WHOLE_HOUSE):
        assert Job.objects.count() == 1
    work_here()
    kept(OFFER.replace("599.00", "589.00"))
    assert b"have changed since" in manager.get(f"/offers/{row.pk}/").content
    work_here()
    assert b"have changed since" not in manager.get(f"/offers/{row.pk}/").content
    with within(WHOLE_HOUSE):
        assert ReckonedCost.objects.count() == 1
    assert now(row).status == "draft"


def test_nobody_else_has_it_reckoned(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    row = kept()
    for role in ("rollout_manager", "store_staff", "account_manager", None):
        assert sign_in(role).post(f"/offers/{row.pk}/cost/").status_code == 404


def test_an_ended_offer_has_nothing_to_reckon(manager: Client, kept: Keeping) -> None:
    row = kept()
    approve(manager, row)
    manager.post(f"/offers/{row.pk}/end/")
    assert manager.post(f"/offers/{row.pk}/cost/").status_code == 404
    assert b"would have cost" not in manager.get(f"/offers/{row.pk}/").content
