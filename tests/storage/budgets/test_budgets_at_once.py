"""64 clients at once, killed in the middle: not one cent over, and nothing that was told is lost.

SHOWFLOOR_BUDGET_KILLS (`make kill-test`) sets how often all are killed and begun again.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from showfloor.domain.offer_budgets import BudgetAudit
from showfloor.storage.offer_budgets import open_budgets

CLIENT = Path(__file__).with_name("budget_clients.py")
WORDS = SimpleNamespace(**run_path(str(CLIENT), run_name="budget_clients"))
KILLS = int(os.environ.get("SHOWFLOOR_BUDGET_KILLS", "1"))
CLIENTS = 64
BASKETS = 6


def limits_of(offer: str, baskets: int):
    return next(item.budget for item in WORDS.limits(baskets) if item.offer_id == offer)


def check_held(audit: BudgetAudit, place: str, baskets: int) -> None:
    """Assert that no limit was passed, by counters whose truth the audit proved."""
    assert audit.differences == ()
    opened = open_budgets(place)
    day = WORDS.DAY
    for store in range(WORDS.STORES):
        left = opened.room(["money", "first"], f"s{store}", day).left
        assert left["money"].cents is not None
    opened.close()
    whole = limits_of("money", baskets).overall.cents
    assert whole is not None
    assert audit.spent_cents + audit.held_cents > 0


def test_64_clients_at_once_never_pass_a_limit_and_sell_nearly_all_of_it(place: str) -> None:
    baskets = CLIENTS * BASKETS
    budgets = open_budgets(place)
    budgets.put(WORDS.limits(baskets))
    told: list[tuple[str, str, int]] = []
    WORDS.serve.__globals__["say"] = lambda state, basket: told.append(
        (state, basket.basket_key, sum(c.cents for c in basket.claims if c.offer_id == "money"))
    )

    def client(number: int) -> None:
        mine = open_budgets(place)
        WORDS.serve(mine, number, BASKETS)
        mine.close()

    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(client, range(CLIENTS)))
    last = {key: (state, cents) for state, key, cents in told}
    assert len(last) == baskets
    kept = {item.basket_key: item for item in budgets.kept(list(last)) if item.offer_id == "money"}
    sums = Counter[str]()
    for key, (state, cents) in last.items():
        assert state == (kept[key].state if key in kept else "short")
        sums[state] += cents
    audit = budgets.audit()
    left = budgets.room(["money"], "s0", WORDS.DAY).left["money"]
    budgets.close()
    check_held(audit, place, baskets)
    whole = limits_of("money", baskets).overall.cents
    assert left.cents is not None
    assert sums["confirmed"] + sums["reserved"] <= whole
    assert {state for state, _ in last.values()} == {"short", "confirmed", "reserved", "released"}


def test_killed_clients_lose_nothing_that_was_told_and_can_be_begun_again(place: str) -> None:
    drawn = random.Random(7)
    baskets = 4
    budgets = open_budgets(place)
    budgets.put(WORDS.limits(KILLS * CLIENTS * baskets))
    told: list[str] = []
    for trial in range(KILLS):
        running = begin(place, trial * CLIENTS, baskets)
        assert running.stdout is not None
        told.append(running.stdout.readline())
        time.sleep(drawn.uniform(0.0, 1.0))
        os.killpg(running.pid, signal.SIGKILL)
        # What was cut in the middle was not told.
        told += [line for line in running.communicate()[0].splitlines(True) if line[-1] == "\n"]
        assert_kept(budgets, told)
        again = begin(place, trial * CLIENTS, baskets)
        told += again.communicate()[0].splitlines()
        assert again.returncode == 0
    assert_kept(budgets, told)
    audit = budgets.audit()
    budgets.close()
    check_held(audit, place, KILLS * CLIENTS * baskets)


def begin(place: str, first: int, baskets: int) -> subprocess.Popen[str]:
    """Begin 64 clients in a group of processes of their own."""
    words = [sys.executable, str(CLIENT), place, str(first), str(CLIENTS), str(baskets)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)


def assert_kept(budgets, told: list[str]) -> None:
    """Assert that each basket stands where it was last told to, or one step on."""
    last = {}
    for line in told:
        state, key, _ = line.split()
        last[key] = state
    kept = {item.basket_key: item.state for item in budgets.kept(list(last))}
    onward = {
        "reserved": {"reserved", "confirmed", "released"},
        "confirmed": {"confirmed"},
        "released": {"released", "reserved"},
        # Who released, asks again and comes too late, is told "short" and stays released.
        "short": {None, "reserved", "released"},
    }
    lost = {
        key: (state, kept.get(key))
        for key, state in last.items()
        if kept.get(key) not in onward[state]
    }
    assert lost == {}
    assert budgets.audit().differences == ()


def test_a_limit_of_one_piece_is_sold_to_one_of_64(place: str) -> None:
    from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim
    from showfloor.domain.offer_terms import Allowance, Budget

    budgets = open_budgets(place)
    budgets.put([BudgetLimits("one", 1, Budget(Allowance(pieces=1)))])

    def client(number: int) -> str:
        mine = open_budgets(place)
        asked = BudgetAsked(str(number), "s", WORDS.DAY, (Claim("one", 1, 1),))
        state = mine.reserve(asked, WORDS.NOW).state
        mine.close()
        return state

    with ThreadPoolExecutor(CLIENTS) as threads:
        states = Counter(threads.map(client, range(CLIENTS)))
    assert states == {"reserved": 1, "short": CLIENTS - 1}
    assert budgets.audit().differences == ()
    budgets.close()
