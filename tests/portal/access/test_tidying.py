"""What sign-in no longer needs goes, and what holds stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from showfloor.portal.access.tidying import ATTEMPTS_KEPT, remove_what_is_over
from showfloor.portal.work.looking import once_a_day


def test_old_sessions_and_attempts_go_and_newer_ones_stay(house: Any, sign_in: Any) -> None:
    client = sign_in("partner_manager")
    Client().post("/account/login/", {"login": "x@y.example", "password": "wrong"})
    assert AccessAttempt.objects.count() == 1
    assert remove_what_is_over() == 0
    assert client.get("/overview/").status_code == 200
    later = timezone.now() + ATTEMPTS_KEPT + timedelta(days=1)
    assert remove_what_is_over(later) >= 2
    assert AccessAttempt.objects.count() == 0
    assert client.get("/overview/").status_code == 404


def test_a_daily_duty_is_done_at_the_first_look_and_not_at_the_next() -> None:
    done: list[int] = []
    look = once_a_day(lambda: done.append(1))
    for _ in range(3):
        look()
    assert done == [1]
