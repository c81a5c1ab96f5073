"""A small network with two plans that passed their check, one that nobody checked, in a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from showfloor.domain.plan import OptionMargin
from showfloor.learn.types import LearnedLifts, LearnedOptions
from showfloor.portal.rollout.approving import approve
from showfloor.portal.rollout.models import Approval
from showfloor.portal.rollout.who import Who
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.problem_files import write_options
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import keep
from showfloor.workflows.learning import OPTIONS_FILE, LearnFound
from showfloor.workflows.plan_pages import (
    PlanRow,
    digests_of,
    installations_of,
    plan_row,
    verify_plan_run,
)
from showfloor.workflows.planning import PlanAsked, run_plan

STORES = ("bonn", "essen", "hamburg", "koeln", "trier")
PROGRAMME = """[programme]
id = "acme-areas"
manufacturer = "acme"
start = 2021-04-19
weeks = 10
area_life_weeks = 104
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "wall"
footprint_m2 = 10.0
places = 20
capex = 1000.00
manufacturer_pays = 0.5
crew_days = [2, 1]

[[crews]]
region = "DE-NW"
crew_days = 3

[[promises]]
store = "koeln"
selling_by = 2021-05-10

[[waves]]
name = "first"
stores = ["koeln"]

[[waves]]
name = "then"
stores = ["bonn"]
"""


@dataclass(frozen=True)
class Plans:
    """The workspace's root and its plan runs: `first` and `second` passed, `unchecked` did not."""

    root: Path
    first: str
    second: str
    unchecked: str

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.root)

    def row(self, run_id: str) -> PlanRow:
        found = plan_row(self.workspace, run_id)
        assert found is not None
        return found


def _make(root: Path, incoming: Path) -> Workspace:
    made = create_workspace(
        root, name="Müller & Söhne", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    incoming.mkdir()
    rows = "".join(f"{s},{s.title()} Markt,standard,chain,{s.title()},DE-NW,30\n" for s in STORES)
    tables = {
        "stores": f"store_id,name,kind,operator,city,region,area_space_m2\n{rows}",
        "manufacturers": "manufacturer_id,name\nacme,Acme\nbolt,Bolt\n",
        "products": "product_id,valid_from,manufacturer_id,category,name\n"
        "a1,2019-01-01,acme,phones,Acme One\n",
        "sales": "source,date,store_id,product_id,line_no,units,revenue\n"
        "till,2021-03-31,koeln,a1,1,1,100.00\n",
    }
    for name, text in tables.items():
        incoming.joinpath(f"{name}.csv").write_text(text, encoding="utf-8")
    made.ledger.take([IntakeFile(incoming / f"{name}.csv", name, None) for name in tables])
    _learn(made, incoming)
    return made


def _learn(made: Workspace, folder: Path) -> None:
    """Keep options as if they had been learned: 20 to 24 euros a week."""
    options = tuple(OptionMargin(s, "wall", 20.0 + at) for at, s in enumerate(STORES))
    write_options(folder / OPTIONS_FILE, options)
    found = LearnFound(
        LearnedLifts((), None), LearnedOptions(options, "", "", "stated", 0.0, ()), True
    )
    keep(
        made,
        "learn",
        found,
        parameters={},
        watch=Stopwatch(),
        version=made.ledger.latest(),
        files={OPTIONS_FILE: folder / OPTIONS_FILE},
    )


@pytest.fixture(scope="session")
def made_plans(tmp_path_factory: pytest.TempPathFactory) -> Plans:
    folder = tmp_path_factory.mktemp("rollout")
    made = _make(folder / "Müller & Söhne", folder / "incoming")
    programme = made.root / "programme.toml"
    programme.write_text(PROGRAMME + '\n[exclude]\nstores = ["trier"]\n', encoding="utf-8")
    asked = PlanAsked(time_limit=5.0)
    second = run_plan(made, asked).record.run_id
    programme.write_text(PROGRAMME, encoding="utf-8")
    first = run_plan(made, asked).record.run_id
    unchecked = run_plan(made, asked).record.run_id
    for run_id in (first, second):
        assert verify_plan_run(made, run_id).result.status == "PASS"
    return Plans(made.root, first, second, unchecked)


@pytest.fixture
def plans(made_plans: Plans, house: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plans]:
    """Let the portal stand on the network with its plans; tests leave nothing but decisions."""
    assert house
    monkeypatch.setattr(settings, "PORTAL_WORKSPACE", made_plans.root)
    yield made_plans
    shutil.rmtree(made_plans.root / "rollout", ignore_errors=True)
    for approval in made_plans.root.glob("runs/*-approval-*"):
        shutil.rmtree(approval)


@pytest.fixture
def own_plans(plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plans:
    """Let the portal stand on a copy of the network that the test may change."""
    root = tmp_path / "Müller & Söhne"
    shutil.copytree(plans.root, root)
    monkeypatch.setattr(settings, "PORTAL_WORKSPACE", root)
    return Plans(root, plans.first, plans.second, plans.unchecked)


@pytest.fixture
def who(house: Any) -> Who:
    """Who decides: the retailer's partner manager."""
    person = house.people["partner_manager"]
    return Who(house.organisations["retailer"].pk, person.pk, "partner_manager")


@pytest.fixture
def approved(plans: Plans, who: Who) -> Approval:
    """Approve the first plan."""
    with within(WHOLE_HOUSE):
        return approve(
            who,
            plans.row(plans.first),
            installations_of(plans.workspace, plans.first),
            digests_of(plans.workspace, plans.first),
        )
