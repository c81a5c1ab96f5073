"""Measured effects where few people work in a store: nothing that stands for one or two stores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from showfloor.portal.measured.jobs import look_after_effects
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import IntakeFile, open_workspace

from ...present.measured_areas import measured  # noqa: TID252  # no package
from ..conftest import ON_POSTGRESQL  # noqa: TID252  # no package
from ..sending import work_here  # noqa: TID252  # no package
from .conftest import keep_measurement

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="the walls are not asked; done on SQLite")


def _staff(root: Path, folder: Path, name: str, number: int) -> list[str]:
    """Say of every store of a measurement how many work there: the first few, nine elsewhere."""
    stores = [gain.store_id for gain in measured(name).by_store]
    path = folder / "stores.csv"
    lines = [
        f"{store},Laden {store},standard,chain,DE-NW,{number if not place else 9}"
        for place, store in enumerate(stores)
    ]
    text = "\n".join(["store_id,name,kind,operator,region,staff", *lines, ""])
    path.write_text(text, encoding="utf-8")
    open_workspace(root).ledger.take([IntakeFile(path, "stores", None)])
    return stores


def test_three_stores_with_a_small_one_are_shown_together_and_none_by_itself(
    measured_shop: Path, tmp_path: Path, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    run = open_workspace(measured_shop).runs.list()[0].run_id
    stores = {gain.store_id for gain in measured("three").by_store}
    before = client.get(f"/measured/{run}.csv?part=shops").content.decode()
    assert all(store in before for store in stores)
    _staff(measured_shop, tmp_path, "three", 2)
    page = client.get(f"/measured/{run}/")
    assert page.status_code == 200
    for part in ("shops", "groups", "earned"):
        text = client.get(f"/measured/{run}.csv?part={part}").content.decode()
        assert "areas_by_store" not in text
        assert not [store for store in stores if f"\n{store}," in text]


def test_a_measurement_of_two_stores_with_a_small_one_is_nobodys_page(
    shop: Path, house: Any, tmp_path: Path, sign_in: Callable[..., Client]
) -> None:
    run = keep_measurement(shop, measured("two"))
    client = sign_in("partner_manager")
    assert client.get(f"/measured/{run}/").status_code == 200
    _staff(shop, tmp_path, "two", 2)
    assert client.get(f"/measured/{run}/").status_code == 404
    assert run not in client.get("/measured.json").content.decode()
    assert "few people work" in client.get("/measured/").content.decode()
    look_after_effects()
    work_here()
    with within(WHOLE_HOUSE):
        assert not OwnMeasurement.objects.exists()
