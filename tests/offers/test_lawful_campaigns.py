"""Campaigns of any steps keep their first reference, or begin anew with nothing dearer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.offers.price_words import BERLIN, asked, at

from showfloor.domain.prices import PriceEntry
from showfloor.errors import DataError
from showfloor.offers.lawful_campaigns import Campaign, CampaignStep, fix_references, recheck
from showfloor.offers.lawful_references import references
from showfloor.offers.lawful_rules import RULES, rules_of
from showfloor.offers.price_log import price_log

START = datetime(2026, 1, 1, tzinfo=BERLIN).astimezone(UTC)
prices = st.integers(1, 9).map(lambda price: Decimal(price * 10))


@st.composite
def campaigns(draw):
    days = sorted(draw(st.sets(st.integers(60, 160), min_size=1, max_size=5)))
    steps = []
    for day, later in zip(days, [*days[1:], 400], strict=True):
        ends = draw(st.one_of(st.none(), st.integers(day + 1, later)))
        steps.append(
            CampaignStep(
                START + timedelta(days=day),
                draw(prices),
                None if ends is None else START + timedelta(days=ends),
            )
        )
    return Campaign("drawn", "phone", "online", tuple(steps))


logged = st.lists(
    st.builds(
        PriceEntry,
        st.just("phone"),
        st.sampled_from(["online", "stores"]),
        st.integers(0, 160).map(lambda day: START + timedelta(days=day)),
        st.one_of(st.none(), prices),
        st.just(Decimal("0.19")),
    ),
    max_size=8,
).map(lambda entries: [asked("2025-06-01", "100.00"), *entries])


@settings(max_examples=200, deadline=None)
@given(campaigns(), logged, st.sampled_from(sorted(RULES)))
def test_a_step_keeps_the_reference_before_it_or_has_the_lowest_of_its_own_window(
    campaign, entries, country
):
    rules, log = rules_of(country), price_log([*entries, asked("2025-06-01", "100.00")])
    found = fix_references(campaign, log, rules)
    for place, (step, one) in enumerate(zip(campaign.steps, found, strict=True)):
        if one.begun == "deepening":
            assert step.gross_price <= campaign.steps[place - 1].gross_price
            assert (one.price, one.window_to) == (
                found[place - 1].price,
                found[place - 1].window_to,
            )
        else:
            assert one.window_to == step.begins
            (alone,) = references(log, [("phone", "online", step.begins)], rules)
            before = [
                earlier.gross_price
                for earlier, later in zip(campaign.steps, campaign.steps[1:], strict=False)
                if later.begins <= step.begins and (earlier.ends or later.begins) > one.window_from
            ]
            known = [price for price in (alone.price, *before) if price is not None]
            assert one.price == min(known, default=None)
        may = one.problem is None
        assert not may or step.gross_price < one.price


@settings(max_examples=60, deadline=None)
@given(campaigns(), logged)
def test_a_log_that_learns_nothing_leaves_every_verdict_unchanged(campaign, entries):
    log, rules = price_log(entries), rules_of("DE")
    fixed = fix_references(campaign, log, rules)
    assert {one.verdict for one in recheck(campaign, fixed, log, rules)} == {"unchanged"}


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((), "has no step"),
        ((CampaignStep(at("2026-03-02"), Decimal(1), at("2026-03-01")),), "not after"),
        ((CampaignStep(at("2026-03-01"), Decimal(-1)),), "is negative"),
        (
            (
                CampaignStep(at("2026-03-02"), Decimal(2)),
                CampaignStep(at("2026-03-01"), Decimal(1)),
            ),
            "step of 2026-03-01 00:00.01:00 begins before .* in the order of time",
        ),
        (
            (
                CampaignStep(at("2026-03-01"), Decimal(2)),
                CampaignStep(at("2026-03-01"), Decimal(1)),
            ),
            "two steps begin at 2026-03-01 00:00.01:00; keep one",
        ),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(steps, told):
    with pytest.raises(DataError, match=told):
        Campaign("c", "phone", "online", steps)
