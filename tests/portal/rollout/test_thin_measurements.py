"""The overview beside a measurement of two stores: it is not there where few people work in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from showfloor.storage import IntakeFile, open_workspace

from ...present.measured_areas import measured  # noqa: TID252  # no package
from ..conftest import ON_POSTGRESQL  # noqa: TID252  # no package
from ..measured.conftest import keep_measurement  # noqa: TID252  # no package
from ..sending import figures  # noqa: TID252  # no package

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="asks no row; done on SQLite's run")


@pytest.mark.parametrize("staff", ["", "3", "2"])
def test_the_overview_says_the_lift_of_two_stores_unless_few_people_work_in_one(
    own_plans: Any, sign_in: Callable[..., Client], tmp_path: Any, staff: str
) -> None:
    """A number of staff that is not known counts as enough, and so does the three of a portal."""
    keep_measurement(own_plans.root, measured("two"))
    stores = [gain.store_id for gain in measured("two").by_store]
    path = tmp_path / "stores.csv"
    rows = [f"{store},Laden {store},standard,chain,DE-NW,{staff}" for store in stores]
    head = "store_id,name,kind,operator,region,staff"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    open_workspace(own_plans.root).ledger.take([IntakeFile(path, "stores", None)])
    client = sign_in("partner_manager")
    lift = figures(client, "/overview/")["measured_lift"]
    estimate = measured("two").money.per_cent.estimate / 100.0
    text = "".join(client.get(f"/overview{kind}").content.decode() for kind in ("/", ".json"))
    if staff == "2":
        assert lift is None
        assert f"{estimate:.4f}" not in text
        assert "Measured in one or two stores alone" in text
        assert "Nothing has been measured" not in text, "it has, and waits for nobody"
    else:
        assert lift == pytest.approx(estimate)
