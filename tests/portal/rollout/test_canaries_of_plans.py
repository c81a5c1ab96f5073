"""Plans and what-ifs are the retailer's: at their real addresses nobody else reads or hears them.

Their keys are those of runs, which no row holds; so the walk over every address has its own here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from showfloor.portal.figures.addresses import ActionView
from showfloor.portal.figures.keeping import forget_pages

from ..sending import work_here  # noqa: TID252  # no package
from ..test_canaries import READERS, changed, routes, walk  # noqa: TID252  # no package

RUN = r"<(?:str|path):(\w+)>"


def _addresses(run_ids: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the pages and the actions of every route with a run's key, with that key filled in."""
    pages, actions = [], []
    for route, view in routes():
        keys = re.findall(RUN, route)
        if keys and "<uuid:" not in route and set(keys) <= set(run_ids):
            where = "/" + re.sub(RUN, lambda key: run_ids[key[1]], route)
            (actions if isinstance(view, ActionView) else pages).append(where)
    return pages, actions


def test_nobody_outside_reads_a_plan_or_a_what_if_or_hears_that_there_is_one(
    own_plans: Any, sign_in: Callable[..., Client]
) -> None:
    first, second = own_plans.first, own_plans.second
    keys = {"run_id": first, "before": first, "after": second, "name": "run.json"}
    manager = sign_in("partner_manager")
    clients = {reader: sign_in(reader) for reader in READERS}
    pages, _actions = _addresses({**keys, "what_if_run": first})
    open_to_them = [f"/{one}{kind}" for one in ("brand-areas", "news") for kind in (".json", "/")]
    before = {reader: walk(client, open_to_them) for reader, client in clients.items()}
    nothing = {where: where.replace(first, "20210415-plan-nothing") for where in pages}

    sent = manager.post(f"/plans/{first}/what-if/", {"promise": "koeln"})
    assert sent.status_code == 303
    (job,) = work_here()
    assert job.run_id
    forget_pages()
    pages, actions = _addresses({**keys, "what_if_run": job.run_id})
    assert f"/plans/{first}/what-ifs/{job.run_id}.csv" in pages
    seen = walk(manager, [f"/plans/{first}/what-ifs/{job.run_id}/"])
    assert all(text.startswith("200") for text in seen.values()), "the address is the real one"
    for reader, client in clients.items():
        for where, text in walk(client, pages).items():
            assert text.startswith("404"), (reader, where)
            assert "Koeln" not in text, (reader, where)
        assert changed(before[reader], walk(client, open_to_them)) == []
        for where in actions:
            assert client.post(where, {"promise": "koeln"}).status_code == 404, (reader, where)
        for where, other in nothing.items():
            shown, absent = walk(client, [where])[where], walk(client, [other])[other]
            assert shown.replace(where, "") == absent.replace(other, ""), (reader, where)
