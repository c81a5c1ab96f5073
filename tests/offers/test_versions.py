"""A version that was approved keeps its words; what changes is a new version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pricing_cases import ACCESSORIES, TENTH, offer

from showfloor.domain.offer_terms import STATUSES, EachUnit, Meets
from showfloor.offers import check_changes

RUNNING = offer("a", EachUnit(ACCESSORIES, TENTH))


def faults(before, after) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.code, item.about) for item in check_changes(before, after)]


def test_a_running_version_that_changes_is_refused_and_names_what_changed() -> None:
    other = replace(RUNNING, manufacturer_pays=5000, meets=Meets(priority=3))
    assert faults([RUNNING], [other]) == [("changed", ("meets", "manufacturer_pays"))]


def test_the_change_as_a_higher_version_is_taken() -> None:
    other = replace(RUNNING, version=2, manufacturer_pays=5000)
    assert faults([RUNNING], [RUNNING, other]) == []


def test_a_draft_may_change_and_go() -> None:
    draft = replace(RUNNING, status="draft")
    assert faults([draft], [replace(draft, manufacturer_pays=1)]) == []
    assert faults([draft], []) == []


def test_a_version_that_was_approved_never_goes() -> None:
    assert faults([RUNNING], []) == [("gone", ())]


@pytest.mark.parametrize("old", STATUSES[1:])
@pytest.mark.parametrize("new", STATUSES)
def test_a_status_goes_forward_only(old: str, new: str) -> None:
    back = STATUSES.index(new) < STATUSES.index(old)
    found = faults([replace(RUNNING, status=old)], [replace(RUNNING, status=new)])
    assert found == ([("went_back", (old, new))] if back else [])
