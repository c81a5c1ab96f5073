"""Own ranks: settled when a month closes, corrected at the next, and nobody else's to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from showfloor.portal.standing.jobs import RANKS, look_after_ranks
from showfloor.portal.standing.models import OwnRank
from showfloor.portal.standing.settling import settle, settle_all
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.looking import forget_looks, see_to
from showfloor.portal.work.models import Job
from showfloor.storage import IntakeFile, open_workspace
from showfloor.workflows.own_ranks import ClosedRanks, MonthRank

from ..sending import table, work_here  # noqa: TID252  # no package

MARCH, APRIL, MAY = date(2021, 3, 1), date(2021, 4, 1), date(2021, 5, 1)
DAY = date(2021, 5, 3)


def ranks(*cells: tuple[date, str, int | None], last: date = APRIL, version: int = 1) -> Any:
    """Return what the house found for Acme; and, for Bolt, that it is second everywhere."""
    return ClosedRanks(
        version,
        last,
        {
            "acme": tuple(
                MonthRank(month, category, "acme", rank) for month, category, rank in cells
            ),
            "bolt": tuple(MonthRank(month, category, "bolt", 2) for month, category, _ in cells),
        },
    )


def told(house: Any, name: str = "acme") -> dict[tuple[str, str], tuple[int | None, bool]]:
    """Return an organisation's rows: rank and whether it says that it was corrected."""
    with within(house.reach(name)):
        return {
            (f"{row.month:%m}", row.category): (row.rank, row.corrected_on is not None)
            for row in OwnRank.objects.all()
        }


def settled(house: Any, found: Any, day: date = DAY) -> int:
    with within(WHOLE_HOUSE):
        return settle_all(found, day)


def test_every_own_category_has_a_row_a_closed_month_whatever_was_sold(house: Any) -> None:
    assert settled(house, ranks((MARCH, "tv", 1), (APRIL, "phones", None))) == 8
    assert told(house) == {
        ("03", "tv"): (1, False),
        ("04", "tv"): (None, False),
        ("03", "phones"): (None, False),
        ("04", "phones"): (None, False),
    }


def test_an_organisation_reads_its_own_ranks_and_an_own_arm_reads_none(house: Any) -> None:
    settled(house, ranks((APRIL, "tv", 1)))
    assert told(house, "bolt") == {("04", "tv"): (2, False)}
    assert told(house, "shops") == {}


def test_settling_again_changes_nothing_however_the_ledger_moved_meanwhile(house: Any) -> None:
    settled(house, ranks((APRIL, "tv", 1)))
    assert settled(house, ranks((APRIL, "tv", 3), version=2)) == 0
    assert settled(house, ranks((APRIL, "tv", None), version=3)) == 0
    assert told(house) == {("04", "tv"): (1, False)}


def test_a_correction_shows_with_the_next_closed_month_and_says_so(house: Any) -> None:
    settled(house, ranks((APRIL, "tv", 1)))
    settled(house, ranks((APRIL, "tv", 3), (MAY, "tv", 2), last=MAY, version=9))
    assert told(house) == {("04", "tv"): (3, True), ("05", "tv"): (2, False)}


def test_a_rank_that_is_shown_no_more_looks_like_one_that_never_was(house: Any) -> None:
    settled(house, ranks((APRIL, "tv", 1), (APRIL, "phones", None)))
    later = ranks(
        (APRIL, "tv", None), (APRIL, "phones", None), (MAY, "tv", 1), (MAY, "phones", 1), last=MAY
    )
    settled(house, later)
    found = told(house)
    assert found["04", "tv"] == found["04", "phones"] == (None, False)


def test_a_category_that_is_cut_anew_gets_no_ranks_of_months_told_before(house: Any) -> None:
    settled(house, ranks((MARCH, "phones", 1), (APRIL, "phones", 1)))
    recut = ranks((MARCH, "5g phones", 1), (APRIL, "5g phones", 1), (MAY, "5g phones", 1), last=MAY)
    settled(house, recut)
    found = told(house)
    assert {month for month, category in found if category == "5g phones"} == {"05"}
    assert found["03", "phones"] == (1, False), "what was told stays"


def test_a_month_that_reopens_takes_nothing_back(house: Any) -> None:
    settled(house, ranks((MARCH, "tv", 1), (APRIL, "tv", 2)))
    assert settled(house, ranks((MARCH, "tv", 4), last=MARCH)) == 0
    assert told(house) == {("03", "tv"): (1, False), ("04", "tv"): (2, False)}


def test_two_that_settle_at_once_tell_once(house: Any) -> None:
    found = ranks((APRIL, "tv", 1))
    with within(WHOLE_HOUSE):
        acme = house.organisations["acme"]
        assert settle(acme, found.ranks["acme"], found, DAY) == 1
        assert settle(acme, found.ranks["acme"], found, DAY) == 0


def test_missing_ranks_are_shown_alike_and_no_rival_is_named(
    house: Any, sign_in: Callable[..., Client]
) -> None:
    settled(house, ranks((APRIL, "tv", 1), (APRIL, "phones", None)))
    client = sign_in("account_manager")
    rows = table(client, "/own-rank/", "ranks")
    assert [(row["category"], row["rank"]) for row in rows] == [("phones", None), ("tv", 1)]
    page = client.get("/own-rank/").content.decode()
    assert "In April 2021 you are first in tv." in page
    assert "not shown here" in page
    assert "bolt" not in page.lower()


@pytest.mark.parametrize("asked", ["?store=hamburg", "?region=DE-HH", "?month=2021-04", "?from=1"])
def test_no_parameter_narrows_a_rank_to_less_than_a_category_and_month(
    house: Any, sign_in: Callable[..., Client], asked: str
) -> None:
    settled(house, ranks((APRIL, "tv", 1)))
    client = sign_in("account_manager")
    usual = client.get("/own-rank.json").json()
    odd = client.get(f"/own-rank.json{asked}").json()
    assert odd["tables"]["ranks"]["rows"] == usual["tables"]["ranks"]["rows"]


SALES = """source,date,store_id,product_id,line_no,units,revenue
extra,2021-03-02,hamburg,a1,1,1,500.00
extra,2021-03-02,koeln,b1,1,1,10.00
extra,2021-03-02,koeln,c1,1,1,400.00
extra,2021-03-02,koeln,d1,1,1,700.00
extra,2021-03-02,arm,d1,1,1,9000.00
extra,2021-04-01,koeln,d1,1,1,1.00
"""
PRODUCTS = """product_id,valid_from,manufacturer_id,category,name
c1,2019-01-01,corn,phones,Corn One
d1,2019-01-01,dune,phones,Dune One
"""
STORES = "store_id,name,kind,operator\narm,Dune's own shop,own_brand,dune\n"


@pytest.fixture
def four_sell(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a workspace in which four manufacturers sell phones in March 2021."""
    files = []
    for name, text in (("stores", STORES), ("products", PRODUCTS), ("sales", SALES)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, name, None))
    open_workspace(shop).ledger.take(files)
    forget_looks()
    yield shop
    forget_looks()


def test_the_worker_tells_ranks_of_the_ledger_and_asks_once_a_version(
    house: Any, sign_in: Callable[..., Client], four_sell: Path
) -> None:
    """March: Acme 100 + 500, Bolt 900 + 10, Corn 400, Dune 700 (its own shop does not count)."""
    assert four_sell == settings.PORTAL_WORKSPACE
    look_after_ranks()
    look_after_ranks()
    (job,) = work_here()
    assert (job.kind, job.state) == (RANKS, "done")
    march = {"account_manager": 3, "rival": 1}
    for person, rank in march.items():
        rows = table(sign_in(person), "/own-rank/", "ranks")
        assert [row["rank"] for row in rows if row["month"] == "2021-03-01"] == [rank]
    forget_looks()
    look_after_ranks()
    with within(WHOLE_HOUSE):
        assert Job.objects.filter(kind=RANKS).count() == 1, "a worker that restarts asks nothing"


def test_work_that_is_open_for_an_earlier_version_is_asked_for_again_after_it(house: Any) -> None:
    forget_looks()
    with within(WHOLE_HOUSE):
        for version in (1, 2, 2):
            see_to(RANKS, {"version": version}, label="x")
        (job,) = Job.objects.all()
        assert job.parameters == {"version": 1}
        Job.objects.update(state="done")
        see_to(RANKS, {"version": 2}, label="x")
        assert [one.parameters["version"] for one in Job.objects.filter(state="waiting")] == [2]
    forget_looks()
