"""Measured effects: all of a measurement for the retailer, own products alone for its maker."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from showfloor.measure.own_effects import OWN_CHECKS, OwnCheck, own_effects
from showfloor.portal.measured.jobs import EFFECTS, look_after_effects
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.measured.pages import PARTS
from showfloor.portal.standing.models import OwnRank
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.looking import forget_looks
from showfloor.storage.result_json import encode
from showfloor.workflows import measured_pages

from ...present.measured_areas import measured  # noqa: TID252  # no package
from ..sending import figures, table, work_here  # noqa: TID252  # no package
from .conftest import found_for

NOW = datetime(2021, 4, 1, tzinfo=UTC)
ENDS = ("/", ".json", ".csv")


@pytest.fixture
def told(house: Any, measured_shop: Path) -> str:
    """Have the worker tell manufacturers their own effects; return the address of Acme's."""
    look_after_effects()
    look_after_effects()
    (job,) = work_here()
    assert (job.kind, job.state, job.said_values) == (EFFECTS, "done", {"n": 1})
    with within(house.reach("acme")):
        return f"/own-effects/{OwnMeasurement.objects.get().pk}/"


def test_the_retailer_sees_each_measurement_with_its_effect_and_interval(
    measured_shop: Path, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    (row,) = table(client, "/measured/", "measurements")
    total = measured("three").money.total
    assert row["total"] == pytest.approx(total.estimate)
    assert row["verdict"] == "Fail"
    found = figures(client, f"/measured/{row['run']}/")
    assert found["total"] == pytest.approx(total.estimate)
    assert found["verdict"] == "FAIL"


@pytest.mark.parametrize("part", [*PARTS, "", "nothing", "%00"])
def test_every_part_of_a_measurement_is_a_page(
    measured_shop: Path, sign_in: Callable[..., Client], part: str
) -> None:
    client = sign_in("partner_manager")
    (row,) = table(client, "/measured/", "measurements")
    for language in ("en", "de"):
        answer = client.get(
            f"/measured/{row['run']}/?part={part}", headers={"accept-language": language}
        )
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "[[" not in text, "terms stand as words: there is no glossary here"
        for anchor in re.findall(r'href="#([^"]*)"', text):
            assert f'id="{anchor}"' in text, "no link leads nowhere"


def test_a_damaged_or_another_kinds_run_is_not_there(
    measured_shop: Path, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    (row,) = table(client, "/measured/", "measurements")
    assert client.get("/measured/20210101-000000-000-plan-0000/").status_code == 404
    measured_shop.joinpath("runs", row["run"], "result.json").write_text("{", encoding="utf-8")
    measured_pages._run.cache_clear()
    assert client.get(f"/measured/{row['run']}/").status_code == 404
    assert client.get("/measured/").status_code == 200


def test_a_manufacturer_sees_the_effect_on_its_own_revenue_and_units(
    told: str, sign_in: Callable[..., Client]
) -> None:
    found = figures(sign_in("account_manager"), told)
    effects = measured("three").effects
    for quantity in ("revenue", "units"):
        assert found[quantity] == pytest.approx(effects[quantity].from_opening.estimate)
    assert found["stores"] == 3


def test_nothing_of_rivals_margins_or_the_retailers_choices_is_told(
    told: str, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("account_manager")
    for address in (told, told.rstrip("/") + ".json", told.rstrip("/") + ".csv", "/own-effects/"):
        text = client.get(address).content.decode().lower()
        for secret in ("bolt", "margin", "basket", "rival area", "bonn"):
            assert secret not in text, (address, secret)
    checks = {row["check"] for row in table(client, told, "checks")}
    assert "Rival areas" not in checks


def test_what_is_told_holds_own_figures_alone_whatever_was_found() -> None:
    found = found_for("acme")
    text = json.dumps(encode(own_effects(found)))
    assert "canary-bolt" not in text
    assert found.compared != 0
    assert "compared" not in text
    assert {check.name for check in own_effects(found).checks} <= OWN_CHECKS


def test_money_in_margin_is_not_told() -> None:
    found = measured("three")
    assert found.money.quantity == "margin"
    total = own_effects(found).total
    assert total.estimate != total.estimate, "NaN"


def test_a_rival_and_an_own_arm_find_nothing(
    told: str, sign_in: Callable[..., Client], house: Any
) -> None:
    rival = sign_in("rival")
    assert rival.get(told).status_code == 404
    assert "measurements" not in rival.get("/own-effects.json").json()["tables"]
    assert sign_in("own_retail").get("/own-effects/").status_code == 404
    with within(WHOLE_HOUSE):
        assert OwnMeasurement.objects.count() == 1


def test_telling_again_tells_nothing_twice(told: str) -> None:
    forget_looks()
    look_after_effects()
    assert work_here() == []


@pytest.mark.parametrize("reader", ["account_manager", "rival", "own_retail", None], ids=str)
def test_canaries_in_every_organisations_effects_and_ranks_reach_their_own_people_alone(
    house: Any, sign_in: Callable[..., Client], reader: str | None
) -> None:
    own = {"account_manager": "acme", "rival": "bolt", "own_retail": "shops"}.get(reader or "", "")
    found = replace(own_effects(measured("three")), checks=(OwnCheck("one store", "PASS"),))
    rows = {}
    with within(WHOLE_HOUSE):
        for short, organisation in house.organisations.items():
            document = encode(replace(found, format_id=f"canary-{short}-effect"))
            row = OwnMeasurement.objects.create(
                organisation=organisation, run_id=short, measured_at=NOW, effects=document
            )
            rows[short] = row.pk
            OwnRank.objects.create(
                organisation=organisation, category=f"canary-{short}", month=NOW.date(), version=1
            )
    client = sign_in(reader)
    stems = ["own-effects", "own-rank", *(f"own-effects/{key}" for key in rows.values())]
    texts = [client.get(f"/{stem}{end}").content.decode() for stem in stems for end in ENDS]
    seen = {short for short in rows if any(f"canary-{short}" in text for text in texts)}
    assert seen == ({own} if own else set()), "the own name stands over every page"
    told = any("canary-shops-effect" in text for text in texts)
    assert not told, "an own arm is told nothing"
