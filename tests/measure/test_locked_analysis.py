"""An analysis that was locked: the same bytes, no changes in silence, departures by name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from showfloor.errors import DataError
from showfloor.measure.locked_analysis import (
    LockedAnalysis,
    followed,
    lock_analysis,
    lock_check,
    lock_digest,
    read_lock,
)

PLAN = LockedAnalysis(
    outcome="units of own products a week",
    scale="levels",
    stores=("köln", "bonn", "aachen", "trier"),
    openings={"köln": date(2021, 4, 5), "bonn": date(2021, 5, 3)},
    from_date=date(2020, 4, 6),
    to_date=date(2021, 12, 27),
    estimator="imputation",
    comparison="never",
    anticipation_weeks=2,
    errors="small_sample",
    primary_effect="overall",
    locked_on=date(2021, 3, 1),
)


def test_a_lock_is_read_back_as_it_was_written():
    again = read_lock(lock_analysis(PLAN))
    assert again == replace(PLAN, stores=("aachen", "bonn", "köln", "trier"))
    assert followed(PLAN, again).kept


def test_the_order_of_stores_changes_no_byte():
    shuffled = replace(
        PLAN, stores=PLAN.stores[::-1], openings=dict(reversed(list(PLAN.openings.items())))
    )
    assert lock_analysis(shuffled) == lock_analysis(PLAN)


def test_the_digest_is_sha_256_of_the_canonical_json_that_anyone_can_recompute():
    file = json.loads(lock_analysis(PLAN))
    text = json.dumps(file["analysis"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert file["digest"] == hashlib.sha256(text.encode()).hexdigest() == lock_digest(PLAN)


@pytest.mark.parametrize(
    ("name", "value"),
    [("outcome", "revenue"), ("to_date", "2022-01-03"), ("anticipation_weeks", 0)],
)
def test_a_lock_that_was_changed_afterwards_is_refused(name, value):
    file = json.loads(lock_analysis(PLAN))
    file["analysis"][name] = value
    with pytest.raises(DataError, match="changed after it was locked"):
        read_lock(json.dumps(file))


def signed(change) -> str:
    body = json.loads(lock_analysis(PLAN))["analysis"]
    change(body)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return json.dumps({"analysis": body, "digest": hashlib.sha256(text.encode()).hexdigest()})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", "no JSON"),
        ("[]", "keys analysis and digest"),
        ('{"analysis": {}, "digest": "0"}', "not of the format"),
        (signed(lambda b: b.update(estimatr=1)), "unknown key 'estimatr'; did you mean"),
        (signed(lambda b: b.pop("errors")), "lacks the key 'errors'"),
        (signed(lambda b: b.update(to_date="soon")), "wrong kind"),
        (signed(lambda b: b.update(stores="köln")), "no list of ids"),
        (signed(lambda b: b.update(anticipation_weeks=True)), "no whole number"),
        (signed(lambda b: b.update(openings=[])), "wrong kind"),
    ],
)
def test_a_file_that_is_no_lock_is_refused_with_the_reason(text, said):
    with pytest.raises(DataError, match=said):
        read_lock(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stores": ()}, "needs its stores"),
        ({"stores": ("köln", "köln", "bonn", "trier")}, "each once"),
        ({"openings": {"ulm": date(2021, 4, 5)}}, "outside the sample: ulm"),
        ({"openings": {}}, "stores that open"),
        ({"stores": ("köln", "bonn")}, "compare them with"),
        ({"to_date": date(2020, 4, 6)}, "are none"),
        ({"anticipation_weeks": -1}, "negative"),
    ],
)
def test_an_analysis_that_cannot_be_meant_is_not_locked(change, said):
    with pytest.raises(DataError, match=said):
        lock_analysis(replace(PLAN, **change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "revenue"}, "the outcome is revenue, locked was units"),
        ({"estimator": "poisson"}, "the estimator is poisson"),
        ({"primary_effect": "event 8"}, "the primary effect is event 8"),
        ({"anticipation_weeks": 0}, "the anticipation in weeks is 0, locked was 2"),
        ({"to_date": date(2021, 11, 1)}, "the end of the weeks is 2021-11-01"),
        ({"stores": ("köln", "bonn", "aachen")}, "1 stores were left out: trier"),
        ({"stores": (*PLAN.stores, "ulm")}, "1 stores were added: ulm"),
        (
            {"openings": {**PLAN.openings, "trier": date(2021, 6, 7)}},
            "1 comparison stores opened an area: trier",
        ),
        ({"openings": {"köln": date(2021, 4, 5)}}, "never opened the planned area: bonn"),
    ],
)
def test_each_departure_is_named(change, said):
    found = followed(PLAN, replace(PLAN, **change))
    assert not found.kept
    assert len(found.departures) == 1
    assert said in found.departures[0]
    assert lock_check(found, PLAN.locked_on).verdict == "REVIEW"


def test_a_slipped_opening_is_said_but_is_no_departure():
    run = replace(PLAN, openings={**PLAN.openings, "bonn": date(2021, 5, 17)})
    found = followed(PLAN, run)
    assert found.kept
    assert found.slipped == ("bonn",)
    check = lock_check(found, PLAN.locked_on)
    assert check.verdict == "PASS"
    assert "1 openings slipped" in check.advice


def test_a_lock_after_the_first_opening_is_late():
    late = replace(PLAN, locked_on=date(2021, 4, 5))
    found = followed(late, PLAN)
    assert found.late
    assert lock_check(found).verdict == "REVIEW"


def test_without_a_lock_the_check_says_what_to_do_next_time():
    assert lock_check(None).verdict == "REVIEW"
