"""Budgets in a PostgreSQL that does not answer, or is none, are refused soon and in plain words."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from showfloor.errors import DataError
from showfloor.storage import offer_budgets_postgresql
from showfloor.storage.offer_budgets import open_budgets, open_kept_budgets


def test_a_server_that_never_answers_is_given_up_after_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offer_budgets_postgresql, "PATIENCE", 2)
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DataError, match=f"port {port} did not answer in time") as said:
            open_budgets(f"postgresql://me:geheim@127.0.0.1:{port}/shop")
    assert time.monotonic() - began < 30.0
    assert "geheim" not in str(said.value)


def test_the_address_may_give_it_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    asked = []

    def connect(_address: str, **options: object) -> None:
        asked.append(options["connect_timeout"])
        raise psycopg.errors.ConnectionTimeout

    monkeypatch.setattr(psycopg, "connect", connect)
    for more in ("", "?connect_timeout=60"):
        with pytest.raises(DataError):
            open_budgets(f"postgresql://me@host/shop{more}")
    assert asked == [10, 60]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://me:geheim@127.0.0.1:1/shop", "127.0.0.1, port 1 cannot be reached"),
        ("postgresql://me:geheim@[::1/shop", "address cannot be read; write postgresql://"),
        ("postgresql://me:geheim@127.0.0.1:1/shop?connect_timeout=soon", "cannot be reached"),
        ("postgresql://me:geheim@127.0.0.1:1/shop?unknown=1", "address cannot be read"),
    ],
)
def test_an_address_at_which_there_is_nothing_is_named_without_its_password(
    address: str, said: str
) -> None:
    with pytest.raises(DataError) as found:
        open_budgets(address)
    assert said in str(found.value)
    assert "geheim" not in str(found.value)


def test_a_database_without_budgets_is_not_made_one_by_who_only_reads(
    server: Callable[[], str],
) -> None:
    address = server()
    for _ in range(2):
        with pytest.raises(DataError, match="holds no budgets"):
            open_kept_budgets(address)
    open_budgets(address).close()
    open_kept_budgets(address).close()
