"""Who sees an offer when: its store's staff, its manufacturer, everybody; never a rival before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from showfloor.portal.offers.models import KeptOffer, OwnOffer
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from ..sending import table  # noqa: TID252  # no package
from .conftest import FACTS, OFFER, SAYS, announce, approve, now

Keeping = Callable[..., KeptOffer]
MEETS = '[offers.meets]\ngroup = "bundles"\n'
RIVALS = ("rival", "own_retail", None)


def test_store_staff_see_what_applies_in_their_store_and_as_what(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in("store_staff")  # of Köln, whose operator is independent
    row = kept()
    here = OFFER.replace('"spring"', '"flagship"').replace(
        "[offers.reward]", '[offers.where]\nstores = ["hamburg"]\n[offers.reward]'
    )
    other = kept(here.replace("b1", "a1"))
    assert b"Spring price" not in staff.get("/offers/").content
    for one in (row, other):
        approve(manager, one)
    rows = table(staff, "/offers", "store_offers")
    assert [one["offer_id"] for one in rows] == ["spring"]
    assert rows[0]["binds"] == "recommended price"
    assert staff.get(f"/offers/{row.pk}/").status_code == 404


def test_a_manufacturer_sees_its_own_offers_once_they_are_approved(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    row = kept()
    own = sign_in("account_manager")
    assert b"Spring price" not in own.get("/own-offers/").content
    approve(manager, row)
    (shown,) = table(own, "/own-offers", "own_offers")
    assert shown["name"] == "Spring price canary-retailer"
    assert b"Spring price" not in sign_in("rival").get("/own-offers/").content
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert own.get(f"/own-offers/{told.pk}/").status_code == 200
    assert sign_in("rival").get(f"/own-offers/{told.pk}/").status_code == 404


@pytest.mark.parametrize("reader", RIVALS, ids=str)
def test_nobody_reads_anothers_offer_before_it_is_public(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client], reader: str | None
) -> None:
    row = kept()
    client = sign_in(reader)
    approve(manager, row)
    assert b"Spring price" not in client.get("/current-offers/").content
    announce(manager, row, says=SAYS, **FACTS)
    assert b"Spring price" in client.get("/current-offers/").content
    assert b"Spring price" in client.get("/current-offers.csv").content
    manager.post(f"/offers/{row.pk}/end/")
    assert b"Spring price" not in client.get("/current-offers/").content


def test_a_proposal_is_taken_up_once_and_never_for_anothers_goods(
    manager: Client, sign_in: Callable[..., Client]
) -> None:
    own = sign_in("account_manager")
    assert own.post("/own-offers/send/", {"text": OFFER}).status_code == 303
    assert own.post("/own-offers/send/", {"text": OFFER}).status_code == 303
    rivals = OFFER.replace('manufacturer = "acme"', 'manufacturer = "bolt"')
    assert own.post("/own-offers/send/", {"text": rivals}).status_code == 422
    floor = OFFER + '[offers.floor]\napproved_by = "myself"\n'
    assert own.post("/own-offers/send/", {"text": floor}).status_code == 422
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert told.status == "proposed"
    for _ in range(2):
        assert manager.post(f"/offers/proposals/{told.pk}/take-up/").status_code == 303
    with within(WHOLE_HOUSE):
        row = KeptOffer.objects.get()
    approve(manager, row)
    assert now(row).status == "approved"
    (shown,) = table(own, "/own-offers", "own_offers")
    assert shown["state"] == "approved"


def test_a_proposal_fits_into_a_house_that_has_groups_of_its_own(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    kept('groups = ["bundles"]\n' + OFFER.replace("[offers.when]", MEETS + "[offers.when]"))
    sign_in("account_manager").post("/own-offers/send/", {"text": OFFER.replace("spring", "two")})
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert b"cannot be checked" not in manager.get(f"/offers/proposals/{told.pk}/").content
    assert manager.post(f"/offers/proposals/{told.pk}/take-up/").status_code == 303


def test_only_the_partner_manager_decides(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    row = kept()
    for reader in ("rollout_manager", "store_staff", "auditor", "account_manager", None):
        client = sign_in(reader)
        assert approve(client, row).status_code == 404
        assert client.post("/offers/send/", {"text": OFFER}).status_code == 404
    assert now(row).status == "draft"


def test_a_proposal_is_declined_with_a_reason_that_its_manufacturer_reads(
    manager: Client, sign_in: Callable[..., Client]
) -> None:
    own = sign_in("account_manager")
    own.post("/own-offers/send/", {"text": OFFER})
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    where = f"/offers/proposals/{told.pk}"
    assert manager.get(f"{where}/").status_code == 200
    assert manager.post(f"{where}/decline/", {"reason": " "}).status_code == 422
    for reason in ("Not below 619.00 this spring.", "again"):
        assert manager.post(f"{where}/decline/", {"reason": reason}).status_code == 303
    assert b"Not below 619.00" in own.get(f"/own-offers/{told.pk}/").content
    assert sign_in("rival").get(f"/own-offers/{told.pk}/").status_code == 404
    assert manager.post(f"{where}/take-up/").status_code == 422
    # Proposed otherwise it waits again, and is taken up.
    own.post("/own-offers/send/", {"text": OFFER.replace("599.00", "629.00")})
    assert manager.post(f"{where}/take-up/").status_code == 303
    assert manager.post(f"{where}/decline/", {"reason": "late"}).status_code == 422


def test_an_offer_runs_and_is_over_by_its_own_time(
    manager: Client,
    kept: Keeping,
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = kept()
    approve(manager, row)
    announce(manager, row, says=SAYS, **FACTS)
    own = sign_in("account_manager")
    seen = []
    # It holds from 9 to 22 March 2026, both days whole.
    for day in (8, 9, 22, 23):
        monkeypatch.setattr(settings, "PORTAL_TODAY", date(2026, 3, day))
        (one,) = table(manager, "/offers", "offers")
        (told,) = table(own, "/own-offers", "own_offers")
        assert one["state"] == told["state"]
        seen.append(one["state"])
    assert seen == ["announced", "running", "running", "over"]
    assert now(row).status == "announced"
