"""The demonstration's rollout: approved, released, and marked up to its day; made once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from showfloor.portal.rollout.examples import make_examples
from showfloor.portal.rollout.models import Approval, Installation, InstallationEvent, ReleasedArea
from showfloor.portal.walls.reach import WHOLE_HOUSE, within


def test_a_demonstrations_rollout_stands_where_its_day_is_and_the_public_sees_what_is_open(
    plans: Any, house: Any, sign_in: Any, monkeypatch: Any
) -> None:
    day = date(2021, 5, 10)
    monkeypatch.setattr(settings, "PORTAL_TODAY", day)
    retailer, person = house.organisations["retailer"], house.people["partner_manager"]
    with within(WHOLE_HOUSE):
        make_examples(retailer, person, day)
        events = InstallationEvent.objects.count()
        make_examples(retailer, person, day)
        assert InstallationEvent.objects.count() == events
        assert Approval.objects.count() == 1
        found = list(Installation.objects.all())
        slipped = [one for one in found if one.state == "slipped"]
        done = {one.store_id for one in found if one.state == "done"}
        assert done == {one.store_id for one in found if one.selling_week <= day}
        assert done
        assert len(slipped) == 1
        opened = ReleasedArea.objects.exclude(opened_on=None)
        assert {area.store_id for area in opened} == done
    rows = sign_in(None).get("/brand-areas.json").json()["tables"]["stores"]["rows"]
    assert len(rows) == len(done)
