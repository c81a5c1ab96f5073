"""`showfloor offers price --book` prices with what is left, says what that is, takes nothing."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from showfloor.cli.main import run
from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim
from showfloor.domain.offer_terms import Allowance, Budget
from showfloor.offers.budgets import customer_digest
from showfloor.storage.offer_budgets import open_budgets

OFFERS = """groups = ["a", "b"]

[[offers]]
id = "ten"
name = "Zehn Prozent"
manufacturer = "m1"
status = "running"
when = { from = 2026-10-01, through = 2026-12-31 }
meets = { group = "a" }
budget = { overall = { euros = 60.00 }, a_day = { pieces = 3 } }
reward = { kind = "each", goods = { categories = ["phone"] }, per_cent = 10 }

[[offers]]
id = "once"
name = "Fünf Euro, einmal"
manufacturer = "m1"
status = "running"
when = { from = 2026-10-01, through = 2026-12-31 }
meets = { group = "b" }
whom = { a_customer = 1 }
reward = { kind = "each", goods = { categories = ["phone"] }, amount = 5.00 }
"""
NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)
DAY = date(2026, 10, 5)
KEY = b"k" * 32
LIMITS = [
    BudgetLimits("ten", 1, Budget(Allowance(6000), a_day=Allowance(pieces=3))),
    BudgetLimits("once", 1, Budget(), a_customer=1),
]


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    for name, text in {
        "offers.toml": OFFERS,
        "stores.csv": "store_id,name,kind,operator,operator_status\ns1,Eins,standard,o,own\n",
        "products.csv": "product_id,manufacturer_id,category,gross_price,vat_rate\n"
        "phone,m1,phone,400.00,0.19\n",
        "basket.csv": "product_id,units\nphone,1\n",
        "key.txt": KEY.decode() + "\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [f"--{name}={tmp_path / name}.csv" for name in ("stores", "products", "basket")]
    given = [f"--offers={tmp_path / 'offers.toml'}", "--store=s1", "--at=2026-10-05T12:00"]
    return ["offers", "price", *files, *given, "--customer=Erika", f"--book={tmp_path / 'b.db'}"]


def sold(book: Path, cents: int, *, customer: str | None = None) -> None:
    budgets = open_budgets(book)
    budgets.put(LIMITS)
    claims = [Claim("ten", cents, 1)]
    claims += [Claim("once", 500, 1)] if customer else []
    digest = customer_digest(KEY, customer) if customer else None
    budgets.reserve(BudgetAsked(f"b{cents}", "s1", DAY, tuple(claims), digest), NOON)
    budgets.confirm(f"b{cents}", NOON)
    budgets.close()


def answer(capsys: pytest.CaptureFixture[str], words: list[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(words)
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, " ".join(said.err.split())


def test_what_is_left_is_said_and_priced_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    sold(tmp_path / "b.db", 1500)
    code, out, _ = answer(capsys, [*words, "--json"])
    found = json.loads(out)
    # 400.00 less 10 % and 5.00; 60.00 - 15.00 are left, and 3 - 1 pieces of the day.
    assert (code, found["charged"]) == (0, 35500)
    assert [(item["offer_id"], item["cents"], item["pieces"]) for item in found["left"]] == [
        ("once", None, None),
        ("ten", 4500, 2),
    ]
    assert not any(item["used_up"] for item in found["left"])
    assert answer(capsys, [*words, "--json"])[1] == out


def test_an_offer_without_money_falls_out_and_the_screen_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    sold(tmp_path / "b.db", 6000)
    _, out, _ = answer(capsys, [*words, "--json"])
    found = json.loads(out)
    assert found["charged"] == 39500
    assert [(item["offer_id"], item["code"]) for item in found["not_applied"]] == [
        ("ten", "money_gone")
    ]
    assert [item["used_up"] for item in found["left"]] == [False, True]
    _, out, _ = answer(capsys, words)
    said = " ".join(out.split())
    assert "ten 0.00 2 no limit not counted used up: it falls out" in said
    assert "ten has too little of its budget left" in said
    assert "nothing was reserved" in said


def test_a_customer_is_counted_with_the_key_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    sold(tmp_path / "b.db", 1500, customer="Erika")
    without = json.loads(answer(capsys, [*words, "--json"])[1])
    counted = json.loads(
        answer(capsys, [*words, "--json", f"--customer-key={tmp_path / 'key.txt'}"])[1]
    )
    assert (without["charged"], counted["charged"]) == (35500, 36000)
    assert [item["used"] for item in without["left"]] == [None, None]
    assert [item["used"] for item in counted["left"]] == [1, 1]


def test_an_offer_that_the_book_does_not_know_counts_as_untouched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    open_budgets(tmp_path / "b.db").close()
    found = json.loads(answer(capsys, [*words, "--json"])[1])
    assert (found["charged"], found["left"], found["not_in_book"]) == (35500, [], ["once", "ten"])


def test_what_is_no_book_is_refused_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    book = tmp_path / "b.db"
    code, _, said = answer(capsys, words)
    assert (code, "there is no such file" in said) == (2, True)
    connection = sqlite3.connect(book)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    code, _, said = answer(capsys, words)
    assert (code, "b.db holds no budgets" in said) == (1, True)
    connection = sqlite3.connect(book)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("other",)]
    connection.close()
    book.write_bytes(b"no database at all" * 100)
    assert "b.db holds no budgets" in answer(capsys, words)[2]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--book=mysql://x/y"], 2, "no address of PostgreSQL"),
        (["--customer-key=nowhere"], 1, "nowhere cannot be read"),
        (["--customer-key=key.txt"], 2, "the customers' key has 5 bytes"),
    ],
)
def test_a_book_or_key_that_cannot_be_used_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    more: list[str],
    code: int,
    said: str,
) -> None:
    sold(tmp_path / "b.db", 1500)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.txt").write_text("short")
    found = answer(capsys, [*words[: -1 if "--book" in more[0] else None], *more])
    assert (found[0], said in found[2]) == (code, True)
