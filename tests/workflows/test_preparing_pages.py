"""Pages show a version once it is prepared, and what is kept of it is what the ledger says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from showfloor.domain import shown_versions
from showfloor.storage import IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.workflows import standing_answers, store_pages
from showfloor.workflows.kept_answers import ANSWERS
from showfloor.workflows.own_sales import own_sales
from showfloor.workflows.preparing_pages import prepare_pages
from showfloor.workflows.shown_version import is_prepared, shown_number

STORES = """store_id,name,kind,operator,city,region,area_space_m2,staff
hamburg,Hamburg,flagship,chain,Hamburg,DE-HH,40.5,7
köln,Köln,standard,chain,Köln,DE-NW,,
"""
PRODUCTS = """product_id,valid_from,manufacturer_id,category,name
a1,2019-01-01,acme,phones,Acme One
"""
AREAS = """area_id,store_id,manufacturer_id,format_id,installed_from,selling_from,selling_to
area-1,hamburg,acme,wall,2021-03-01,2021-03-15,
"""
HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
FIRST = f"{HEAD}till,2020-06-02,hamburg,a1,1,2,200.00\ntill,2021-03-31,köln,a1,1,1,100.50\n"
SECOND = f"{HEAD}till,2021-03-31,köln,a1,2,3,300.00\n"


@pytest.fixture
def network(tmp_path: Path) -> Workspace:
    """Return a workspace with one version: two stores, one area, two lines of sales."""
    made = create_workspace(
        tmp_path / "shop", name="Shop", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    texts = {"stores": STORES, "products": PRODUCTS, "areas": AREAS, "sales": FIRST}
    _take(made, **texts)
    return made


def _take(workspace: Workspace, **texts: str) -> None:
    files = []
    for name, text in texts.items():
        path = workspace.root.parent / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, name, None))
    workspace.ledger.take(files)


def _forget() -> None:
    """Forget what this process holds, as a server that has just started."""
    for held in (
        store_pages._directory,
        store_pages._months,
        standing_answers._choices,
        standing_answers._answer,
    ):
        held.cache_clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, network: Workspace) -> list[str]:
    """Return the versions that a question was put to, in the order of the questions."""
    found: list[str] = []
    ledger = type(network.ledger)
    before: Callable[..., object] = ledger.engine

    def engine(self: object, version: object = None) -> object:
        found.append(str(getattr(version, "number", "latest")))
        return before(self, version)

    monkeypatch.setattr(ledger, "engine", engine)
    return found


def test_a_version_is_shown_once_it_is_prepared_and_the_one_before_it_until_then(
    network: Workspace,
) -> None:
    assert shown_number(network) == 1, "nobody prepares: the newest at once"
    assert prepare_pages(network, ["acme"]) == 1
    _take(network, sales=SECOND)
    assert shown_number(network) == 1
    found = own_sales(network, "acme")
    assert found is not None
    assert (found.version, sum(store.revenue for store in found.stores)) == (1, 300.5)
    assert prepare_pages(network, ["acme"]) == 2
    assert shown_number(network) == 2
    later = own_sales(network, "acme")
    assert later is not None
    assert sum(store.revenue for store in later.stores) == 500.0, "31 March was sent anew"


def test_a_version_that_nobody_prepares_is_shown_after_a_while(
    network: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_pages(network, ())
    _take(network, sales=SECOND)
    monkeypatch.setattr(shown_versions, "WAITS", timedelta(0))
    assert shown_number(network) == 2


def test_of_several_young_versions_none_is_shown_before_it_is_prepared(network: Workspace) -> None:
    prepare_pages(network, ())
    for line in (2, 3):
        _take(network, sales=f"{HEAD}till,2021-03-30,köln,a1,{line},1,1.00\n")
    assert shown_number(network) == 1
    prepare_pages(network, ())
    assert [is_prepared(network, number) for number in (1, 2, 3)] == [True, False, True]
    assert shown_number(network) == 3


def test_an_empty_ledger_has_nothing_to_prepare(tmp_path: Path) -> None:
    made = create_workspace(
        tmp_path / "shop", name="Shop", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    assert prepare_pages(made, ["acme"]) == shown_number(made) == 0


def test_what_is_prepared_is_what_the_ledger_answers_and_asks_it_nothing(
    network: Workspace, asked: list[str]
) -> None:
    def pages() -> tuple[object, ...]:
        workspace = open_workspace(network.root)
        return (
            store_pages.store_directory(workspace),
            store_pages.months_of_store(workspace, "köln"),
            store_pages.months_of_store(workspace, "atlantis"),
            standing_answers.standing_choices(workspace),
        )

    _forget()
    fresh = pages()
    assert fresh[1] == (store_pages.StoreMonth(date(2021, 3, 1), "acme", "acme", 100.5, 1.0),)
    prepare_pages(network, ["acme"])
    _forget()
    asked.clear()
    assert pages() == fresh
    for question in ("standing", "like-for-like", "why-it-moved", "distribution"):
        choices = standing_answers.standing_choices(network)
        assert choices is not None
        wanted = standing_answers.StandingWanted(choices.periods[0])
        answer = standing_answers.standing_answer(network, question, wanted)
        assert answer.version == 1
        if answer.refusal:
            asked.clear()
    assert asked == []


def test_another_rule_of_trading_days_asks_again(network: Workspace, asked: list[str]) -> None:
    prepare_pages(network, ())
    _forget()
    settings = network.root / "showfloor.toml"
    text = settings.read_text(encoding="utf-8")
    assert '"saturday"]' in text
    settings.write_text(text.replace('"saturday"]', '"saturday", "sunday"]'), encoding="utf-8")
    asked.clear()
    wanted = standing_answers.StandingWanted("mat")
    standing_answers.standing_answer(open_workspace(network.root), "standing", wanted)
    assert len(asked) == 1


def test_what_is_kept_can_be_thrown_away(network: Workspace) -> None:
    prepare_pages(network, ())
    for path in network.root.joinpath(ANSWERS).rglob("*.json"):
        path.write_text("{", encoding="utf-8")
    _forget()
    found = store_pages.store_directory(network)
    assert found is not None
    assert len(found.stores) == 2
