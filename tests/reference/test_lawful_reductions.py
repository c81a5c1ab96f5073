"""Golden cases of lawful reductions: published judgments and examples, each with its source."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.offers.price_words import asked, at

from showfloor.offers.lawful_campaigns import Campaign, CampaignStep, fix_references, recheck
from showfloor.offers.lawful_references import references
from showfloor.offers.lawful_rules import rules_of
from showfloor.offers.price_log import price_log, steps_known_at, superseded

GERMANY = rules_of("DE")


def campaign(*steps: tuple[str, str] | tuple[str, str, str], channel: str = "online") -> Campaign:
    """Return a campaign of (begin, price) or (begin, price, end)."""
    return Campaign(
        "spring",
        "phone",
        channel,
        tuple(
            CampaignStep(at(step[0]), Decimal(step[1]), at(step[2]) if len(step) == 3 else None)
            for step in steps
        ),
    )


def lowest(entries, begin: str, rules=GERMANY, **known):
    """Return the reference before a reduction that begins online."""
    (found,) = references(price_log(entries), [("phone", "online", at(begin))], rules, **known)
    return found


# Court of Justice, 26 September 2024, C-330/23, Aldi Süd: bananas at 1.29 "-23 %" beside 1.69,
# while 1.29 was asked within the last 30 days.
def test_aldi_sued_1_29_within_30_days_is_no_reduction_from_1_69():
    log = price_log(
        [
            asked("2022-01-01", "1.69"),
            asked("2022-09-26", "1.29"),
            asked("2022-10-03", "1.69"),
        ]
    )
    (found,) = fix_references(campaign(("2022-10-17", "1.29")), log, GERMANY)
    assert (found.price, found.before) == (Decimal("1.29"), Decimal("1.69"))
    assert found.problem == "not_lower"


# Bundesgerichtshof, 9 October 2025, I ZR 183/24: coffee at 4.44, "-36 %" beside 6.99; the week
# before it cost 6.99, the week before that 4.44.
def test_jacobs_4_44_two_weeks_before_is_no_reduction_from_6_99():
    log = price_log(
        [
            asked("2022-10-01", "6.99"),
            asked("2022-11-14", "4.44"),
            asked("2022-11-21", "6.99"),
        ]
    )
    (found,) = fix_references(campaign(("2022-11-28", "4.44")), log, GERMANY)
    assert (found.price, found.problem) == (Decimal("4.44"), "not_lower")


# Gleiss Lutz, "New Price Indication Ordinance", 28 May 2022, examples 1 and 2: a dress at 100,
# then 150 for two weeks or for eight, then 75.
@pytest.mark.parametrize(("raised", "price"), [("2023-05-18", "100.00"), ("2023-04-06", "150.00")])
def test_a_raise_of_two_weeks_does_not_count_and_one_of_eight_weeks_does(raised, price):
    entries = [asked("2023-01-01", "100.00"), asked(raised, "150.00")]
    assert lowest(entries, "2023-06-01").price == Decimal(price)


# The same page: 100, then 90, then 70, then, four weeks after the first reduction, 50: "the seller
# can use its prior price of EUR 100". PAngV section 11 (2).
def test_a_deepening_campaign_keeps_the_price_before_its_first_step():
    log = price_log(
        [
            asked("2023-01-01", "100.00"),
            asked("2023-06-01", "90.00"),
            asked("2023-06-15", "70.00"),
            asked("2023-06-29", "50.00"),
        ]
    )
    steps = campaign(("2023-06-01", "90.00"), ("2023-06-15", "70.00"), ("2023-06-29", "50.00"))
    found = fix_references(steps, log, GERMANY)
    assert [one.price for one in found] == [Decimal("100.00")] * 3
    assert [one.begun for one in found] == ["first", "deepening", "deepening"]
    assert [one.problem for one in found] == [None] * 3


# Talon.One with DLA Piper, "EU Price Indication Directive", 26 March 2024: normally 100, 80 last
# week, 70 at the weekend: the prior price is 80.
def test_shoes_at_70_after_a_week_at_80_are_compared_with_80():
    entries = [
        asked("2024-01-01", "100.00"),
        asked("2024-03-11", "80.00"),
        asked("2024-03-18", "100.00"),
    ]
    assert lowest(entries, "2024-03-23").price == Decimal("80.00")


# PAngV section 11 (1): "innerhalb der letzten 30 Tage". Raised for a week and lowered again.
def test_a_price_raised_for_a_week_and_lowered_again_is_no_reduction():
    log = price_log([asked("2026-01-01", "799.00"), asked("2026-03-01", "899.00")])
    (found,) = fix_references(campaign(("2026-03-08", "799.00")), log, GERMANY)
    assert (found.price, found.problem) == (Decimal("799.00"), "not_lower")


# Section 187 (1) BGB: the day of the event is not counted, so the 30 days before 1 December are
# 1 to 30 November. A campaign through 1 November leaves 29 days between, one through 31 October 30.
@pytest.mark.parametrize(
    ("days_between", "ended", "price"),
    [
        (29, "2026-11-02", "599.00"),
        (30, "2026-11-01", "799.00"),
        (31, "2026-10-31", "799.00"),
    ],
)
def test_two_campaigns_with_29_days_between_meet_and_with_31_do_not(days_between, ended, price):
    between = at("2026-12-01").date() - at(ended).date()
    assert between.days == days_between
    entries = [
        asked("2026-01-01", "799.00"),
        asked("2026-10-20", "599.00"),
        asked(ended, "799.00"),
    ]
    assert lowest(entries, "2026-12-01").price == Decimal(price)


# Bundesgerichtshof, 20 November 2008, I ZR 122/06, "20 % auf alles": a drill at 139.00 less 20 per
# cent, 111.20, had cost 108.99 the day before.
def test_20_per_cent_off_a_price_raised_overnight_is_no_reduction():
    log = price_log([asked("2004-10-01", "108.99"), asked("2005-01-10", "139.00")])
    (found,) = fix_references(campaign(("2005-01-10", "111.20")), log, GERMANY)
    assert (found.price, found.problem) == (Decimal("108.99"), "not_lower")


# Preu Bohlig, "Neue Vorgaben zu Rabattpreisangaben": the 30 days before the reduction began stay
# the ones that are compared with as long as it lasts, also after they are long past.
def test_the_reference_is_kept_through_a_campaign_of_three_months():
    log = price_log([asked("2026-01-01", "100.00"), asked("2026-03-01", "80.00")])
    steps = campaign(("2026-03-01", "80.00"), ("2026-05-25", "75.00"))
    assert [one.price for one in fix_references(steps, log, GERMANY)] == [Decimal("100.00")] * 2


# PAngV section 11 (2): "ohne Unterbrechung".
def test_a_pause_begins_anew_with_the_earlier_step_in_its_window():
    log = price_log(
        [asked("2026-01-01", "100.00"), asked("2026-06-01", "90.00"), asked("2026-06-08", "100.00")]
    )
    steps = campaign(("2026-06-01", "90.00", "2026-06-08"), ("2026-06-10", "70.00"))
    first, second = fix_references(steps, log, GERMANY)
    assert (first.price, second.price) == (Decimal("100.00"), Decimal("90.00"))
    assert (second.begun, second.problem) == ("pause", None)


def test_a_rise_begins_anew_and_is_no_reduction():
    log = price_log([asked("2026-01-01", "100.00"), asked("2026-06-01", "70.00")])
    steps = campaign(("2026-06-01", "70.00"), ("2026-06-15", "80.00"))
    _, second = fix_references(steps, log, GERMANY)
    assert (second.price, second.begun) == (Decimal("70.00"), "rise")
    assert second.problem == "not_lower"


def test_the_steps_of_a_plan_count_before_the_log_has_them():
    log = price_log([asked("2026-01-01", "799.00")])
    steps = campaign(
        ("2026-03-01", "599.00"),
        ("2026-03-15", "549.00", "2026-03-22"),
        ("2026-04-10", "649.00"),
        ("2026-06-01", "649.00", "2026-06-08"),
        ("2026-07-20", "599.00"),
    )
    found = fix_references(steps, log, GERMANY)
    assert [one.price for one in found] == [
        Decimal("799.00"), Decimal("799.00"), Decimal("549.00"), Decimal("549.00"),
        Decimal("799.00"),
    ]  # fmt: skip
    assert [one.begun for one in found] == ["first", "deepening", "pause", "deepening", "pause"]
    assert found[2].problem == found[3].problem == "not_lower"


def test_a_pause_that_only_the_log_tells_of_begins_anew_too():
    log = price_log(
        [asked("2026-01-01", "100.00"), asked("2026-06-01", "90.00"), asked("2026-06-05", "100.00")]
    )
    steps = campaign(("2026-06-01", "90.00"), ("2026-06-10", "70.00"))
    _, second = fix_references(steps, log, GERMANY)
    assert (second.price, second.begun) == (Decimal("90.00"), "pause")


# Besluit prijsaanduiding producten, article 5a (3): up to three calendar months from the first
# reduction. Directive 98/6/EC Article 6a (5) leaves the rule to the member states.
def test_how_long_a_campaign_may_deepen_depends_on_the_country():
    log = price_log([asked("2026-01-01", "100.00"), asked("2026-03-01", "90.00")])
    steps = campaign(("2026-03-01", "90.00"), ("2026-05-31", "80.00"), ("2026-06-01", "70.00"))
    begun = {
        country: [one.begun for one in fix_references(steps, log, rules_of(country))]
        for country in ("DE", "AT", "NL", "EU")
    }
    assert begun["DE"] == begun["AT"] == ["first", "deepening", "deepening"]
    assert begun["NL"] == ["first", "deepening", "too_long"]
    assert begun["EU"] == ["first", "no_deepening_rule", "no_deepening_rule"]


# PrAG section 9a (2): less than 30 days on the market, the lowest price since then. Germany did not
# use the option of Article 6a (4): unsettled, so no reduction unless the rule is set.
def test_a_product_new_since_12_days_has_the_lowest_price_of_those_days():
    entries = [asked("2026-03-01", "499.00"), asked("2026-03-05", "449.00")]
    german, austrian = (lowest(entries, "2026-03-13", rules_of(one)) for one in ("DE", "AT"))
    assert german.price == austrian.price == Decimal("449.00")
    assert german.days_on_sale == austrian.days_on_sale == 12
    assert (german.problem, austrian.problem) == ("too_new", None)
    as_in_austria = replace(GERMANY, new_goods="since_first_sale")
    assert lowest(entries, "2026-03-13", as_in_austria).problem is None


# PrAG section 9a (1): "in demselben Vertriebskanal". In Germany the literature takes the channel
# alone (Köhler/Bornkamm/Feddersen, section 11 PAngV, marginal 9), no judgment does yet.
def test_different_prices_online_and_in_the_store_count_together_unless_settled():
    entries = [
        asked("2026-01-01", "799.00"),
        asked("2026-01-01", "829.00", channel="stores"),
        asked("2026-02-20", "749.00", channel="stores"),
        asked("2026-02-27", "829.00", channel="stores"),
    ]
    german, austrian = (lowest(entries, "2026-03-01", rules_of(one)) for one in ("DE", "AT"))
    assert (german.price, german.channel) == (Decimal("749.00"), "stores")
    assert (austrian.price, austrian.channel) == (Decimal("799.00"), "online")
    assert lowest(entries, "2026-03-01", replace(GERMANY, channels="same")).price == Decimal(799)


# Summer time ends on 25 October 2026, 03:00 to 02:00: that day has 25 hours. The window of a
# reduction on 24 November opens on 25 October, 00:00 in Berlin, which is 22:00 UTC; counted as
# 30 x 24 hours back it would open an hour late, at 01:00.
def test_a_midnight_change_at_the_end_of_summer_time_lies_on_its_own_day():
    before = [asked("2026-01-01", "599.00"), asked("2026-10-25", "799.00")]
    found = lowest(before, "2026-11-24")
    assert found.window_from.isoformat() == "2026-10-24T22:00:00+00:00"
    assert found.price == Decimal("799.00")
    an_hour = [asked("2026-01-01", "599.00"), asked("2026-10-25 01:00", "799.00")]
    assert lowest(an_hour, "2026-11-24").price == Decimal("599.00")


def test_the_hour_that_comes_twice_is_two_hours():
    first = at("2026-10-25 02:30")
    entries = [
        asked("2026-01-01", "799.00"),
        replace(asked("2026-10-25", "599.00"), valid_from=first),
        replace(asked("2026-10-25", "799.00"), valid_from=first.replace(fold=1)),
    ]
    assert lowest(entries, "2026-11-24").price == Decimal("599.00")


# The log is append-only: what was true is learnt on 20 March; the reference of 10 March is not
# rewritten, and the check says that it must be mended.
def test_a_late_correction_of_the_log_leaves_what_was_fixed_and_is_told():
    entries = [asked("2026-01-01", "799.00"), asked("2026-02-20", "799.00")]
    late = asked("2026-02-20", "749.00", recorded="2026-03-20")
    back = asked("2026-02-21", "799.00", recorded="2026-03-20")
    planned = campaign(("2026-03-10", "699.00"))
    fixed = fix_references(planned, price_log(entries), GERMANY, known_at=at("2026-03-10"))
    log = price_log([*entries, late, back])
    assert fix_references(planned, log, GERMANY, known_at=at("2026-03-10")) == fixed
    (told,) = recheck(planned, fixed, log, GERMANY)
    assert (told.fixed.price, told.now.price) == (Decimal("799.00"), Decimal("749.00"))
    assert told.verdict == "lower"
    (entry,) = superseded(steps_known_at(log))
    assert (entry.held, entry.others, entry.contradiction) == (74900, (79900,), False)


def test_a_correction_upwards_keeps_the_lower_price_that_was_announced():
    entries = [asked("2026-01-01", "799.00"), asked("2026-02-20", "749.00")]
    late = asked("2026-02-20", "799.00", recorded="2026-03-20")
    planned = campaign(("2026-03-10", "699.00"))
    fixed = fix_references(planned, price_log(entries), GERMANY)
    (told,) = recheck(planned, fixed, price_log([*entries, late]), GERMANY)
    assert (told.fixed.price, told.verdict) == (Decimal("749.00"), "higher")


def test_net_and_gross_come_from_the_same_row_when_the_rate_changes():
    # From 1 July to 31 December 2020 Germany's rate was 16 per cent: 116.00 is 100.00 net.
    entries = [
        asked("2020-01-01", "119.00"),
        asked("2020-07-01", "116.00", vat=Decimal("0.16")),
        asked("2020-07-10", "119.00", vat=Decimal("0.16")),
    ]
    found = lowest(entries, "2020-08-01")
    assert (found.price, found.net_price) == (Decimal("116.00"), Decimal("100.00"))
    assert found.vat_rate == Decimal("0.16")
