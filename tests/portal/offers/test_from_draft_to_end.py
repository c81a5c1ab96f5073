"""An offer's way: sent, checked, approved, announced within the law, told, run, ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from showfloor.portal.offers.models import KeptOffer, OfferEvent, OwnOffer, PublicOffer
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import open_workspace
from showfloor.workflows.offer_campaigns import recheck_campaign

from ..sending import figures, table  # noqa: TID252  # no package
from .conftest import FACTS, OFFER, SAYS, announce, approve, now

Keeping = Callable[..., KeptOffer]


def test_a_sent_offer_is_a_draft_whatever_status_it_states(manager: Client, kept: Keeping) -> None:
    row = kept(OFFER.replace('manufacturer = "acme"', 'manufacturer = "acme"\nstatus = "running"'))
    assert now(row).status == "draft"
    page = figures(manager, f"/offers/{row.pk}")
    assert page["may_be_approved"] is True
    assert page["below_floor"] is False


def test_an_offer_is_announced_only_with_its_duties_and_a_lawful_claim(
    manager: Client, kept: Keeping, priced: Path
) -> None:
    row = kept()
    assert announce(manager, row).status_code == 422  # a draft
    assert approve(manager, row).status_code == 303
    missing = announce(manager, row, says=SAYS)
    assert missing.status_code == 422
    assert 'name="fact-energy_class"' in missing.content.decode()
    assert now(row).status == "approved"
    # From 649.00, the only price of the 30 days before, 599.00 is 7.7 % less and never 20 %.
    bold = announce(manager, row, says="599,00 € statt ~~749,00 €~~ (−20 %)", **FACTS)
    assert bold.status_code == 422
    assert "7 %" in bold.content.decode().replace("\xa0", " ")
    assert now(row).status == "approved"
    assert not now(row).campaign_runs
    assert announce(manager, row, says=SAYS, **FACTS).status_code == 303
    held = now(row)
    assert held.status == "announced"
    assert held.facts["energy_class"] == "B"
    assert held.facts["lowest_prior_price"] == "a1: 649.00"
    (run_id,) = held.campaign_runs
    (again,) = recheck_campaign(open_workspace(priced), run_id).rechecks
    assert str(again.fixed.price) == "649.00"
    assert again.verdict == "unchanged"


def test_two_clicks_are_one(manager: Client, kept: Keeping) -> None:
    row = kept()
    kept()  # the same text again
    for _ in range(2):
        assert approve(manager, row).status_code == 303
    for _ in range(2):
        assert announce(manager, row, says=SAYS, **FACTS).status_code == 303
    for _ in range(2):
        assert manager.post(f"/offers/{row.pk}/end/").status_code == 303
    with within(WHOLE_HOUSE):
        happened = list(OfferEvent.objects.values_list("happened", flat=True))
        public = list(PublicOffer.objects.values_list("state", flat=True))
    assert happened == ["stated", "approved", "announced", "ended"]
    assert len(now(row).campaign_runs) == 1
    assert public == [""]


def test_a_broken_floor_needs_a_name(manager: Client, kept: Keeping) -> None:
    # a1 costs 649.00 - 100.00 x 1.19 = 530.00 with VAT: 499.00 is below.
    row = kept(OFFER.replace("599.00", "499.00"))
    assert figures(manager, f"/offers/{row.pk}")["below_floor"] is True
    assert approve(manager, row).status_code == 422
    assert now(row).status == "draft"
    answer = approve(manager, row, floor_approved_by="M. Beispiel, head of purchasing")
    assert answer.status_code == 303
    assert now(row).floor_approved_by == "M. Beispiel, head of purchasing"
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert "Beispiel" not in told.text


def test_what_a_check_fails_is_not_approved(manager: Client, kept: Keeping) -> None:
    row = kept(OFFER.replace("through = 2026-03-22\n", ""))  # never ends
    assert figures(manager, f"/offers/{row.pk}")["may_be_approved"] is False
    assert approve(manager, row).status_code == 422
    assert now(row).status == "draft"


def test_what_was_changed_since_it_was_seen_is_not_approved(manager: Client, kept: Keeping) -> None:
    row = kept()
    kept(OFFER.replace("599.00", "589.00"))
    assert approve(manager, row).status_code == 422
    assert approve(manager, now(row)).status_code == 303


def test_an_approved_version_keeps_its_words_and_a_change_is_a_new_one(
    manager: Client, kept: Keeping
) -> None:
    row = kept()
    approve(manager, row)
    changed = OFFER.replace("599.00", "579.00")
    assert manager.post("/offers/send/", {"text": changed}).status_code == 422
    assert "599.00" in now(row).text
    second = kept(changed.replace('id = "spring"', 'id = "spring"\nversion = 2'))
    assert second.version == 2
    difference = table(manager, f"/offers/{second.pk}", "difference")
    assert {"before": "at_most = 599.00", "after": "at_most = 579.00"} in difference


def test_a_later_step_keeps_the_price_before_the_first_one(manager: Client, kept: Keeping) -> None:
    # PAngV section 11 (2): a reduction that deepens without a pause keeps its first reference.
    row = kept()
    approve(manager, row)
    assert announce(manager, row, says=SAYS, **FACTS).status_code == 303
    deeper = OFFER.replace('id = "spring"', 'id = "spring"\nversion = 2').replace(
        "599.00", "579.00"
    )
    second = kept(deeper.replace("from = 2026-03-09", "from = 2026-03-16"))
    assert approve(manager, second).status_code == 303
    says = SAYS.replace("599,00", "579,00").replace("−7 %", "−10 %")
    assert announce(manager, second, says=says, **FACTS).status_code == 303
    assert now(second).facts["lowest_prior_price"] == "a1: 649.00"


def test_a_recommended_price_may_be_named_where_it_is_the_manufacturers(
    manager: Client, kept: Keeping
) -> None:
    # PAngV section 11 asks for the retailer's own lowest price only beside a reduction of its own.
    row = kept()
    approve(manager, row)
    says = "599,00 €; UVP des Herstellers: 699,00 €"
    for stated in ({}, {"recommended": "689.00"}, {"recommended": "-1"}):
        assert announce(manager, row, says=says, **FACTS, **stated).status_code == 422
    assert announce(manager, row, says=says, **FACTS, recommended="699.00").status_code == 303
    assert "lowest_prior_price" not in now(row).facts


def test_a_bundle_may_be_compared_with_what_its_parts_cost_alone(
    manager: Client, kept: Keeping
) -> None:
    reward = """kind = "bundle"
at_most = 1099.00
slots = [{ goods = { products = ["a1"] } }, { goods = { products = ["b1"] } }]
"""
    row = kept(OFFER.split('kind = "each"')[0] + reward)
    assert approve(manager, row).status_code == 303
    # a1 cost 649.00 and b1 500.00, each through the 30 days before.
    told = "1.099,00 €; einzeln zusammen: {} €"
    wrong = announce(manager, row, says=told.format("1.200,00"), **FACTS)
    assert wrong.status_code == 422
    assert "€1,149.00" in wrong.content.decode()
    assert announce(manager, row, says=told.format("1.149,00"), **FACTS).status_code == 303
    assert len(now(row).campaign_runs) == 2


def test_bad_texts_are_told_and_change_nothing(manager: Client) -> None:
    for text in ("", "no toml [", OFFER * 2, OFFER.replace("at_most", "at_mots"), "\x00"):
        answer = manager.post("/offers/send/", {"text": text})
        assert answer.status_code == 422, text
    with within(WHOLE_HOUSE):
        assert not KeptOffer.objects.exists()


def test_the_common_kinds_are_written_by_a_form(manager: Client) -> None:
    sent = {
        "id": "ten", "name": 'Ten "per cent"', "manufacturer": "acme", "kind": "per_cent",
        "value": "10", "products": "a1, b1", "categories": "", "first": "2026-03-09",
        "last": "2026-03-15", "stores": "hamburg", "independents": "none", "pays": "25",
    }  # fmt: skip
    assert manager.post("/offers/make/", {**sent, "value": "-1"}).status_code == 422
    answer = manager.post("/offers/make/", sent)
    assert answer.status_code == 303, answer.content.decode()
    rows = table(manager, "/offers", "offers")
    assert [row["name"] for row in rows] == ['Ten "per cent"']
    assert "Ten" in manager.get("/offers.csv").content.decode()


def test_an_offer_without_prices_in_the_ledger_is_kept_and_not_approved(
    sign_in: Callable[..., Client], workspace_root: Path
) -> None:
    client = sign_in("partner_manager")
    client.post("/offers/send/", {"text": OFFER})
    with within(WHOLE_HOUSE):
        row = KeptOffer.objects.get()
    page = client.get(f"/offers/{row.pk}/")
    assert page.status_code == 200
    assert str(workspace_root) not in page.content.decode()
    assert approve(client, row).status_code == 422
